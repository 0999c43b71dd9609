"""Customers that may be one: the facts side by side, merged or parted; and a merge taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanglai.services.customers.duplicates import (
    duplicates,
    look_for_duplicates,
    part_customers,
)
from wanglai.services.customers.merge_customers import merge_customers, unmerge_customers
from wanglai.web.customers.asking import done_or_asked
from wanglai.web.customers.forms import MergeForm
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of

PAGE_PAIRS = 20


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Pairs that wait for a decision."""
    text = request.GET.get("after", "")
    after = int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
    found = duplicates(**visit.scope, after=after, limit=PAGE_PAIRS + 1)
    shown = {
        "section": "customers",
        "pairs": found[:PAGE_PAIRS],
        "next_after": found[PAGE_PAIRS - 1].id if len(found) > PAGE_PAIRS else None,
        "after": after,
    }
    return render(request, "customers/duplicates.html", shown)


@acts
def look(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Look through all customers anew."""
    n = look_for_duplicates(**visit.scope, origin=origin_of(request))
    messages.success(request, ngettext("%(n)d pair found.", "%(n)d pairs found.", n) % {"n": n})
    return redirect("customers:duplicates")


@acts
def part(request: HttpRequest, visit: Visit, duplicate_id: int) -> HttpResponse:
    """They are two."""
    part_customers(**visit.scope, origin=origin_of(request), duplicate_id=duplicate_id)
    messages.success(request, _("Kept: they are two customers."))
    return redirect("customers:duplicates")


@acts
def merge(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One becomes part of the other, once another person agreed."""
    said = MergeForm(request.POST).sound()
    subject = {"merged_id": said["merged"], "survivor_id": said["survivor"], "reason": said["reason"]}  # fmt: skip
    done = _("Merged: what was posted stays as it is and is shown under the customer that remains.")
    asked = done_or_asked(request, visit, "merge_customers", merge_customers, subject, done=done)
    return asked or redirect("customers:page", said["survivor"])


@acts
def unmerge(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """Both stand as before."""
    done = _("The merge is undone.")

    def undo(**wanted: object) -> int:
        wanted.pop("does")
        return unmerge_customers(**wanted)  # type: ignore[arg-type]

    subject = {"merged_id": customer_id, "does": "undo"}
    asked = done_or_asked(request, visit, "merge_customers", undo, subject, done=done)
    return asked or redirect("customers:page", customer_id)

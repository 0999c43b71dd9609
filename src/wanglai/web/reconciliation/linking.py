"""Linking by hand: lines of both sides picked, the running difference beside them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.reconciliation.queries import lines_of, reconciliation_page, result_row
from wanglai.services.reconciliation.relink_lines import relink_lines
from wanglai.services.reconciliation.rows import LineRow
from wanglai.web.parts.door import Visit, is_fragment, looks, looks_and_acts
from wanglai.web.reconciliation.deciding import decided
from wanglai.web.reconciliation.forms import LinesFilter, LinkForm

LINES_SHOWN = 50


def _lines_shown(visit: Visit, pk: int, side: str, query: LinesFilter) -> dict[str, object]:
    query.is_valid()
    sound = query.cleaned_data
    found = lines_of(
        **visit.scope,
        reconciliation_id=pk,
        side=side,
        search=sound.get("q") or "",
        only_open=not sound.get("every"),
        after=sound.get("after"),
        limit=LINES_SHOWN,
    )
    return {
        "side": side,
        "lines": found,
        "pk": pk,
        "q": sound.get("q") or "",
        "every": sound.get("every"),
    }


@require_http_methods(["GET", "POST"])
@looks_and_acts
def panel(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The panel with both sides' lines; sent, it puts the chosen lines together."""
    if request.method == "POST":
        return _link(request, visit, pk)
    picked: tuple[LineRow, ...] = ()
    row_id = request.GET.get("row", "")
    if row_id:
        row = result_row(**visit.scope, reconciliation_id=pk, row_id=row_id)
        picked = (*row.ours, *row.theirs)
    sides = [
        {
            **_lines_shown(visit, pk, side, LinesFilter({})),
            "picked": [line for line in picked if line.side == side],
            "picked_rows": {line.row for line in picked if line.side == side},
        }
        for side in ("ours", "theirs")
    ]
    context = {
        "page": reconciliation_page(**visit.scope, reconciliation_id=pk),
        "sides": sides,
        "pk": pk,
    }
    template = "link_panel.html" if is_fragment(request) else "link_page.html"
    return render(request, f"reconciliation/{template}", context)


def _link(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    form = LinkForm(request.POST)
    if not form.is_valid():
        if not is_fragment(request):
            return redirect("reconciliation:link", pk)
        return decided(request, pk, _("Choose at least two lines."))
    made = relink_lines(
        **visit.scope,
        reconciliation_id=pk,
        ours=tuple(form.cleaned_data["ours"]),
        theirs=tuple(form.cleaned_data["theirs"]),
        reason=form.cleaned_data["reason"],
    )
    return decided(request, pk, _("Linked by hand."), (made,))


@looks
def lines(request: HttpRequest, visit: Visit, pk: int, side: str) -> HttpResponse:
    """Lines of one side that fit a search, or their next part."""
    context = _lines_shown(visit, pk, side, LinesFilter(request.GET))
    return render(request, "reconciliation/link_lines.html", context)

"""What the pages of documents share: a form again with what was wrong, the list of a kind, the customers offered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.services.documents.lists import customer_for_paper
from wanglai.services.documents.words import PAPER_KINDS
from wanglai.services.refusals import Refusal, Wording, http_status
from wanglai.web.documents.forms import STATES, ListFilter
from wanglai.web.parts.door import Visit

__all__ = ["PAPER_KINDS", "customer_of", "problems_of", "show", "show_list"]


def show(
    request: HttpRequest, template: str, part: str, *, refusal: Refusal | None = None,
    problems: tuple[Any, ...] = (), **more: Any,
) -> HttpResponse:  # fmt: skip
    """A page of documents; 422 where something typed is wrong, else as the refusal says."""
    shown = {
        "section": "documents",
        "part": part,
        "refusal": refusal,
        "problems": problems,
        "said": request.POST,
        **more,
    }
    is_wrong = bool(problems) or bool(getattr(more.get("form"), "errors", None))
    status = http_status(refusal) if refusal else 422 if is_wrong else 200
    return render(request, f"documents/{template}.html", shown, status=status)


def show_list(request: HttpRequest, visit: Visit, kind: str, listed: Any) -> HttpResponse:
    """One page of a list with its filters; ``listed`` is the service that finds them."""
    wanted = ListFilter(request.GET).wanted(kind)
    found = listed(**visit.scope, wanted=wanted)
    states: list[tuple[str, Wording]] = list(STATES[kind].items())
    return show(request, kind, kind, wanted=wanted, found=found, states=states)


def customer_of(visit: Visit, form: forms.Form, problem: Any) -> int | None:
    """The customer that was typed; None with the form told where there is none."""
    found = customer_for_paper(**visit.scope, name=form.cleaned_data["customer_name"].strip())
    if found is None:
        form.add_error("customer_name", problem)
    return found


def problems_of(form: forms.Form) -> tuple[Any, ...]:
    return tuple(error for errors in form.errors.values() for error in errors)

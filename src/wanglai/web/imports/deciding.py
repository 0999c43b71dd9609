"""What a person decides about an import: for a whole kind of problem, for one row, and that it is to be booked."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.imports.ask_for_credits import ask_for_credits
from wanglai.services.imports.choose import choose
from wanglai.services.imports.correct_document import correct_document, leave_out, take_in
from wanglai.services.imports.order_import import (
    end_import,
    go_on_import,
    order_import,
    stop_import,
)
from wanglai.services.refusals import Refusal
from wanglai.web.imports.forms import ChoiceForm, corrections_of
from wanglai.web.imports.pages import shown_document, shown_import
from wanglai.web.parts.door import Visit, acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door


def _on_its_page(
    request: HttpRequest, visit: Visit, import_id: int, act: Callable[[], HttpResponse | None]
) -> HttpResponse:
    """Do it and show the import, or the page it leads to; what is refused is said on that page."""
    try:
        led_to = act()
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_import(request, visit, import_id, refusal=refusal)
    return led_to or redirect("imports:page", import_id)


@acts
def choose_for_all(request: HttpRequest, visit: Visit, import_id: int) -> HttpResponse:
    """One way for all problems of a kind."""
    said = ChoiceForm(request.POST).said()
    return _on_its_page(
        request, visit, import_id, lambda: choose(**visit.scope, import_id=import_id, **said)
    )


@acts
def correct(request: HttpRequest, visit: Visit, import_id: int, no: int) -> HttpResponse:
    """Other values for one document."""
    try:
        correct_document(**visit.scope, import_id=import_id, no=no, values=corrections_of(request))
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_document(request, visit, import_id, no, refusal=refusal)
    messages.success(request, _("Corrected."))
    return redirect("imports:document", import_id, no)


@acts
def leave(request: HttpRequest, visit: Visit, import_id: int, no: int) -> HttpResponse:
    """This one is not imported."""
    return _on_its_page(
        request, visit, import_id, lambda: leave_out(**visit.scope, import_id=import_id, no=no)
    )


@acts
def take(request: HttpRequest, visit: Visit, import_id: int, no: int) -> HttpResponse:
    """It is imported after all."""
    return _on_its_page(
        request, visit, import_id, lambda: take_in(**visit.scope, import_id=import_id, no=no)
    )


@acts
def order(request: HttpRequest, visit: Visit, import_id: int) -> HttpResponse:
    """Book what is ready, or ask the manager whose word its credit notes need."""
    origin = origin_of(request)

    def booked_or_asked() -> HttpResponse | None:
        try:
            order_import(**visit.scope, origin=origin, import_id=import_id)
        except ApprovalIsNeeded:
            asked = ask_for_credits(**visit.scope, origin=origin, import_id=import_id)
            messages.info(
                request,
                _("There are credit notes in the file, and a manager has to agree: your request waits for their word."),
            )  # fmt: skip
            return redirect("approvals:page", asked)
        return None

    return _on_its_page(request, visit, import_id, booked_or_asked)


@acts
def stop(request: HttpRequest, visit: Visit, import_id: int) -> HttpResponse:
    """Stop the work; whole chunks stand."""
    return _on_its_page(
        request, visit, import_id, lambda: stop_import(**visit.scope, import_id=import_id)
    )


@acts
def go_on(request: HttpRequest, visit: Visit, import_id: int) -> HttpResponse:
    """Book the rest."""
    origin = origin_of(request)
    return _on_its_page(
        request,
        visit,
        import_id,
        lambda: go_on_import(**visit.scope, origin=origin, import_id=import_id),
    )


@acts
def end(request: HttpRequest, visit: Visit, import_id: int) -> HttpResponse:
    """Withdraw it, or leave it with what is booked."""
    return _on_its_page(
        request, visit, import_id, lambda: end_import(**visit.scope, import_id=import_id)
    )

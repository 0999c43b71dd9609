"""Files of banks: handed in, looked at while they are read, and decided about where they wait."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanglai.services.bank.decide_file import read_bank_file_again, take_anyway, withdraw_bank_file
from wanglai.services.bank.hand_in import hand_in_bank_file
from wanglai.services.bank.mapped import ROLES, show_table, tell_layout
from wanglai.services.bank.original_bank_file import original_bank_file
from wanglai.services.bank.queries import bank_file_page, list_our_accounts
from wanglai.services.exports.bank_files import bank_files_table
from wanglai.services.reconciliation.uploads import FileIsEmpty, Upload
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.bank.accounts import shown_accounts
from wanglai.web.parts.door import Visit, acts, is_fragment, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import sent, taken


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every file that was handed in, to take away."""
    return taken(bank_files_table(**visit.scope), language, form)


@acts
def hand_in(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One file or several; one leads to its page, several to the list."""
    origin, account = origin_of(request), request.POST.get("account", "")
    made = []
    try:
        for each in request.FILES.getlist("file"):
            upload = Upload(each.name or "file", each.read())
            made.append(
                hand_in_bank_file(
                    **visit.scope, origin=origin, upload=upload, account_id=int(account) if account.isdecimal() else None
                )
            )  # fmt: skip
        if not made:
            raise FileIsEmpty
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_accounts(request, visit, refusal=refusal)
    address = reverse("bank:file", args=[made[0]]) if len(made) == 1 else reverse("bank:list")
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


@looks
def page(request: HttpRequest, visit: Visit, file_id: int) -> HttpResponse:
    """Where the file stands: being read, in the way of what, or taken."""
    return _shown(request, visit, file_id)


def _shown(
    request: HttpRequest, visit: Visit, file_id: int, *, refusal: Refusal | None = None
) -> HttpResponse:
    found = bank_file_page(**visit.scope, file_id=file_id)
    may_read = "import_bank_file" in visit.company.acts
    unknown = any(
        each.code in ("bank.unknown_layout", "bank_file.columns") for each in found.problems
    )
    shown = {
        "section": "cash",
        "part": "bank",
        "page": found,
        "refusal": refusal,
        "accounts": [each for each in list_our_accounts(**visit.scope) if not each.is_ended],
        "may_read": may_read,
        "table": show_table(**visit.scope, file_id=file_id) if unknown and may_read else None,
        "roles": ROLES.items(),
    }
    return render(request, "bank/file.html", shown, status=http_status(refusal) if refusal else 200)


@acts
def original(request: HttpRequest, visit: Visit, file_id: int) -> HttpResponse:
    """The file byte for byte, under the name it came with; the trail says who took it."""
    return sent(original_bank_file(**visit.scope, origin=origin_of(request), file_id=file_id))


@looks
def progress(request: HttpRequest, visit: Visit, file_id: int) -> HttpResponse:
    """Once the reading is over the browser is sent to what came of it."""
    found = bank_file_page(**visit.scope, file_id=file_id)
    if found.state not in ("queued", "reading"):
        address = reverse("bank:file", args=[file_id])
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return render(request, "bank/progress_block.html", {"page": found})


@acts
def take(request: HttpRequest, visit: Visit, file_id: int) -> HttpResponse:
    """Take it although it does not close, with the reason."""
    reason = request.POST.get("reason", "")
    try:
        take_anyway(**visit.scope, origin=origin_of(request), file_id=file_id, reason=reason)
    except Refusal as refusal:
        if http_status(refusal) == 404 or refusal.code == "access.denied":
            raise
        return _shown(request, visit, file_id, refusal=refusal)
    messages.success(request, _("The file is taken; your reason stays with it."))
    return redirect("bank:file", file_id)


@acts
def again(request: HttpRequest, visit: Visit, file_id: int) -> HttpResponse:
    """Look at it once more, perhaps as of an account that is named now."""
    account = request.POST.get("account", "")
    read_bank_file_again(
        **visit.scope, origin=origin_of(request), file_id=file_id,
        account_id=int(account) if account.isdecimal() else None,
    )  # fmt: skip
    return redirect("bank:file", file_id)


@acts
def columns(request: HttpRequest, visit: Visit, file_id: int) -> HttpResponse:
    """What the columns of a table are: a label for each role that has one."""
    account = request.POST.get("home", "")  # a column can be called account, too
    said = {str(role): request.POST.getlist(role) for role in ROLES}
    try:
        tell_layout(
            **visit.scope, origin=origin_of(request), file_id=file_id, columns=said,
            account_id=int(account) if account.isdecimal() else 0,
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, file_id, refusal=refusal)
    return redirect("bank:file", file_id)


@acts
def withdraw(request: HttpRequest, visit: Visit, file_id: int) -> HttpResponse:
    """Nothing of it is taken; it may be handed in again."""
    withdraw_bank_file(**visit.scope, origin=origin_of(request), file_id=file_id)
    messages.success(request, _("Nothing of the file is taken."))
    return redirect("bank:list")

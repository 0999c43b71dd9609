"""A line by which money went back: which receipt it returns, said by a person; and a bill that a line of the bank pays."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanglai.services.bank.words import ASIDE
from wanglai.services.cash.bounce_receipt import bounce_receipt, withdraw_bounce
from wanglai.services.cash.clear_bill import clear_bill
from wanglai.services.cash.returns import returned_line
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door


@looks
def page(request: HttpRequest, visit: Visit, line_id: int) -> HttpResponse:
    """The line with the receipts it may return, the likeliest first."""
    return _shown(request, visit, line_id)


def _shown(
    request: HttpRequest, visit: Visit, line_id: int, *, refusal: Refusal | None = None
) -> HttpResponse:
    found = returned_line(**visit.scope, line_id=line_id)
    is_open = found.bounce is None and found.state in ("waiting", "asked", "aside")
    shown = {
        "section": "cash",
        "part": "queue",
        "page": found,
        "may_bounce": is_open and "undo_cash" in visit.company.acts,
        "may_put_aside": found.state in ("waiting", "asked") and "decide_bank_file" in visit.company.acts,
        "aside": [(kind, words) for kind, words in ASIDE.items() if kind != "bounced"],
        "may_withdraw": found.bounce is not None and found.bounce.can_be_withdrawn and "undo_cash" in visit.company.acts,
        "reason": request.POST.get("reason", ""),
        "chosen": request.POST.get("receipt", ""),
        "refusal": refusal,
    }  # fmt: skip
    status = http_status(refusal) if refusal else 200
    return render(request, "cash/returned.html", shown, status=status)


@acts
def bounce(request: HttpRequest, visit: Visit, line_id: int) -> HttpResponse:
    """The line takes the chosen receipt back: what it had settled is open again."""
    receipt, version = request.POST.get("receipt", ""), request.POST.get("version", "")
    try:
        bounce_receipt(
            **visit.scope, origin=origin_of(request), line_id=line_id, receipt_id=int(receipt) if receipt.isdecimal() else 0,
            reason=request.POST.get("reason", ""), version=int(version) if version.isdecimal() else None,
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.code in ("access.denied", "access.not_found"):
            raise
        return _shown(request, visit, line_id, refusal=refusal)
    said = returned_line(**visit.scope, line_id=line_id).bounce
    if said is not None and said.part is not None:
        messages.success(request, _("Part of the receipt came back: as much of what it settled is open again, at its old age."))  # fmt: skip
    else:
        messages.success(
            request,
            _("The receipt has bounced: what it had settled is open again, at its old age."),
        )
    return redirect("cash:returned", line_id)


@acts
def withdraw(request: HttpRequest, visit: Visit, bounce_id: int) -> HttpResponse:
    """It was another receipt, or none: both lines wait again."""
    line = request.POST.get("line", "")
    try:
        receipt = withdraw_bounce(**visit.scope, origin=origin_of(request), bounce_id=bounce_id)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        if not line.isdecimal():
            raise
        return _shown(request, visit, int(line), refusal=refusal)
    if receipt is not None:  # only a part came back
        messages.success(request, _("The return is withdrawn: its line waits again, and this receipt has so much on account again."))  # fmt: skip
        return redirect("cash:line", receipt)
    messages.success(request, _("The bounce is withdrawn: both lines wait again."))
    return redirect("cash:returned", int(line)) if line.isdecimal() else redirect("cash:receipts")


@acts
def clear(request: HttpRequest, visit: Visit, line_id: int) -> HttpResponse:
    """The money of the line pays a bill or cheque."""
    bill, version = request.POST.get("bill", ""), request.POST.get("version", "")
    try:
        clear_bill(
            **visit.scope, origin=origin_of(request), line_id=line_id, bill_id=int(bill) if bill.isdecimal() else 0,
            version=int(version) if version.isdecimal() else None,
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.code in ("access.denied", "access.not_found"):
            raise
        messages.error(request, f"{refusal.reason.within(visit.language)} {refusal.remedy.within(visit.language)}")  # fmt: skip
        return redirect("cash:line", line_id)
    messages.success(request, _("The bill is paid by this line; undone, it is with us again."))
    return redirect(reverse("cash:line", args=[line_id]))

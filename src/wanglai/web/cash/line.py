"""One line: what the bank says, what the machine proposes, and the panel in which a person settles it."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wanglai.services.bank.words import ASIDE
from wanglai.services.cash.clear_bill import bills_it_may_pay
from wanglai.services.cash.composing import owners_of
from wanglai.services.cash.queries import colleagues_of_cash
from wanglai.services.cash.returns import bounce_of_line, parts_of_line
from wanglai.services.cash.settle_line import Adjustment, Part, Share, Wanted, settle_line
from wanglai.services.cash.show_line import cash_line, share_of_line
from wanglai.services.cash.words import ADJUSTMENTS
from wanglai.services.documents.lists import customer_for_paper, customers_for_papers
from wanglai.services.money import Amount, exponent_of, minor_of
from wanglai.services.refusals import Refusal, http_status
from wanglai.services.remittances.queries import advice_of_line
from wanglai.services.remittances.rows import Fill
from wanglai.web.parts.asked import rate_of, words_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of


@looks
def page(request: HttpRequest, visit: Visit, line_id: int) -> HttpResponse:
    """The line with its panel; ``customer`` names whose money it is, ``also`` another customer it pays for."""
    return shown_line(request, visit, line_id)


def shown_line(
    request: HttpRequest, visit: Visit, line_id: int, *, refusal: Refusal | None = None, problems: tuple[str, ...] = ()
) -> HttpResponse:  # fmt: skip
    """The page of a line, with what was refused on it."""
    asked = request.POST if request.method == "POST" else request.GET
    names = [words_of(asked.get(name, "")) for name in ("customer", "also")]
    own, also = (_customer(visit, name) if name else None for name in names)
    search = words_of(asked.get("q", ""), 100)
    advice = advice_of_line(**visit.scope, line_id=line_id)
    fill = advice.fill if advice and request.GET.get("advice") == str(advice.id) else None
    found = cash_line(
        **visit.scope,
        line_id=line_id,
        customer_id=own,
        search=search,
        chosen=fill.pays if fill else None,
    )
    if found.amount.minor < 0 and found.state != "aside":
        return redirect("cash:returned", line_id)
    bounce = bounce_of_line(**visit.scope, line_id=line_id)
    may_apply = "apply_cash" in visit.company.acts and not found.is_own
    own_id, others, share = found.customer_id, None, None
    if also and own_id and also != own_id:
        others = cash_line(**visit.scope, line_id=line_id, customer_id=also)
        share = share_of_line(**visit.scope, line_id=line_id, payer_id=own_id, customer_id=also)
    shown = {
        "section": "cash",
        "part": "queue",
        "page": found,
        "others": others,
        "share": share,
        "also": names[1],
        "unknown": [
            name for name, number in zip(names, (own, also), strict=True) if name and number is None
        ],
        "search": search,
        "refusal": refusal,
        "problems": problems,
        "key": uuid.uuid4().hex,
        "today": timezone.localdate(),
        "reason": asked.get("reason", ""),
        "typed": _filled(fill, found.amount.currency) if fill else _typed(request),
        "advice": advice,
        "exponent": exponent_of(found.amount.currency),
        "adjustments": ADJUSTMENTS.items(),
        "aside": [
            (kind, words) for kind, words in ASIDE.items() if kind not in ("paid_out", "bounced")
        ],
        "customers": customers_for_papers(**visit.scope),
        "colleagues": colleagues_of_cash(**visit.scope),
        "bounce": bounce,
        "parts_returned": parts_of_line(**visit.scope, line_id=line_id),
        "may_withdraw_part": "undo_cash" in visit.company.acts,
        "may_withdraw": bounce is not None
        and bounce.can_be_withdrawn
        and "undo_cash" in visit.company.acts,
        "bills": bills_it_may_pay(**visit.scope, line_id=line_id),
        "may_apply": may_apply,
        "may_settle": may_apply and (found.stranger is None or found.stranger.is_allowed),
    }
    return render(request, "cash/line.html", shown, status=http_status(refusal) if refusal else 422 if problems else 200)  # fmt: skip


def _typed(request: HttpRequest) -> dict[str, dict[int, str]] | None:
    """What was typed beside the items before the panel was refused, by field and item; None where nothing was sent."""
    found: dict[str, dict[int, str]] = {"pays": {}, "less": {}, "why": {}}
    for name, text in request.POST.items():
        field, _dash, item = name.partition("-")
        if field in found and item.isdecimal():
            found[field][int(item)] = str(text)
    return found if found["pays"] else None


def _filled(fill: Fill, currency: str) -> dict[str, dict[int, str]]:
    """As if the advice had been typed: amounts beside its documents, what the bank took as its fee."""
    return {
        "pays": {item: Amount(amount, currency).text for item, amount in fill.pays.items()},
        "less": {item: Amount(amount, currency).text for item, amount in fill.fee.items()},
        "why": dict.fromkeys(fill.fee, "bank_fee"),
    }


def _customer(visit: Visit, name: str) -> int | None:
    return customer_for_paper(**visit.scope, name=name)


@acts
def settle(request: HttpRequest, visit: Visit, line_id: int) -> HttpResponse:
    """Settle as the panel says; then on to the queue, with the way back in the message."""
    found = cash_line(**visit.scope, line_id=line_id)
    wanted, problems = _wanted(request, found.amount.currency)
    if wanted is None:
        return shown_line(request, visit, line_id, problems=problems)
    version, proposal = request.POST.get("version", ""), request.POST.get("proposal", "")
    try:
        settle_line(
            **visit.scope, origin=origin_of(request), line_id=line_id, wanted=wanted, key=f"line:{request.POST.get('key', '')}",
            version=int(version) if version.isdecimal() else None,
            proposal_id=int(proposal) if proposal.isdecimal() and found.proposal_id == int(proposal) else None,
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.code in ("access.denied", "access.not_found"):
            raise
        return shown_line(request, visit, line_id, refusal=refusal)
    messages.success(
        request,
        _("%(amount)s of %(payer)s is settled. It can be undone on the page of the line.")
        % {
            "amount": f"{found.amount.text} {found.amount.currency}",
            "payer": found.payer or found.customer,
        },
    )
    return redirect(f"{reverse('cash:queue')}?status={request.POST.get('status', '')}")


def _wanted(request: HttpRequest, currency: str) -> tuple[Wanted | None, tuple[str, ...]]:
    """What the panel says: amounts beside items, what is let go of them, whose money it is."""
    owner = request.POST.get("owner", "")
    if not owner.isdecimal():
        return None, (_("Say whose money it is first."),)
    parts, adjustments, problems = [], [], []
    for name, text in request.POST.items():
        kind, _dash, item = name.partition("-")
        if kind not in ("pays", "less") or not item.isdecimal() or not str(text).strip():
            continue
        amount = minor_of(str(text), currency)
        if amount is None or amount < 0:
            problems.append(_("“%(text)s” is no amount.") % {"text": text})
        elif amount and kind == "pays":
            parts.append(Part(int(item), amount))
        elif amount:
            why = request.POST.get(f"why-{item}", "")
            if why in ADJUSTMENTS:
                adjustments.append(Adjustment(why, int(item), amount))
            else:
                problems.append(_("“%(text)s” is no reason to let something go.") % {"text": why})
    rate = rate_of(request.POST.get("rate", ""))
    if request.POST.get("rate", "").strip() and rate is None:
        problems.append(_("The rate is no number between 0.00000001 and 100,000,000."))
    if problems:
        return None, tuple(problems)
    return _by_owner(int(owner), parts, adjustments, rate), ()


def _by_owner(owner: int, parts: list[Part], adjustments: list[Adjustment], rate: Decimal | None) -> Wanted:  # fmt: skip
    """Items of the payer are its own; items of others are shares of the money that go to them."""
    owners = owners_of(part.item_id for part in parts)
    by_customer: dict[int, list[Part]] = {}
    for part in parts:
        by_customer.setdefault(owners.get(part.item_id, owner), []).append(part)
    own = tuple(by_customer.pop(owner, ()))
    shares = tuple(Share(customer, tuple(of)) for customer, of in by_customer.items())
    return Wanted(owner, own, tuple(adjustments), shares, rate)

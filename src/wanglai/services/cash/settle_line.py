"""A person (or the policy they agreed to) says what a line of the bank pays: receipt, settlement and what is let go, in one act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanglai.domain.allocation import ItemState, moved
from wanglai.domain.ledger import CREDIT, DEBIT, Document, Draft, entry_of
from wanglai.domain.money import converted
from wanglai.domain.settling import Source, Target, pairings
from wanglai.services.access.scope import admit
from wanglai.services.allocation.items import item_states, items_of
from wanglai.services.allocation.moving import take_away
from wanglai.services.allocation.settling import Wish, settle_items
from wanglai.services.cash.lines import Line, bounces_with, first_open_day, line_within
from wanglai.services.cash.payers import Payers, is_accepted
from wanglai.services.cash.refusals import (
    LineHasChanged,
    LineIsElsewhere,
    MoreThanTheLine,
    NobodyPaysForThem,
    NoMoneyCameIn,
    PartIsNotOpen,
    PartIsOfAnother,
    RateIsMissing,
)
from wanglai.services.cash.suspended import suspense_of
from wanglai.services.cash.third_party import PayerIsAnother, stranger_of
from wanglai.services.deductions.discount import require_discount
from wanglai.services.deductions.fee import require_fee
from wanglai.services.deductions.tolerance import require_tolerable
from wanglai.services.documents.bills_behind import leave_bills_alone
from wanglai.services.ledger.book import (
    KeyWasUsed,
    Who,
    answer_waits_for_disk,
    chart_of,
    known_act,
    post_drafts,
    request_hash,
    write_act,
)
from wanglai.services.ledger.post import CustomerIsUnknown
from wanglai.store.models import (
    AcceptedPayer,
    Act,
    BankEntry,
    CashProposal,
    ChainHead,
    Settlement,
)

ADJUSTMENTS = ("discount", "bank_fee", "tolerance")


@dataclass(frozen=True)
class Part:
    """So much of an open item, above zero: a debt that is paid, or a credit of the customer that helps to pay."""

    item_id: int
    amount: int


@dataclass(frozen=True)
class Adjustment:
    """So much of a debt is let go: an agreed discount, a bank's fee, a small difference. Minor units of the item."""

    kind: str
    item_id: int
    amount: int


@dataclass(frozen=True)
class Share:
    """What the money pays of another customer's debts."""

    customer_id: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Wanted:
    """What is made of a line: whose money it is, what it pays, what is let go; the rest stays on account."""

    customer_id: int
    parts: tuple[Part, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    shares: tuple[Share, ...] = ()
    rate: Decimal | None = None  # of money in another currency, base for one unit

    def facts(self) -> dict[str, Any]:
        """Everything of it by name, as ``dataclasses.asdict`` tells it, which copies each value and takes ten times as long."""
        return {
            "customer_id": self.customer_id,
            "parts": _told(self.parts),
            "adjustments": [{"kind": each.kind, "item_id": each.item_id, "amount": each.amount} for each in self.adjustments],
            "shares": [{"customer_id": each.customer_id, "parts": _told(each.parts)} for each in self.shares],
            "rate": self.rate,
        }  # fmt: skip


def _told(parts: Iterable[Part]) -> list[dict[str, int]]:
    return [{"item_id": each.item_id, "amount": each.amount} for each in parts]


@dataclass
class _Settling:
    """A line being settled: the receipt's item as it stands, and the day everything counts from."""

    line: BankEntry
    who: Who
    key: str
    asked: bytes
    on: date
    receipt_seq: int = 0
    receipt: ItemState | None = None
    adjusted: list[tuple[Adjustment, int]] = field(default_factory=list)  # with the id of its item


@transaction.atomic
def settle_line(
    *, company_id: int, actor: int, origin: str, line_id: int, wanted: Wanted, key: str, version: int | None = None,
    proposal_id: int | None = None,
) -> int:  # fmt: skip
    """Post the receipt of a line and settle with it; the settlement's id. Repeating the key changes nothing.

    A line that is posted already settles more with what is left of it. 985.00 for invoices of 600.00 and 400.00 with a fee of 15.00 on
    the second: receipt 985.00, fee 15.00, both invoices paid. What the parts leave of the money stays on account.
    Refuses, in order: NotFound, NotPermitted, KeyWasUsed, NotFound (line), LineHasChanged, LineIsElsewhere, NoMoneyCameIn,
    PayerIsAnother, CustomerIsUnknown, RateIsMissing, NoDayIsOpen, PartIsNotOpen, FeeIsTooLarge, DiscountIsNotAgreed, NoToleranceIsSet, DifferenceIsTooLarge,
    TooMuchThisMonth, PartIsOfAnother, MoreThanTheLine, NobodyPaysForThem, ItemIsABill; then as allocations, CashierSettles among them.
    """
    admit(company_id=company_id, actor=actor, act="apply_cash")
    return settle(company_id, Who(actor, origin), line_id, wanted, key=key, version=version, proposal_id=proposal_id)  # fmt: skip


def settle(
    company_id: int, who: Who, line_id: int, wanted: Wanted, *, key: str, version: int | None = None,
    proposal_id: int | None = None, policy_id: int | None = None,
) -> int:  # fmt: skip
    """As ``settle_line``, for who has been let in already; ``policy_id`` is the policy under which the machine books."""
    assert key, "an outside event carries a key"
    asked = request_hash({"settle": line_id, **wanted.facts()})
    line = line_within(company_id=company_id, line_id=line_id)
    known = _known(company_id, key, asked)
    if known is not None:
        return known
    line = line_within(company_id=company_id, line_id=line_id, version=version, states=("waiting", "asked", "posted"))  # fmt: skip
    _require_open(line, proposal_id)
    _check(line, wanted)
    for_another = _for_another(line, wanted)
    known_act(company_id, f"{key}:receipt", asked)  # takes the book
    if for_another is not None:
        write_act(company_id, who, "settle_for_another", {"line": line_id, "customer": wanted.customer_id, **for_another})  # fmt: skip
    before = ChainHead.objects.values_list("seq", flat=True).get(company_id=company_id)
    work = _Settling(line, who, key, asked, first_open_day(company_id, line.booked_on))
    _take_receipt(work, wanted)
    _let_go(work, wanted)
    _settle_own(work, wanted)
    _settle_shares(work, wanted)
    return _written(work, wanted, before, proposal_id, policy_id, for_another)


def _known(company_id: int, key: str, asked: bytes) -> int | None:
    """The settlement of this key, if there is one. Refuses: KeyWasUsed."""
    found = Settlement.objects.filter(company_id=company_id, key=key).first()
    if found is None:
        return None
    if bytes(found.request_hash) != asked:
        raise KeyWasUsed(key)
    answer_waits_for_disk()
    return int(found.id)


def _require_open(line: BankEntry, proposal_id: int | None) -> None:
    """The proposal that is followed stands. Refuses: LineHasChanged (somebody rejected it, or the machine has another)."""
    if proposal_id is None:
        return
    rows = CashProposal.objects.filter(id=proposal_id, bank_entry_id=line.id, state="open")
    if not rows.exists():
        raise LineHasChanged(str(line.id))


def _check(line: BankEntry, wanted: Wanted) -> None:
    if line.amount <= 0:
        raise NoMoneyCameIn(str(line.id))
    if line.state == "posted" and (
        line.customer_id != wanted.customer_id or bounces_with(line).exists()
    ):
        raise LineIsElsewhere(line.state)
    amounts = [part.amount for part in wanted.parts]
    amounts += [each.amount for each in wanted.adjustments]
    amounts += [part.amount for share in wanted.shares for part in share.parts]
    every = [wanted.parts, *(share.parts for share in wanted.shares)]
    if min(amounts, default=1) <= 0 or any(
        _twice(part.item_id for part in parts) for parts in every
    ):
        raise PartIsNotOpen
    assert all(each.kind in ADJUSTMENTS for each in wanted.adjustments), "three kinds are let go"


def _for_another(line: BankEntry, wanted: Wanted) -> dict[str, Any] | None:
    """By which paper or whose word the payer is another than whose debts it settles; None where it is not. Refuses: PayerIsAnother.

    Who the customer of a line is was settled when it was posted; shares of other customers' debts are asked about each time.
    """
    stranger = None
    if line.state != "posted" and wanted.customer_id != suspense_of(line.company_id):
        said = CashProposal.objects.filter(bank_entry_id=line.id, state="open").first()
        stranger = stranger_of(line, wanted.customer_id, said)
    if stranger is not None and not stranger.is_allowed:
        raise PayerIsAnother(stranger.name)
    customers = [share.customer_id for share in wanted.shares] + ([wanted.customer_id] if stranger else [])  # fmt: skip
    words = AcceptedPayer.objects.filter(bank_entry_id=line.id, customer_id__in=customers)
    accepted = list(words.order_by("id").values_list("id", flat=True)) if customers else []
    if stranger is None and not accepted:
        return None
    return {"payer": stranger.paper_id if stranger else None, "accepted": accepted}


def _twice(values: Iterable[int]) -> bool:
    seen = list(values)
    return len(set(seen)) < len(seen)


def _take_receipt(work: _Settling, wanted: Wanted) -> None:
    """The receipt is in the book: now, or since the line was posted."""
    line = work.line
    chart = chart_of(line.company_id, wanted.customer_id)
    if not chart.has_customer:
        raise CustomerIsUnknown(str(wanted.customer_id))
    seq = line.moved_seq or line.entry_seq
    if seq is None:
        rate = Decimal(1) if line.currency == chart.base else wanted.rate
        if rate is None or rate <= 0:
            raise RateIsMissing(line.currency)
        draft = entry_of(receipt_of(line, wanted.customer_id, work.on, rate), chart.base)
        posted = post_drafts(line.company_id, work.who, [(f"{work.key}:receipt", work.asked, draft)], chart=chart)  # fmt: skip
        seq = posted[0].seq
        # Before anything is settled, so that the book's own wall sees whose file the money came with.
        line.state, line.customer_id, line.entry_seq = "posted", wanted.customer_id, seq
        line.save(update_fields=["state", "customer_id", "entry_seq"])
    work.receipt_seq = line.entry_seq or seq
    work.receipt = _own_item(line.company_id, seq, wanted.customer_id)


def receipt_of(line: Line, customer_id: int, on: date, rate: Decimal = Decimal(1)) -> Document:
    """The paper a line becomes."""
    return Document(
        "receipt", customer_id, number_of(line), on, line.amount, currency=line.currency, rate=rate, text=words_of(line)
    )  # fmt: skip


def number_of(line: Line) -> str:
    """The number of a line's receipt: the bank's own, else its day and the line."""
    known = line.bank_reference
    return known[:100] if _is_number(known) else f"{line.booked_on:%Y%m%d}-{line.id}"


def words_of(line: Line) -> str:
    """What a line's receipt says: who paid, and the bank's text."""
    return " · ".join(filter(None, (line.other_name, line.text)))[:500]


def _is_number(reference: str) -> bool:
    return sum(sign.isdigit() for sign in reference) > 3


def _own_item(company_id: int, seq: int, customer_id: int) -> ItemState:
    """The credit item of an entry that is the customer's: of a transfer, the one it moved to."""
    states = item_states(company_id, items_of(company_id, seq)).values()
    return next(each for each in states if each.side == CREDIT and each.customer_id == customer_id)


def _let_go(work: _Settling, wanted: Wanted) -> None:
    """Fees, discounts and small differences are papers of their own, each for one debt."""
    if not wanted.adjustments:
        return
    company = work.line.company_id
    states = item_states(company, {each.item_id for each in wanted.adjustments})
    chart = chart_of(company)
    drafts = []
    for no, each in enumerate(wanted.adjustments):
        state = states[each.item_id]
        if each.amount > state.amount_open or state.side != DEBIT:
            raise PartIsNotOpen(state.document)
        rate = Decimal(1) if state.currency == chart.base else wanted.rate
        if rate is None:
            raise RateIsMissing(state.currency)
        paper = Document(
            each.kind, state.customer_id, state.document, max(work.on, state.free_from), each.amount,
            currency=state.currency, rate=rate,
        )  # fmt: skip
        drafts.append((f"{work.key}:{each.kind}:{no}", work.asked, entry_of(paper, chart.base)))
    _require_within_rules(work, wanted, states, chart.base)
    posted = post_drafts(company, work.who, drafts, chart=chart)
    for each, entry in zip(wanted.adjustments, posted, strict=True):
        work.adjusted.append((each, items_of(company, entry.seq)[0]))


def _require_within_rules(
    work: _Settling, wanted: Wanted, states: Mapping[int, ItemState], base: str
) -> None:
    """Small differences and fees go within the policy, discounts as agreed, each for a debt that is paid here."""
    company, paid = work.line.company_id, _paid_of(wanted)
    fees = sum(each.amount for each in wanted.adjustments if each.kind == "bank_fee")
    if fees:
        require_fee(work.line, fees)
    gone: dict[int, int] = {}  # of each customer by this line, in the company's currency
    for (kind, item_id), amount in _by_item(wanted).items():
        state = states[item_id]
        if item_id not in paid:
            raise PartIsNotOpen(state.document)
        day = max(work.on, state.free_from)
        if kind == "discount":
            is_paid_in_full = paid[item_id] == state.amount_open
            require_discount(company, item_id, amount, work.line.booked_on, is_paid_in_full=is_paid_in_full)  # fmt: skip
        if kind == "tolerance":
            rate = Decimal(1) if state.currency == base else wanted.rate or Decimal(1)
            worth = converted(amount, currency=state.currency, base=base, rate=rate)
            before = gone.get(state.customer_id, 0)
            require_tolerable(company, state, amount, day, worth=worth, also=before)
            gone[state.customer_id] = before + worth


def _paid_of(wanted: Wanted) -> dict[int, int]:
    """How much of each chosen item is settled here."""
    every = (*wanted.parts, *(part for share in wanted.shares for part in share.parts))
    return {part.item_id: part.amount for part in every}


def _by_item(wanted: Wanted) -> dict[tuple[str, int], int]:
    """What is let go of each item, by kind: two small differences of one debt are one."""
    found: dict[tuple[str, int], int] = {}
    for each in wanted.adjustments:
        at = each.kind, each.item_id
        found[at] = found.get(at, 0) + each.amount
    return found


def _settle_own(work: _Settling, wanted: Wanted) -> None:
    """What the money pays of the payer's own debts, with credits that help, and with what was let go."""
    own = {part.item_id for part in wanted.parts}
    adjusted = [(each, item) for each, item in work.adjusted if each.item_id in own]
    assert work.receipt is not None
    if wanted.parts:
        _meet(work, work.receipt, wanted.parts, adjusted, f"{work.key}:settled")


def _settle_shares(work: _Settling, wanted: Wanted) -> None:
    """Money that pays for others moves to them first, where the payer pays for them."""
    if not wanted.shares:
        return
    company = work.line.company_id
    payers = Payers(company, {wanted.customer_id, *(share.customer_id for share in wanted.shares)})
    for no, share in enumerate(wanted.shares):
        assert work.receipt is not None
        if not payers.pay_for(wanted.customer_id, share.customer_id, work.line.booked_on) and not is_accepted(work.line, share.customer_id):  # fmt: skip
            raise NobodyPaysForThem(str(share.customer_id))
        let_go = [(each, item) for each, item in work.adjusted if each.item_id in {part.item_id for part in share.parts}]  # fmt: skip
        states = item_states(company, {part.item_id for part in share.parts})
        debts = sum(part.amount for part in share.parts if states[part.item_id].side == DEBIT)
        helped = sum(part.amount for part in share.parts if states[part.item_id].side == CREDIT)
        amount = debts - helped - sum(each.amount for each, _ in let_go)
        receipt = item_states(company, [work.receipt.id])[work.receipt.id]
        if not 0 < amount <= receipt.amount_open:
            raise MoreThanTheLine(str(share.customer_id))
        seq = take_away(
            company, work.who, receipt.id, amount, max(work.on, receipt.free_from), key=f"{work.key}:to:{no}",
            asked=work.asked, kind="pays_for",
            entry=partial(_to_another, work.on, share.customer_id),
        )  # fmt: skip
        there = _own_item(company, seq, share.customer_id)
        _meet(work, there, share.parts, let_go, f"{work.key}:settled:{no}")


def _to_another(on: date, customer_id: int, state: ItemState, part: int) -> Draft:
    day = max(on, state.free_from)
    return moved(
        state, part, account=state.account, customer_id=customer_id, on=day, document=state.document
    )


def _meet(
    work: _Settling, receipt: ItemState, parts: Sequence[Part], adjusted: Sequence[tuple[Adjustment, int]], key: str
) -> None:  # fmt: skip
    """Debts and credits of one customer meet. Refuses, in order: PartIsNotOpen, PartIsOfAnother, ItemIsABill, MoreThanTheLine."""
    company = work.line.company_id
    states = item_states(company, {part.item_id for part in parts})
    leave_bills_alone(company, states)
    for part in parts:
        state = states[part.item_id]
        if part.amount > state.amount_open:
            raise PartIsNotOpen(state.document)
        if (state.customer_id, state.currency, state.account_id) != (receipt.customer_id, receipt.currency, receipt.account_id):  # fmt: skip
            raise PartIsOfAnother(state.document)
    targets = [Target(part.item_id, part.amount) for part in parts if states[part.item_id].side == DEBIT]  # fmt: skip
    helpers = [Source(part.item_id, part.amount) for part in parts if states[part.item_id].side == CREDIT]  # fmt: skip
    let_go = [Source(item, each.amount, only=each.item_id) for each, item in adjusted]
    receipt = item_states(company, [receipt.id])[receipt.id]
    needed = sum(each.amount for each in targets) - sum(each.amount for each in (*helpers, *let_go))
    if not 0 <= needed <= receipt.amount_open or any(each.amount > dict(targets)[each.only or 0] for each in let_go):  # fmt: skip
        raise MoreThanTheLine(receipt.document)
    sources = [*let_go, *helpers, *([Source(receipt.id, needed)] if needed else [])]
    states |= item_states(company, [each.item for each in sources])
    wishes = [
        Wish(states[each.debit], states[each.credit], each.amount)
        for each in pairings(targets, sources)
    ]
    on = max(work.on, *(state.free_from for state in states.values()))
    settle_items(company, work.who, wishes, first_open_day(company, on), key=key, asked=work.asked)


def _written(
    work: _Settling, wanted: Wanted, before: int, proposal_id: int | None, policy_id: int | None,
    for_another: dict[str, Any] | None,
) -> int:  # fmt: skip
    """The settlement with every act it is made of, and the line where it stands now."""
    line, company = work.line, work.line.company_id
    acts = Act.objects.filter(company_id=company, seq__gt=before).order_by("seq")
    seqs = [seq for seq in acts.values_list("seq", flat=True) if seq != work.receipt_seq]
    assert work.receipt is not None
    receipt = item_states(company, [work.receipt.id])[work.receipt.id]
    made = Settlement.objects.create(
        company_id=company, bank_entry_id=line.id, proposal_id=proposal_id, customer_id=wanted.customer_id,
        receipt_seq=work.receipt_seq, allocate_seq=seqs[-1] if seqs else None, other_seqs=seqs,
        allocated=work.receipt.amount_open - receipt.amount_open, policy_id=policy_id, settled_by_id=work.who.actor,
        key=work.key, request_hash=work.asked, paid_for_another=for_another,
    )  # fmt: skip
    line.version += 1
    line.save(update_fields=["version"])
    open_ones = CashProposal.objects.filter(company_id=company, bank_entry_id=line.id, state="open")
    open_ones.update(
        state="taken" if proposal_id else "replaced", decided_by_id=work.who.actor, decided_at=timezone.now()
    )  # fmt: skip
    return int(made.id)

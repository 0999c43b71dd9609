"""Why a receipt pays an open item, or does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from tieout.cash.decide import CashRun, decided
from tieout.cash.decisions import Allocation
from tieout.cash.hypotheses import Said
from tieout.cash.rules import CashRules
from tieout.cash.sentences import unapplied_sentence
from tieout.learned import Learned
from tieout.money import for_people
from tieout.refusal import Wording
from tieout.why.answer import (
    Answer,
    Candidate,
    Check,
    Decision,
    Fact,
    Reason,
    RowSeen,
    Uniqueness,
    Verdict,
)
from tieout.why.arithmetic import sides_equal
from tieout.why.asked import no_row, not_a_line
from tieout.why.cash_checks import CHECKS, Payment
from tieout.why.words import rule_name

Tables = tuple[pa.Table, pa.Table, pa.Table | None, pa.Table | None]


def why_cash(
    tables: Tables, names: tuple[str, str], rows: tuple[int, int], rules: CashRules,
    learned: Learned | None = None,
) -> Answer:  # fmt: skip
    """Why the receipt pays the item, or every condition of the pair that is not met.

    ``rows`` are those of the item and of the receipt, ``names`` the names of their files.
    Refuses: why.no_row, why.not_a_line.
    """
    for table, name, row in zip(tables[:2], names, rows, strict=True):
        assert table is not None
        _must_be_a_line(table.column("row").to_pylist(), name, row)
    run = decided(*tables, rules, learned)
    item = next(at for at, one in enumerate(run.book.items) if one.row == rows[0])
    receipt = next(at for at, one in enumerate(run.book.receipts) if one.row == rows[1])
    return _answer(Payment(run, item, receipt))


def _must_be_a_line(known: Sequence[int], name: str, row: int) -> None:
    if row in known:
        return
    if not known or row > max(known):
        raise no_row(name, row, max(known, default=0))
    above = Wording("表头或其以上", "it is the heading or stands above it")
    blank = Wording("空行或合计", "it is blank or a total")
    raise not_a_line(name, row, above if row < min(known) else blank)


def _answer(payment: Payment) -> Answer:
    run, said = payment.run, payment.said
    allocation = run.allocation(run.book.receipts[payment.receipt], said) if said else None
    verdict = _verdict(payment, said)
    apart = verdict in ("apart", "alternative")
    return Answer(
        rows=(_item_row(run, payment.item), _receipt_row(run, payment.receipt)),
        verdict=verdict,
        decision=_decision(payment, said, allocation)
        if said and allocation and verdict != "apart"
        else None,
        checks=tuple(_checks(payment)) if apart else (),
        fates=tuple(_fates(payment)) if apart else (),
        nearest=tuple(_nearest(payment)) if apart else (),
    )


def _verdict(payment: Payment, said: Said | None) -> Verdict:
    if said is None:
        return "apart"
    if payment.item in {place for place, _ in said.parts}:
        return "matched" if said.status == "auto" else said.status
    others = {place for parts in said.alternatives for place, _ in parts}
    return "alternative" if payment.item in others else "apart"


def _decision(payment: Payment, said: Said, allocation: Allocation) -> Decision:
    run, money = payment.run, payment.money
    receipt, payer = run.book.receipts[payment.receipt], run.payers[payment.receipt]
    paid = [amount for _, amount in said.parts]
    chance = said.facts.get("chance", "")
    party = run.master.names.get(payer.code, payer.code) if payer.code else ""
    evidence = [
        Fact("payer", party, receipt.payer_name or receipt.payer_account, payer.by),
        Fact("amount", money(sum(paid)), money(receipt.amount), _level(sum(paid), receipt.amount)),
    ]
    if said.facts.get("items"):
        evidence.append(Fact("items", said.facts["items"], receipt.text, said.rule))
    if "habit" in said.facts:
        as_of = said.facts["learned"]
        evidence.append(Fact("habit", said.facts["habit"], as_of, "learned"))
    scope = {place for code in payer.scope for place in run.book.of_party[code, receipt.currency]}
    scope |= {place for place, _ in said.parts}
    candidates = [place for place in scope if not run.asker.is_issued_later(receipt, place)]
    return Decision(
        said.rule,
        allocation.sentence,
        tuple(evidence),
        sides_equal([receipt.amount], paid, money),
        Uniqueness(len(candidates), len(said.alternatives), chance),
    )


def _level(paid: int, amount: int) -> str:
    return "equal" if paid == amount else "over" if amount > paid else "short"


def _checks(payment: Payment) -> Iterable[Check]:
    for rule, ask in CHECKS.items():
        found: Reason | None = ask(payment)
        if found:
            yield Check(rule, found)


def _fates(payment: Payment) -> Iterable[Wording]:
    """What the receipt does instead, and who paid the item."""
    run = payment.run
    receipt = run.book.receipts[payment.receipt]
    if payment.said:
        rows = ", ".join(str(run.book.items[place].row) for place, _ in payment.said.parts)
        rule = rule_name(payment.said.rule)
        waits = payment.said.status != "auto"
        yield Wording(
            f"收款第 {receipt.row} 行用于单据第 {rows} 行（{rule.zh}）{'，待人工确认' if waits else ''}。",
            f"Receipt {receipt.row} is for item {rows} ({rule.en}){', to be confirmed' if waits else ''}.",
        )
    if run.book.left[payment.receipt]:
        reason, other = run.reason(payment.receipt, payment.said_if_open)
        left = payment.money(run.book.left[payment.receipt])
        told = unapplied_sentence(reason, other)
        yield Wording(
            f"收款第 {receipt.row} 行尚余 {left}：{told.zh}",
            f"{left} of receipt {receipt.row} is left: {told.en}",
        )


def _nearest(payment: Payment) -> Iterable[Candidate]:
    """The open item of the payer nearest to what is left, and the waiting receipt nearest to the item."""
    run, book = payment.run, payment.run.book
    receipt, item = book.receipts[payment.receipt], book.items[payment.item]
    left, still = book.left[payment.receipt], book.open[payment.item]
    mine = run.asker.candidates(receipt, run.payers[payment.receipt].scope) if left else []
    items = [place for place in mine if place != payment.item]
    if items:
        place = min(items, key=lambda at: (abs(book.open[at] - left), at))
        yield _candidate(payment, "receipt", place, payment.receipt, left - book.open[place])
    receipts = [
        at
        for at, one in enumerate(book.receipts)
        if still and book.left[at] > 0 and at != payment.receipt and one.currency == item.currency
        and item.party in run.payers[at].scope and not run.asker.is_issued_later(one, payment.item)
    ]  # fmt: skip
    if receipts:
        place = min(receipts, key=lambda at: (abs(book.left[at] - still), at))
        yield _candidate(payment, "item", payment.item, place, book.left[place] - still)


def _candidate(payment: Payment, of: str, item: int, receipt: int, gap: int) -> Candidate:
    one, came = payment.run.book.items[item], payment.run.book.receipts[receipt]
    size = for_people(payment.run.book.open[item], one.currency)
    money, apart = for_people(came.amount, came.currency), for_people(abs(gap), one.currency)
    named = f" {one.number}" if one.number else ""
    sentence = Wording(
        f"单据第 {one.row} 行{named}（未清 {size}）与收款第 {came.row} 行（{money}）相差 {apart}。",
        f"Item {one.row}{named} ({size} open) and receipt {came.row} ({money}) are {apart} apart.",
    )
    if not gap:
        reason, other = payment.run.reason(receipt, payment.run.said.get(receipt))
        told = unapplied_sentence(reason, other)
        sentence = Wording(
            f"单据第 {one.row} 行{named}与收款第 {came.row} 行金额相同（{size}）：{told.zh}",
            f"Item {one.row}{named} and receipt {came.row} have the same amount ({size}): {told.en}",
        )
        return Candidate(of, (one.row,), (came.row,), reason, sentence)
    return Candidate(of, (one.row,), (came.row,), "amount", sentence)


def _item_row(run: CashRun, place: int) -> RowSeen:
    item = run.book.items[place]
    day = item.issued_on.isoformat() if item.issued_on else ""
    size = for_people(item.amount, item.currency)
    return RowSeen("item", item.row, day, item.number, size, item.party_name or item.party)


def _receipt_row(run: CashRun, place: int) -> RowSeen:
    receipt = run.book.receipts[place]
    day = receipt.date.isoformat() if receipt.date else ""
    size = for_people(receipt.amount, receipt.currency)
    text = "  ".join(filter(None, (receipt.payer_name, receipt.text)))
    return RowSeen("receipt", receipt.row, day, receipt.reference, size, text)

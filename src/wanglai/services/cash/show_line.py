"""One line with everything about it: what the bank says, what the machine says, what can be chosen, what was done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tieout.refusal import Wording
from tieout.sentences import CLASS_NAMES
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.bank.words import LINE_STATES
from wanglai.services.cash.lines import parts_returned
from wanglai.services.cash.payers import may_pay_for
from wanglai.services.cash.refusals import NotTheLast, PartCameBack
from wanglai.services.cash.rows import (
    AlternativeRow,
    Fact,
    ItemRow,
    LearnedRow,
    LinePage,
    QuestionRow,
    RefundRow,
    SettlementRow,
    ShareRow,
)
from wanglai.services.cash.suspended import suspense_of
from wanglai.services.cash.third_party import stranger_of
from wanglai.services.cash.waiting import asked_to_accept, asked_to_leave, asked_to_refund
from wanglai.services.cash.words import FACTS, STATUSES, wording_of
from wanglai.services.ledger.queries import fetch
from wanglai.services.ledger.words import KINDS
from wanglai.services.money import Amount
from wanglai.services.searching import literal
from wanglai.store.models import (
    AcceptedPayer,
    BankAccount,
    BankEntry,
    CashProposal,
    Company,
    Customer,
    CustomerPayer,
    LineQuestion,
    OpenItem,
    PayerAlias,
)

ITEMS_SHOWN = 200


def cash_line(
    *, company_id: int, actor: int, line_id: int, customer_id: int | None = None, search: str = "",
    chosen: Mapping[int, int] | None = None,
) -> LinePage:  # fmt: skip
    """One line; ``customer_id`` shows the open items of somebody else than the machine says.

    ``chosen``: minor units by item that stand first in place of the machine's, as an advice says.

    Refuses, in order: NotFound, NotPermitted, NotFound (line, customer).
    """
    admit(company_id=company_id, actor=actor, act="view_receipts")
    line = BankEntry.objects.filter(company_id=company_id, id=line_id).first()
    if line is None:
        raise NotFound
    said = CashProposal.objects.filter(bank_entry_id=line.id, state="open").first()
    is_suspended = line.customer_id is not None and line.customer_id == suspense_of(company_id)
    known = None if is_suspended else line.customer_id
    owner = customer_id or known or (said.customer_id if said else None) or _owner(said)
    customer = Customer.objects.filter(company_id=company_id, id=owner).first() if owner else None
    if customer_id and customer is None:
        raise NotFound
    stranger = stranger_of(line, customer.id, said) if customer and line.entry_seq is None else None
    credit = _credit(line)
    parts = dict(said.parts) if said and line.state != "posted" else {}
    parts = dict(chosen) if chosen is not None else parts
    items, total = _items(line, customer.id if customer else None, parts, search)
    base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    account = BankAccount.objects.values_list("name", flat=True).get(id=line.bank_account_id)
    return LinePage(
        line.id, line.version, line.state, LINE_STATES[line.state], account, line.booked_on,
        Amount(line.amount, line.currency), Amount(_left(line, credit), line.currency), line.other_name, line.other_account_shown,
        line.text, line.reference, line.bank_reference,
        Amount(line.charges, line.currency) if line.charges else None,
        said.id if said else None, STATUSES[said.status] if said else None,
        wording_of(said.payer_sentence) if said else None, wording_of(said.sentence) if said else None,
        wording_of(said.left_sentence) if said else None, f"{said.rule} {said.rule_version}".strip() if said else "",
        tuple(_fact(str(name), str(value)) for name, value in said.evidence) if said else (),
        customer.id if customer else None, customer.name if customer else "", items, total,
        _alternatives(said, line.currency), _settlements(line), _questions(line),
        line.currency != base and line.entry_seq is None, line.handed_in_by_id == actor,
        is_suspended, asked_to_leave(company_id, line.id) if is_suspended else None,
        stranger, asked_to_accept(company_id, line.id, customer.id) if customer and stranger else None,
        line.other_account_hash is not None, _learned_from(line),
        credit.id if credit else None, asked_to_refund(company_id, credit.id) if credit else None, _refunds(credit),
    )  # fmt: skip


def _fact(name: str, value: str) -> Fact:
    """One thing the engine saw, in words: a short payment's cause is a class of difference."""
    plain = Wording(value, value)
    return Fact(
        FACTS.get(name, Wording(name, name)),
        CLASS_NAMES.get(value, plain) if name == "cause" else plain,
    )


def share_of_line(
    *, company_id: int, actor: int, line_id: int, payer_id: int, customer_id: int
) -> ShareRow:
    """Whether a line's money, the payer's, may pay a customer's debts. Refuses, in order: NotFound, NotPermitted, NotFound (line, customer)."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    line = BankEntry.objects.filter(company_id=company_id, id=line_id).first()
    customer = Customer.objects.filter(company_id=company_id, id=customer_id).first()
    if line is None or customer is None:
        raise NotFound
    may = may_pay_for(line, payer_id, customer_id)
    asked = None if may else asked_to_accept(company_id, line_id, customer_id)
    return ShareRow(customer_id, customer.name, may, asked)


def _owner(said: CashProposal | None) -> int | None:
    """Whose the first debt is, where the payer was not found but a debt was."""
    if said is None or not said.parts:
        return None
    return (
        OpenItem.objects.filter(id=said.parts[0][0]).values_list("customer_id", flat=True).first()
    )


def _credit(line: BankEntry) -> OpenItem | None:
    """What the line's money is in the book, with the customer it stands on now; None where it is not in the book."""
    if line.entry_seq is None or line.customer_id is None or line.amount <= 0:
        return None
    seq = line.moved_seq or line.entry_seq
    return OpenItem.objects.filter(company_id=line.company_id, seq=seq, side=-1, customer_id=line.customer_id).first()  # fmt: skip


def _left(line: BankEntry, credit: OpenItem | None) -> int:
    if line.entry_seq is None:
        return line.amount
    return credit.amount - credit.allocated if credit else 0


def _refunds(credit: OpenItem | None) -> tuple[RefundRow, ...]:
    """What of it was paid back, undone ones left out; the oldest first."""
    if credit is None:
        return ()
    asked = {"company": credit.company_id, "credit": credit.id}
    return tuple(
        RefundRow(seq, on, Amount(paid, credit.currency))
        for seq, on, paid in fetch(_REFUNDS, asked)
    )


_REFUNDS = """
SELECT item.seq, item.document_on, sum(allocation.amount)::bigint
  FROM store_allocation AS allocation
  JOIN store_openitem AS item ON item.id = allocation.debit_item_id AND item.kind = 'refund'
 WHERE allocation.company_id = %(company)s AND allocation.credit_item_id = %(credit)s
 GROUP BY 1, 2 HAVING sum(allocation.amount) <> 0 ORDER BY 1
"""


def _items(
    line: BankEntry, customer_id: int | None, parts: Mapping[int, int], search: str
) -> tuple[tuple[ItemRow, ...], int]:  # fmt: skip
    """Open items of the customer in the line's currency: what the proposal pays first, then debts and credits by due day."""
    if customer_id is None:
        return (), 0
    asked = {
        "company": line.company_id, "customer": customer_id, "currency": line.currency, "parts": list(parts),
        "search": f"%{literal(search)}%" if search else "", "rows": ITEMS_SHOWN,
    }  # fmt: skip
    rows = fetch(_ITEMS, asked)
    return tuple(
        ItemRow(
            number, document, KINDS[kind], side, on, due, max(0, (line.booked_on - due).days) if due and side == 1 else 0,
            Amount(left, line.currency), Amount(abs(parts[number]), line.currency) if number in parts else None,
        )
        for number, document, kind, side, on, due, left, _ in rows
    ), (rows[0][7] if rows else 0)  # fmt: skip


_ITEMS = """
SELECT item.id, item.document, item.kind, item.side, item.document_on, item.due_on, item.amount - item.allocated,
       count(*) OVER ()
  FROM store_openitem AS item
  JOIN store_account AS account ON account.id = item.account_id AND account.role = 'receivable'
 WHERE item.company_id = %(company)s AND item.customer_id = %(customer)s AND item.currency = %(currency)s
   AND item.allocated < item.amount AND (item.side = 1 OR item.kind IN ('credit_note', 'open_credit'))
   AND (%(search)s = '' OR item.document ILIKE %(search)s)
 ORDER BY item.id = ANY(%(parts)s) DESC, item.side DESC, item.due_on NULLS LAST, item.document_on, item.id LIMIT %(rows)s
"""


def _alternatives(said: CashProposal | None, currency: str) -> tuple[AlternativeRow, ...]:
    if said is None or not said.alternatives:
        return ()
    ids = {item for parts in said.alternatives for item, _ in parts}
    names = dict(OpenItem.objects.filter(id__in=ids).values_list("id", "document"))
    return tuple(
        AlternativeRow(
            tuple((names.get(item, "?"), Amount(amount, currency)) for item, amount in parts)
        )
        for parts in said.alternatives
    )


def _settlements(line: BankEntry) -> tuple[SettlementRow, ...]:
    rows = fetch(_SETTLEMENTS, {"line": line.id})
    live = [number for number, _, _, _, _, undone, _, _ in rows if not undone]  # the newest first
    last = PartCameBack.why if len(live) == 1 and parts_returned(line).exists() else None
    return tuple(
        SettlementRow(
            number, by, machine, at, Amount(allocated, line.currency), undone, undone_by, _for_another(another),
            None if undone else last if number == live[0] else NotTheLast.why,
        )
        for number, by, machine, at, allocated, undone, undone_by, another in rows
    )  # fmt: skip


def _for_another(kept: Mapping[str, Any] | str | None) -> str:
    kept = json.loads(kept) if isinstance(kept, str) else kept
    if kept is None:
        return ""
    paper = CustomerPayer.objects.filter(id=kept["payer"]).select_related("payer", "authorisation").first()  # fmt: skip
    named = (paper.payer.name if paper.payer else paper.payer_name) if paper else ""
    file = paper.authorisation.name if paper and paper.authorisation else ""
    words = AcceptedPayer.objects.filter(id__in=kept["accepted"]).select_related("agreed_by")
    said = [f"{each.reason} ({each.agreed_by.get_full_name()})" for each in words.order_by("id")]
    return " · ".join(filter(None, (named, file, *said))) or "…"


def _learned_from(line: BankEntry) -> tuple[LearnedRow, ...]:
    """Names of payers in force that were learned from a line, the newest first."""
    rows = PayerAlias.objects.filter(company_id=line.company_id, bank_entry_id=line.id, undone_at=None)  # fmt: skip
    return tuple(
        LearnedRow(each.id, each.name, each.customer.name, each.learned_by.get_full_name(), each.learned_at, each.bank_entry_id)
        for each in rows.select_related("customer", "learned_by").order_by("-id")[:ITEMS_SHOWN]
    )  # fmt: skip


_SETTLEMENTS = """
SELECT settlement.id, coalesce(nullif(person.name, ''), person.email, ''), settlement.settled_by_id IS NULL,
       settlement.settled_at, settlement.allocated, settlement.undone_at IS NOT NULL,
       coalesce(nullif(undoer.name, ''), undoer.email, ''), settlement.paid_for_another
  FROM store_settlement AS settlement
  LEFT JOIN store_user AS person ON person.id = settlement.settled_by_id
  LEFT JOIN store_user AS undoer ON undoer.id = settlement.undone_by_id
 WHERE settlement.bank_entry_id = %(line)s ORDER BY settlement.id DESC
"""


def _questions(line: BankEntry) -> tuple[QuestionRow, ...]:
    rows = LineQuestion.objects.filter(bank_entry_id=line.id).select_related("asked_by", "asked_of", "answered_by")  # fmt: skip
    return tuple(
        QuestionRow(
            each.id, each.question, each.asked_by.get_full_name(),
            each.asked_of.get_full_name() if each.asked_of else "", each.asked_at, each.answer,
            each.answered_by.get_full_name() if each.answered_by else "",
        )
        for each in rows.order_by("-id")
    )  # fmt: skip

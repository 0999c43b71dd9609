"""Cash application as people look at it: the queue, one line with everything about it, the figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from tieout.refusal import Wording
from tieout.sentences import CLASS_NAMES
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.bank.words import LINE_STATES
from wanglai.services.cash.payers import may_pay_for
from wanglai.services.cash.rows import (
    AlternativeRow,
    Colleague,
    Fact,
    Figures,
    ItemRow,
    LearnedRow,
    LinePage,
    PolicyRow,
    QuestionRow,
    Queue,
    QueueRow,
    RefundRow,
    RunRow,
    SettlementRow,
    ShareRow,
)
from wanglai.services.cash.suspended import suspense_of
from wanglai.services.cash.third_party import Asked, proposals_of, stranger_of, strangers_of
from wanglai.services.cash.waiting import asked_to_accept, asked_to_leave, asked_to_refund
from wanglai.services.cash.words import FACTS, ORDERS, STATUSES
from wanglai.services.ledger.queries import fetch
from wanglai.services.ledger.words import KINDS
from wanglai.services.money import Amount
from wanglai.services.searching import literal
from wanglai.store.models import (
    AcceptedPayer,
    BankAccount,
    BankEntry,
    CashPolicy,
    CashProposal,
    CashRun,
    Company,
    Customer,
    CustomerPayer,
    LineQuestion,
    Membership,
    OpenItem,
    PayerAlias,
)
from wanglai.store.models.cash import PROPOSAL_STATUSES, RUN_AT_WORK

PAGE_ROWS = 50
ITEMS_SHOWN = 200


def cash_queue(
    *, company_id: int, actor: int, status: str = "", search: str = "", after: str = ""
) -> Queue:
    """Lines that wait, what helps most first; ``after`` is where the page before ended. Refuses, in order: NotFound, NotPermitted.

    Statuses are those of proposals, ``asked`` for lines somebody was asked about, ``new`` for those nobody looked at.
    """
    admit(company_id=company_id, actor=actor, act="view_receipts")
    rank, _, number = after.partition("-")
    counts = _counts(company_id)
    found = []
    # Nothing is looked for on an empty page: to find no new line among many takes longest.
    if not status or any(count for name, _, count in counts if name == status):
        place = (int(rank) if rank.isdecimal() else -1, int(number) if number.isdecimal() else 0)
        found = _waiting(company_id, status, search, place, PAGE_ROWS + 1)
    rows = _with_strangers(tuple(_queue_row(each, actor) for each in found[:PAGE_ROWS]))
    last = found[PAGE_ROWS - 1] if len(found) > PAGE_ROWS else None
    return Queue(rows, counts, f"{last[0]}-{last[1]}" if last else "")


def every_waiting_line(
    *, company_id: int, actor: int, status: str = "", search: str = ""
) -> tuple[QueueRow, ...]:
    """As ``cash_queue``, all of them at once, to be taken away. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    return tuple(_queue_row(each, actor) for each in _waiting(company_id, status, search, (-1, 0), None))  # fmt: skip


def _waiting(
    company_id: int, status: str, search: str, place: tuple[int, int], rows: int | None
) -> list[Any]:
    asked = {
        "company": company_id, "status": status, "search": f"%{literal(search)}%" if search else "", "rank": place[0],
        "number": place[1], "rows": rows,
    }  # fmt: skip
    return fetch(_ASKED if status == "asked" else _NEW if status == "new" else _QUEUE, asked)


def _queue_row(row: Sequence[Any], actor: int) -> QueueRow:
    (_, _, line, proposal, on, amount, currency, payer, text, status, customer_id, customer, sentence, documents, left, brought) = row  # fmt: skip
    return QueueRow(
        line, proposal, on, Amount(amount, currency), payer, text, status, STATUSES[status], customer_id, customer,
        _wording(sentence), documents, Amount(left, currency), brought == actor,
    )  # fmt: skip


def _with_strangers(rows: tuple[QueueRow, ...]) -> tuple[QueueRow, ...]:
    """Each row with its payer where that is another than the customer."""
    lines = {each.id: each for each in BankEntry.objects.filter(id__in=[row.line_id for row in rows if row.customer_id])}  # fmt: skip
    said = proposals_of(lines)
    asked = [Asked(lines[row.line_id], row.customer_id, said.get(row.line_id)) for row in rows if row.customer_id]  # fmt: skip
    if not asked:
        return rows
    strangers = strangers_of(asked[0].line.company_id, asked)
    return tuple(replace(row, stranger=strangers.get(row.line_id)) for row in rows)


def _wording(kept: Mapping[str, str] | str | None) -> Wording | None:
    kept = json.loads(kept) if isinstance(kept, str) else kept
    return Wording(kept["zh"], kept["en"]) if kept else None


def _counts(company_id: int) -> tuple[tuple[str, Wording, int], ...]:
    """How many there are of each; an open proposal is of a line that waits, or of one somebody was asked about."""
    found: Counter[str] = Counter()
    for status, count in fetch(_COUNTS, {"company": company_id}):
        found[status] += count
    found["new"] -= sum(found[status] for status in PROPOSAL_STATUSES)
    return tuple((name, words, found.get(name, 0)) for name, words in STATUSES.items())


_MATCHES = """(%(search)s = '' OR line.other_name ILIKE %(search)s OR line.text ILIKE %(search)s OR line.reference ILIKE %(search)s
        OR line.bank_reference ILIKE %(search)s OR customer.name ILIKE %(search)s)"""
_QUEUE = """
SELECT proposal.rank, proposal.id, line.id, proposal.id, line.booked_on, line.amount, line.currency, line.other_name, line.text,
       proposal.status, proposal.customer_id, coalesce(customer.name, ''),
       coalesce(proposal.sentence, proposal.left_sentence), jsonb_array_length(proposal.parts), proposal."left",
       line.handed_in_by_id
  FROM store_cashproposal AS proposal
  JOIN store_bankentry AS line ON line.id = proposal.bank_entry_id AND line.state = 'waiting'
  LEFT JOIN store_customer AS customer ON customer.id = proposal.customer_id
 WHERE proposal.company_id = %(company)s AND proposal.state = 'open'
   AND (%(status)s = '' OR proposal.status = %(status)s)
   AND (proposal.rank, proposal.id) > (%(rank)s, %(number)s) AND MATCHES
 ORDER BY proposal.rank, proposal.id LIMIT %(rows)s
""".replace("MATCHES", _MATCHES)
_ASKED = """
SELECT 0, line.id, line.id, proposal.id, line.booked_on, line.amount, line.currency, line.other_name, line.text, 'asked',
       proposal.customer_id, coalesce(customer.name, ''), jsonb_build_object('zh', question.question, 'en', question.question),
       coalesce(jsonb_array_length(proposal.parts), 0), line.amount, line.handed_in_by_id
  FROM store_bankentry AS line
  JOIN store_linequestion AS question ON question.bank_entry_id = line.id AND question.answered_at IS NULL
  LEFT JOIN store_cashproposal AS proposal ON proposal.bank_entry_id = line.id AND proposal.state = 'open'
  LEFT JOIN store_customer AS customer ON customer.id = proposal.customer_id
 WHERE line.company_id = %(company)s AND line.state = 'asked' AND (0, line.id) > (%(rank)s, %(number)s) AND MATCHES
 ORDER BY line.id LIMIT %(rows)s
""".replace("MATCHES", _MATCHES)
_NEW = """
SELECT 0, line.id, line.id, NULL, line.booked_on, line.amount, line.currency, line.other_name, line.text, 'new', NULL, '', NULL, 0,
       line.amount, line.handed_in_by_id
  FROM store_bankentry AS line
  LEFT JOIN store_customer AS customer ON customer.id = line.customer_id
 WHERE line.company_id = %(company)s AND line.state = 'waiting' AND (0, line.id) > (%(rank)s, %(number)s) AND MATCHES
   AND NOT EXISTS (SELECT FROM store_cashproposal AS proposal
                    WHERE proposal.bank_entry_id = line.id AND proposal.state = 'open')
 ORDER BY line.id LIMIT %(rows)s
""".replace("MATCHES", _MATCHES)
# From the indexes alone, but for the few lines somebody was asked about. "new" here is every line that waits.
_COUNTS = """
SELECT status, count(*) FROM store_cashproposal WHERE company_id = %(company)s AND state = 'open' GROUP BY status
UNION ALL
SELECT proposal.status, -count(*)
  FROM store_bankentry AS line
  JOIN store_cashproposal AS proposal ON proposal.bank_entry_id = line.id AND proposal.state = 'open'
 WHERE line.company_id = %(company)s AND line.state = 'asked' GROUP BY proposal.status
UNION ALL
SELECT 'asked', count(*) FROM store_bankentry WHERE company_id = %(company)s AND state = 'asked'
UNION ALL
SELECT 'new', count(*) FROM store_bankentry WHERE company_id = %(company)s AND state = 'waiting'
"""


def cash_line(
    *, company_id: int, actor: int, line_id: int, customer_id: int | None = None, search: str = ""
) -> LinePage:
    """One line; ``customer_id`` shows the open items of somebody else than the machine says.

    Refuses, in order: NotFound, NotPermitted, NotFound (line, customer).
    """
    admit(company_id=company_id, actor=actor, act="view_receipts")
    line = BankEntry.objects.filter(company_id=company_id, id=line_id).first()
    if line is None:
        raise NotFound
    said = CashProposal.objects.filter(bank_entry_id=line.id, state="open").first()
    is_suspended = line.customer_id is not None and line.customer_id == suspense_of(company_id)
    known = None if is_suspended else line.customer_id
    chosen = customer_id or known or (said.customer_id if said else None) or _owner(said)
    customer = Customer.objects.filter(company_id=company_id, id=chosen).first() if chosen else None
    if customer_id and customer is None:
        raise NotFound
    stranger = stranger_of(line, customer.id, said) if customer and line.entry_seq is None else None
    credit = _credit(line)
    parts = dict(said.parts) if said and line.state != "posted" else {}
    items, total = _items(line, customer.id if customer else None, parts, search)
    base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    account = BankAccount.objects.values_list("name", flat=True).get(id=line.bank_account_id)
    return LinePage(
        line.id, line.version, line.state, LINE_STATES[line.state], account, line.booked_on,
        Amount(line.amount, line.currency), Amount(_left(line, credit), line.currency), line.other_name, line.other_account_shown,
        line.text, line.reference, line.bank_reference,
        Amount(line.charges, line.currency) if line.charges else None,
        said.id if said else None, STATUSES[said.status] if said else None,
        _wording(said.payer_sentence) if said else None, _wording(said.sentence) if said else None,
        _wording(said.left_sentence) if said else None, f"{said.rule} {said.rule_version}".strip() if said else "",
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
    return tuple(
        SettlementRow(
            number,
            by,
            machine,
            at,
            Amount(allocated, line.currency),
            undone,
            undone_by,
            _for_another(another),
        )
        for number, by, machine, at, allocated, undone, undone_by, another in rows
    )


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


def last_run(*, company_id: int, actor: int) -> RunRow | None:
    """The newest run of the machine. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    run = CashRun.objects.filter(company_id=company_id).order_by("-id").first()
    if run is None:
        return None
    return RunRow(
        run.id, run.state, run.state in RUN_AT_WORK, run.asked_at, run.finished_at, run.lines, run.booked,
        _wording(run.refusal),
    )  # fmt: skip


def policies(*, company_id: int, actor: int) -> tuple[PolicyRow, ...]:
    """Every policy, the one in force first. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    rows = CashPolicy.objects.filter(company_id=company_id).select_related("made_by", "agreed_by")
    found = []
    for each in rows.order_by("-version"):
        amount, share = each.tolerances.get(base, (0, 0))
        found.append(
            PolicyRow(
                each.version, each.books_automatically, each.chance_max,
                Amount(each.amount_max, base) if each.amount_max is not None else None, ORDERS[each.order], each.order,
                Amount(amount, base) if amount else None, share, Amount(each.tolerance_cap, base),
                each.made_by.get_full_name(), each.agreed_by.get_full_name() if each.agreed_by else "", each.made_at,
            )
        )  # fmt: skip
    return tuple(found)


def colleagues_of_cash(*, company_id: int, actor: int) -> tuple[Colleague, ...]:
    """Who can be asked about a line: everybody of the company but oneself. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    rows = Membership.objects.filter(company_id=company_id, user__is_active=True).exclude(role__in=("CUS", "ADM"))  # fmt: skip
    people = {each.user_id: each.user.get_full_name() for each in rows.exclude(user_id=actor).select_related("user")}  # fmt: skip
    return tuple(Colleague(number, name) for number, name in sorted(people.items(), key=lambda each: each[1]))  # fmt: skip


def cash_figures(*, company_id: int, actor: int, from_on: date, to_on: date) -> Figures:
    """The figures of lines booked by the bank between two days. Refuses, in order: NotFound, NotPermitted.

    Three invoices settled by the machine and one by a person: 75.00 % by invoice. Of four lines it booked one was taken back: precision 75.00 %.
    """
    admit(company_id=company_id, actor=actor, act="view_receipts")
    base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    asked = {"company": company_id, "from_on": from_on, "to_on": to_on}
    lines, waiting, invoices, by_machine, machine_lines, taken_back, hours = fetch(_FIGURES, asked)[0]  # fmt: skip
    open_ones = fetch(_UNAPPLIED, asked | {"base": base})
    days = next((each for _, _, each in open_ones if each is not None), None)
    return Figures(
        from_on, to_on, base, lines, waiting, invoices, by_machine, taken_back, machine_lines,
        tuple(Amount(int(amount), currency) for currency, amount, _ in open_ones),
        Decimal(days).quantize(Decimal("0.1")) if days is not None else None,
        Decimal(str(hours)).quantize(Decimal("0.1")) if hours is not None else None,
    )  # fmt: skip


_FIGURES = """
WITH line AS (
    SELECT id, state, statement_id FROM store_bankentry
     WHERE company_id = %(company)s AND booked_on BETWEEN %(from_on)s AND %(to_on)s AND amount > 0
       AND state IN ('waiting', 'asked', 'posted')
), made AS (
    SELECT settlement.*, file.handed_in_at
      FROM store_settlement AS settlement
      JOIN line ON line.id = settlement.bank_entry_id
      JOIN store_bankstatement AS statement ON statement.id = line.statement_id
      JOIN store_bankfile AS file ON file.id = statement.bank_file_id
     WHERE settlement.company_id = %(company)s
), paid AS (
    SELECT made.policy_id IS NOT NULL AND made.settled_by_id IS NULL AS machine, allocation.debit_item_id
      FROM made
      JOIN store_allocation AS allocation
        ON allocation.company_id = made.company_id AND allocation.seq = ANY(made.other_seqs) AND allocation.amount > 0
      JOIN store_openitem AS debt ON debt.id = allocation.debit_item_id AND debt.kind <> 'transfer'
     WHERE made.undone_at IS NULL
     GROUP BY made.id, 1, 2
)
SELECT (SELECT count(*) FROM line), (SELECT count(*) FROM line WHERE state IN ('waiting', 'asked')),
       (SELECT count(*) FROM paid), (SELECT count(*) FROM paid WHERE machine),
       (SELECT count(*) FROM made WHERE policy_id IS NOT NULL AND settled_by_id IS NULL),
       (SELECT count(*) FROM made WHERE policy_id IS NOT NULL AND settled_by_id IS NULL AND undone_at IS NOT NULL),
       (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM settled_at - handed_in_at) / 3600)
          FROM made WHERE undone_at IS NULL)
"""
# Money on account: receipts with something left, in each currency; the age of the base currency's, weighed by amount.
_UNAPPLIED = """
SELECT currency, sum(amount - allocated),
       CASE WHEN currency = %(base)s
            THEN sum((amount - allocated) * (%(to_on)s::date - document_on)::numeric) / nullif(sum(amount - allocated), 0) END
  FROM store_openitem
 WHERE company_id = %(company)s AND kind = 'receipt' AND side = -1 AND allocated < amount AND document_on <= %(to_on)s
 GROUP BY currency ORDER BY currency
"""

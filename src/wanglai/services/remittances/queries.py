"""Remittance advices as people look at them: the list, one with its lines and its money, the one of a line of the bank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Q

from tieout.refusal import Wording
from wanglai.domain.advised import spread
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.bank.words import LINE_STATES
from wanglai.services.files import Download
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import Amount
from wanglai.services.remittances.known_numbers import Paper, papers_of, spelled
from wanglai.services.remittances.rows import (
    AdviceOfLine,
    AdvicePage,
    AdviceProblem,
    AdviceRow,
    Advices,
    AdvisedLine,
    Fill,
    MoneyRow,
)
from wanglai.services.remittances.stated import spelled_out, stated_by, stated_in
from wanglai.services.remittances.words import COLUMNS, LINKED_BY, SOURCES, STATES
from wanglai.services.searching import literal
from wanglai.store.models import (
    AdvisedReceipt,
    BankEntry,
    Customer,
    Remittance,
    RemittanceLine,
    StoredFile,
)

PAGE_ROWS = 50
LINES_SHOWN = 500
OFFERS_SHOWN = 20
OFFER_DAYS = 60
_NOBODYS = Wording("没有这个号码的未清项。", "No open item has this number.")
_OTHER_TOTAL = Wording(
    "该对账单的未清项合计不是这个金额。",
    "What is open of this statement does not come to this amount.",
)
_TWO = Wording("不止一个未清项有这个号码。", "More than one open item has this number.")


def list_advices(
    *, company_id: int, actor: int, state: str = "", search: str = "", after: int | None = None
) -> Advices:
    """Advices by where they stand, the newest first, found by name, customer, reference or a document. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    rows = _rows(company_id, state, search, after, PAGE_ROWS + 1)
    counted = dict(fetch(_COUNTS, {"company": company_id}))
    shown = tuple(rows[:PAGE_ROWS])
    counts = tuple((name, words, counted.get(name, 0)) for name, words in STATES.items())
    return Advices(shown, counts, shown[-1].id if len(rows) > PAGE_ROWS else None)


def every_advice(
    *, company_id: int, actor: int, state: str = "", search: str = ""
) -> tuple[AdviceRow, ...]:
    """As ``list_advices``, all of them, to be taken away. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    return tuple(_rows(company_id, state, search, None, None))


def advised_lines(
    *, company_id: int, actor: int, remittance_id: int
) -> tuple[AdviceRow, tuple[AdvisedLine, ...]]:
    """An advice with every line of it, to be taken away. Refuses, in order: NotFound, NotPermitted, NotFound (advice)."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    found = _advice(company_id, remittance_id)
    return _rows(company_id, "", "", None, 1, found.id)[0], tuple(_lines(found, None))


def _rows(
    company_id: int, state: str, search: str, after: int | None, rows: int | None, only: int | None = None
) -> list[AdviceRow]:  # fmt: skip
    asked = {
        "company": company_id, "state": state, "search": f"%{literal(search)}%" if search else "", "after": after,
        "rows": rows, "only": only,
    }  # fmt: skip
    return [_row(each) for each in fetch(_ROWS, asked)]


def _row(row: Sequence[Any]) -> AdviceRow:
    (number, name, source, customer_id, customer, reference, paid_on, total, paid, currency, lines, problems, state, receipts, by, at) = row  # fmt: skip
    return AdviceRow(
        number, name, SOURCES[source], customer_id, customer, reference, paid_on,
        Amount(total, currency) if total is not None else None, Amount(paid, currency), lines, problems, state,
        STATES[state], receipts, by, at,
    )  # fmt: skip


_STATE = """
CASE WHEN advice.withdrawn_at IS NOT NULL THEN 'withdrawn'
     WHEN NOT advice.adds_up AND advice.decided_at IS NULL THEN 'held'
     WHEN EXISTS (SELECT FROM store_advisedreceipt AS link
                   WHERE link.company_id = advice.company_id AND link.remittance_id = advice.id AND link.ended_at IS NULL)
     THEN 'linked' ELSE 'open' END"""
_COUNTS = f"SELECT {_STATE} AS state, count(*) FROM store_remittance AS advice WHERE advice.company_id = %(company)s GROUP BY 1"  # noqa: S608
_ROWS = f"""
SELECT * FROM (
    SELECT advice.id, advice.name, advice.source, advice.customer_id, coalesce(customer.name, ''), advice.reference,
           advice.paid_on, advice.total, advice.paid, advice.currency, advice.lines, jsonb_array_length(advice.problems),
           {_STATE} AS state,
           (SELECT count(*) FROM store_advisedreceipt AS link
             WHERE link.company_id = advice.company_id AND link.remittance_id = advice.id AND link.ended_at IS NULL),
           coalesce(nullif(person.name, ''), person.email), advice.entered_at
      FROM store_remittance AS advice
      JOIN store_user AS person ON person.id = advice.entered_by_id
      LEFT JOIN store_customer AS customer ON customer.id = advice.customer_id
     WHERE advice.company_id = %(company)s AND (%(only)s::bigint IS NULL OR advice.id = %(only)s)
       AND (%(after)s::bigint IS NULL OR advice.id < %(after)s)
       AND (%(search)s = '' OR advice.name ILIKE %(search)s OR advice.reference ILIKE %(search)s OR customer.name ILIKE %(search)s
            OR EXISTS (SELECT FROM store_remittanceline AS said
                        WHERE said.remittance_id = advice.id AND said.number ILIKE %(search)s))) AS found
 WHERE %(state)s = '' OR found.state = %(state)s
 ORDER BY found.id DESC LIMIT %(rows)s
"""  # noqa: S608 - the state is the constant above


def advice_page(*, company_id: int, actor: int, remittance_id: int) -> AdvicePage:
    """One advice with its lines, its money, and what might be it. Refuses, in order: NotFound, NotPermitted, NotFound (advice)."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    found = _advice(company_id, remittance_id)
    row = _rows(company_id, "", "", None, 1, found.id)[0]
    links = list(AdvisedReceipt.objects.filter(company_id=company_id, remittance_id=found.id, ended_at=None).order_by("id"))  # fmt: skip
    lines = BankEntry.objects.in_bulk([each.bank_entry_id for each in links])
    money = tuple(_money(lines[each.bank_entry_id], LINKED_BY[each.by]) for each in links)
    gap = found.total - found.paid if found.total is not None else 0
    sha256, size = StoredFile.objects.values_list("sha256", "byte_size").get(company_id=company_id, id=found.file_id or 0)  # fmt: skip
    return AdvicePage(
        row, found.payer_name, tuple(_lines(found, LINES_SHOWN)),
        tuple((words, found.columns[role]) for role, words in COLUMNS.items() if role in found.columns),
        tuple(map(_problem, found.problems)), Amount(gap, found.currency) if gap else None, money,
        _offers(found, lines) if row.state in ("open", "linked") else (), sha256, size,
        found.decided_by.get_full_name() if found.decided_by else "", found.decided_at, found.decision,
    )  # fmt: skip


def original_advice(*, company_id: int, actor: int, remittance_id: int) -> Download:
    """The file byte for byte, under the name it came with. Refuses, in order: NotFound, NotPermitted, NotFound (advice)."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    found = _advice(company_id, remittance_id)
    content = StoredFile.objects.values_list("content", flat=True).get(company_id=company_id, id=found.file_id or 0)  # fmt: skip
    return Download(found.name, "application/octet-stream", bytes(content))


def _advice(company_id: int, remittance_id: int) -> Remittance:
    rows = Remittance.objects.filter(company_id=company_id, id=remittance_id, file__isnull=False)
    found = rows.select_related("decided_by").first()
    if found is None:
        raise NotFound
    return found


def _money(line: BankEntry, by: Wording | None) -> MoneyRow:
    return MoneyRow(
        line.id, line.booked_on, Amount(line.amount, line.currency), max(line.charges or 0, 0), line.other_name, line.text, LINE_STATES[line.state], by
    )  # fmt: skip


def _offers(advice: Remittance, linked: Mapping[int, BankEntry]) -> tuple[MoneyRow, ...]:
    """Receipts near its day with its amount, or from its customer's name; those nobody linked."""
    taken = AdvisedReceipt.objects.filter(company_id=advice.company_id, ended_at=None).values("bank_entry_id")  # fmt: skip
    day = advice.paid_on or advice.entered_at.date()
    rows = BankEntry.objects.filter(
        company_id=advice.company_id, state__in=("waiting", "asked", "posted"), currency=advice.currency, amount__gt=0,
        booked_on__range=(day - timedelta(OFFER_DAYS), day + timedelta(OFFER_DAYS)),
    )  # fmt: skip
    said = advice.total if advice.total is not None else advice.paid
    wanted = Q(amount__in=(said, advice.paid))
    if advice.customer_id:
        customer = Customer.objects.get(id=advice.customer_id)
        wanted |= Q(other_name__in=[name for name in (customer.name, customer.short_name, *customer.names) if name])  # fmt: skip
        wanted |= Q(customer_id=advice.customer_id)
    shown = rows.filter(wanted).exclude(id__in=taken).exclude(id__in=linked).order_by("-booked_on", "-id")  # fmt: skip
    return tuple(_money(each, None) for each in shown[:OFFERS_SHOWN])


def _problem(kept: Mapping[str, Any]) -> AdviceProblem:
    reason, remedy = (Wording(kept[name]["zh"], kept[name]["en"]) for name in ("reason", "remedy"))
    return AdviceProblem(kept["code"], kept["place"], kept["excerpt"], reason, remedy)


def _lines(advice: Remittance, most: int | None) -> Iterator[AdvisedLine]:
    rows = RemittanceLine.objects.filter(remittance_id=advice.id).order_by("line_no")
    written = list(rows[:most] if most else rows)
    stated = stated_in(advice.company_id, written)
    said = spelled_out(written, stated, currency=advice.currency, customer_id=advice.customer_id)
    papers = papers_of(advice.company_id, (each.number for each in said), advice.currency)
    for each in said:
        line = _line(advice, each, papers.get(spelled(each.number), []), each.paid)
        is_statement = line.item_id is None and stated_by(each, stated) is not None
        yield replace(line, why_none=_OTHER_TOTAL) if is_statement else line


def _line(
    advice: Remittance, said: RemittanceLine, papers: Sequence[Paper], paid: int
) -> AdvisedLine:
    paper = _meant(advice.customer_id, papers)
    money = Amount(paid, advice.currency)
    kept = Amount(said.deduction, advice.currency) if said.deduction else None
    if paper is None:
        return AdvisedLine(said.number, money, kept, said.reason, None, 0, None, "", _TWO if papers else _NOBODYS)  # fmt: skip
    return AdvisedLine(
        said.number, money, kept, said.reason, paper.item_id, paper.side, Amount(paper.open, advice.currency),
        paper.customer, None,
    )  # fmt: skip


def _meant(customer_id: int | None, papers: Sequence[Paper]) -> Paper | None:
    """The one item of the number that is open still, the customer's own before another's."""
    still = [each for each in papers if each.open]
    own = [each for each in still if each.customer_id == customer_id]
    chosen = own or still
    return chosen[0] if len(chosen) == 1 else None


def advice_of_line(*, company_id: int, actor: int, line_id: int) -> AdviceOfLine | None:
    """The advice a line's money is of, with the part of it this line pays and what the panel is filled with.

    Receipts of 700.00 and 300.00 for lines of 600.00 and 400.00: the second pays 300.00 of the second line. 985.00 came of 1,000.00
    and the bank says it took 15.00: the fee is let go on the largest line. Refuses, in order: NotFound, NotPermitted.
    """
    admit(company_id=company_id, actor=actor, act="view_receipts")
    link = AdvisedReceipt.objects.filter(company_id=company_id, bank_entry_id=line_id, ended_at=None).first()  # fmt: skip
    if link is None:
        return None
    advice = _advice(company_id, link.remittance_id)
    links = AdvisedReceipt.objects.filter(
        company_id=company_id, remittance_id=advice.id, ended_at=None
    )
    receipts = list(BankEntry.objects.filter(id__in=links.values("bank_entry_id")).order_by("booked_on", "id"))  # fmt: skip
    written = list(RemittanceLine.objects.filter(remittance_id=advice.id).order_by("line_no"))
    said = spelled_out(
        written, stated_in(company_id, written), currency=advice.currency, customer_id=advice.customer_id
    )  # fmt: skip
    parts = spread([each.paid for each in said], [each.amount + max(each.charges or 0, 0) for each in receipts])  # fmt: skip
    at = next(no for no, each in enumerate(receipts) if each.id == line_id)
    papers = papers_of(company_id, (said[no].number for no, _ in parts[at]), advice.currency)
    mine = tuple(_line(advice, said[no], papers.get(spelled(said[no].number), []), amount) for no, amount in parts[at])  # fmt: skip
    customer = Customer.objects.values_list("name", flat=True).get(id=advice.customer_id) if advice.customer_id else ""  # fmt: skip
    return AdviceOfLine(
        advice.id,
        advice.name,
        advice.customer_id,
        customer,
        len(receipts),
        mine,
        _fill(mine, receipts[at]),
    )


def _fill(lines: Sequence[AdvisedLine], receipt: BankEntry) -> Fill:
    """Amounts by item, each at most what is open of it; what the bank took is let go where the money falls short by it."""
    pays: dict[int, int] = {}
    signed = 0
    for each in lines:
        if each.item_id is None or each.open is None:
            continue
        amount = min(abs(each.paid.minor), each.open.minor - pays.get(each.item_id, 0))
        if amount > 0:
            pays[each.item_id] = pays.get(each.item_id, 0) + amount
            signed += amount * each.side
    short, charges = signed - receipt.amount, max(receipt.charges or 0, 0)
    debts = [each.item_id for each in lines if each.item_id in pays and each.side == 1]
    if not 0 < short <= charges or not debts:
        return Fill(pays, {})
    largest = max(debts, key=lambda item: (pays[item or 0], -(item or 0)))
    return Fill(pays, {largest or 0: short})

"""Statements as tables: the list, and one with every line, its age strip below."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from tieout.refusal import Wording
from wanglai.services.exports.table import TOTAL, Row, Table, columns, company_called, named, pages
from wanglai.services.money import Amount
from wanglai.services.portal.words import STANDINGS
from wanglai.services.statements.issuing import number_of
from wanglai.services.statements.queries import (
    EVERYTHING,
    Wanted,
    item_of,
    line_of,
    list_statements,
    settlements_of,
    statement_in_sight,
    strip_of,
)
from wanglai.services.statements.rows import StatementList, StatementRow
from wanglai.services.statements.words import KINDS, SHOWN_WORDS

_TITLE = Wording("对账单", "Statement of account")
_LIST = Wording("对账单清单", "Statements")
_LIST_COLUMNS = columns(
    ("编号", "No.", 15),
    ("客户", "Customer", 28),
    ("格式", "Form", 16),
    ("首日", "From", 12),
    ("末日", "Through", 12),
    ("币种", "Currency", 9),
    ("期初余额", "Opening", 16),
    ("以前期间变动", "Changes before", 16),
    ("期末余额", "Closing", 16),
    ("已有新版本", "Replaced", 11),
    ("出具时间", "Issued at", 20),
    ("出具人", "Issued by", 20),
    ("客户答复", "Customer's answer", 22),
    ("答复人", "Answered by", 18),
    ("答复时间", "Answered at", 20),
    ("提问数", "Questions", 10),
    ("未答复由谁跟进", "Silent: whose turn", 20),
)
_OF_A_PAPER = columns(
    ("编号", "No.", 15),
    ("客户", "Customer", 28),
    ("日期", "Day", 12),
    ("摘要", "What", 16),
    ("单据号", "Document", 18),
    ("贵方单号", "Your reference", 16),
    ("到期日", "Due", 12),
    ("币种", "Currency", 9),
)
_MOVED = _OF_A_PAPER + columns(
    ("增加", "Charges", 15),
    ("减少", "Credits", 15),
    ("余额", "Balance", 16),
    ("核销", "Settles", 34),
)
_OPEN = _OF_A_PAPER + columns(
    ("逾期天数", "Days late", 11),
    ("金额", "Amount", 15),
    ("未清", "Open", 15),
    ("争议", "Disputed", 10),
)
_OPENING = Wording("期初余额", "Opening balance")
_BEFORE = Wording("以前期间变动：", "Change to an earlier period: ")
_CLOSING = Wording("合计与期末余额", "Total and closing balance")
_YES = Wording("是", "yes")


def statements_table(*, company_id: int, actor: int, wanted: Wanted = EVERYTHING) -> Table:
    """Every statement that fits, newest first. Refuses, in order: NotFound, NotPermitted."""

    def part(after: int | None) -> StatementList:
        return list_statements(company_id=company_id, actor=actor, wanted=replace(wanted, after=after))  # fmt: skip

    first = part(wanted.after)
    stands = (STANDINGS[wanted.standing],) if wanted.standing else ()
    return Table(
        title=_LIST,
        name=_LIST,
        facts=(company_called(company_id), SHOWN_WORDS[wanted.show], *stands),
        columns=_LIST_COLUMNS,
        rows=(_row(row) for page in pages(first, part) for row in page.rows),
    )


def statement_table(*, company_id: int, actor: int, statement_id: int) -> Table:
    """One statement with every line. Refuses, in order: NotFound, NotPermitted, NotFound (statement)."""
    found = statement_in_sight(company_id, actor, statement_id)
    said = json.loads(found.body)
    number, currency = number_of(found), found.currency
    has_items = found.kind == "open_items"
    closing = Amount(found.closing, currency)
    total: Row = (None, TOTAL, None, None, None, None, None, closing, None)
    charged, credited = _sums(said)
    end: Row = (found.through_on, _CLOSING, None, None, None, Amount(charged, currency), Amount(credited, currency), closing, None)  # fmt: skip

    def of_it(row: Row) -> Row:
        """Each line says which statement it is of and in which currency: lines of many files stay apart."""
        return (number, found.customer.name, *row[:5], currency, *row[5:])

    proof: Iterable[Row] = () if found.kind == "activity" else ((None, each.words, None, None, None, None, None, each.amount, None) for each in strip_of(said))  # fmt: skip
    return Table(
        title=_TITLE,
        name=named(_TITLE, number.replace("/", "-"), found.customer.name),
        facts=(
            company_called(company_id), found.customer.name, f"{number} · {found.from_on} – {found.through_on} · {currency}",
            KINDS[found.kind], f"SHA-256 {bytes(found.body_hash).hex()}",
        ),
        columns=_OPEN if has_items else _MOVED,
        rows=map(of_it, _items(said) if has_items else _moved(said)),
        totals=() if found.kind == "activity" else (of_it(total if has_items else end),),
        proof=tuple(map(of_it, proof)),
    )  # fmt: skip


def _row(row: StatementRow) -> Row:
    stands = row.standing
    assert stands is not None, "rows of the list say where they stand"
    return (
        row.number, row.customer, row.kind, row.from_on, row.through_on, row.closing.currency, row.opening, row.changed,
        row.closing, _YES if row.is_replaced else None, row.issued_at, row.issued_by, STANDINGS[stands.state],
        stands.who or None, stands.at, stands.questions, stands.owner or None,
    )  # fmt: skip


def _sums(said: Mapping[str, Any]) -> tuple[int, int]:
    """What was charged and credited, changes to earlier periods among it: with the opening balance it comes to the closing."""
    amounts = [each["amount"] for each in (*said["changes"], *said["movements"])]
    return sum(each for each in amounts if each > 0), -sum(each for each in amounts if each < 0)


def _items(said: Mapping[str, Any]) -> Iterator[Row]:
    for each in said["items"]:
        row = item_of(each, said)
        yield (
            row.on, row.kind, row.document, row.reference, row.due_on, row.days_late, row.amount, row.open,
            _YES if row.is_disputed else None,
        )  # fmt: skip


def _moved(said: Mapping[str, Any]) -> Iterator[Row]:
    settled = settlements_of(said)
    if said["kind"] != "activity":
        yield (None, _OPENING, None, None, None, None, None, Amount(said["opening"], said["currency"]), None)  # fmt: skip
    for each in said["changes"]:
        row = line_of(each, said, {})
        what = Wording(_BEFORE.zh + row.kind.zh, _BEFORE.en + row.kind.en)
        yield (row.on, what, row.document, row.reference, row.due_on, row.charged, row.credited, None, None)  # fmt: skip
    for each in said["movements"]:
        row = line_of(each, said, settled)
        balance = None if said["kind"] == "activity" else row.balance
        yield (
            row.on, row.kind, row.document, row.reference, row.due_on, row.charged, row.credited, balance,
            "; ".join(row.settles),
        )  # fmt: skip

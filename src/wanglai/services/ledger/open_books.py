"""A company begins its book: the small chart, the chain's beginning, and a year of monthly periods."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.scope import admit
from wanglai.services.approvals.bands import DEFAULT_BANDS, Band, keep_bands, keep_none
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Account, ChainHead, Period

# role, code of the Chinese standard chart (企业会计准则应用指南), zh, en
CHART = (
    ("receivable", "1122", "应收账款", "Accounts receivable"),
    ("bills", "1121", "应收票据", "Bills receivable"),
    ("advance", "2205", "合同负债（预收）", "Contract liabilities (advances)"),
    ("bank", "1002", "银行存款", "Bank"),
    ("revenue", "6001", "主营业务收入", "Revenue"),
    ("output_tax", "22210106", "应交增值税（销项税额）", "Output VAT"),
    ("finance", "6603", "财务费用", "Finance costs and interest"),
    ("allowance", "1231", "坏账准备", "Allowance for bad debts"),
    ("exchange", "6061", "汇兑损益", "Exchange gains and losses"),
    ("opening", "9999", "期初过渡", "Opening balances"),
    ("clearing", "1021", "往来清算", "Clearing"),
    ("discount", "660301", "财务费用（现金折扣）", "Cash discounts"),
    ("difference", "671101", "营业外支出（收款尾差）", "Small differences in receipts"),
    ("recourse", "2001", "短期借款（票据贴现、背书）", "Bills passed on, with recourse"),
)


class BooksAreOpen(UnableTo):
    code_of_refusal = "book.open_already"
    why = Wording("该公司已建账。", "The company keeps a book already.")
    next_step = Wording("请直接使用。", "Use it as it is.")


@transaction.atomic
def open_books(
    *, company_id: int, actor: int, origin: str, from_on: date, months: int = 12,
    bands: Sequence[Band] = DEFAULT_BANDS,
) -> int:  # fmt: skip
    """Open the book with ``months`` periods from the month of ``from_on``; the number of its first act.

    ``bands`` say from which amounts on another person must agree; about a kind that has none of them nobody is asked.

    Refuses, in order: NotFound, NotPermitted, BooksAreOpen.
    """
    admit(company_id=company_id, actor=actor, act="open_books")
    if ChainHead.objects.filter(company_id=company_id).exists():
        raise BooksAreOpen
    ChainHead.objects.create(company_id=company_id)
    Account.objects.bulk_create(
        Account(company_id=company_id, role=role, code=code, name_zh=zh, name_en=en)
        for role, code, zh, en in CHART
    )
    periods = monthly(from_on, months)
    Period.objects.bulk_create(
        Period(company_id=company_id, from_on=first, to_on=last) for first, last in periods
    )
    facts = {"from": periods[0][0], "to": periods[-1][1], "periods": months}
    who = Who(actor, origin)
    seq = write_act(company_id, who, "open_books", facts)
    kinds = dict.fromkeys(band.kind for band in bands)
    for kind in kinds:
        keep_bands(company_id, who, kind, [band for band in bands if band.kind == kind])
    keep_none(company_id, {band.kind for band in DEFAULT_BANDS} - kinds.keys(), seq)
    return seq


def monthly(from_on: date, months: int) -> list[tuple[date, date]]:
    """First and last days of so many months, the month of ``from_on`` first."""
    found = []
    for place in range(from_on.month - 1, from_on.month - 1 + months):
        year, month = from_on.year + place // 12, place % 12 + 1
        last = calendar.monthrange(year, month)[1]
        found.append((date(year, month, 1), date(year, month, last)))
    return found

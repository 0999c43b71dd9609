"""A customer's ledger as a workbook, with the totals of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from tieout.refusal import Language, Wording
from wanglai.services.ledger.show_account import LINES_MAX, AccountPage, account_page
from wanglai.services.sheets import Cell, Download, workbook

_COLUMNS = (
    (Wording("日期", "Day"), 12),
    (Wording("类型", "Kind"), 16),
    (Wording("凭证号", "Number"), 9),
    (Wording("单据号", "Document"), 18),
    (Wording("科目", "Account"), 22),
    (Wording("摘要", "Text"), 30),
    (Wording("币种", "Currency"), 9),
    (Wording("借方", "Debit"), 15),
    (Wording("贷方", "Credit"), 15),
    (Wording("余额", "Balance"), 15),
)
_TITLE = Wording("客户明细账", "Customer ledger")
_OPENING = Wording("期初余额", "Opening balance")
_TOTAL = Wording("合计与期末余额", "Total and closing balance")


def account_sheet(
    *,
    company_id: int,
    actor: int,
    customer_id: int,
    from_on: date,
    to_on: date,
    language: Language,
    known_at: datetime | None = None,
) -> Download:
    """Every line of the screen in one sheet. Refuses what ``account_page`` refuses."""
    page = account_page(
        company_id=company_id, actor=actor, customer_id=customer_id, from_on=from_on, to_on=to_on,
        known_at=known_at, limit=LINES_MAX,
    )  # fmt: skip
    facts = [page.customer_name, f"{from_on} – {to_on}"]
    if known_at is not None:
        moment = timezone.localtime(known_at)
        facts.append(Wording(f"截至 {moment:%Y-%m-%d %H:%M} 所知", f"As known at {moment:%Y-%m-%d %H:%M}").within(language))  # fmt: skip
    return workbook(
        title=_TITLE.within(language),
        facts=facts,
        columns=[(words.within(language), width) for words, width in _COLUMNS],
        rows=_rows(page, language),
        name=f"{page.customer_name} {from_on} {to_on}.xlsx",
    )


def _rows(page: AccountPage, language: Language) -> Iterator[tuple[Cell, ...]]:
    for each in page.sums:
        yield (page.from_on, _OPENING.within(language), None, None, None, None, each.opening.currency, None, None, each.opening)  # fmt: skip
    for line in page.lines:
        yield (
            line.entry_on, line.kind.within(language), line.number, line.document, line.account.within(language),
            line.text, line.balance.currency, line.debit, line.credit, line.balance,
        )  # fmt: skip
    for each in page.sums:
        yield (page.to_on, _TOTAL.within(language), None, None, None, None, each.closing.currency, each.debits, each.credits, each.closing)  # fmt: skip

"""An ageing as a workbook: the rows, totals and proof of the screen, from the same figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from tieout.refusal import Language, Wording
from wanglai.domain.ageing import AgeingProof, Basis, Columns, Scheme
from wanglai.services.ageing.groupings import GROUPINGS
from wanglai.services.ageing.queries import Ageing, AgeingRow, ageing
from wanglai.services.ageing.words import BASES, NET_FIFO, UNAPPLIED, columns_in_words
from wanglai.services.money import Amount
from wanglai.services.sheets import Cell, Download, workbook

_TITLE = Wording("应收账龄分析表", "Ageing of receivables")
_CURRENCY = Wording("币种", "Currency")
_TOTAL = Wording("合计", "Total")
_PARTS = Wording("未清项数", "Open items")
_DAYS = Wording("最长天数", "Longest, days")
_UNDATED = Wording("无到期日", "No due day")
_ALL = Wording("全部折合本位币（按入账汇率）", "All in the company's currency, at booked rates")
_ITEMS = Wording("账龄合计", "Ageing")
_CONTROL = Wording("控制科目", "Control accounts")
_GAP = Wording("差额", "Gap")
_REVALUED = Wording("其中期末调汇", "of it revaluation")
_BASE = Wording("本位币", "In the company's currency")


def ageing_sheet(
    *,
    company_id: int,
    actor: int,
    company_name: str,
    on: date,
    language: Language,
    known_at: datetime | None = None,
    basis: Basis = "due",
    scheme: Scheme | None = None,
    by: str = "customer",
    is_net_fifo: bool = False,
) -> Download:
    """Every row of the report, a total per currency, and the proof. Refuses what ``ageing`` refuses."""
    report = ageing(
        company_id=company_id, actor=actor, on=on, known_at=known_at, basis=basis, scheme=scheme,
        by=by, is_net_fifo=is_net_fifo,
    )  # fmt: skip
    facts = [company_name, f"{on} · {BASES[basis].within(language)}"]
    if known_at is not None:
        moment = timezone.localtime(known_at)
        facts.append(Wording(f"截至 {moment:%Y-%m-%d %H:%M} 所知", f"As known at {moment:%Y-%m-%d %H:%M}").within(language))  # fmt: skip
    if is_net_fifo:
        facts.append(NET_FIFO.within(language))
    buckets = columns_in_words(report.scheme, basis)
    columns = [
        (GROUPINGS[by].words, 30), (_CURRENCY, 9), *((words, 15) for words in buckets), (UNAPPLIED, 15),
        (_TOTAL, 16), (_PARTS, 9), (_DAYS, 9), (_UNDATED, 9),
    ]  # fmt: skip
    return workbook(
        title=_TITLE.within(language),
        facts=facts,
        columns=[(words.within(language), width) for words, width in columns],
        rows=_rows(report, language),
        name=f"{_TITLE.within(language)} {on}.xlsx",
    )


def _rows(report: Ageing, language: Language) -> Iterator[tuple[Cell, ...]]:
    for row in report.rows:
        yield _told(row.name or row.currency, row)
    for total in report.totals:
        yield _told(_TOTAL.within(language), total)
    yield (_ALL.within(language), report.base_currency, *_figures(report.base, report.base_currency))  # fmt: skip
    yield ()
    for proof in report.proofs:
        yield from _proof(proof, report.base_currency, language)


def _told(name: str, row: AgeingRow) -> tuple[Cell, ...]:
    figures = _figures(row.aged.columns, row.currency)
    return (name, row.currency, *figures, row.aged.parts, row.aged.days_max, row.aged.undated)


def _figures(columns: Columns, currency: str) -> tuple[Amount, ...]:
    shown = (*columns.buckets, columns.unapplied, columns.total)
    return tuple(Amount(figure, currency) for figure in shown)


def _proof(proof: AgeingProof, own: str, language: Language) -> Iterator[tuple[Cell, ...]]:
    """In the document's currency, and where that is not the company's in the company's as well."""
    yield (
        _ITEMS.within(language), proof.currency, Amount(proof.open, proof.currency),
        _CONTROL.within(language), Amount(proof.control, proof.currency),
        _GAP.within(language), Amount(proof.gap, proof.currency),
    )  # fmt: skip
    if proof.currency != own or proof.base_gap:
        yield (
            f"{_ITEMS.within(language)} · {proof.currency} · {_BASE.within(language)}", own,
            Amount(proof.base_items + proof.base_revalued, own),
            _CONTROL.within(language), Amount(proof.base_control, own),
            _GAP.within(language), Amount(proof.base_gap, own),
            _REVALUED.within(language), Amount(proof.base_revalued, own),
        )  # fmt: skip

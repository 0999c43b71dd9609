"""An ageing as a table: the rows, totals and proof of the screen, from the same figures; and the items behind them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from tieout.refusal import Wording
from wanglai.domain.ageing import AgeingProof, Basis, Scheme
from wanglai.domain.ageing import Columns as Figures
from wanglai.services.ageing.groupings import GROUPINGS
from wanglai.services.ageing.queries import Ageing, AgeingRow, Within, ageing
from wanglai.services.ageing.show_ageing import ItemRow, aged_items_page
from wanglai.services.ageing.words import (
    BASES,
    DISPUTED,
    NET_FIFO,
    PROMISED,
    UNAPPLIED,
    columns_in_words,
)
from wanglai.services.cash.show_suspense import suspense_in_proof
from wanglai.services.exports.table import (
    CURRENCY,
    TOTAL,
    Column,
    Row,
    Table,
    as_known,
    columns,
    company_called,
    named,
)
from wanglai.services.ledger.item_flags import FLAGS
from wanglai.services.money import Amount

ITEMS_MAX = 500_000
_TITLE = Wording("应收账龄分析表", "Ageing of receivables")
_ITEMS_TITLE = Wording("账龄明细", "Items by age")
_PARTS = Wording("未清项数", "Open items")
_DAYS = Wording("最长天数", "Longest, days")
_UNDATED = Wording("无到期日", "No due day")
_ALL = Wording("全部折合本位币（按入账汇率）", "All in the company's currency, at booked rates")
_ITEMS = Wording("账龄合计", "Ageing")
_CONTROL = Wording("控制科目", "Control accounts")
_GAP = Wording("差额", "Gap")
_REVALUED = Wording("其中期末调汇", "of it revaluation")
_OF_ITEMS = columns(
    ("单据号", "Document", 20),
    ("类型", "Kind", 16),
    ("单据日", "Day", 12),
    ("到期日", "Due on", 12),
    ("天数", "Days", 9),
    ("账龄段", "Bucket", 16),
    ("币种", "Currency", 9),
    ("金额", "Amount", 16),
    ("未清", "Open", 16),
    ("标记", "Flags", 16),
)


_SUSPENDED = Wording("其中待查来款", "Of which in suspense")


def ageing_table(
    *, company_id: int, actor: int, on: date, known_at: datetime | None = None,
    basis: Basis = "due", scheme: Scheme | None = None, by: str = "customer",
    within: Within | None = None, currency: str | None = None, is_net_fifo: bool = False,
) -> Table:  # fmt: skip
    """Every row of the report, a total per currency, and the proof. Refuses what ``ageing`` refuses."""
    report = ageing(
        company_id=company_id, actor=actor, on=on, known_at=known_at, basis=basis, scheme=scheme,
        by=by, within=within, currency=currency, is_net_fifo=is_net_fifo,
    )  # fmt: skip
    told = Wording(f"{on} · {BASES[basis].zh}", f"{on} · {BASES[basis].en}")
    buckets = columns_in_words(report.scheme, basis)
    return Table(
        title=_TITLE,
        name=named(_TITLE, on),
        facts=(
            company_called(company_id), told, *_group(report, within), *([currency] if currency else []), *as_known(known_at),
            *([NET_FIFO] if is_net_fifo else []),
        ),
        columns=(
            Column(GROUPINGS[by].words, 30), Column(CURRENCY, 9), *(Column(words) for words in buckets),
            Column(UNAPPLIED), Column(TOTAL, 16), Column(_PARTS, 9), Column(_DAYS, 9), Column(_UNDATED, 9),
            Column(DISPUTED), Column(PROMISED),
        ),
        rows=(_told(GROUPINGS[by].called(row.key, row.name) or row.currency, row) for row in report.rows),
        totals=(
            *(_told(TOTAL, total) for total in report.totals),
            (_ALL, report.base_currency, *_figures(report.base, report.base_currency)),
        ),
        proof=(*_proof(report), *_suspended(company_id, actor, on, known_at)),
    )  # fmt: skip


def aged_items_table(
    *, company_id: int, actor: int, customer_id: int, on: date, known_at: datetime | None = None,
    basis: Basis = "due", scheme: Scheme | None = None, currency: str | None = None,
    place: int | None = None,
) -> Table:  # fmt: skip
    """The items behind one figure. Refuses what ``aged_items_page`` refuses."""
    page = aged_items_page(
        company_id=company_id, actor=actor, customer_id=customer_id, on=on, known_at=known_at,
        basis=basis, scheme=scheme, currency=currency, place=place, limit=ITEMS_MAX,
    )  # fmt: skip
    told = Wording(f"{on} · {page.basis.zh}", f"{on} · {page.basis.en}")
    return Table(
        title=_ITEMS_TITLE,
        name=named(_ITEMS_TITLE, page.customer_name, on),
        facts=(page.customer_name, told, *([page.bucket] if page.bucket else []), *as_known(known_at)),
        columns=_OF_ITEMS,
        rows=(
            (
                row.document, row.kind, row.document_on, row.due_on, None if row.is_credit else row.days,
                row.bucket, row.amount.currency, row.amount, row.amount_open, _flags(row),
            )
            for row in page.rows
        ),
        totals=tuple(
            (TOTAL, None, None, None, None, None, amount.currency, None, amount) for amount in page.sums
        ),
    )  # fmt: skip


def _flags(row: ItemRow) -> Wording:
    told = [FLAGS[kind] for kind, is_up in (("disputed", row.is_disputed), ("promised", row.is_promised)) if is_up]  # fmt: skip
    return Wording("、".join(each.zh for each in told), ", ".join(each.en for each in told))


def _group(report: Ageing, within: Within | None) -> Iterator[Wording]:
    """The line that says of which group alone the rows and totals are."""
    if within is not None and report.within is not None:
        of, called = GROUPINGS[within.by].words, report.within
        both = called if isinstance(called, Wording) else Wording(called, called)
        yield Wording(f"{of.zh}：{both.zh}", f"{of.en}: {both.en}")


def _told(name: str | Wording, row: AgeingRow) -> Row:
    figures = _figures(row.aged.columns, row.currency)
    return (
        name, row.currency, *figures, row.aged.parts, row.aged.days_max, row.aged.undated,
        Amount(row.aged.disputed, row.currency), Amount(row.aged.promised, row.currency),
    )  # fmt: skip


def _figures(figures: Figures, currency: str) -> tuple[Amount, ...]:
    shown = (*figures.buckets, figures.unapplied, figures.total)
    return tuple(Amount(figure, currency) for figure in shown)


def _suspended(company_id: int, actor: int, on: date, known_at: datetime | None) -> Iterator[Row]:
    """Of the open items, what stands on the suspense customer."""
    for each in suspense_in_proof(company_id=company_id, actor=actor, on=on, known_at=known_at):
        yield _SUSPENDED, each.amount.currency, each.amount


def _proof(report: Ageing) -> Iterator[Row]:
    """In the document's currency, and where that is not the company's in the company's as well."""
    own = report.base_currency
    for proof in report.proofs:
        yield (
            _ITEMS, proof.currency, Amount(proof.open, proof.currency),
            _CONTROL, Amount(proof.control, proof.currency), _GAP, Amount(proof.gap, proof.currency),
        )  # fmt: skip
        if proof.currency != own or proof.base_gap:
            yield _proof_in_own(proof, own)


def _proof_in_own(proof: AgeingProof, own: str) -> Row:
    words = Wording(
        f"{_ITEMS.zh} · {proof.currency} · 本位币",
        f"{_ITEMS.en} · {proof.currency} · In the company's currency",
    )
    return (
        words, own, Amount(proof.base_items + proof.base_revalued, own),
        _CONTROL, Amount(proof.base_control, own), _GAP, Amount(proof.base_gap, own),
        _REVALUED, Amount(proof.base_revalued, own),
    )  # fmt: skip

"""What the screen of vouchers shows: periods with what waits in them, the batches handed out, and one batch's file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tieout.refusal import Wording
from wanglai.formats.vouchers import LAYOUTS
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.exports.excel import CONTENT_TYPE as EXCEL
from wanglai.services.exports.table import own_currency
from wanglai.services.files import Download
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import Amount
from wanglai.store.models import Account, VoucherBatch

BATCHES_SHOWN = 100


@dataclass(frozen=True)
class PeriodWaiting:
    """A period with how many of its entries were handed out, and how many were not."""

    id: int
    from_on: date
    to_on: date
    entries: int
    exported: int

    @property
    def waiting(self) -> int:
        return self.entries - self.exported


@dataclass(frozen=True)
class BatchRow:
    id: int
    month: date
    layout: Wording
    layout_code: str
    words: str
    entries: int
    debits: Amount
    sha256: str
    repeats: int | None
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class VouchersPage:
    """``uncoded`` are the accounts that carry no code of the user's own books."""

    periods: tuple[PeriodWaiting, ...]
    batches: tuple[BatchRow, ...]
    uncoded: tuple[Wording, ...]
    layouts: tuple[tuple[str, Wording], ...]


def vouchers_page(*, company_id: int, actor: int) -> VouchersPage:
    """Periods and batches, the newest first. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="export_vouchers")
    uncoded = Account.objects.filter(company_id=company_id, own_code="").order_by("code")
    own = own_currency(company_id)
    return VouchersPage(
        periods=tuple(PeriodWaiting(*row) for row in fetch(_PERIODS, {"company": company_id})),
        batches=tuple(_batch(row, own) for row in fetch(_BATCHES, {"company": company_id, "limit": BATCHES_SHOWN})),
        uncoded=tuple(
            Wording(f"{code} {zh}", f"{code} {en}")
            for code, zh, en in uncoded.values_list("code", "name_zh", "name_en")
        ),
        layouts=tuple((code, Wording(each.zh, each.en)) for code, each in LAYOUTS.items()),
    )  # fmt: skip


def batch_file(*, company_id: int, actor: int, batch_id: int) -> Download:
    """The file of a batch, byte for byte as it was handed out. Refuses, in order: NotFound, NotPermitted, NotFound."""
    admit(company_id=company_id, actor=actor, act="export_vouchers")
    batch = VoucherBatch.objects.filter(company_id=company_id, id=batch_id).first()
    if batch is None:
        raise NotFound
    content_type = EXCEL if batch.name.endswith(".xlsx") else "text/plain; charset=gb18030"
    return Download(f"{batch.id} {batch.name}", content_type, bytes(batch.content))


def _batch(row: tuple, own: str) -> BatchRow:  # type: ignore[type-arg]
    number, month, layout, words, entries, debits, sha256, repeats, made_by, made_at = row
    told = LAYOUTS.get(layout)
    named = Wording(told.zh, told.en) if told else Wording(layout, layout)
    return BatchRow(
        number, month, named, layout, words, entries, Amount(debits, own), sha256, repeats, made_by,
        made_at,
    )  # fmt: skip


_PERIODS = """
SELECT period.id, period.from_on, period.to_on, count(entry.seq), count(out.seq)
  FROM store_period AS period
  JOIN store_entry AS entry ON entry.company_id = period.company_id AND entry.period_id = period.id
  LEFT JOIN store_voucherofentry AS out ON out.company_id = entry.company_id AND out.seq = entry.seq
 WHERE period.company_id = %(company)s
 GROUP BY period.id ORDER BY period.from_on DESC
"""
_BATCHES = """
SELECT batch.id, period.from_on, batch.layout, batch.words, batch.entries, batch.debits, batch.sha256,
       batch.repeats_id, coalesce(nullif(person.name, ''), person.email), batch.made_at
  FROM store_voucherbatch AS batch
  JOIN store_period AS period ON period.id = batch.period_id
  JOIN store_user AS person ON person.id = batch.made_by_id
 WHERE batch.company_id = %(company)s ORDER BY batch.id DESC LIMIT %(limit)s
"""

"""What goes into an archive: the sealed book as it stands at one head, originals, reconciliations, reports.

Acts, entries, lines, items and allocations up to a head never change, so they are read window by window and no
transaction is held open. Reports and the audit trail are read as the person who agreed to the archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypedDict

from django.utils import timezone

from tieout.refusal import Language
from wanglai.formats.archive import ArchiveWriter
from wanglai.formats.archive.readme import readme
from wanglai.services.audit.queries import TrailFilter
from wanglai.services.exports.ageing import ageing_table
from wanglai.services.exports.balances import balances_table
from wanglai.services.exports.customers import customers_table
from wanglai.services.exports.excel import as_excel
from wanglai.services.exports.plain import harmless
from wanglai.services.exports.reconciliations import reconciliations_table
from wanglai.services.exports.table import Table, company_called
from wanglai.services.exports.trail import trail_table
from wanglai.services.ledger.queries import fetch
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.reconciliation.sheet_content import SheetSource
from wanglai.store.models import ChainHead, Event, Reconciliation, Run, StoredFile

ACTS_AT_ONCE = 5_000
ROWS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Progress:
    """``stage`` is ledger, files, reconciliations, reports; the steps of all stages are counted together."""

    stage: str
    done: int
    total: int


def write_archive(
    place: Path, *, company_id: int, reader: int, language: str, progress: Callable[[Progress], None]
) -> int:  # fmt: skip
    """Write the whole archive to a path; the number of the last act in it."""
    making = _Making(place, company_id, reader, "zh" if language == "zh" else "en", progress)
    making.ledger()
    making.originals()
    making.reconciliations()
    making.reports()
    making.finish()
    return making.head_seq


class _Reader(TypedDict):
    company_id: int
    actor: int


class _Making:
    """One archive being written."""

    def __init__(
        self, place: Path, company_id: int, reader: int, language: Language,
        progress: Callable[[Progress], None],
    ) -> None:  # fmt: skip
        self._company = company_id
        self._reader: _Reader = {"company_id": company_id, "actor": reader}
        self._language: Language = language
        self._progress = progress
        self._writer = ArchiveWriter(place)
        self._at = timezone.localtime()
        self.head_seq, link = ChainHead.objects.values_list("seq", "hash").get(
            company_id=company_id
        )
        self._link = bytes(link).hex()
        self._files = list(
            StoredFile.objects.filter(company_id=company_id).order_by("id").values_list("id", "sha256", "name", "byte_size", "stored_at")
        )  # fmt: skip
        rows = Reconciliation.objects.filter(company_id=company_id).order_by("number")
        self._reconciliations = list(rows.values_list("id", "number"))
        windows = len(_OF_ACTS) * (self.head_seq // ACTS_AT_ONCE + 1)
        self._total = windows + len(_OF_COMPANY) + len(self._files) + len(self._reconciliations) + 5
        self._done = 0

    def _step(self, stage: str) -> None:
        self._done += 1
        self._progress(Progress(stage, self._done, self._total))

    def ledger(self) -> None:
        for table, (columns, statement) in _OF_ACTS.items():
            self._writer.put_table(table, columns.split(), self._windows(statement))
        for table, (columns, statement) in _OF_COMPANY.items():
            rows = fetch(statement, {"company": self._company, "head": self.head_seq})
            self._writer.put_table(table, columns.split(), [list(map(_plain, rows))])
            self._step("ledger")
        events = Event.objects.filter(company_id=self._company).order_by("id")
        names = ("id", "reconciliation_id", "actor_id", "kind", "facts", "at")
        rows = list(map(_plain, events.values_list(*names)))
        self._writer.put_table("events", names, [rows])

    def _windows(self, statement: str) -> Iterator[Sequence[Sequence[Any]]]:
        for low in range(0, self.head_seq + 1, ACTS_AT_ONCE):
            high = min(low + ACTS_AT_ONCE, self.head_seq)
            rows = fetch(statement, {"company": self._company, "low": low, "high": high})
            yield list(map(_plain, rows))
            self._step("ledger")

    def originals(self) -> None:
        lines = ["path,name,sha256,bytes,stored_at\r\n"]
        for file_id, sha256, name, size, stored_at in self._files:
            path = f"files/{sha256}{_ending(name)}"
            content = StoredFile.objects.values_list("content", flat=True).get(
                company_id=self._company, id=file_id
            )
            self._writer.put(path, [bytes(content)])
            quoted = harmless(name).replace('"', '""')
            lines.append(f'{path},"{quoted}",{sha256},{size},{stored_at.isoformat()}\r\n')
            self._step("files")
        self._writer.put("files/index.csv", [line.encode() for line in lines])

    def reconciliations(self) -> None:
        """The newest result of each, decisions by hand applied; the list of all."""
        for reconciliation_id, number in self._reconciliations:
            run = Run.objects.filter(reconciliation_id=reconciliation_id, state="done").order_by("-ordinal").first()  # fmt: skip
            for form in ("xlsx", "json") if run else ():
                assert run is not None
                source = SheetSource.of(run, language=self._language, form=form)
                self._writer.put(f"reconciliations/{number}/sheet.{form}", [source.content()])
            self._step("reconciliations")
        self._sheet("reconciliations/list", reconciliations_table(**self._reader))

    def reports(self) -> None:
        """As of the day the book reaches; the same figures as on the screens."""
        on = book_state(**self._reader).day
        self._sheet("reports/customers", customers_table(**self._reader, on=on))
        self._sheet("reports/trial-balance", balances_table(**self._reader, on=on))
        self._sheet("reports/ageing", ageing_table(**self._reader, on=on))
        self._sheet("audit/trail", trail_table(**self._reader, wanted=TrailFilter()))

    def _sheet(self, name: str, table: Table) -> None:
        self._writer.put(f"{name}.xlsx", [as_excel(table, self._language)])
        self._step("reports")

    def finish(self) -> None:
        company = company_called(self._company)
        facts = {
            "company": {"id": self._company, "name": company},
            "made_at": self._at.isoformat(),
            "language": self._language,
            "head": {"seq": self.head_seq, "hash": self._link},
        }
        words = readme(company=company, made_at=f"{self._at:%Y-%m-%d %H:%M:%S %z}", seq=self.head_seq, link=self._link)  # fmt: skip
        self._writer.finish(facts, words)


def _ending(name: str) -> str:
    """``.xlsx`` of a file's own name; nothing where that is no plain ending."""
    _, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and ending.isascii() and ending.isalnum() and len(ending) < 8 else ""  # fmt: skip


def _plain(row: Sequence[Any]) -> list[Any]:
    return [_value(each) for each in row]


def _value(value: Any) -> Any:
    """As JSON has it: instants to the microsecond in UTC, days, rates of eight places, bytes in hex."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.8f}"
    if isinstance(value, memoryview | bytes):
        return bytes(value).hex()
    return value


_OF_WINDOW = "WHERE company_id = %(company)s AND seq > %(low)s AND seq <= %(high)s"


def _windowed(table: str, order: str, columns: str) -> tuple[str, str]:
    chosen = ", ".join(columns.split())
    return columns, f"SELECT {chosen} FROM store_{table} {_OF_WINDOW} ORDER BY {order}"


_OF_ACTS = {
    "acts": _windowed(
        "act", "seq",
        "seq kind at actor_id approver_id origin key request_hash facts sealed hash",
    ),
    "entries": _windowed(
        "entry", "seq",
        "seq period_id number kind entry_on document currency rate customer_id text reverses_seq source_file_id batch_id",
    ),
    "lines": _windowed(
        "entryline", "seq, line_no",
        "seq line_no account_id customer_id currency amount base_amount",
    ),
    "items": _windowed(
        "openitem", "seq, item_no",
        "seq item_no id line_no kind side due_on amount base_amount",
    ),
    "allocations": _windowed(
        "allocation", "seq, row_no",
        "seq row_no debit_item_id credit_item_id amount debit_base credit_base effective_on reverses_seq reverses_row "
        "exchange_seq",
    ),
}  # fmt: skip
_OF_COMPANY = {
    "periods": (
        "id from_on to_on closed_seq",
        """SELECT id, from_on, to_on, CASE WHEN closed_seq <= %(head)s THEN closed_seq END FROM store_period
            WHERE company_id = %(company)s ORDER BY from_on""",
    ),
    "accounts": (
        "id code own_code name_zh name_en role",
        """SELECT id, code, own_code, name_zh, name_en, role FROM store_account
            WHERE company_id = %(company)s ORDER BY code""",
    ),
    "customers": (
        "id name names manager_id created_at",
        """SELECT id, name, array_to_string(names, '; '), manager_id, created_at FROM store_customer
            WHERE company_id = %(company)s ORDER BY id""",
    ),
    "people": (
        "id name email",
        """SELECT DISTINCT person.id, person.name, person.email FROM store_user AS person
            WHERE person.id IN (SELECT user_id FROM store_membership WHERE company_id = %(company)s)
               OR person.id IN (SELECT actor_id FROM store_act WHERE company_id = %(company)s)
               OR person.id IN (SELECT approver_id FROM store_act WHERE company_id = %(company)s)
            ORDER BY person.id""",
    ),
    "anchors": (
        "seq hash at reason",
        """SELECT seq, hash, at, reason FROM store_anchor
            WHERE company_id = %(company)s AND seq <= %(head)s ORDER BY seq, id""",
    ),
}

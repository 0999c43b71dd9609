"""Short ways to hand in a file and to say what came of it: what tests of imports share."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bench.published import published

from tests.ledgers import Ledger
from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.decide_approval import decide_approval
from wanglai.services.approvals.queries import show_request
from wanglai.services.imports.ask_for_credits import ask_for_credits
from wanglai.services.imports.choose import choose
from wanglai.services.imports.order_import import order_import
from wanglai.services.imports.perform_import import perform_import
from wanglai.services.imports.queries import documents_of_import, import_page
from wanglai.services.imports.rows import DocumentRow, ImportPage
from wanglai.services.imports.start_import import start_import
from wanglai.services.reconciliation.uploads import Upload

HEAD = ("客户", "单据号", "日期", "到期日", "金额")


def shared_data() -> Path | None:
    """The folder of published files beside the project, where there is one."""
    receivables = published("receivables")
    return receivables.parent if receivables else None


def whole_file() -> pytest.MarkDecorator:
    """For tests of a published file of half a million lines: they take minutes, and ``make soak`` runs them."""
    return pytest.mark.skipif(
        shared_data() is None or not os.environ.get("WHOLE_FILES"),
        reason="the published files are not beside the project, or WHOLE_FILES is not set",
    )


def csv_of(rows: Iterable[Sequence[object]], head: Sequence[str] = HEAD) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return target.getvalue().encode()


@dataclass
class Importer:
    """One company's imports, done here and now instead of by a worker."""

    book: Ledger
    role: str = "ARA"

    @property
    def who(self) -> dict[str, int]:
        return self.book.books.scope(self.role)

    def read(
        self, content: bytes, kind: str = "invoices", *, name: str = "file.csv", options: Mapping[str, Any] | None = None
    ) -> ImportPage:  # fmt: skip
        """Hand in and read."""
        made = start_import(
            **self.who, kind=kind, uploads=[Upload(name, content)], options=options, waits_for_worker=False
        )  # fmt: skip
        return self.perform(made)

    def perform(self, import_id: int) -> ImportPage:
        perform_import(import_id)
        return self.page(import_id)

    def page(self, import_id: int) -> ImportPage:
        return import_page(**self.who, import_id=import_id)

    def choose(self, import_id: int, **choices: str) -> ImportPage:
        for code, choice in choices.items():
            choose(**self.who, import_id=import_id, code=code.replace("__", "."), choice=choice)
        return self.page(import_id)

    def book_it(self, import_id: int) -> ImportPage:
        try:
            order_import(**self.who, origin="test", import_id=import_id, waits_for_worker=False)
        except ApprovalIsNeeded:
            self.agree(ask_for_credits(**self.who, origin="test", import_id=import_id))
        return self.perform(import_id)

    def agree(self, request_id: int) -> str:
        """The manager looks at a request and says yes."""
        manager = self.book.books.scope("FM")
        shown = show_request(**manager, request_id=request_id)
        return decide_approval(
            **manager, origin="test", request_id=request_id, verdict="approve",
            shown_hash=bytes.fromhex(shown.subject_hash),
        )  # fmt: skip

    def rows(self, import_id: int, **wanted: Any) -> tuple[DocumentRow, ...]:
        return documents_of_import(**self.who, import_id=import_id, limit=None, **wanted).rows

    def codes(self, page: ImportPage) -> list[str]:
        return [group.code for group in page.groups]


def day(text: str) -> date:
    return date.fromisoformat(text)

"""A table of no known layout: what its columns are is said by a person once and remembered with the account."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from django.db import transaction
from django.utils import timezone

from tieout.reading.table import Grid, Sheet, is_value, open_sheets
from tieout.refusal import Refusal, Wording
from wanglai.domain.wording import Wording as Words
from wanglai.formats.bank import Columns, Reading, Role, Sense, reading_of_table
from wanglai.formats.problem import Problem
from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.bank.life import bank_file_within, queue_bank_file
from wanglai.services.bank.our_accounts import PURPOSE
from wanglai.services.bank.refusals import LayoutIsIncomplete
from wanglai.services.ledger.book import Who
from wanglai.store.models import BankAccount, StoredFile
from wanglai.store.secret_fields import decrypted

# What a person can say a column is, in the order of the form.
ROLES: dict[Role, Wording] = {
    "day": Wording("记账日期", "Day"),
    "amount": Wording("金额（收入为正）", "Amount (money in above zero)"),
    "in": Wording("收入", "Money in"),
    "out": Wording("支出", "Money out"),
    "direction": Wording("收支方向", "In or out"),
    "balance": Wording("余额", "Balance"),
    "name": Wording("对方户名", "Other party"),
    "account": Wording("对方账号", "Other account"),
    "text": Wording("摘要、附言", "Text"),
    "reference": Wording("付款人编号", "Payer's reference"),
    "bank_reference": Wording("银行流水号", "Bank's reference"),
    "value_day": Wording("起息日", "Value day"),
    "currency": Wording("币种", "Currency"),
}
_HEADER_WITHIN = 80
_SAMPLE = 8


@dataclass(frozen=True)
class TableShown:
    """What a person sees to name the columns: the heading and the first rows."""

    sheet: str
    header_row: int  # as the spreadsheet counts
    labels: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]


def show_table(*, company_id: int, actor: int, file_id: int) -> TableShown | None:
    """The table of a file that was not known; None where it is none.

    Refuses, in order: NotFound, NotPermitted, NotFound (file).
    """
    admit(company_id=company_id, actor=actor, act="import_bank_file")
    found = bank_file_within(company_id=company_id, file_id=file_id)
    content = bytes(StoredFile.objects.values_list("content", flat=True).get(id=found.file_id))
    try:
        grid = _opened(content, found.file_name)
    except Refusal:
        return None
    sheet = next((each for each in grid.sheets if each.columns and not each.hidden), None)
    if sheet is None:
        return None
    rows = _rows(sheet)
    header = _heading(rows)
    below = [tuple(row) for row in rows[header + 1 :] if any(row)]
    return TableShown(sheet.name, header + 1, tuple(rows[header]), tuple(below[:_SAMPLE]))


def _heading(rows: Sequence[Sequence[str]]) -> int:
    """The first row of words with a row of figures right below it; else the first row with anything in it."""
    for at in range(min(len(rows) - 1, _HEADER_WITHIN)):
        words = [cell for cell in rows[at] if cell]
        below = [cell for cell in rows[at + 1] if is_value(cell)]
        if len(words) > 2 and not any(map(is_value, words)) and len(below) > 1:
            return at
    return next((at for at, row in enumerate(rows) if any(row)), 0)


@transaction.atomic
def tell_layout(
    *, company_id: int, actor: int, origin: str, file_id: int, account_id: int, columns: Mapping[str, Sequence[str]],
    waits_for_worker: bool = True,
) -> None:  # fmt: skip
    """Say what the columns of a table are, by their labels; remembered for the account's next file. It is read again.

    Refuses, in order: NotFound, NotPermitted, NotFound (file), FileIsElsewhere, NotFound (account), LayoutIsIncomplete.
    """
    admit(company_id=company_id, actor=actor, act="import_bank_file")
    found = bank_file_within(company_id=company_id, file_id=file_id, states=("held", "refused"))
    account = BankAccount.objects.select_for_update(no_key=True).filter(company_id=company_id, id=account_id, ended_at=None).first()  # fmt: skip
    if account is None:
        raise NotFound
    said = {role: [label for label in labels if label] for role, labels in columns.items() if role in ROLES}  # fmt: skip
    said = {role: labels for role, labels in said.items() if labels}
    if "day" not in said or not {"amount", "in", "out"} & said.keys():
        raise LayoutIsIncomplete(found.file_name)
    account.layout = found.layout = {"columns": said}
    account.save(update_fields=["layout"])
    found.bank_account_id, found.state, found.heartbeat_at, found.attempts = account.id, "queued", timezone.now(), 0  # fmt: skip
    found.save()
    record(company_id, Who(actor, origin), "tell_layout", file=found.id, named=found.file_name, columns=said)  # fmt: skip
    if waits_for_worker:
        queue_bank_file(found.id)


def read_by_layout(
    content: bytes, name: str, account: BankAccount, layout: Mapping[str, Any]
) -> Reading:
    """The reading of a table by the labels that were named; refused whole where a sheet with them is not there."""
    try:
        grid = _opened(content, name)
    except Refusal as refusal:
        return Reading(name, "", (), (_told(refusal),))
    for sheet in grid.sheets:
        rows = _rows(sheet)
        found = _found(rows, layout["columns"])
        if found is not None:
            header, columns = found
            number = decrypted(
                bytes(account.sealed), company_id=account.company_id, purpose=PURPOSE
            )
            sense = Sense(account=number, currency=account.currency)
            return reading_of_table(rows, columns, file=name, header=header, sense=sense)
    return Reading(name, "", (), (_not_there(name),))


def _opened(content: bytes, name: str) -> Grid:
    with tempfile.TemporaryDirectory(prefix="wanglai-") as folder:
        place = Path(folder) / "file"
        place.write_bytes(content)
        return open_sheets(place, name=name)


def _rows(sheet: Sheet) -> list[list[str]]:
    """Every row of the sheet where it stands there, blank ones too, so that places are those of the file."""
    width = max(sheet.columns, default=-1) + 1
    rows: list[list[str]] = []
    for at, number in enumerate(sheet.rows):
        rows += [[] for _ in range(number - 1 - len(rows))]
        cells = sheet.row_cells(at)
        rows.append([cells.get(column, "") for column in range(width)])
    return rows


def _found(
    rows: Sequence[Sequence[str]], said: Mapping[str, Sequence[str]]
) -> tuple[int, Columns] | None:
    """The first row with every label that was named, and where each stands."""
    wanted = {_bare(label) for labels in said.values() for label in labels}
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        there = {_bare(cell): place for place, cell in reversed(list(enumerate(row))) if cell}
        if wanted <= there.keys():
            columns = {
                cast("Role", role): tuple(there[_bare(label)] for label in labels)
                for role, labels in said.items()
                if role in get_args(Role)
            }
            return at, columns
    return None


def _bare(label: str) -> str:
    return "".join(label.split())


def _told(refusal: Refusal) -> Problem:
    return Problem(
        "file", refusal.code, refusal.place, Words(refusal.reason.zh, refusal.reason.en),
        Words(refusal.remedy.zh, refusal.remedy.en),
    )  # fmt: skip


def _not_there(name: str) -> Problem:
    return Problem(
        "file", "bank_file.columns", name,
        Words("文件里没有所说的那些列。", "The file has no columns of those names."),
        Words("请重新指明各列。", "Name the columns again."),
    )  # fmt: skip

"""The archive proves itself: whatever is changed in it is named, whether or not the manifest was changed with it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import secrets
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import Error, connection, transaction

from tests.ledgers import DOOR, Ledger, day, open_ledger
from wanglai.formats.archive import check_archive
from wanglai.formats.archive.checking import TABLES
from wanglai.services.access.scope import NotFound
from wanglai.services.ageing.queries import ageing
from wanglai.services.approvals.bands import ApprovalIsNeeded, keep_bands
from wanglai.services.approvals.decide_approval import NotYoursToDecide, decide_approval
from wanglai.services.approvals.queries import show_request
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.exports.archive_life import (
    perform_archive,
    place_of,
    stalled_archives,
    try_archive_again,
)
from wanglai.services.exports.make_archive import ArchiveIsBeingMade, make_archive
from wanglai.services.exports.show_archives import archive_file, archives_page
from wanglai.services.ledger.book import NoBook, Who
from wanglai.services.ledger.queries import trial_balance
from wanglai.services.periods.anchors import anchor_head
from wanglai.store.models import Act, Archive, Entry, Membership, StoredFile, User


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,130.00", "01-05", tax="130.00", due="02-04")
    ledger.post("receipt", "RC-1", "500.00", "01-20", customer="远景")
    ledger.settle("INV-1", "RC-1", "400.00", "01-20")
    ledger.post("invoice", "=cmd", "70.00", "02-06", customer="+别人")
    ledger.post("invoice", "USD-1", "10.00", "02-06", currency="USD", rate="7.10")
    ledger.close("01")
    ledger.books.finished()
    anchor_head(ledger.company_id, reason="test")
    return ledger


def made(book: Ledger, language: str = "en") -> Archive:
    """An archive as an auditor has it made, by the hands of the worker."""
    make_archive(**book.books.scope("AUD"), origin=DOOR, language=language)
    archive = Archive.objects.filter(company_id=book.company_id).latest("id")
    perform_archive(archive.id)
    archive.refresh_from_db()
    assert archive.state == "ready"
    return archive


def unpacked(place: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(place) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(files: dict[str, bytes], place: Path) -> Path:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return place


def vouched(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files with a manifest and sums that fit them: what a careful forger writes."""
    manifest = json.loads(files["manifest.json"])
    for each in manifest["files"]:
        content = files[each["path"]]
        each["sha256"], each["bytes"] = hashlib.sha256(content).hexdigest(), len(content)
    files = {**files, "manifest.json": json.dumps(manifest, ensure_ascii=False).encode()}
    names = [*(each["path"] for each in manifest["files"]), "manifest.json"]
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in names)
    return {**files, "SHA256SUMS": sums.encode()}


def test_an_archive_as_it_was_made_has_no_fault(book: Ledger) -> None:
    archive = made(book)
    found = check_archive(str(place_of(archive.id)))
    assert found.faults == []
    assert found.sha256 == archive.sha256
    assert found.acts == archive.head_seq
    kept = Act.objects.get(company_id=book.company_id, seq=archive.head_seq)
    assert found.head == bytes(kept.hash).hex()
    sealed = Act.objects.filter(company_id=book.company_id, kind="archive_made").get()
    assert archive.sha256 in sealed.facts, "the book says which file is the one"
    book.prove()


def test_it_holds_everything_the_company_has(book: Ledger) -> None:
    files = unpacked(place_of(made(book, "zh").id))
    for table in TABLES:
        lines = files[f"ledger/{table}.jsonl"].splitlines()
        rows = list(csv.reader(io.StringIO(files[f"ledger/{table}.csv"].decode("utf-8-sig"), newline="")))  # fmt: skip
        assert len(rows) - 1 == len(lines) > 0, table
        assert list(json.loads(lines[0])) == rows[0]
    assert len(files["ledger/entries.jsonl"].splitlines()) == Entry.objects.filter(company_id=book.company_id).count()  # fmt: skip
    for stored in StoredFile.objects.filter(company_id=book.company_id):
        assert files[f"files/{stored.sha256}.csv"] == bytes(stored.content)
    assert {"reconciliations/1/sheet.xlsx", "reconciliations/1/sheet.json", "audit/trail.xlsx", "README.md"} <= files.keys()  # fmt: skip
    for name, content in files.items():
        if name.endswith(".xlsx") and not name.startswith("reconciliations/1"):
            sheet = openpyxl.load_workbook(io.BytesIO(content)).active
            assert sheet is not None
            assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    readme = files["README.md"].decode()
    assert "sha256sum -c SHA256SUMS" in readme
    assert "如何校验" in readme


def test_its_lines_add_up_to_the_trial_balance_and_the_ageing(book: Ledger) -> None:
    files = unpacked(place_of(made(book).id))
    moved: dict[tuple[int, str], int] = {}
    accounts = {each["id"]: each["code"] for each in map(json.loads, files["ledger/accounts.jsonl"].splitlines())}  # fmt: skip
    owed: dict[str, int] = {}
    for line in map(json.loads, files["ledger/lines.jsonl"].splitlines()):
        key = (accounts[line["account_id"]], line["currency"])
        moved[key] = moved.get(key, 0) + line["amount"]
        if line["customer_id"]:
            owed[line["currency"]] = owed.get(line["currency"], 0) + line["amount"]
    told = {(row.account_code, row.currency): row.amount for row in trial_balance(**book.reader, on=day("2027-12-31"))}  # fmt: skip
    assert {key: amount for key, amount in moved.items() if amount} == told
    report = ageing(**book.reader, on=day("2027-12-31"))
    assert {total.currency: total.aged.columns.total for total in report.totals} == owed


def test_a_byte_changed_in_any_file_names_that_file(book: Ledger, tmp_path: Path) -> None:
    files = unpacked(place_of(made(book).id))
    assert len(files) > 35
    for name, content in files.items():
        for changed in (content + b"\n", content[:-1], bytes([content[0] ^ 1]) + content[1:]):
            found = check_archive(str(packed({**files, name: changed}, tmp_path / "t.zip")))
            assert any(fault.startswith(f"{name}:") for fault in found.faults), (name, found.faults)


def test_a_file_taken_out_or_put_in_is_named(book: Ledger, tmp_path: Path) -> None:
    files = unpacked(place_of(made(book).id))
    for name in files:
        rest = {key: value for key, value in files.items() if key != name}
        assert any(name in fault for fault in check_archive(str(packed(rest, tmp_path / "t.zip"))).faults)  # fmt: skip
    more = check_archive(str(packed({**files, "files/evil.exe": b"x"}, tmp_path / "t.zip")))
    assert any(fault.startswith("files/evil.exe:") for fault in more.faults)


def _changed(line: dict[str, Any], column: str) -> dict[str, Any] | None:
    """The row with one column told otherwise; None where there is nothing to change."""
    value = line[column]
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return {**line, column: value + 1}
    if isinstance(value, str) and value[:4].isdecimal() and value[4:5] == "-":
        return {**line, column: value.replace("-01-", "-03-").replace("-02-", "-03-")}
    if isinstance(value, str) and value and all(sign in "0123456789abcdef" for sign in value):
        return {**line, column: value[:-1] + ("0" if value[-1] != "0" else "1")}
    if isinstance(value, str) and column == "rate":
        return {**line, column: "7.20000000"}
    return {**line, column: value + "x"} if isinstance(value, str) else None


# What is not sealed by version 1 of the chain: numbers the database gives, and names kept beside the chain.
NOT_SEALED = {("items", "id"), ("anchors", "at"), ("anchors", "reason"), ("periods", "closed_seq"), ("events", "id")}  # fmt: skip


def test_every_column_of_the_ledger_is_named_although_manifest_and_sums_fit(
    book: Ledger, tmp_path: Path
) -> None:
    files = unpacked(place_of(made(book).id))
    tried = 0
    for table in ("acts", "entries", "lines", "items", "allocations", "periods", "events", "anchors"):  # fmt: skip
        name = f"ledger/{table}.jsonl"
        rows = [json.loads(line) for line in files[name].splitlines()]
        place = len(rows) - 1 if table != "periods" else 0
        for column in rows[place]:
            row = _changed(rows[place], column)
            if row is None or row == rows[place] or (table, column) in NOT_SEALED:
                continue
            told = [*rows[:place], row, *rows[place + 1 :]]
            forged = {**files, name: "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in told).encode()}  # fmt: skip
            forged[f"ledger/{table}.csv"] = _as_csv(told)
            found = check_archive(str(packed(vouched(forged), tmp_path / "t.zip")))
            assert any(fault.startswith("ledger") for fault in found.faults), (table, column)
            assert not any("SHA-256" in fault for fault in found.faults), "the forger was careful"
            tried += 1
    assert tried > 45


def _as_csv(rows: list[dict[str, Any]]) -> bytes:
    from wanglai.formats.archive.checking import as_field

    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(list(rows[0]))
    writer.writerows([as_field(value) for value in row.values()] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def test_a_sealed_row_taken_out_is_named_with_its_act(book: Ledger, tmp_path: Path) -> None:
    files = unpacked(place_of(made(book).id))
    for table in ("acts", "entries", "lines", "items", "allocations", "events"):
        rows = [json.loads(line) for line in files[f"ledger/{table}.jsonl"].splitlines()]
        forged = {
            **files,
            f"ledger/{table}.jsonl": "".join(json.dumps(each) + "\n" for each in rows[1:]).encode(),
            f"ledger/{table}.csv": _as_csv(rows[1:] or [rows[0]]),
        }
        found = check_archive(str(packed(vouched(forged), tmp_path / "t.zip")))
        assert any(" act " in fault for fault in found.faults), (table, found.faults)


def test_a_csv_that_says_otherwise_than_its_lines_is_named(book: Ledger, tmp_path: Path) -> None:
    files = unpacked(place_of(made(book).id))
    name = "ledger/lines.csv"
    forged = vouched({**files, name: files[name].replace(b",113000,", b",113001,")})
    assert forged[name] != files[name]
    assert [fault.split(":")[0] for fault in check_archive(str(packed(forged, tmp_path / "t.zip"))).faults] == [name]  # fmt: skip


def test_what_is_no_archive_is_said_to_be_none(tmp_path: Path) -> None:
    for content in (b"", b"PK\x03\x04rubbish", secrets.token_bytes(2_000)):
        place = tmp_path / "x.zip"
        place.write_bytes(content)
        assert "is no whole archive" in check_archive(str(place)).faults[0]
    assert check_archive(str(tmp_path / "gone.zip")).faults


def test_the_archive_checks_itself_with_python_alone(book: Ledger, tmp_path: Path) -> None:
    """No package of ours is in reach: an empty folder, Python's own library only."""
    place = place_of(made(book).id)
    run = lambda file: subprocess.run([sys.executable, "-I", "-S", str(file)], cwd=tmp_path, capture_output=True, text=True, timeout=60)  # noqa: E731 # fmt: skip
    whole = run(place)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    assert "0 faults" in whole.stdout
    files = unpacked(place)
    rows = files["ledger/lines.jsonl"].replace(b'"base_amount": 113000', b'"base_amount": 113001')
    assert rows != files["ledger/lines.jsonl"]
    forged = run(packed({**files, "ledger/lines.jsonl": rows}, tmp_path / "forged.zip"))
    assert forged.returncode == 1
    assert "ledger/lines.jsonl" in forged.stdout
    assert "act 2" in forged.stdout


def test_accountants_ask_a_manager_agrees_an_auditor_makes(book: Ledger) -> None:
    books = book.books
    for role in ("ARA", "CRC", "FM"):
        with pytest.raises(ApprovalIsNeeded):
            make_archive(**books.scope(role), origin=DOOR)
    asked = request_approval(
        **books.scope("CRC"), origin=DOOR, kind="archive", subject={"language": "zh"}, key="k"
    )
    shown = show_request(**books.scope("FM"), request_id=asked)
    decision = {"origin": DOOR, "request_id": asked, "verdict": "approve", "shown_hash": bytes.fromhex(shown.subject_hash)}  # fmt: skip
    assert shown.roles_needed == ("FM",)
    with pytest.raises(NotYoursToDecide):
        decide_approval(**books.scope("CSH"), **decision)
    assert decide_approval(**books.scope("FM"), **decision) == "done"
    archive = Archive.objects.get(company_id=book.company_id)
    assert (archive.asked_by_id, archive.approved_by_id) == (books.people["CRC"], books.people["FM"])  # fmt: skip
    perform_archive(archive.id)
    page = archives_page(**books.scope("CRC"))
    assert (page.rows[0].state, page.rows[0].percent, page.is_made_alone) == ("ready", 100, False)
    assert archives_page(**books.scope("AUD")).is_made_alone
    file = archive_file(**books.scope("ARA"), archive_id=archive.id)
    assert check_archive(str(file.place)).is_whole


def test_taking_bands_away_does_not_open_the_door(book: Ledger) -> None:
    """The verb itself asks for another's yes, whatever the bands say."""
    keep_bands(book.company_id, Who(None, DOOR), "archive", ())
    with pytest.raises(ApprovalIsNeeded):
        make_archive(**book.books.scope("ARA"), origin=DOOR)


def test_one_archive_at_a_time_and_only_of_a_book_in_a_language(book: Ledger) -> None:
    auditor = {**book.books.scope("AUD"), "origin": DOOR}
    with pytest.raises(NotFound):
        make_archive(**auditor, language="fr")
    make_archive(**auditor)
    with pytest.raises(ArchiveIsBeingMade):
        make_archive(**auditor)
    from tests.books import open_company

    with pytest.raises(NoBook):
        make_archive(**open_company("nobook").scope("AUD"), origin=DOOR)


def test_an_archive_of_another_company_is_not_there(book: Ledger) -> None:
    archive = made(book)
    stranger = open_ledger("bieren")
    with pytest.raises(NotFound):
        archive_file(**stranger.books.scope("FM"), archive_id=archive.id)
    assert archives_page(**stranger.books.scope("FM")).rows == ()


def test_done_twice_it_is_made_once_and_a_dead_worker_gets_three_attempts(book: Ledger) -> None:
    archive = made(book)
    perform_archive(archive.id)
    assert Act.objects.filter(company_id=book.company_id, kind="archive_made").count() == 1
    make_archive(**book.books.scope("AUD"), origin=DOOR)
    second = Archive.objects.latest("id")
    for attempt in (1, 2, 3):
        Archive.objects.filter(id=second.id).update(state="making", attempts=attempt, heartbeat_at="2026-01-01T00:00Z")  # fmt: skip
        assert stalled_archives() == [second.id]
        try_archive_again(second.id)
        second.refresh_from_db()
        assert second.state == ("failed" if attempt == 3 else "queued")


def test_progress_goes_up_to_the_end(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    from wanglai.services.exports import archive_life

    told = []
    tell: Callable[..., None] = archive_life._tell
    monkeypatch.setattr(archive_life, "_tell", lambda number, progress: (told.append(progress), tell(number, progress)))  # fmt: skip
    made(book)
    assert [each.done for each in told] == list(range(1, len(told) + 1))
    assert told[-1].done == told[-1].total
    assert [each.stage for each in told if each.stage] == sorted((each.stage for each in told), key=["ledger", "files", "reconciliations", "reports"].index)  # fmt: skip


def test_who_left_the_company_is_still_in_it(book: Ledger) -> None:
    gone = User.objects.create(email="gone@yuanjing.example", name="Gone")
    Membership.objects.create(company_id=book.company_id, user=gone, role="AUD")
    make_archive(company_id=book.company_id, actor=gone.id, origin=DOOR)
    archive = Archive.objects.latest("id")
    perform_archive(archive.id)
    people = unpacked(place_of(archive.id))["ledger/people.jsonl"].decode()
    assert "gone@yuanjing.example" in people


def test_an_archive_is_ready_exactly_when_it_has_its_hash(book: Ledger) -> None:
    archive = made(book)
    for statement in ("UPDATE store_archive SET sha256 = ''", "UPDATE store_archive SET state = 'making'"):  # fmt: skip
        with pytest.raises(Error) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert "archive_ready_has_its_hash" in str(caught.value)
    assert Archive.objects.get(id=archive.id).state == "ready"

"""Handing in two files: what is refused, in which order, and that a repeat answers the same."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from tests.books import OURS, THEIRS, Books, open_company
from wanglai.services.access.scope import NotFound
from wanglai.services.reconciliation import uploads
from wanglai.services.reconciliation.original_file import original_file
from wanglai.services.reconciliation.start_reconciliation import (
    CustomerIsNotNamed,
    FilesAreTheSame,
    KeyIsTaken,
    start_reconciliation,
)
from wanglai.services.reconciliation.uploads import (
    FileIsEmpty,
    FileIsTooBig,
    Upload,
    pasted,
)
from wanglai.services.refusals import NotPermitted
from wanglai.store.models import Event, Reconciliation, Run, StoredFile


def start(books: Books, role: str = "ARA", **changed: Any) -> int:
    request = {
        "customer_name": "上海远景",
        "ours": Upload("ours.csv", OURS.encode()),
        "theirs": Upload("theirs.csv", THEIRS.encode()),
        "idempotency_key": "k1",
    }
    return start_reconciliation(**{**books.scope(role), **request, **changed})


def test_both_files_are_kept_whole_under_their_hash(books: Books) -> None:
    books.reconciliation_id = start(books)
    for side, text in (("ours", OURS), ("theirs", THEIRS)):
        assert original_file(**books.here(), side=side).content == text.encode()
        assert (
            StoredFile.objects.filter(sha256=hashlib.sha256(text.encode()).hexdigest()).count() == 1
        )
    assert original_file(**books.here("AUD"), side="ours").name == "ours.csv"


def test_the_run_and_its_job_are_committed_together(books: Books) -> None:
    start(books)
    run = Run.objects.get()
    assert (run.state, run.ordinal, run.cause) == ("queued", 1, "started")
    with connection.cursor() as cursor:
        cursor.execute("SELECT (args->>'run_id')::bigint, status::text FROM procrastinate_jobs")
        assert cursor.fetchall() == [(run.id, "todo")]
    assert list(Event.objects.values_list("kind", flat=True)) == ["started"]


def test_the_same_request_again_answers_the_same_and_stores_nothing(books: Books) -> None:
    assert start(books) == start(books)
    assert (Reconciliation.objects.count(), Run.objects.count(), StoredFile.objects.count()) == (
        1,
        1,
        2,
    )


def test_the_same_key_with_other_files_is_refused(books: Books) -> None:
    start(books)
    with pytest.raises(KeyIsTaken):
        start(books, theirs=Upload("theirs.csv", b"date,amount\n2026-01-01,1.00\n"))
    assert Reconciliation.objects.count() == 1
    assert StoredFile.objects.count() == 2, "what was refused left its file behind"


def test_the_same_file_under_another_key_is_stored_once_and_numbered_on(books: Books) -> None:
    start(books)
    start(books, idempotency_key="k2")
    assert StoredFile.objects.count() == 2
    assert list(Reconciliation.objects.order_by("id").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"role": "ADM", "customer_name": " "}, NotPermitted),
        ({"role": "AUD"}, NotPermitted),
        ({"customer_name": " \n", "ours": Upload("a.csv", b"")}, CustomerIsNotNamed),
        ({"ours": Upload("a.csv", b" \n")}, FileIsEmpty),
        ({"theirs": Upload("a.csv", b"")}, FileIsEmpty),
        ({"ours": Upload("a.csv", b"x" * 2_001)}, FileIsTooBig),
        ({"theirs": Upload("b.csv", OURS.encode())}, FilesAreTheSame),
    ],
)
def test_refusals_come_in_their_order_and_leave_nothing(
    books: Books, changed: dict[str, Any], refusal: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "FILE_BYTES_MAX", 2_000)
    with pytest.raises(refusal):
        start(books, **changed)
    assert not Reconciliation.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_stranger_is_told_that_nothing_is_there(books: Books) -> None:
    other = open_company("bieren")
    with pytest.raises(NotFound):
        start(Books(books.company_id, other.people))


def test_a_file_of_just_the_limit_is_taken(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    assert uploads.FILE_BYTES_MAX == 50 * 1024 * 1024
    monkeypatch.setattr(uploads, "FILE_BYTES_MAX", 2_000)
    start(books, ours=Upload("a.csv", b"x" * 2_000))
    assert Reconciliation.objects.count() == 1


def test_names_lose_their_folders_and_control_signs(books: Books) -> None:
    start(books, ours=Upload("C:\\fakepath\\..\\往来\x00账.csv", OURS.encode()))
    assert Reconciliation.objects.get().ours_name == "往来账.csv"


def test_pasted_rows_become_a_tab_separated_file() -> None:
    upload = pasted("日期\t金额\r\n2026-03-01\t5.00")
    assert upload.name.endswith(".tsv")
    assert upload.content.decode() == "日期\t金额\n2026-03-01\t5.00"


def test_twenty_at_once_with_one_key_open_one_reconciliation(committed_books: Books) -> None:
    def attempt(_: int) -> int:
        try:
            with transaction.atomic():
                return start(committed_books)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(attempt, range(20)))
    assert len(answers) == 1
    assert (Reconciliation.objects.count(), Run.objects.count(), StoredFile.objects.count()) == (
        1,
        1,
        2,
    )


def test_twenty_at_once_with_their_own_keys_are_numbered_one_to_twenty(
    committed_books: Books,
) -> None:
    def attempt(number: int) -> int:
        try:
            with transaction.atomic():
                return start(committed_books, idempotency_key=f"k{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(attempt, range(20)))) == 20
    numbers = Reconciliation.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 21))

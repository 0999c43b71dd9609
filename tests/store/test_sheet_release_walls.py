"""The walls of what a customer sees and says of its own ledger: every attempt here goes round the services."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.ledgers import Ledger, open_ledger
from tests.portal import Sent, sent
from tests.services.test_portal_ledgers import frozen, handed_in, released, row_of
from tests.store.test_portal_walls import proof, write
from tests.store.test_walls import refused, sql
from tests.two_sides import JANUARY, reconcile
from wanglai.services.reconciliation.sign_sheet import freeze_sheet
from wanglai.store.models import PortalAnswer, SheetRelease


@pytest.fixture
def ledger(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="02-09")
    ledger.post("receipt", "R-1", "400.00", "01-20")
    ledger.post("invoice", "INV-2", "300.00", "01-31", due="03-02")
    ledger.post("invoice", "OTHER-1", "70.00", "01-03", customer="别家")
    return ledger


@pytest.fixture
def link(ledger: Ledger) -> Sent:
    return sent(ledger)


def release(link: Sent, sheet_id: int, answer_id: int) -> SheetRelease:
    code = PortalAnswer.objects.get(kind="uploaded")
    return SheetRelease.objects.create(
        company_id=code.company_id, sheet_id=sheet_id, answer_id=answer_id, released_by_id=link.book.books.people["ARA"], seq=code.seq
    )  # fmt: skip


def test_what_is_released_is_the_newest_sheet_of_the_ledger_that_was_handed_in(link: Sent, ledger: Ledger) -> None:  # fmt: skip
    made = handed_in(link, link.proved())
    books = ledger.books
    old = frozen(books)
    newest = freeze_sheet(**books.here(), language="zh")
    question = write(link, proof(link)).id
    other = frozen(reconcile(ledger, "01", JANUARY))
    for sheet, answer in ((old, made), (other, made), (newest, question), (newest, 0), (0, made)):
        with pytest.raises(DatabaseError), transaction.atomic():
            release(link, sheet, answer)
    kept = release(link, newest, made)
    with pytest.raises(DatabaseError), transaction.atomic():
        release(link, newest, made)
    assert "does not change" in refused("UPDATE store_sheetrelease SET answer_id = 0 WHERE id = %s", kept.id)  # fmt: skip
    assert "append-only" in refused("DELETE FROM store_sheetrelease WHERE id = %s", kept.id)


BACK = "UPDATE store_sheetrelease SET taken_back_at = now(), taken_back_by_id = released_by_id, taken_back_why = %s, taken_back_seq = seq WHERE id = %s"


def test_a_release_is_taken_back_once_with_a_reason_and_not_after_the_customer_agreed(link: Sent, ledger: Ledger) -> None:  # fmt: skip
    made = handed_in(link, link.proved())
    sheet, name = frozen(ledger.books), row_of(ledger.books, "INV-2").name
    kept = release(link, sheet, made)
    no = {"difference": name, "agrees": False, "words": "x"}
    write(link, proof(link), kind="answered", sheet_id=sheet, lines=[{**no, "agrees": True}])
    assert "release_taken_back_in_time" in refused(BACK, "x", kept.id)
    write(link, proof(link), kind="answered", sheet_id=sheet, lines=[no])
    assert "release_taken_back_says_why" in refused(BACK, "", kept.id)
    sql(BACK, "x", kept.id)
    assert "release_taken_back_in_time" in refused(BACK, "y", kept.id)
    with pytest.raises(DatabaseError, match="is not released"), transaction.atomic():
        write(link, proof(link), kind="answered", sheet_id=sheet, lines=[no])
    again = release(link, sheet, made)
    with pytest.raises(DatabaseError, match="sheet_released_once"), transaction.atomic():
        release(link, sheet, made)
    write(link, proof(link), kind="answered", sheet_id=sheet, lines=[no])
    unsaid = "UPDATE store_sheetrelease SET taken_back_at = now(), taken_back_by_id = released_by_id, taken_back_why = 'x', taken_back_seq = 999999 WHERE id = %s"
    with pytest.raises(DatabaseError, match="release_taken_back_by_its_act"):
        _checked_at_once(unsaid, again.id)


def test_only_a_released_sheet_is_answered_by_its_customer_about_its_differences(link: Sent, ledger: Ledger) -> None:  # fmt: skip
    handed_in(link, link.proved())
    books = ledger.books
    sheet, name = frozen(books), row_of(books, "INV-2").name

    def answered(at: Sent, sheet_id: int | None, *lines: dict[str, Any]) -> None:
        write(at, proof(at), kind="answered", sheet_id=sheet_id, lines=list(lines))

    def is_refused(wall: str, at: Sent, sheet_id: int | None, *lines: dict[str, Any]) -> None:
        with pytest.raises(DatabaseError, match=wall), transaction.atomic():
            answered(at, sheet_id, *lines)

    yes = {"difference": name, "agrees": True, "words": ""}
    is_refused("is not released", link, sheet, yes)
    released(books, sheet)
    is_refused("is not released", sent(ledger, "别家"), sheet, yes)
    is_refused("portal_answers_a_sheet", link, None, yes)
    is_refused("portal_disputed_names_lines", link, sheet)
    for wrong in (
        {**yes, "difference": "x"}, {**yes, "agrees": False}, {**yes, "agrees": "true"}, {"difference": name}, {"agrees": True},
    ):  # fmt: skip
        is_refused("is of no difference", link, sheet, yes, wrong)
    with pytest.raises(DatabaseError, match="portal_answers_a_sheet"), transaction.atomic():
        write(link, proof(link), sheet_id=sheet)
    answered(link, sheet, yes, {**yes, "agrees": False, "words": "x"})
    further = freeze_sheet(**books.here(), language="zh")
    answered(link, sheet, yes)  # the further one is not released yet
    released(books, further)
    is_refused("is not released", link, sheet, yes)
    sql(BACK, "x", SheetRelease.objects.get(sheet_id=further).id)
    answered(link, sheet, yes)  # what it agreed to is read again


def test_a_sheet_nobody_agreed_to_is_not_answered_once_a_further_one_was_released(link: Sent, ledger: Ledger) -> None:  # fmt: skip
    handed_in(link, link.proved())
    books = ledger.books
    sheet, name = frozen(books), row_of(books, "INV-2").name
    released(books, sheet)
    further = freeze_sheet(**books.here(), language="zh")
    released(books, further)
    sql(BACK, "x", SheetRelease.objects.get(sheet_id=further).id)
    yes = {"difference": name, "agrees": True, "words": ""}
    with pytest.raises(DatabaseError, match="is not released"), transaction.atomic():
        write(link, proof(link), kind="answered", sheet_id=sheet, lines=[yes])


@transaction.atomic
def _checked_at_once(statement: str, *parameters: object) -> None:
    sql(statement, *parameters)
    sql("SET CONSTRAINTS release_taken_back_by_its_act IMMEDIATE")

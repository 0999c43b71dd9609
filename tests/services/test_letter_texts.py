"""A company's own words: in force at once and for letters to come only, refused with the place, tried with a real statement, given up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import Error, connection, transaction

from tests.ledgers import DOOR, Ledger, open_ledger
from tests.mail import PostOffice, open_office
from tests.services.test_outbox import every_hour
from tests.services.test_send_statements import (
    CUSTOMERS,
    PORTAL,
    _text,
    contact,
    issued_run,
    sends,
)
from wanglai.domain.letter_texts import PLACES
from wanglai.services.access.scope import NotFound
from wanglai.services.messages.letter_texts import (
    BraceIsNoPlace,
    PlaceIsMissing,
    PlaceIsUnknown,
    WordsAreEmpty,
    WordsAreTooLong,
    WordsMovedOn,
    go_back_to_built_in,
    letter_text_page,
    list_letter_texts,
    set_letter_text,
)
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.refusals import UnableTo
from wanglai.services.statements.preview_letter import preview_letter
from wanglai.services.statements.send_statements import send_statement, send_statements
from wanglai.store.models import Act, Message, PortalLink, Statement

OWN = {"subject": "【{company}】对账 {number}", "body": "{contact}：\n\n{first} 至 {last}，{days} 天内回复。\n\n{link}\n\n{ask}\n\n校验 {digest}"}  # fmt: skip


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    every_hour(ledger)
    for number, name in enumerate(CUSTOMERS, start=1):
        ledger.post("invoice", f"INV-{number}", "100.00", "01-10", customer=name)
    return ledger


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_office(settings) as server:
        yield server


def words(book: Ledger, kind: str = "statement", language: str = "zh", version: int = 0, **more: Any) -> int:  # fmt: skip
    return set_letter_text(**book.scope, kind=kind, language=language, version=version, **{**OWN, **more})  # fmt: skip


def test_letters_say_the_companys_words_from_the_moment_they_are_set(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    contact(book, "远景", "zhang@yuanjing.example")
    contact(book, "恒泰", "li@hengtai.example", language="en")
    run = issued_run(book)
    first = Statement.objects.get(customer__name="远景")
    send_statement(**book.books.scope("ARA"), origin=DOOR, statement_id=first.id)
    assert words(book) > 0
    assert words(book, version=1) == 0  # they are in force already
    contact(book, "远景", "second@yuanjing.example")
    sends(book, run)
    send_due_messages()
    letters = dict(office.letters)
    assert "对账单 2026-000001" in str(letters["zhang@yuanjing.example"]["Subject"])  # as queued
    mine = letters["second@yuanjing.example"]
    assert str(mine["Subject"]).strip() == "【yuanjing】对账 2026-000001"
    said = _text(mine).replace("\r\n", "\n")
    assert said.startswith(
        "远景会计：\n\n2026-01-01 至 2026-01-31，7 天内回复。\n\n校验 "
    )  # no gap
    assert "{" not in said
    assert "Dear " in _text(letters["li@hengtai.example"])  # the other language keeps its words
    told = Act.objects.filter(company_id=book.company_id, kind="set_letter_text").get()
    assert OWN["subject"] in str(told.facts)
    book.prove()


def test_words_without_the_link_make_no_link(book: Ledger, office: PostOffice) -> None:
    """A way in that stands in no letter would be known to nobody, and is not made."""
    contact(book, "远景", "zhang@yuanjing.example")
    contact(book, "恒泰", "li@hengtai.example", language="en")
    words(book, body="{number} {digest}")
    run = issued_run(book)
    send_statements(**book.books.scope("ARA"), origin=DOOR, run_id=run, portal=PORTAL)
    send_due_messages()
    assert "#" not in _text(dict(office.letters)["zhang@yuanjing.example"])
    assert PORTAL in _text(dict(office.letters)["li@hengtai.example"])
    assert [link.contact.name for link in PortalLink.objects.select_related("contact")] == ["恒泰会计"]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "refusal", "place"),
    [
        ({"subject": " "}, WordsAreEmpty, "主题 Subject"),
        ({"body": "x" * 4001}, WordsAreTooLong, "正文 Body: 4000"),
        ({"body": "a\n{frist} {number} {digest}"}, PlaceIsUnknown, "正文 Body 2: {frist}"),
        ({"subject": "{digest}"}, PlaceIsUnknown, "主题 Subject: {digest}"),
        ({"body": "{number.real} {digest}"}, BraceIsNoPlace, "正文 Body 1: {number.real} {digest}"),
        ({"body": "hello"}, PlaceIsMissing, "正文 Body: {digest}"),
    ],
)
def test_words_that_cannot_be_sent_are_refused_with_the_place(
    book: Ledger,
    said: dict[str, str],
    refusal: type[UnableTo],
    place: str,
) -> None:
    with pytest.raises(refusal) as refused:
        words(book, **said)
    assert refused.value.place == place
    assert letter_text_page(**book.reader, kind="statement", language="zh").words.is_built_in


def test_no_other_kind_and_no_other_language_has_words(book: Ledger) -> None:
    for kind, language in (("code", "zh"), ("statement", "fr")):
        with pytest.raises(NotFound):
            words(book, kind=kind, language=language)
        with pytest.raises(NotFound):
            letter_text_page(**book.reader, kind=kind, language=language)


def test_who_changes_words_changes_those_in_force(book: Ledger) -> None:
    words(book)
    with pytest.raises(WordsMovedOn):
        words(book, subject="{number}")
    with pytest.raises(WordsMovedOn):
        go_back_to_built_in(**book.scope, kind="statement", language="zh", version=0)
    assert words(book, version=1, subject="{number}") > 0


def test_back_to_the_built_in_words_is_a_version_of_its_own(book: Ledger) -> None:
    before = letter_text_page(**book.reader, kind="statement", language="zh").words
    back = {**book.scope, "kind": "statement", "language": "zh"}
    assert go_back_to_built_in(**back, version=0) == 0
    words(book)
    assert go_back_to_built_in(**back, version=1) > 0
    page = letter_text_page(**book.reader, kind="statement", language="zh")
    assert (page.words.subject, page.words.body) == (before.subject, before.body)
    assert [(each.version, each.is_built_in) for each in page.versions] == [(2, True), (1, False)]
    rows = {(each.kind, each.language): each.words.version for each in list_letter_texts(**book.reader)}  # fmt: skip
    assert rows == {(kind, language): 0 for kind in PLACES for language in ("zh", "en")} | {("statement", "zh"): 2}  # fmt: skip


def test_words_are_tried_with_a_statement_of_the_company_or_an_example(book: Ledger) -> None:  # fmt: skip
    tried = {**book.reader, "kind": "statement", "language": "zh"}
    example = preview_letter(**tried, **OWN)
    assert (example.of, example.subject) == ("", "【yuanjing】对账 2026-000001")
    contact(book, "云帆", "wang@yunfan.example")
    issued_run(book)
    shown = preview_letter(**tried, **OWN)
    newest = Statement.objects.order_by("-id").select_related("customer").first()
    assert newest is not None
    assert shown.customer == newest.customer.name
    assert f"{newest.year}-{newest.number:06}" == shown.of
    assert shown.of in shown.subject
    with pytest.raises(PlaceIsUnknown):
        preview_letter(**tried, subject="{x}", body=OWN["body"])
    reminder = preview_letter(**book.reader, kind="reminder", language="en", subject="{time}", body="{sent} {number}")  # fmt: skip
    assert reminder.subject == "1"
    assert not Message.objects.exists()  # nothing is sent by trying


def test_the_database_keeps_words_as_they_were(book: Ledger) -> None:
    seq = words(book)
    again = (
        "INSERT INTO store_lettertext (company_id, kind, language, version, subject, body, seq, made_by_id, made_at) "
        "SELECT company_id, kind, language, {version}, '{subject}', body, {seq}, made_by_id, now() FROM store_lettertext"
    )
    for attempt, constraint in (
        ("UPDATE store_lettertext SET body = 'x'", "append-only"),
        ("DELETE FROM store_lettertext", "append-only"),
        (again.format(version=1, subject="x", seq=seq), "letter_text_once"),
        (again.format(version=2, subject="", seq=seq), "letter_text_is_whole"),
        (again.format(version=0, subject="x", seq=seq), "letter_text_known"),
        (again.format(version=2, subject="x", seq=10**9), "letter_text_has_its_act"),
    ):
        assert constraint in _refused(attempt)


def _refused(attempt: str) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attempt)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except Error as refused:
        return str(refused)
    return "nothing was refused"

"""A round of confirmation letters from the draw to the audit file, with figures worked out by hand.

Ten customers owe 80,000.00, 60,000.00, 12,000.00, 9,000.00, 7,000.00, 6,000.00, 5,000.00, 3,000.00, nothing and -1,000.00 at the end of January.
Threshold 50,000.00, three draws from the other 42,000.00 (every 14,000.00th yuan from the 12,805.27th), one zero, one credit balance.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.ledgers import Ledger, day, open_ledger
from wanglai.services.confirmations.agree_round import agree_round, ask_again
from wanglai.services.confirmations.audit_file import take_audit_file
from wanglai.services.confirmations.close_round import close_round
from wanglai.services.confirmations.draft_round import WantedRound, draft_round, preview_round
from wanglai.services.confirmations.enter_reply import Part, Said, enter_reply, explain_difference
from wanglai.services.confirmations.other_procedures import bear_out_letter, say_impossible
from wanglai.services.confirmations.print_letters import print_letters
from wanglai.services.confirmations.queries import printed_letter, round_page
from wanglai.services.confirmations.refusals import (
    DifferenceDoesNotAddUp,
    LettersWaitForAnswers,
    LetterWasAnswered,
    OwnRound,
    ProcedureSaysNothing,
    ReplyIsIncomplete,
    RoundStandsElsewhere,
    SampleIsAnother,
    TooEarlyToAskAgain,
)
from wanglai.services.confirmations.rows import LetterRow, RoundPage
from wanglai.services.confirmations.show_letter import letter_page
from wanglai.services.reconciliation.uploads import Upload
from wanglai.store.models import (
    ConfirmationLetter,
    ConfirmationPrint,
    ConfirmationReply,
    Membership,
    User,
)

OWED = {
    "甲": "80,000.00", "乙": "60,000.00", "丙": "12,000.00", "丁": "9,000.00", "戊": "7,000.00", "己": "6,000.00",
    "庚": "5,000.00", "辛": "3,000.00",
}  # fmt: skip
WANTED = WantedRound(
    on=day("01-31"), purpose="2026 年 1 月末往来款审计", auditor_name="公信会计师事务所", auditor_address="上海市某路 1 号",
    threshold=5_000_000, draws=3, zeros=1, credits=1, seed="2025-12-31",
)  # fmt: skip
SCAN = Upload("reply.pdf", b"%PDF-1.7 signed and stamped")


@pytest.fixture
def book(db: None) -> Ledger:
    """Ten customers, made in this order, which is the order of the draw."""
    book = open_ledger()
    for name, amount in OWED.items():
        book.post("invoice", f"INV-{name}", amount, "01-10", customer=name)
    book.post("invoice", "INV-壬", "500.00", "01-05", customer="壬")
    book.post("receipt", "R-壬", "500.00", "01-20", customer="壬")
    book.settle("INV-壬", "R-壬", "500.00", "01-20")
    book.post("receipt", "R-癸", "1,000.00", "01-25", customer="癸")
    return book


def _asked(book: Ledger, role: str) -> dict[str, Any]:
    return {**book.books.scope(role), "origin": "test"}


def _sent(book: Ledger) -> int:
    made = draft_round(**_asked(book, "ARA"), wanted=WANTED, key="round")
    agree_round(**_asked(book, "FM"), round_id=made, shown=_page(book, made).shown)
    return made


def _page(book: Ledger, round_id: int) -> RoundPage:
    return round_page(**book.reader, round_id=round_id)


def _letter(book: Ledger, round_id: int, customer: str) -> LetterRow:
    return next(row for row in _page(book, round_id).letters if row.customer == customer)


def _reply(book: Ledger, round_id: int, customer: str, kind: str = "agrees", **figures: Any) -> int:
    said = Said(kind, "scan", timezone.localdate(), figures)
    letter = _letter(book, round_id, customer).id
    return enter_reply(**_asked(book, "ARA"), letter_id=letter, said=said, key=f"{customer}-{kind}-{figures}", file=SCAN)  # fmt: skip


def _explained(book: Ledger, round_id: int, customer: str, *parts: Part) -> int:
    letter = _letter(book, round_id, customer).id
    return explain_difference(
        **_asked(book, "ARA"), letter_id=letter, currency="CNY", parts=parts, key=f"why {customer} {parts}"
    )  # fmt: skip


def _later(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: day)


def test_the_draw_is_shown_before_it_is_kept_and_can_be_drawn_again(book: Ledger) -> None:
    shown = preview_round(**book.books.scope("ARA"), on=WANTED.on, rule=WANTED.rule)
    assert [(row.customer, row.taken) for row in shown.rows] == [
        ("甲", "key"), ("乙", "key"), ("丁", "drawn"), ("戊", "drawn"), ("辛", "drawn"), ("壬", "zero"), ("癸", "credit"),
    ]  # fmt: skip
    assert (shown.units, shown.letters, shown.interval.text, shown.start.text) == (10, 7, "14,000.00", "12,805.27")  # fmt: skip
    assert (shown.value.text, shown.asked_value.text, shown.percent) == (
        "183,000.00",
        "160,000.00",
        87,
    )
    made = draft_round(**_asked(book, "ARA"), wanted=WANTED, key="round")
    assert draft_round(**_asked(book, "ARA"), wanted=WANTED, key="round") == made
    assert _page(book, made).sample == shown


def test_a_round_is_agreed_by_another_and_only_as_it_was_shown(book: Ledger) -> None:
    made = draft_round(**_asked(book, "FM"), wanted=WANTED, key="round")
    page = _page(book, made)
    assert (page.row.number, page.row.state, page.letters) == (
        f"{timezone.localdate().year}-01",
        "drafted",
        (),
    )
    with pytest.raises(OwnRound):
        agree_round(**_asked(book, "FM"), round_id=made, shown=page.shown)
    second = User.objects.create(email="second@yuanjing.example", name="第二经理")
    Membership.objects.create(company_id=book.company_id, user=second, role="FM")
    scope = {**_asked(book, "FM"), "actor": second.id}
    with pytest.raises(SampleIsAnother):
        agree_round(**scope, round_id=made, shown="00")
    agree_round(**scope, round_id=made, shown=page.shown)
    with pytest.raises(RoundStandsElsewhere):
        agree_round(**scope, round_id=made, shown=page.shown)
    letters = _page(book, made).letters
    assert [row.number.rsplit("-", 1)[1] for row in letters] == [f"{no:03}" for no in range(1, 8)]
    assert [amount.text for row in letters for amount in row.balances] == [
        "80,000.00", "60,000.00", "9,000.00", "7,000.00", "3,000.00", "0.00", "-1,000.00",
    ]  # fmt: skip
    book.prove()


def test_letters_are_printed_together_and_kept_byte_for_byte(book: Ledger) -> None:
    made = _sent(book)
    first = _letter(book, made, "甲")
    before = printed_letter(**book.reader, letter_id=first.id)
    assert print_letters(book.company_id) == 7
    assert print_letters(book.company_id) == 0
    assert ConfirmationPrint.objects.count() == 7
    after = printed_letter(**book.reader, letter_id=first.id)
    assert before == after
    assert after.content.startswith(b"%PDF")
    said = json.loads(ConfirmationLetter.objects.get(customer_id=book.customer("癸")).body)
    assert said["lines"] == [{"currency": "CNY", "owed_to_us": 0, "owed_by_us": 100_000}]
    book.prove()


def test_what_is_booked_into_the_day_afterwards_is_not_asked(book: Ledger) -> None:
    made = draft_round(**_asked(book, "ARA"), wanted=WANTED, key="round")
    book.post("invoice", "INV-late", "999.00", "01-31", customer="甲")
    agree_round(**_asked(book, "FM"), round_id=made, shown=_page(book, made).shown)
    assert [amount.text for amount in _letter(book, made, "甲").balances] == ["80,000.00"]


def test_a_round_from_the_draw_to_its_close(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _sent(book)
    for customer in ("乙", "戊", "壬", "癸"):
        _reply(book, made, customer)
    # 甲 was billed 120.00 twice by us; 丁 has paid 1,410.00 that came in on 2 February, and 90.00 are our mistake
    _reply(book, made, "甲", "differs", CNY=(7_988_000, 0))
    _reply(book, made, "丁", "differs", CNY=(750_000, 0))
    assert _letter(book, made, "丁").differences[0].text == "1,500.00"
    with pytest.raises(DifferenceDoesNotAddUp):
        _explained(book, made, "丁", Part("timing", "timing", 141_000, "在途"))
    with pytest.raises(LettersWaitForAnswers):
        close_round(**_asked(book, "FM"), round_id=made, conclusion="可以确认")
    _explained(
        book, made, "丁", Part("timing", "timing", 141_000, "在途款 R-2，2 月 2 日到账"),
        Part("amount", "ours", 9_000, "单价录错"),
    )  # fmt: skip
    _explained(book, made, "甲", Part("duplicate_ours", "ours", 12_000, "重复开票"))
    # 辛 is silent: too early, then in time
    silent = _letter(book, made, "辛")
    with pytest.raises(TooEarlyToAskAgain):
        ask_again(**_asked(book, "ARA"), round_id=made, key="again")
    _later(monkeypatch, silent.answer_by + timedelta(days=1))
    assert _letter(book, made, "辛").state == "overdue"
    assert ask_again(**_asked(book, "ARA"), round_id=made, key="again") == 1
    assert ask_again(**_asked(book, "ARA"), round_id=made, key="again") == 1, (
        "once, however often it is asked"
    )
    again = _letter(book, made, "辛")
    assert (again.requests, again.state, again.waiting) == (2, "waiting", 0)
    page = letter_page(**book.reader, letter_id=again.id)
    assert [row.number[-5:] for row in page.requests] == ["1-005", "005/2"]
    _later(monkeypatch, again.answer_by + timedelta(days=1))
    with pytest.raises(LettersWaitForAnswers):
        close_round(**_asked(book, "FM"), round_id=made, conclusion="可以确认")
    # the book bears it out: 3,000.00 came in after the day
    with pytest.raises(ProcedureSaysNothing):
        bear_out_letter(**_asked(book, "ARA"), letter_id=again.id, shown=page.shown)
    book.post("receipt", "R-辛", "3,200.00", "02-10", customer="辛")
    book.settle("INV-辛", "R-辛", "3,000.00", "02-10")
    page = letter_page(**book.reader, letter_id=again.id)
    assert [(row.document, row.evidence, row.amount.text) for row in page.candidates] == [("INV-辛", "R-辛", "3,000.00")]  # fmt: skip
    bear_out_letter(**_asked(book, "ARA"), letter_id=again.id, shown=page.shown)
    result = _page(book, made).result
    assert result is not None
    assert [amount.text for amount in (result.key, result.drawn, result.projected, result.other, result.total)] == [
        "120.00", "90.00", "140.00", "0.00", "260.00",
    ]  # fmt: skip
    assert {each.words.en: each.value.text for each in result.standings if each.units} == {
        "Confirmed": "68,000.00", "Answered with a difference": "89,000.00", "Other procedures": "3,000.00",
    }  # fmt: skip
    # nobody closes what they drafted or answered
    Membership.objects.create(
        company_id=book.company_id, user_id=book.books.people["ARA"], role="FM"
    )
    with pytest.raises(OwnRound):
        close_round(**_asked(book, "ARA"), round_id=made, conclusion="可以确认")
    with pytest.raises(LettersWaitForAnswers):
        close_round(**_asked(book, "FM"), round_id=made, conclusion=" ")
    close_round(
        **_asked(book, "FM"), round_id=made, conclusion="推断错报 260.00 元，低于可容忍错报"
    )
    assert _page(book, made).row.state == "closed"
    with pytest.raises(RoundStandsElsewhere):
        _reply(book, made, "辛")
    book.prove()
    _check_audit_file(take_audit_file(**_asked(book, "AUD"), round_id=made).content)
    book.prove()


def _check_audit_file(content: bytes) -> None:
    """Every file by the manifest and by SHA256SUMS, the draw followed by hand, the replies byte for byte."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    manifest = json.loads(archive.read("manifest.json"))
    assert manifest["format"] == "wanglai.confirmations/1"
    told = {each["path"]: each["sha256"] for each in manifest["files"]}
    assert set(archive.namelist()) == {*told, "manifest.json", "SHA256SUMS"}
    for name, digest in told.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest, name
    sums = dict(
        reversed(line.split("  ", 1)) for line in archive.read("SHA256SUMS").decode().splitlines()
    )
    assert sums == {
        **told,
        "manifest.json": hashlib.sha256(archive.read("manifest.json")).hexdigest(),
    }
    assert sum(name.startswith("letters/") and name.endswith(".pdf") for name in told) == 8
    assert [archive.read(name) for name in told if name.startswith("replies/")] == [
        SCAN.content
    ] * 6
    index = json.loads(archive.read("index.json"))
    assert (index["rule"]["seed"], index["rule"]["interval"], index["rule"]["start"]) == ("2025-12-31", 1_400_000, 1_280_527)  # fmt: skip
    assert index["result"]["total"] == 26_000
    rows = list(
        csv.DictReader(io.StringIO(archive.read("tables/population.csv").decode("utf-8-sig")))
    )
    summed, drawn = 0, []
    for row in rows:
        before, summed = summed, int(row["drawn_from_so_far"])
        points = [index["rule"]["start"] + no * index["rule"]["interval"] for no in range(3)]
        drawn += [row["customer"] for point in points if before < point <= summed]
    assert drawn == ["丁", "戊", "辛"]
    differences = list(csv.DictReader(io.StringIO(archive.read("tables/differences.csv").decode("utf-8-sig"))))  # fmt: skip
    assert sorted((row["cause"], row["amount"]) for row in differences) == [("amount", "9000"), ("duplicate_ours", "12000"), ("timing", "141000")]  # fmt: skip


def test_an_amended_reply_stands_beside_the_first(book: Ledger) -> None:
    made = _sent(book)
    assert _reply(book, made, "丁", "differs", CNY=(750_000, 0)) == 1
    assert _letter(book, made, "丁").state == "unexplained"
    assert _reply(book, made, "丁") == 2
    assert (_letter(book, made, "丁").state, _letter(book, made, "丁").differences) == (
        "agreed",
        (),
    )
    page = letter_page(**book.reader, letter_id=_letter(book, made, "丁").id)
    assert [(row.ordinal, row.kind.en, row.sha256 != "") for row in page.replies] == [(2, "Agrees", True), (1, "Differs", True)]  # fmt: skip
    assert ConfirmationReply.objects.count() == 2
    book.prove()


@pytest.mark.parametrize(
    ("kind", "came", "days", "figures", "file"),
    [
        ("agrees", "scan", 0, {}, None),
        ("agrees", "email", 0, {}, None),
        ("agrees", "post", 0, {}, SCAN),
        ("agrees", "hand", 1, {}, None),
        ("agrees", "hand", -1, {}, None),
        ("differs", "hand", 0, {}, None),
        ("differs", "hand", 0, {"CNY": (900_000, 0)}, None),
        ("differs", "hand", 0, {"CNY": (1, 0), "USD": (1, 0)}, None),
        ("differs", "hand", 0, {"CNY": (-1, 0)}, None),
        ("perhaps", "hand", 0, {}, None),
    ],
)
def test_half_a_reply_is_refused(
    book: Ledger, kind: str, came: str, days: int, figures: dict[str, tuple[int, int]], file: Upload | None
) -> None:  # fmt: skip
    made = _sent(book)
    said = Said(kind, came, timezone.localdate() + timedelta(days=days), figures)
    with pytest.raises(ReplyIsIncomplete):
        enter_reply(
            **_asked(book, "ARA"),
            letter_id=_letter(book, made, "丁").id,
            said=said,
            key="k",
            file=file,
        )
    assert not ConfirmationReply.objects.exists()


def test_what_nothing_can_test_counts_as_misstated(book: Ledger) -> None:
    made = _sent(book)
    said = Said("returned", "hand", timezone.localdate(), {})
    letter = _letter(book, made, "辛").id
    enter_reply(**_asked(book, "ARA"), letter_id=letter, said=said, key="back")
    assert _letter(book, made, "辛").state == "returned"
    with pytest.raises(ProcedureSaysNothing):
        say_impossible(**_asked(book, "ARA"), letter_id=letter, reason=" ")
    say_impossible(**_asked(book, "ARA"), letter_id=letter, reason="公司已注销，无期后收款")
    result = _page(book, made).result
    assert result is not None
    assert (result.drawn.text, result.projected.text) == ("3,000.00", "14,000.00")
    _reply(book, made, "辛")  # it came after all
    assert _page(book, made).result.total.text == "0.00"  # type: ignore[union-attr]
    with pytest.raises(LetterWasAnswered):
        say_impossible(**_asked(book, "ARA"), letter_id=letter, reason="x")
    book.prove()

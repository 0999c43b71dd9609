"""The screens of confirmation letters: the draw looked at and kept, agreed, answered, explained, tested, closed and taken away."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.ledgers import Ledger, open_ledger
from tests.web.test_book import key_on, signed_in, text_of

from wanglai.store.models import ConfirmationLetter, ConfirmationReply, ConfirmationRound

ROUND = {
    "on": "2026-01-31", "purpose": "年报审计", "auditor_name": "公信会计师事务所", "auditor_address": "上海市某路 1 号",
    "auditor_contact": "", "form": "positive", "language": "both", "days_to_answer": "10", "threshold": "500.00", "draws": "1",
    "zeros": "0", "credits": "0", "seed": "s",
}  # fmt: skip


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger("yuanjing")
    ledger.post("invoice", "=1+1", "1,000.00", "01-10", customer="远景")
    ledger.post("invoice", "OTHER-1", "70.00", "01-03", customer="别人")
    return ledger


@pytest.fixture
def clerk(book: Ledger) -> Client:
    return signed_in("yuanjing", "ARA")


@pytest.fixture
def manager(book: Ledger) -> Client:
    return signed_in("yuanjing", "FM")


def _content(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def _kept(clerk: Client, **more: str) -> ConfirmationRound:
    form = {**ROUND, "key": key_on(clerk.get("/confirmations/new/")), "step": "keep", **more}
    answer = clerk.post("/confirmations/new/", form)
    assert answer.status_code == 302, text_of(answer)
    return ConfirmationRound.objects.get(id=int(answer["Location"].strip("/").split("/")[-1]))


def _sent(clerk: Client, manager: Client) -> ConfirmationRound:
    made = _kept(clerk)
    answer = manager.post(f"/confirmations/{made.id}/agree/", {"shown": bytes(made.digest).hex()})
    assert answer.status_code == 302, text_of(answer)
    return made


def _scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("../回函.pdf", b"%PDF signed")


def _letter(name: str) -> str:
    return f"/confirmations/letters/{ConfirmationLetter.objects.get(customer__name=name, request=1).id}/"


def test_an_empty_list_leads_to_the_first_round(clerk: Client) -> None:
    page = clerk.get("/confirmations/")
    assert "No round yet" in text_of(page)
    assert "/confirmations/new/" in page.content.decode()


def test_the_draw_is_shown_while_it_is_typed_and_nothing_is_kept(clerk: Client) -> None:
    piece = clerk.post("/confirmations/new/preview/", ROUND)
    assert "远景" in text_of(piece)
    assert "<html" not in piece.content.decode()
    assert "1,070.00" in text_of(piece)
    assert "drawn here as you type" not in text_of(piece)
    for wrong in ({"draws": "x"}, {"on": ""}, {"threshold": "1.2.3"}):
        assert "as you type" in text_of(
            clerk.post("/confirmations/new/preview/", {**ROUND, **wrong})
        )
    refused = clerk.post("/confirmations/new/preview/", {**ROUND, "draws": "1001"})
    assert "out of range" in text_of(refused)
    shown = clerk.post("/confirmations/new/", {**ROUND, "step": "preview"})
    assert "Who is asked, and why" in text_of(shown)
    assert ConfirmationRound.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"on": "2026-13-01"}, 422),
        ({"draws": "many"}, 422),
        ({"form": "perhaps"}, 422),
        ({"purpose": ""}, 422),
        ({"auditor_address": " "}, 422),
        ({"days_to_answer": "0"}, 422),
        ({"threshold": "", "draws": "0"}, 422),
    ],
)
def test_half_a_round_is_asked_again_with_what_was_typed(
    clerk: Client, wrong: dict[str, str], status: int
) -> None:
    answer = clerk.post("/confirmations/new/", {**ROUND, "step": "keep", "key": "k", **wrong})
    assert answer.status_code == status
    assert "公信会计师事务所" in answer.content.decode()
    assert ConfirmationRound.objects.count() == 0


def test_a_round_is_agreed_by_another_and_its_letters_are_papers(clerk: Client, manager: Client) -> None:  # fmt: skip
    made = _kept(clerk)
    mine = clerk.get(f"/confirmations/{made.id}/")
    assert "You drafted it" in text_of(mine)
    assert clerk.post(f"/confirmations/{made.id}/agree/", {"shown": bytes(made.digest).hex()}).status_code == 403  # fmt: skip
    assert manager.post(f"/confirmations/{made.id}/agree/", {"shown": "0"}).status_code == 409
    _agreed = manager.post(f"/confirmations/{made.id}/agree/", {"shown": bytes(made.digest).hex()})
    assert _agreed.status_code == 302
    page = text_of(clerk.get(f"/confirmations/{made.id}/"))
    assert "Waiting" in page
    paper = clerk.get(_letter("远景") + "pdf/")
    assert _content(paper).startswith(b"%PDF")
    assert "attachment" in paper["Content-Disposition"]


def test_a_draft_is_dropped_and_stays_on_the_list(clerk: Client) -> None:
    made = _kept(clerk)
    assert clerk.post(f"/confirmations/{made.id}/drop/").status_code == 302
    assert clerk.post(f"/confirmations/{made.id}/drop/").status_code == 409
    assert "年报审计" in text_of(clerk.get("/confirmations/?show=dropped"))
    assert "Nothing fits" in text_of(clerk.get("/confirmations/?show=closed"))
    assert "年报审计" in text_of(clerk.get("/confirmations/?q=年报"))


def test_replies_differences_procedures_and_the_end(
    book: Ledger, clerk: Client, manager: Client
) -> None:
    made = _sent(clerk, manager)
    today = timezone.localdate().isoformat()
    letter = _letter("远景")
    differs = {"kind": "differs", "came": "scan", "received_on": today, "to_us_CNY": "900.00", "by_us_CNY": "", "said": "<b>见附件</b>"}  # fmt: skip
    assert clerk.post(letter + "reply/", {**differs, "key": "a"}).status_code == 422  # no scan
    assert (
        clerk.post(letter + "reply/", {**differs, "key": "b", "file": _scan()}).status_code == 302
    )
    page = clerk.get(letter)
    assert "Differs, to be explained" in text_of(page)
    assert "<b>见附件</b>" not in page.content.decode()
    original = clerk.get(letter + "replies/1/")
    assert _content(original) == b"%PDF signed"
    assert original["X-Content-Type-Options"] == "nosniff"
    part = {
        "currency": "CNY",
        "cause_0": "timing",
        "whose_0": "timing",
        "amount_0": "60",
        "reason_0": "在途",
    }
    assert clerk.post(letter + "explain/", {**part, "key": "c"}).status_code == 422
    both = {**part, "cause_1": "amount", "whose_1": "ours", "amount_1": "40.00", "reason_1": "单价"}
    assert clerk.post(letter + "explain/", {**both, "amount_1": "x", "key": "d"}).status_code == 422
    assert clerk.post(letter + "explain/", {**both, "key": "e"}).status_code == 302
    assert "Differs, explained" in text_of(clerk.get(letter))
    silent = _letter("别人")
    shown = clerk.get(silent).context["page"].shown
    assert clerk.post(silent + "test/", {"shown": shown}).status_code == 422  # nothing is there
    assert (
        clerk.post(f"/confirmations/{made.id}/again/", {"key": "f"}).status_code == 409
    )  # too early
    book.post("receipt", "R-1", "70.00", "02-03", customer="别人")
    book.settle("OTHER-1", "R-1", "70.00", "02-03")
    assert clerk.post(silent + "test/", {"shown": shown}).status_code == 409  # not what was shown
    page = clerk.get(silent)
    assert "R-1" in text_of(page)
    assert clerk.post(silent + "impossible/", {"reason": " "}).status_code == 422
    closing = f"/confirmations/{made.id}/close/"
    assert manager.post(closing, {"conclusion": "x"}).status_code == 409
    assert clerk.post(silent + "test/", {"shown": page.context["page"].shown}).status_code == 302
    page = manager.get(f"/confirmations/{made.id}/")
    assert "Tested otherwise" in text_of(page)
    assert page.context["page"].result.key.text == "40.00"
    assert manager.post(closing, {"conclusion": "可以确认"}).status_code == 302
    assert (
        clerk.post(letter + "reply/", {**differs, "key": "g", "file": _scan()}).status_code == 409
    )
    assert ConfirmationReply.objects.count() == 1


def test_lists_go_out_and_the_auditor_takes_the_file(clerk: Client, manager: Client, book: Ledger) -> None:  # fmt: skip
    made = _sent(clerk, manager)
    answer = clerk.get(f"/confirmations/{made.id}/sheet/en/csv/")
    rows = list(csv.DictReader(io.StringIO(_content(answer).decode("utf-8-sig"))))
    assert [(row["Customer"], row["Owed to us"], row["State"]) for row in rows] == [
        ("远景", "1000.00", "Waiting"), ("别人", "70.00", "Waiting"),
    ]  # fmt: skip
    for place in ("sheet/zh/xlsx/", f"{made.id}/sheet/zh/xlsx/", "sheet/en/csv/"):
        assert clerk.get(f"/confirmations/{place}").status_code == 200, place
    auditor = signed_in("yuanjing", "AUD")
    assert auditor.get(f"/confirmations/{made.id}/").status_code == 200
    assert auditor.post(f"/confirmations/{made.id}/close/", {"conclusion": "x"}).status_code == 403
    taken = auditor.post(f"/confirmations/{made.id}/file/")
    names = zipfile.ZipFile(io.BytesIO(_content(taken))).namelist()
    assert {"index.json", "manifest.json", "SHA256SUMS"} <= set(names)
    assert sum(name.endswith(".pdf") for name in names) == 2
    draft = _kept(clerk)
    assert auditor.post(f"/confirmations/{draft.id}/file/").status_code == 404
    book.prove()

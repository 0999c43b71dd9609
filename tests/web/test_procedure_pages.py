"""The screens of the procedure: a drawing handed in and put in force, cases found, followed and taken away."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.drawings import LANES, LOOP, drawn
from tests.ledgers import DOOR, Ledger, open_ledger
from tests.services.test_rounds import issued, on_paper

from wanglai.services.access.add_person import add_person
from wanglai.services.approvals.bands import DEFAULT_BANDS, set_bands
from wanglai.services.procedures.reading import keep_drawing, ready_made
from wanglai.services.procedures.set_procedure import KIND, set_procedure
from wanglai.services.reconciliation.uploads import Upload
from wanglai.store.models import ProcedureCase, ProcedureVersion

PASSWORD = "nine-lions-count-coins"


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


def signed_in(role: str, language: str = "en") -> Client:
    email = f"{role}@steps.example".lower()
    add_person(company_name="yuanjing", email=email, password=PASSWORD, role=role)
    client = Client(headers={"accept-language": language})
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def in_force(book: Ledger, content: bytes) -> None:
    clerk = book.books.scope("ARA")

    file_id = keep_drawing(**clerk, upload=Upload("SOP.bpmn", content))
    set_procedure(**clerk, origin=DOOR, file_id=file_id)


def test_a_drawing_is_handed_in_looked_at_and_put_in_force_by_anothers_word(book: Ledger) -> None:
    set_bands(**book.scope, kind=KIND, bands=[band for band in DEFAULT_BANDS if band.kind == KIND])
    clerk, manager = signed_in("ARA"), signed_in("FM")
    assert "No procedure yet" in text_of(clerk.get("/procedures/drawing/"))
    file = SimpleUploadedFile("ours.bpmn", drawn(LOOP, lanes=LANES))
    draft = clerk.post("/procedures/drafts/", {"drawing": file})["Location"]
    shown = clerk.get(draft)
    assert "This is how the drawing is understood" in text_of(shown)
    assert "Differs: Explain" in text_of(shown)
    asked = clerk.post(f"{draft}set/")
    assert asked.status_code == 302
    request = asked["Location"]
    told = manager.get(request)
    assert "Compare (Receivables accountant, 2 working days)" in text_of(told)
    digest = re.search(r'name="shown"[^>]*value="([0-9a-f]{64})"', told.content.decode())
    assert digest is not None
    manager.post(f"{request}decide/", {"verdict": "approve", "shown": digest[1]})
    assert "version 1" in text_of(clerk.get("/procedures/drawing/"))
    sent = clerk.get("/procedures/drawing/1/file/")
    assert sent.content == drawn(LOOP, lanes=LANES)
    assert sent["Content-Disposition"].startswith("attachment")


def test_what_nobody_could_follow_is_listed_and_cannot_be_put_in_force(book: Ledger) -> None:
    clerk = signed_in("ARA")
    wrong = drawn(LOOP + '<scriptTask id="x" name="&lt;b&gt;run&lt;/b&gt;"/>')
    draft = clerk.post("/procedures/drafts/", {"drawing": SimpleUploadedFile("x.bpmn", wrong)})["Location"]  # fmt: skip
    shown = clerk.get(draft)
    assert "A “scriptTask” is not supported." in text_of(shown)
    assert "The task lies in no lane: nobody does it : Compare" in text_of(shown)
    assert "<b>run" not in shown.content.decode()
    assert "Put it in force" not in text_of(shown)
    assert clerk.post(f"{draft}set/").status_code == 422
    assert not ProcedureVersion.objects.exists()
    assert "Choose a file first" in text_of(clerk.post("/procedures/drafts/", {}, follow=True))
    big = SimpleUploadedFile("x.bpmn", b"x" * ((1 << 20) + 1))
    assert clerk.post("/procedures/drafts/", {"drawing": big}).status_code == 422


def test_a_case_is_opened_followed_found_and_taken_away(book: Ledger) -> None:
    clerk, manager = signed_in("ARA"), signed_in("FM")
    assert "First put a procedure in force" in text_of(clerk.get("/procedures/new/"))
    in_force(book, drawn(LOOP, lanes=LANES))
    customer = book.customer("远景")
    wrong = clerk.post("/procedures/new/", {"customer": customer, "title": " ", "key": "k"})
    assert wrong.status_code == 422
    case = clerk.post("/procedures/new/", {"customer": customer, "title": "March", "key": "k"})["Location"]  # fmt: skip
    page = clerk.get(case)
    assert 'data-here="compare"' in page.content.decode()
    assert "Differs" in text_of(page)
    assert clerk.post(f"{case}do/", {"step": "compare", "done": "0"}).status_code == 422
    clerk.post(f"{case}do/", {"step": "compare", "done": "0", "way": "agrees", "said": "INV-3"})
    assert "Waits for Finance manager" in text_of(clerk.get(case))
    refused = clerk.post(f"{case}do/", {"step": "sign", "done": "1"})
    assert (refused.status_code, "another role" in text_of(refused)) == (403, True)
    assert "March" in text_of(manager.get("/procedures/?show=mine&q=远景"))
    assert "No case here" in text_of(manager.get("/procedures/?step=Compare"))
    sheet = clerk.get("/procedures/sheet/en/csv/?show=open")
    assert "Sign" in sheet.content.decode("utf-8-sig")
    manager.post(f"{case}do/", {"step": "sign", "done": "1"})
    assert 'data-done="compare sign"' in clerk.get(case).content.decode()
    assert "finished" in text_of(clerk.get("/procedures/?show=over"))


def test_a_case_is_stopped_with_a_reason(book: Ledger) -> None:
    in_force(book, ready_made("zh").content)
    clerk = signed_in("ARA", "zh-hans")
    made = clerk.post("/procedures/new/", {"customer": book.customer("远景"), "title": "三月", "key": "k"})  # fmt: skip
    case = made["Location"]
    assert clerk.post(f"{case}stop/", {"reason": ""}).status_code == 422
    clerk.post(f"{case}stop/", {"reason": "客户已注销"})
    assert ProcedureCase.objects.get().state == "stopped"
    assert "已中止" in text_of(clerk.get(case))
    for place in ("", "new/", "drawing/", "?show=all"):
        assert clerk.get(f"/procedures/{place}").status_code == 200


def test_a_step_done_by_a_fact_leads_to_it_and_by_hand_wants_a_note(book: Ledger) -> None:
    clerk = signed_in("ARA")
    book.post("invoice", "INV-1", "100.00", "01-10")
    assert "statement sent" in text_of(clerk.get("/procedures/drawing/"))
    in_force(book, ready_made("en").content)
    assert "Agrees: statement confirmed" in text_of(clerk.get("/procedures/drawing/"))
    address = clerk.post("/procedures/new/", {"customer": book.customer("远景"), "title": "March", "key": "k"})["Location"]  # fmt: skip
    assert "Done by itself once it has happened" in text_of(clerk.get(address))
    assert "No fact did a step yet" in text_of(clerk.post(f"{address}look/", follow=True))
    by_hand = {"step": "issue", "done": "0"}
    refused = clerk.post(f"{address}do/", by_hand)
    assert refused.status_code == 422
    assert "A fact does this step by itself" in text_of(refused)
    statement = issued(book, "远景")
    on_paper(book, statement, "handed")
    assert "1 step is done by a fact" in text_of(clerk.post(f"{address}look/", follow=True))
    page = clerk.get(address)
    assert f'<a href="/statements/{statement}/">statement sent</a>' in page.content.decode()
    clerk.post(f"{address}do/", {"step": "answer", "done": "1", "way": "silent", "said": ""})
    assert "Call, and ask for the answer" in text_of(clerk.get(address))
    assert "对账单已发出" in text_of(clerk.get(address, headers={"accept-language": "zh-hans"}))


def test_a_fact_that_does_not_exist_is_listed(book: Ledger) -> None:
    clerk = signed_in("ARA")
    wrong = drawn(LOOP.replace('<userTask id="explain" name="Explain"/>', '<userTask id="explain" name="Explain"><documentation>fact: full moon</documentation></userTask>'), lanes=LANES)  # fmt: skip
    draft = clerk.post("/procedures/drafts/", {"drawing": SimpleUploadedFile("x.bpmn", wrong)})["Location"]  # fmt: skip
    shown = text_of(clerk.get(draft))
    assert "There is no such fact" in shown
    assert "Explain – full moon" in shown
    assert clerk.post(f"{draft}set/").status_code == 422

"""The screens of settlement cycles: the board, one cycle from its closing to its drafts, many at once, the rules."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.cycles import contract, cycle_to, cycles, monthly, opened
from tests.papers import Papers, open_papers, steel
from tests.web.test_book import signed_in, text_of

from wanglai.store.models import CyclePolicy, Invoice, StatementRun

MARCH = "/cycles/?month=2026-03"


@pytest.fixture
def papers(db: None) -> Papers:
    papers = open_papers()
    contract(papers, monthly(30))
    opened(papers, "03-05", since="03-05")
    papers.order("SO-1", steel("100"))
    papers.deliver("DN-1", "60", on="03-05")
    return papers


@pytest.fixture
def clerk(papers: Papers) -> Client:
    return signed_in("yuanjing", "ARA")


def _said(answer: Any) -> str:
    """The page a form leads to."""
    assert answer.status_code == 302, text_of(answer)
    return text_of(answer.client.get(answer["Location"]))


def test_a_cycle_is_closed_billed_and_leads_to_its_draft(papers: Papers, clerk: Client) -> None:
    board = text_of(clerk.get(MARCH))
    assert "To be closed" in board
    assert "nobody is named" not in board
    found = cycle_to(papers, "03-31")
    address = f"/cycles/{found.id}/"
    page = text_of(clerk.get(address))
    assert "Would be billed" in page
    assert "600.00 + 78.00 = 678.00" in page
    too_early = clerk.post(f"{address}bill/")
    assert too_early.status_code == 409
    assert "not closed yet" in text_of(too_early)
    assert "The cycle is closed" in _said(clerk.post(f"{address}close/"))
    again = clerk.post(f"{address}close/")
    assert again.status_code == 409
    assert "never opened again" in text_of(again)
    assert "1 draft was made" in _said(clerk.post(f"{address}bill/"))
    made = Invoice.objects.get()
    assert f"/documents/invoices/{made.id}/" in clerk.get(address).content.decode()
    assert "There was nothing to bill" in _said(clerk.post(f"{address}bill/"))
    assert "To be posted" in text_of(clerk.get(MARCH))


def test_a_foreign_currency_asks_for_its_rate(papers: Papers, clerk: Client) -> None:
    papers.order("SO-2", steel("10"), currency="USD")
    papers.deliver("DN-2", "10", order="SO-2", on="03-06")
    address = f"/cycles/{cycle_to(papers, '03-31').id}/"
    clerk.post(f"{address}close/")
    assert 'name="rate-USD"' in clerk.get(address).content.decode()
    for wrong in ("", "x", "0", "1e999", "0.000000001"):
        answer = clerk.post(f"{address}bill/", {"rate-USD": wrong})
        assert answer.status_code == 422, wrong
        assert "no exchange rate" in text_of(answer)
    assert "2 drafts were made" in _said(clerk.post(f"{address}bill/", {"rate-USD": "7.1"}))


def test_the_chosen_are_closed_billed_and_stated_together(papers: Papers, clerk: Client) -> None:
    found = cycle_to(papers, "03-31").id
    back = {"back": "?month=2026-03"}
    assert "Choose cycles first" in _said(clerk.post("/cycles/chosen/", {"do": "close", **back}))
    refused = clerk.post("/cycles/chosen/", {"do": "statements", "cycle": found, **back})
    assert refused.status_code == 409
    assert "1 cycle closed" in _said(clerk.post("/cycles/chosen/", {"do": "close", "cycle": found, **back}))  # fmt: skip
    told = _said(clerk.post("/cycles/chosen/", {"do": "close", "cycle": [found, 999_999], **back}))
    assert "0 cycles closed" in told
    assert "1 × The cycle is closed" in told
    assert "1 cycles billed with 1 drafts" in _said(clerk.post("/cycles/chosen/", {"do": "bill", "cycle": found, **back}))  # fmt: skip
    answer = clerk.post("/cycles/chosen/", {"do": "statements", "cycle": found, "key": "k", **back})
    assert answer["Location"] == f"/statements/runs/{StatementRun.objects.get().id}/"
    assert clerk.post("/cycles/chosen/", {"do": "dance", "cycle": found}).status_code == 403


def test_the_board_is_filtered_searched_paged_and_taken_away(papers: Papers, clerk: Client) -> None:
    assert "No cycle ends in this month" in text_of(clerk.get("/cycles/?month=2026-01"))
    assert clerk.get("/cycles/?month=13-2026&step=x&tier=Z&after=x&manager=x").status_code == 200
    assert "Nothing fits these filters" in text_of(clerk.get(f"{MARCH}&step=paid"))
    assert "远景" in text_of(clerk.get(f"{MARCH}&q=远"))
    assert "Nothing fits" in text_of(clerk.get(f"{MARCH}&q=别处"))
    sheet = clerk.get("/cycles/sheet/zh/csv/?month=2026-03")
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert any(line.startswith("远景,2026-03-01,2026-03-31,待截止") for line in lines), lines
    page = clerk.get(MARCH, headers={"accept-language": "zh-hans"}).content.decode()
    assert "轮到谁" in page
    assert not re.search(r">\s*Whose turn\s*<", page)


def test_cycles_are_opened_from_the_board(papers: Papers, clerk: Client) -> None:
    told = _said(clerk.post("/cycles/open/", {"month": "2026-03", "back": "?month=2026-03"}))
    assert "cycles were opened by contract, 0 cut anew" in told
    assert cycles(papers)[1] == "04-01 04-30 open v1"
    assert clerk.post("/cycles/open/", {"month": "never", "back": "https://elsewhere.example"})["Location"] == "/cycles/"  # fmt: skip


def test_rules_are_set_for_the_company_and_for_a_customer(papers: Papers, clerk: Client) -> None:
    assert "Nothing is set" in text_of(clerk.get("/cycles/rules/"))
    form = {"closes": "itself", "close_after": "2", "bills": "currency"}
    assert "by itself, 2 days after the cut-off" in _said(clerk.post("/cycles/rules/", form))
    one = {"customer": "远景", "closes": "person", "bills": "order"}
    assert "a bill for each order" in _said(clerk.post("/cycles/rules/", one))
    assert CyclePolicy.objects.count() == 2
    for wrong in ({"close_after": "x"}, {"close_after": "61"}, {"customer": "无此客户"}):
        assert clerk.post("/cycles/rules/", {**form, **wrong}).status_code in (422, 404), wrong
    seller = signed_in("yuanjing", "SAL")
    assert 'name="close_after"' not in seller.get("/cycles/rules/").content.decode()

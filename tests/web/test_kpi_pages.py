"""Figures of reconciling on their page: by each group, with what they mean, in both languages, and taken away."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.ledgers import Ledger
from tests.services import test_kpi
from tests.web.test_book import signed_in, text_of

book, office, dispute = test_kpi.book, test_kpi.office, test_kpi.dispute


@pytest.fixture
def clerk(book: Ledger) -> Client:
    return signed_in(book.books.name, "ARA")


@pytest.mark.usefixtures("dispute")
def test_the_figures_stand_with_their_meaning_by_each_group(clerk: Client) -> None:
    for by in ("month", "customer", "manager", "nonsense"):
        page = text_of(clerk.get(f"/kpi/reconciling/?by={by}&days=3"))
        assert "66.7" in page
        assert "within 3 days" in page
    assert "确认率" in text_of(
        clerk.get("/kpi/reconciling/", headers={"accept-language": "zh-hans"})
    )
    sheet = clerk.get("/kpi/reconciling/sheet/en/csv/?by=customer").content.decode("utf-8-sig")
    assert "66.7" in sheet


def test_without_a_statement_the_page_says_so(clerk: Client) -> None:
    assert "No statement in these days" in text_of(clerk.get("/kpi/reconciling/?from=x&days=1000"))


@pytest.mark.usefixtures("dispute")
def test_a_manager_sets_a_target_and_it_stands_beside_the_figure_and_in_its_line(book: Ledger, clerk: Client) -> None:  # fmt: skip
    assert "No target is set" in text_of(clerk.get("/kpi/reconciling/"))
    assert "Set the target" not in text_of(clerk.get("/kpi/reconciling/"))
    manager = signed_in(book.books.name, "FM")
    form = {"kpi": "confirmation", "value": "90.5", "since": "2026-01-01"}
    assert clerk.post("/kpi/reconciling/", form).status_code == 403
    for wrong in ({"value": "101"}, {"value": "9.55"}, {"value": "x"}, {"since": ""}, {"kpi": "x"}):
        assert manager.post("/kpi/reconciling/", {**form, **wrong}).status_code == 422, wrong
    assert manager.post("/kpi/reconciling/", form).status_code == 302
    page = manager.get("/kpi/reconciling/")
    assert "target missed" in text_of(page)
    drawn = page.content.decode()
    assert drawn.count("stroke-dasharray") == 0 or "polyline" in drawn
    assert "by=customer&amp;from=" in drawn, "a point leads to its customers"
    assert "目标" in text_of(clerk.get("/kpi/reconciling/?by=clerk", headers={"accept-language": "zh-hans"}))  # fmt: skip

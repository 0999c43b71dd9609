"""Words are looked for in a stretch of the audit trail at a time; nothing is lost between two stretches."""

from __future__ import annotations

from copy import deepcopy

import pytest

from tests.ledgers import Ledger, open_ledger
from tests.web.test_book import signed_in, text_of
from tests.worlds import ForTheFile
from wanglai.services.audit.queries import Trail, TrailFilter, trail


def _built() -> Ledger:
    ledger = open_ledger()
    for number in range(30):
        ledger.post(
            "invoice",
            f"INV-{number % 3}-{number}",
            "10.00",
            "01-05",
            customer="甲" if number % 5 else "乙",
        )
    return ledger


@pytest.fixture(scope="module")
def built(for_the_file: ForTheFile) -> Ledger:
    return for_the_file(_built)


@pytest.fixture
def book(built: Ledger, db: None) -> Ledger:
    return deepcopy(built)  # a test may change it, too


def asked(book: Ledger, look: int | None, limit: int = 50, **wanted: object) -> Trail:
    return trail(**book.reader, wanted=TrailFilter(**wanted), limit=limit, look=look)  # type: ignore[arg-type]


@pytest.mark.parametrize("look", [1, 4, 7, 1_000])
@pytest.mark.parametrize("wanted", [{"search": "INV-1"}, {"about": "乙"}, {"search": "nowhere"}])
@pytest.mark.parametrize("limit", [2, 50])
def test_stretch_after_stretch_finds_what_one_look_at_all_finds(
    book: Ledger, look: int, wanted: dict[str, str], limit: int
) -> None:
    found, after = [], None
    for _ in range(100):
        part = asked(book, look, limit, after=after, **wanted)
        found += [row.seq for row in part.rows]
        after = part.next_after
        if after is None:
            break
    assert after is None
    assert found == [row.seq for row in asked(book, None, **wanted).rows]


def test_a_stretch_says_down_to_where_it_looked_and_no_filter_looks_everywhere(
    book: Ledger,
) -> None:
    newest = asked(book, None, limit=1).rows[0].seq
    part = asked(book, 4, search="INV-1")
    assert part.looked_to == part.next_after == newest - 3
    assert {row.seq for row in part.rows} <= set(range(newest - 3, newest + 1))
    assert asked(book, 4).looked_to is None
    assert len(asked(book, 4).rows) > 30
    assert asked(book, 1_000, search="INV-1").looked_to is None


def test_many_pairs_are_one_sentence(book: Ledger) -> None:
    book.post("receipt", "RC", "100.00", "01-20", customer="甲")
    book.settle("INV-1-1", "RC", None, "01-20")
    (row,) = asked(book, None, limit=1).rows
    assert row.sentence.en == "Settled INV-1-1 with RC of 甲, 10.00 CNY, from 2026-01-20"


def test_the_screen_goes_on_looking(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wanglai.web.audit.views.LOOK_ACTS", 5)
    client = signed_in("yuanjing", "AUD")
    page = text_of(client.get("/audit/?q=INV-0-0"))
    assert "Nothing fits so far" in page
    assert "Look further back" in page
    assert "Posted invoice INV-0-0" in text_of(client.get("/audit/?q=INV-0-0&far=1"))

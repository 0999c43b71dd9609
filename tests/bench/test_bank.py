"""Our reading laid beside a library's: what counts as a difference, and that those of the published files are explained."""

from __future__ import annotations

import pytest
from bench.bank import rows
from bench.bank.explained import EXPLAINED
from bench.bank.rows import BankPeersResult, Difference, differences_of
from bench.kinds import NotHereError
from bench.published import published

OURS = [(-1_250, "EUR", "2026-03-05", "Acme", "DE1")]


def test_equal_entries_make_no_difference() -> None:
    assert list(differences_of("a.sta", "mt-940", OURS, [["-12.50", "EUR", "2026-03-05", "Acme", "DE1"]])) == []  # fmt: skip


def test_each_field_that_differs_is_one_difference() -> None:
    told = [["12.50", "EUR", "2026-03-06", "", "DE1"]]
    found = list(differences_of("a.sta", "mt-940", OURS, told))
    assert [(each.field, each.ours, each.theirs) for each in found] == [
        ("amount", "`-1250`", "`1250`"), ("day", "`2026-03-05`", "`2026-03-06`"), ("name", "`Acme`", "nothing"),
    ]  # fmt: skip
    assert all(each.why == "**not explained**" for each in found)


def test_more_entries_and_errors_are_one_difference() -> None:
    assert [each.theirs for each in differences_of("a.sta", "mt-940", OURS, [])] == ["0"]
    assert [each.theirs for each in differences_of("a.sta", "mt-940", OURS, "TypeError: no")] == ["error: TypeError: no"]  # fmt: skip


def test_the_section_says_what_is_not_explained() -> None:
    known = next(iter(EXPLAINED))
    result = BankPeersResult(2, 3, ("a.sta (bank.not_closing)",), 5, (Difference(*known, "x", "y"), Difference("b", "mt-940", "day", "1", "2")))  # fmt: skip
    assert result.line() == "bank-peers files=2 entries=3 differences=2 unexplained=1"
    assert EXPLAINED[known] in result.section()
    assert "a.sta (bank.not_closing)" in result.section()


def test_without_the_published_files_the_row_is_left_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(rows, "published", lambda *_: None)
    with pytest.raises(NotHereError, match="published files"):
        rows.bank_peers()


@pytest.mark.skipif(published("bank") is None, reason="the published files are not beside the project")  # fmt: skip
def test_every_explained_file_is_there() -> None:
    folder = published("bank")
    assert folder
    assert [file for file, _, _ in EXPLAINED if not (folder / file).exists()] == []

"""The summary a clerk reads: balances, bridge, proof, and what to do next; nothing that moves a cursor."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.tieout.report.golden_case import golden_case
from tieout.decisions import DIFFERENCE_CLASSES, Difference, Members, Reconciliation
from tieout.ledger import TotalRow
from tieout.reading.options import FIELDS, SIGNS
from tieout.refusal import Wording
from tieout.report.bridge import by_class, counts_of, largest, steps_of
from tieout.report.terminal import console_for, print_summary, printable
from tieout.report.terminal_reading import print_reading
from tieout.report.words import (
    CLASS_NAMES,
    FIELD_NAMES,
    NEXT_STEPS,
    SETTLEMENTS,
    SIGN_NAMES,
)


def summary(reconciliation: Reconciliation, language: str = "en", width: int = 100) -> str:
    stream = io.StringIO()
    print_summary(reconciliation, Console(file=stream, width=width, highlight=False), language)
    return stream.getvalue()


def test_both_balances_the_bridge_and_the_proof_are_printed() -> None:
    text = summary(golden_case()[0])
    assert "Our balance" in text
    assert "56,190.37" in text
    assert "39,928.60" in text
    assert "Gap 16,261.77 = explained 16,261.77 + unexplained 0.00  ✓ closes" in text


def test_a_gap_left_open_is_said_in_words() -> None:
    reconciliation = golden_case()[0]
    spoiled = replace(reconciliation, differences=reconciliation.differences[1:])
    assert "unexplained 3,100.50  ✗ does not close" in summary(spoiled)


def test_the_ten_largest_differences_come_largest_first() -> None:
    amounts = [abs(one.amount) for one in largest(golden_case()[0].differences, 10)]
    assert amounts == sorted(amounts, reverse=True)
    assert len(amounts) == 10
    text = summary(golden_case()[0])
    assert text.index("Belongs to 创新机械") < text.index("They booked INV-1010 twice")


def test_problems_of_a_file_are_named_with_row_column_and_excerpt() -> None:
    text = summary(golden_case()[0])
    assert "row 21 · Dr · “12,34,56”" in text


def test_next_steps_start_with_what_a_person_must_decide() -> None:
    text = summary(golden_case()[0])
    assert "1. Confirm the suggested matches (1)" in text
    assert "2. Choose among the alternatives of the ambiguous matches (1)" in text


def test_when_everything_agrees_the_next_step_is_to_sign() -> None:
    reconciliation = golden_case()[0]
    ours = replace(reconciliation.ours, problems=(), totals=())
    same = replace(
        reconciliation, ours=ours, theirs=ours, differences=(), groups=reconciliation.groups[:1]
    )
    assert "Both sides agree" in summary(same)
    assert "双方一致" in summary(same, "zh")


def test_nobody_is_told_to_sign_while_a_stated_total_is_not_the_sum_of_its_lines() -> None:
    reconciliation = golden_case()[0]
    total = TotalRow(9, "total", "合计", stated=100, computed=99, agrees=False)
    ours = replace(reconciliation.ours, problems=(), totals=(total,))
    same = replace(reconciliation, ours=ours, theirs=ours, differences=(), groups=reconciliation.groups[:1])  # fmt: skip
    assert "Both sides agree" not in summary(same)
    assert "1. See whether rows are missing where a stated total" in summary(same)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [40, 60, 80, 140])
def test_no_line_is_wider_than_the_terminal(language: str, width: int) -> None:
    for line in summary(golden_case()[0], language, width).splitlines():
        assert cell_len(line) <= width, line


def test_chinese_labels_do_not_push_the_amounts_out_of_line() -> None:
    lines = summary(golden_case()[0], "zh").splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("我方余额"))
    bridge = lines[first : first + 17]
    assert bridge[-1].startswith("对方余额")
    assert len({cell_len(line.rstrip()) for line in bridge}) == 1


def test_a_chinese_summary_holds_no_english_sentence() -> None:
    words = ("matched", "Largest", "less:", "Gap", "lines", "debit")
    text = summary(golden_case()[0], "zh")
    assert not [word for word in words if word in text]


def test_no_colour_leaves_the_command_through_a_pipe() -> None:
    stream = io.StringIO()
    print_summary(golden_case()[0], console_for(stream), "en")
    assert "\x1b" not in stream.getvalue()


def test_escape_codes_of_a_customer_never_reach_the_terminal() -> None:
    assert printable("\x1b[2Jgone\x07\u202e") == "\ufffd[2Jgone\ufffd\ufffd"
    reconciliation = golden_case()[0]
    hostile = "\x1b]0;owned\x07"
    spoiled = replace(
        reconciliation,
        theirs=replace(reconciliation.theirs, file=f"a{hostile}.csv", columns={"date": hostile}),
        differences=(
            *reconciliation.differences,
            Difference("amount", Members((15,), (11,)), 10_000_000, Wording(hostile, hostile)),
        ),
    )
    for character in summary(spoiled):
        assert character == "\n" or unicodedata.category(character) != "Cc"


def test_every_class_field_and_sign_has_its_words_in_both_languages() -> None:
    for names in (CLASS_NAMES, NEXT_STEPS, SETTLEMENTS):
        assert set(names) == set(DIFFERENCE_CLASSES)
    assert set(FIELD_NAMES) == set(FIELDS)
    assert set(SIGN_NAMES) == set(SIGNS)
    for names in (CLASS_NAMES, NEXT_STEPS, SETTLEMENTS, FIELD_NAMES, SIGN_NAMES):
        for wording in names.values():
            assert wording.zh
            assert wording.en
            assert wording.zh != wording.en


def test_steps_add_up_to_what_is_explained_and_count_every_difference() -> None:
    reconciliation = golden_case()[0]
    steps = steps_of(reconciliation)
    assert sum(step.amount for step in steps) == reconciliation.explained
    assert sum(step.count for step in steps) == counts_of(reconciliation).differences
    assert [step.kind for step in steps] == [
        kind for kind in DIFFERENCE_CLASSES if kind in {s.kind for s in steps}
    ]
    assert next(one.kind for one in by_class(reconciliation.differences)) == "missing_theirs"


def test_a_reading_shows_what_was_chosen_and_what_was_not() -> None:
    stream = io.StringIO()
    print_reading(golden_case()[0].ours, Console(file=stream, width=120, highlight=False), "en")
    text = stream.getvalue()
    assert "37 of 40 numbers also stand in our ledger" in text
    assert "备注 310" in text
    assert "row 21 · Month total “本月合计” 0.01 · differs" in text
    assert "row 1 · 创新电子往来对账" in text

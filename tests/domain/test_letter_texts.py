"""Words of letters: filled in one pass, and everything wrong with them named with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.letter_texts import (
    BODY_MOST,
    PLACES,
    SUBJECT_MOST,
    Fault,
    faults_of,
    filled,
    tidied,
)

GOOD = "{number}\n{digest}"
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=60)


@pytest.mark.parametrize(
    ("subject", "body", "faults"),
    [
        ("对账单 {number}", "{digest}", ()),
        ("", GOOD, (Fault("empty", "subject"),)),
        ("x", " \n ", (Fault("empty", "body"), Fault("missing", "body", 0, "{digest}"), Fault("missing", "body", 0, "{number}"))),
        ("x" * SUBJECT_MOST, GOOD, ()),
        ("x" * (SUBJECT_MOST + 1), GOOD, (Fault("long", "subject", 0, "150"),)),
        ("x", GOOD + "y" * (BODY_MOST - len(GOOD)), ()),
        ("x", GOOD + "y" * (BODY_MOST - len(GOOD) + 1), (Fault("long", "body", 0, "4000"),)),
        ("x", "{number}\n{digest} {frist}", (Fault("unknown", "body", 2, "{frist}"),)),
        ("{link}", GOOD, (Fault("unknown", "subject", 1, "{link}"),)),
        ("x", GOOD + " {sent}", (Fault("unknown", "body", 2, "{sent}"),)),  # of a reminder
        ("x", GOOD + "\n{company.__class__}", (Fault("brace", "body", 3, "{company.__class__}"),)),
        ("x", GOOD + "\n{0} { }", (Fault("brace", "body", 3, "{0} { }"),)),
        ("x", GOOD + "\n{{company}}", (Fault("brace", "body", 3, "{{company}}"),)),
        ("x", GOOD + "}", (Fault("brace", "body", 2, "{digest}}"),)),
        ("x", "{number}", (Fault("missing", "body", 0, "{digest}"),)),
    ],
)  # fmt: skip
def test_each_fault_of_words_is_told_with_its_place(subject: str, body: str, faults: tuple[Fault, ...]) -> None:  # fmt: skip
    assert faults_of("statement", subject, body) == faults


def test_a_reminder_may_say_when_the_statement_was_sent_and_which_time_it_is() -> None:
    assert faults_of("reminder", "{number} {time}", "{sent}") == ()


@pytest.mark.parametrize("kind", ["due_soon", "overdue"])
def test_a_letter_that_asks_for_money_lists_what_it_asks_for_and_what_it_leaves_out(kind: str) -> None:  # fmt: skip
    assert faults_of(kind, "{total}", "{items}{left_out}") == ()
    missing = tuple(Fault("missing", "body", 0, place) for place in ("{items}", "{left_out}"))
    assert faults_of(kind, "{total}", "{total}") == missing


@given(ANY, ANY)
def test_what_is_filled_in_is_text_and_never_a_place_again(company: str, contact: str) -> None:
    """A customer that calls itself {company} is written as it calls itself."""
    said = filled("[{contact}|{company}]", {"contact": contact + "{company}", "company": company})
    if "\n\n\n" not in contact + company:
        assert said == f"[{contact}{{company}}|{company}]"


def test_a_place_that_is_empty_leaves_one_blank_line_and_no_gap() -> None:
    assert filled("a\n\n{link}\n\n{ask}\n\nb", {"link": "", "ask": ""}) == "a\n\nb"


@given(st.sampled_from(sorted(PLACES)), ANY, ANY)
def test_words_that_pass_can_be_filled_in(kind: str, subject: str, body: str) -> None:
    """Whatever passes needs no fact but those of its kind; nothing raises on what a person typed."""
    subject, body = tidied(subject, body)
    if not faults_of(kind, subject, body):
        filled(subject, dict.fromkeys(PLACES[kind].subject, "x"))
        filled(body, dict.fromkeys(PLACES[kind].body, "x"))


def test_words_are_kept_tidy() -> None:
    assert tidied(" a\r\n b\0 ", "\r\n x  \r\ry\0\n\n") == ("a b", " x\n\ny")

"""The figures in docs/algorithms are what the code says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from tieout.causes import cause_of_gap
from tieout.decisions import DIFFERENCE_CLASSES
from tieout.reading.assign import assign
from tieout.rules import Rules
from tieout.steps.numbers import keys_of
from wanglai.domain.ageing import Scheme, days_of
from wanglai.domain.calendars import EVERY_DAY, China
from wanglai.domain.confirmations import Rule, Unit, draw, project
from wanglai.domain.invoicing import Priced, figures, summed
from wanglai.domain.orders import Progress
from wanglai.domain.payment_steps import step_day, step_reached
from wanglai.domain.statutory import LegalWarning
from wanglai.domain.terms import Add, Due, MonthEnd, PayDay, Step, Terms, due_on, months_after
from wanglai.domain.terms_ready import READINGS

ALGORITHMS = Path(__file__).resolve().parents[2] / "docs/algorithms"


def table(page: str, columns: int, first: str) -> list[tuple[str, ...]]:
    """Rows of ``columns`` cells whose first cell matches."""
    rows = []
    for line in (ALGORITHMS / page).read_text("utf-8").splitlines():
        cells = tuple(cell.strip() for cell in line.strip("| ").split("|"))
        if line.startswith("|") and len(cells) == columns and re.fullmatch(first, cells[0]):
            rows.append(cells)
    return rows


@dataclass(frozen=True)
class Booked:
    amount: int
    kind: str | None
    text: str | None = None


AGES = table("ageing.md", 4, r"\d{4}-\d\d-\d\d")


def test_the_worked_ages_are_in_the_buckets_of_the_page() -> None:
    assert len(AGES) == 5
    scheme = Scheme()
    for due, _, days, bucket in AGES:
        day = date.fromisoformat(due)
        assert int(days) == days_of(document_on=day, due_on=day, on=date(2026, 3, 31), basis="due")
        head = scheme.words()[scheme.bucket_of(int(days))].en
        assert head.lower().removesuffix(" days") == bucket


STEPS = table("reminders.md", 2, r"2026-\d\d-\d\d")
STEP_DAYS = table("reminders.md", 3, r"2026-\d\d-\d\d")


def test_the_worked_steps_are_reached_on_the_days_of_the_page() -> None:
    assert len(STEPS) == 8
    for on, step in STEPS:
        found = step_reached(date(2026, 3, 10), (-3, 0, 7), EVERY_DAY, date.fromisoformat(on))
        assert str(found if found is not None else "none") == step, on


def test_the_worked_days_of_steps_are_those_of_the_page() -> None:
    assert len(STEP_DAYS) == 5
    for due, step, day in STEP_DAYS:
        assert str(step_day(date.fromisoformat(due), int(step), China())) == day, (due, step)


GAPS = table("difference-classes.md", 5, "invoice|cash")


def test_the_worked_gaps_are_all_there() -> None:
    assert len(GAPS) == 10


@pytest.mark.parametrize("row", GAPS, ids=lambda row: f"{row[1]} and {row[2]}")
def test_a_worked_gap_has_the_class_the_page_says(row: tuple[str, ...]) -> None:
    kind = "receipt" if row[0] == "cash" else "invoice"
    ours, theirs = (int(Decimal(cell) * 100) for cell in row[1:3])
    assert cause_of_gap([Booked(ours, kind)], [Booked(theirs, kind)], Rules()) == row[3]


def test_every_class_stands_on_its_page() -> None:
    text = (ALGORITHMS / "difference-classes.md").read_text("utf-8")
    assert set(re.findall(r"`([a-z_]+)`", text)) >= set(DIFFERENCE_CLASSES)


def test_the_keys_of_a_number_are_those_of_the_page() -> None:
    rows = table("matching.md", 3, "full|runs|core|digits|tail")
    assert len(rows) == 5
    for form, key, _ in rows:
        assert keys_of("INV-2026-00123").form(form) == key.strip("`")


def test_columns_are_given_so_that_the_sum_is_largest() -> None:
    assert assign([[9, 8], [9, 1]]) == [1, 0]


def due(terms: Terms, day: str) -> str:
    found = due_on(
        replace(terms, counted_from=("delivery",)), {"delivery": date.fromisoformat(day)}
    )
    assert isinstance(found, Due)
    return found.on.isoformat()


def test_the_readings_of_monthly_settlement_are_those_of_the_page() -> None:
    rows = table("terms.md", 5, "[A-D]")
    assert len(rows) == 4
    for reading, *days, _ in rows:
        told = [due(READINGS[reading](count), "2025-03-10") for count in (30, 60, 90)]
        assert told == days, reading


def step_of(words: str) -> Step:
    """``month end``, ``45 days``, ``1 month``, ``pay-day 15``."""
    if words == "month end":
        return MonthEnd()
    number = int(re.sub(r"\D", "", words))
    if words.startswith("pay-day"):
        return PayDay((number,))
    return Add(number, "months" if "month" in words else "days")


def test_the_worked_dates_are_those_of_the_page() -> None:
    rows = table("terms.md", 3, r"\d{4}-\d\d-\d\d")
    assert len(rows) == 8
    for day, steps, expected in rows:
        terms = Terms(("delivery",), tuple(step_of(words) for words in steps.split(", ")))
        assert due(terms, day) == expected, steps


def test_short_months_do_what_the_page_says() -> None:
    rows = table("terms.md", 4, "`[a-z_]+`")
    assert len(rows) == 3
    for name, january, february, pay_day in rows:
        terms = Terms(("delivery",), (PayDay((30,)),), short_month=name.strip("`"))  # type: ignore[arg-type]
        assert months_after(date(2025, 1, 31), 1, terms.short_month).isoformat() == january
        assert months_after(date(2025, 2, 28), 1, terms.short_month).isoformat() == february
        assert due(terms, "2025-02-10") == pay_day


def test_every_legal_warning_stands_on_its_page() -> None:
    rows = table("terms.md", 3, "`[a-z_]+`")
    assert {row[0].strip("`") for row in rows} == {*get_args(get_type_hints(LegalWarning)["code"])}


def test_each_quantity_is_counted_as_the_page_says() -> None:
    rows = table("documents.md", 10, r"\d+")
    assert len(rows) == 7
    for ordered, delivered, returned, invoiced, given_up, billed, *expected in rows:
        line = Progress(
            Decimal(ordered), Decimal(ordered) * 2, Decimal(delivered), Decimal(returned), Decimal(invoiced),
            Decimal(given_up), billed == "order",
        )  # fmt: skip
        found = (
            line.to_deliver, line.to_invoice, line.delivered_not_invoiced, line.ordered_not_delivered,
        )  # fmt: skip
        assert [str(each) for each in found] == expected, (ordered, delivered, invoiced)


def test_an_invoice_comes_to_what_the_page_says() -> None:
    ((_lines, rate, _exact, net, _exact_tax, tax, of_lines),) = table("documents.md", 7, r"3 ×.*")
    parts = figures([Priced(Decimal(1), Decimal("0.335"), Decimal(rate.strip(" %")))] * 3, "CNY")
    whole = summed(parts)
    assert (f"{whole.net / 100:.2f}", f"{whole.tax / 100:.2f}") == (net, tax)
    assert ", ".join(f"{part.net / 100:.2f}" for part in parts) == of_lines


SAMPLE = table("confirmations.md", 4, r"\d+")


def _minor(text: str) -> int:
    return int(Decimal(text.replace(",", "")) * 100)


def test_the_sample_of_the_page_is_drawn_as_it_says() -> None:
    assert len(SAMPLE) == 10
    balances = [_minor(row[1]) for row in SAMPLE]
    units = [
        Unit(no, "CNY", max(owed, 0), max(-owed, 0), owed) for no, owed in enumerate(balances, 1)
    ]
    sample = draw(units, Rule(5_000_000, 3, 1, 1, "2025-12-31"))
    assert [each.taken or "–" for each in sample.choices] == [row[3] for row in SAMPLE]
    assert (sample.interval, sample.start) == (1_400_000, 1_280_527)
    summed = 0
    for each, row in zip(sample.choices, SAMPLE, strict=True):
        summed += max(each.unit.base_balance, 0) if each.taken != "key" else 0
        assert not row[2] or _minor(row[2]) == summed
    assert (sample.asked_value, sample.value) == (16_000_000, 18_300_000)


def test_what_was_found_stands_for_what_the_page_says() -> None:
    rows = table("confirmations.md", 3, r"key item.*|drawn account.*")
    found = [(_minor(row[1]), _minor(row[2])) for row in rows]
    assert [rest for _, rest in found] == [12_000, project(9_000, 900_000, 1_400_000), 0]
    (total,) = table("confirmations.md", 3, "together")
    assert _minor(total[2]) == sum(rest for _, rest in found)

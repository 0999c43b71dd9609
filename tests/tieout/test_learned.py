"""Learned tables: what is later never counts, what is written is read again, and a run holds to them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tieout.cli import application
from tieout.learned import FORMAT, Learned, read_learned
from tieout.learning import learn
from tieout.ledger import LINES
from tieout.local import decided, match
from tieout.refusal import Refusal
from tieout.rules import Rules
from tieout.steps.account import Lag

START = datetime.date(2026, 3, 1)
Booking = tuple[int, int, int]  # our day, days until theirs, minor units


def _lines(bookings: list[tuple[int, int, str]], *, first: int = 2) -> pa.Table:
    """Days after the start, minor units and document number."""
    rows = [
        dict.fromkeys(LINES.names)
        | {
            "row": at, "date": START + datetime.timedelta(day), "amount": amount, "currency": "CNY",
            "document": document,
        }
        for at, (day, amount, document) in enumerate(bookings, first)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, LINES)


def _both(bookings: list[Booking]) -> tuple[pa.Table, pa.Table]:
    ours = [(day, amount, f"SI-{4000 + at}") for at, (day, _, amount) in enumerate(bookings)]
    theirs = [
        (day + late, amount, f"SI-{4000 + at}") for at, (day, late, amount) in enumerate(bookings)
    ]
    return _lines(ours), _lines(theirs)


def test_ten_invoices_booked_two_days_later() -> None:
    found = learn(
        *_both([(day, 2, 10_000 + day) for day in range(10)]), START + datetime.timedelta(30)
    )
    assert found.lags == {("", "CNY"): {False: Lag(median=2, early=2, late=2, seen=10)}}


_BOOKINGS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 9), st.integers(100, 99_999)), max_size=14
)
_LATER = st.lists(st.tuples(st.integers(31, 60), st.integers(1, 99_999)), max_size=6)


@settings(max_examples=40, deadline=None)
@given(_BOOKINGS, _LATER, _LATER)
def test_lines_of_a_later_day_never_change_the_table(
    bookings: list[Booking], ours_later: list[tuple[int, int]], theirs_later: list[tuple[int, int]]
) -> None:
    as_of = START + datetime.timedelta(30)
    before = learn(*_both(bookings), as_of)
    ours, theirs = _both(bookings)
    more = [
        pa.concat_tables([side, _numbered_on(side, later)])
        for side, later in ((ours, ours_later), (theirs, theirs_later))
    ]
    after = learn(more[0], more[1], as_of)
    assert after == before
    assert after.as_bytes() == before.as_bytes()


def _numbered_on(side: pa.Table, later: list[tuple[int, int]]) -> pa.Table:
    """Later lines with documents of the side's own, so that they would disturb if they were seen."""
    found = [(day, amount, f"SI-{4000 + at}") for at, (day, amount) in enumerate(later)]
    return _lines(found, first=side.num_rows + 2)


_LAGS = st.builds(Lag, *[st.integers(-99, 99)] * 3, st.integers(5, 1_000))
_TABLES = st.builds(
    Learned,
    st.dates(),
    st.just("1.0.0"),
    st.text(max_size=16),
    st.dictionaries(
        st.tuples(st.text(max_size=5), st.sampled_from(["CNY", "EUR"])),
        st.dictionaries(st.booleans(), _LAGS, min_size=1),
        max_size=4,
    ),
)


@settings(max_examples=60, deadline=None)
@given(_TABLES)
def test_a_table_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, table: Learned
) -> None:
    path = tmp_path_factory.mktemp("learned") / "learned.json"
    path.write_bytes(table.as_bytes())
    again = read_learned(path)
    assert again == table
    assert again.digest == table.digest


_TABLE = Learned(START, "1.0.0", "0" * 16, {("", "CNY"): {False: Lag(20, 18, 22, 9)}})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": FORMAT + 1}, "learned.format"),
        ({"as_of": "2026-03-02"}, "learned.changed"),
        ({"accounts": 5}, "learned.invalid"),
        ({"format": "newest"}, "learned.invalid"),
    ],
)
def test_what_is_no_table_of_ours_is_refused(
    tmp_path: Path, change: dict[str, object], code: str
) -> None:
    path = tmp_path / "learned.json"
    path.write_text(json.dumps(json.loads(_TABLE.as_bytes()) | change))
    with pytest.raises(Refusal) as refused:
        read_learned(path)
    assert refused.value.code == code


def test_a_run_holds_to_the_table_and_learns_nothing_beside_it() -> None:
    sides = _both([(day, 2, 10_000 + day) for day in range(10)])
    (account,), _ = decided(*sides, Rules(), (), learned=_TABLE)
    assert account.lags == {False: Lag(20, 18, 22, 9)}
    (account,), _ = decided(*sides, Rules(), ())
    assert account.lags == {False: Lag(2, 2, 2, 10)}


def test_a_line_without_number_is_found_by_the_delay_the_table_knows() -> None:
    """Booked 20 days later, which is beyond the usual window; nothing in these files tells the habit."""
    ours, theirs = _lines([(0, 12_345, "")]), _lines([(20, 12_345, "")])
    without = [group.status for group in match(ours, theirs).groups]
    with_it = [group.status for group in match(ours, theirs, learned=_TABLE).groups]
    assert without != with_it
    assert with_it == ["auto"]


def test_the_command_writes_a_table_and_the_answer_names_it(tmp_path: Path) -> None:
    files = []
    for side, late in (("ours", 0), ("theirs", 2)):
        debit, credit = ("借方", "贷方") if side == "ours" else ("贷方", "借方")
        lines = [f"日期,单据号,{debit},{credit}"]
        lines += [
            f"2026-03-{day + late:02},INV-{2000 + day},{100 + day}.37," for day in range(1, 13)
        ]
        files.append(tmp_path / f"{side}.csv")
        files[-1].write_text("\n".join(lines) + "\n", encoding="utf-8")
    table, out = tmp_path / "learned.json", tmp_path / "out.json"
    names = [str(path) for path in files]
    asked = ["learn", *names, "--as-of", "2026-03-10", "-o", str(table), "--lang", "en"]
    said = CliRunner().invoke(application("en"), asked)
    assert said.exit_code == 0, said.output
    found = read_learned(table)
    assert found.digest in said.output
    assert found.lags == {("", "CNY"): {False: Lag(2, 2, 2, 8)}}
    asked = ["match", *names, "--learned", str(table), "--json", str(out)]
    assert CliRunner().invoke(application("en"), asked).exit_code == 0
    engine = json.loads(out.read_text("utf-8"))["engine"]
    assert engine["learned"] == {"format": 1, "hash": found.digest, "as_of": "2026-03-10"}

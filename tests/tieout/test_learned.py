"""Learned tables: what is later never counts, what is written is read again, and a run holds to them."""

from __future__ import annotations

import datetime
import hashlib
import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.scale.books import write_books
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tieout.cli import application
from tieout.habits import Discount, OldestFirst, PaidFor, PayerHabit
from tieout.learned import FORMAT, Learned, read_learned
from tieout.learning import learn
from tieout.ledger import LINES
from tieout.local import decided, match
from tieout.refusal import Refusal
from tieout.rules import Rules
from tieout.scale.local_keys import Machine
from tieout.scale.run import Earlier, run
from tieout.scale.tables import decision_hash, decision_table
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
    st.dictionaries(
        st.tuples(st.text(max_size=5), st.sampled_from(["CNY", "EUR"])),
        st.dictionaries(
            st.tuples(st.sampled_from(["si-0000", "inv/0"]), st.sampled_from(["ap/0000", "付00"])),
            st.integers(5, 99),
            min_size=1,
        ),
        max_size=3,
    ),
    st.lists(
        st.builds(
            PayerHabit,
            st.sampled_from(["", "6222"]),
            st.text(max_size=6),
            st.lists(st.builds(PaidFor, st.text(max_size=4), st.integers(3, 99)), max_size=2).map(
                tuple
            ),
            st.one_of(st.none(), _LAGS),
            st.one_of(st.none(), st.just(OldestFirst(9, 10))),
            st.lists(st.builds(Discount, st.integers(1, 1_000), st.integers(3, 9)), max_size=2).map(
                tuple
            ),
        ),
        max_size=3,
    ).map(tuple),
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


def test_a_table_of_the_first_format_is_read_and_named_as_it_was() -> None:
    """Written by the release before payers and series: its hash is that of what it says."""
    said = {
        "format": 1, "engine": "1.0.0", "ruleset": "0" * 16, "as_of": "2026-03-01",
        "accounts": [{"party": "", "currency": "CNY", "lags": {"raises": {"median": 20, "early": 18, "late": 22, "seen": 9}}}],
    }  # fmt: skip
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False).encode()
    digest = hashlib.blake2b(canonical, digest_size=8).hexdigest()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "learned.json"
        path.write_text(json.dumps({"hash": digest, **said}))
        found = read_learned(path)
    assert found.named() == {"format": 1, "hash": digest, "as_of": "2026-03-01"}
    assert (found.lags, found.series, found.payers) == (_TABLE.lags, {}, ())


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
    (group,) = match(ours, theirs, learned=_TABLE).groups
    assert (
        "Learned up to 2026-03-01: they usually book 18 to 22 days after us (9 pairs)"
        in group.sentence.en
    )
    assert ("usual_delay", "18..22", "2026-03-01", "learned") in [
        tuple(one) for one in group.evidence
    ]
    (plain,) = match(ours, _lines([(2, 12_345, "")])).groups
    assert "Learned" not in plain.sentence.en


def _two_series(amounts: list[tuple[int, int]], *, first: int = 4000) -> tuple[pa.Table, pa.Table]:
    """Our SI-4000 is their AP/4000, two days later."""
    ours = [(day, amount, f"SI-{first + day}") for day, (amount, _) in enumerate(amounts)]
    theirs = [(day + 2, amount, f"AP/{first + day}") for day, (_, amount) in enumerate(amounts)]
    return _lines(ours), _lines(theirs)


def test_ten_numbers_of_ours_that_are_theirs_under_other_letters_are_a_series() -> None:
    equal = [(10_000 + day, 10_000 + day) for day in range(10)]
    found = learn(*_two_series(equal), START + datetime.timedelta(30))
    assert found.series == {("", "CNY"): {("si-0000", "ap/0000"): 10}}
    assert learn(*_two_series(equal[:4]), START + datetime.timedelta(30)).series == {}


def test_a_series_the_table_knows_ties_another_amount_for_a_person_to_confirm() -> None:
    equal = [(10_000 + day, 10_000 + day) for day in range(10)]
    table = learn(*_two_series(equal), START + datetime.timedelta(30))
    now = _two_series([(50_000, 48_800)], first=7000)
    assert not match(*now).groups, "two series that were never seen to be one"
    (group,) = match(*now, learned=table).groups
    assert (group.status, group.rule) == ("suggested", "document_differs")
    assert (
        "numbers si-0000 of ours and ap/0000 of theirs are one series (10 pairs)"
        in group.sentence.en
    )
    assert ("series", "si-0000", "ap/0000", "learned") in [tuple(one) for one in group.evidence]


_PAIRS = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=6)


@settings(max_examples=60, deadline=None)
@given(_PAIRS)
def test_a_series_makes_nothing_certain(pairs: list[tuple[int, int]]) -> None:
    table = Learned(START, "1.0.0", "", {}, {("", "CNY"): {("si-0000", "ap/0000"): 10}})
    now = _two_series([(ours * 1_000, theirs * 1_000) for ours, theirs in pairs])
    sure = [[one for one in match(*now, learned=known).groups if one.status == "auto"] for known in (None, table)]  # fmt: skip
    assert sure[0] == sure[1]


def test_a_file_of_many_customers_is_decided_with_the_table_as_a_file_of_one(
    tmp_path: Path,
) -> None:
    books = write_books(tmp_path / "books", events=3_000, parties=60)
    ours, theirs = (pq.read_table(path).cast(LINES) for path in (books.ours, books.theirs))
    lags = {(f"C{at:06d}", "CNY"): {False: Lag(30, 28, 33, 50)} for at in range(0, 60, 2)}
    table = Learned(START, "1.0.0", "", lags)
    expected = decision_hash(decision_table(match(ours, theirs, learned=table)))
    assert expected != decision_hash(decision_table(match(ours, theirs)))
    earlier = Earlier(learned=table)
    ran = run(books.ours, books.theirs, tmp_path / "out", Rules(), Machine(workers=1, buckets=3), earlier=earlier)  # fmt: skip
    assert ran.name == expected
    said = json.loads((tmp_path / "out" / "run.json").read_text())
    assert said["learned"] == table.named()


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
    assert engine["learned"] == {"format": FORMAT, "hash": found.digest, "as_of": "2026-03-10"}

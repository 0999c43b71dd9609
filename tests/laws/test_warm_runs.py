"""A run that takes over what an earlier one kept decides as if it began from nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.scale.books import Books, write_books
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger_lines import lines
from tieout import LINES, Members, Pin, Refusal, Rules, match
from tieout.scale.local_keys import Machine
from tieout.scale.pins import read_pins
from tieout.scale.run import Earlier, Ran, run
from tieout.scale.tables import decision_hash, decision_table

_ONE = Machine(workers=1, buckets=2)
_PARTY = st.sampled_from([None, "A", "B", "C", "D"])
_LINE = st.fixed_dictionaries(
    {
        "party": _PARTY,
        "currency": st.sampled_from(["CNY", "CNY", "EUR", None]),
        "document": st.sampled_from([None, "INV-1", "INV-2", "inv 3", "A7", "１０２３１"]),
        "text": st.sampled_from([None, "货款 INV-1", "冲销 INV-2", "12\x1f3"]),
        "amount": st.sampled_from([0, 100, -100, 250, 5_000, 999_999]),
        "date": st.one_of(
            st.none(), st.integers(0, 30).map(lambda day: date(2026, 3, 1) + timedelta(days=day))
        ),
    }
)
_SIDE = st.lists(_LINE, max_size=16)
_VERDICT = st.sampled_from(["accepted", "rejected"])


def _pins(ours: Sequence[object], theirs: Sequence[object]) -> st.SearchStrategy[list[Pin]]:
    """Some decisions, about one row a side; a row stands in one accepted decision at most."""
    if not ours or not theirs:
        return st.just([])
    row = st.tuples(st.integers(2, 1 + len(ours)), st.integers(2, 1 + len(theirs)))
    said = st.lists(st.tuples(row, _VERDICT), max_size=3)
    return said.map(
        lambda found: [Pin(Members((mine,), (yours,)), word) for (mine, yours), word in found]
    )


@settings(max_examples=12, deadline=None)
@given(_SIDE, _SIDE, st.data())
def test_a_warm_run_decides_what_a_cold_run_decides(ours: Any, theirs: Any, data: Any) -> None:
    before = data.draw(_pins(ours, theirs))
    changed = [data.draw(_changed(side)) for side in (ours, theirs)]
    pins = before + data.draw(_pins(*changed)) if data.draw(st.booleans()) else before
    with TemporaryDirectory() as name:
        folder = Path(name)
        _run(folder / "run", (ours, theirs), Earlier(before, keep=True))
        warm = _run(folder / "run", changed, Earlier(pins, since=folder / "run", keep=True))
        cold = _run(folder / "cold", changed, Earlier(pins))
        assert warm.name == cold.name == _expected(changed, pins)
        assert warm.decisions.read_bytes() == cold.decisions.read_bytes()
        assert warm.decided + warm.reused == cold.decided
        third = _run(folder / "run", changed, Earlier(pins, since=folder / "run", keep=True))
        assert (third.name, third.decided) == (cold.name, 0)


def _changed(side: list[dict[str, Any]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """The same lines but for some that say something else; lines may be added at the end, too."""
    if not side:
        return _SIDE
    other = st.dictionaries(st.integers(0, len(side) - 1), _LINE, max_size=2)
    more = st.lists(_LINE, max_size=2)
    return st.tuples(other, more).map(
        lambda said: [said[0].get(at, line) for at, line in enumerate(side)] + said[1]
    )


def _run(out: Path, sides: Sequence[list[dict[str, Any]]], earlier: Earlier) -> Ran:
    out.mkdir(parents=True, exist_ok=True)
    paths = [out / "ours.parquet", out / "theirs.parquet"]
    for path, side in zip(paths, sides, strict=True):
        pq.write_table(lines(*side), path)
    return run(paths[0], paths[1], out, Rules(), _ONE, earlier=earlier)


@pytest.mark.parametrize(("party", "others"), [(None, 0), (None, 1), ("A", 0)])
def test_a_pair_that_a_person_parted_is_posted_nowhere_else(
    tmp_path: Path, party: str | None, others: int
) -> None:
    """Both lines stand open on one account under one number: neither is the other account's."""
    said = {"party": None, "currency": "CNY", "document": "INV-1", "text": None, "amount": 100, "date": None}  # fmt: skip
    more = [{**said, "party": "B", "document": "INV-2"}] * others
    side, other = [said, *more], [{**said, "party": party}, *more]
    pins = [Pin(Members((2,), (2,)), "rejected")]
    found = _run(tmp_path, (side, other), Earlier(pins))
    rows = pq.read_table(found.decisions).to_pylist()
    assert [row["class"] for row in rows if row["row"] == 2] == ["missing_theirs", "missing_ours"]
    assert found.name == _expected((side, other), pins)


def _expected(sides: Sequence[list[dict[str, Any]]], pins: list[Pin]) -> str:
    return decision_hash(decision_table(match(lines(*sides[0]), lines(*sides[1]), None, pins)))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """9,000 events of 300 customers."""
    return write_books(tmp_path_factory.mktemp("books"), events=9_000, parties=300)


def test_only_accounts_with_a_changed_line_are_decided_again(books: Books, tmp_path: Path) -> None:
    first = run(books.ours, books.theirs, tmp_path, Rules(), _ONE, earlier=Earlier(keep=True))
    assert first.reused == 0
    theirs = pq.read_table(books.theirs)
    changed = tmp_path / "theirs.parquet"
    pq.write_table(_with_amounts(theirs, {0: 123_456_701, 700: 123_456_702}), changed)
    touched = {theirs["party"][at].as_py() for at in (0, 700)}
    warm = run(
        books.ours, changed, tmp_path, Rules(), _ONE, earlier=Earlier(since=tmp_path, keep=True)
    )
    cold = run(books.ours, changed, tmp_path / "cold", Rules(), _ONE)
    assert warm.name == cold.name != first.name
    assert len(touched) == 2
    assert (warm.decided, warm.reused) == (2, cold.decided - 2)
    assert json.loads((tmp_path / "run.json").read_text())["reused"] == warm.reused


def _with_amounts(table: pa.Table, amounts: Mapping[int, int]) -> pa.Table:
    said = table["amount"].to_pylist()
    for at, amount in amounts.items():
        said[at] = amount
    at = table.schema.get_field_index("amount")
    return table.set_column(at, "amount", pa.array(said, pa.int64()))


def test_other_rules_take_nothing_over(books: Books, tmp_path: Path) -> None:
    earlier = Earlier(keep=True)
    run(books.ours, books.theirs, tmp_path, Rules(), _ONE, earlier=earlier)
    narrow = Rules(window_days=1)
    warm = run(
        books.ours, books.theirs, tmp_path / "b", narrow, _ONE, earlier=Earlier(since=tmp_path)
    )
    assert warm.reused == 0
    ours, theirs = (pq.read_table(path).cast(LINES) for path in (books.ours, books.theirs))
    assert warm.name == decision_hash(decision_table(match(ours, theirs, narrow)))


def test_a_person_is_heard_where_keys_alone_would_finish_the_account(tmp_path: Path) -> None:
    books = write_books(tmp_path, events=200, parties=10, mishaps=False)
    cold = run(books.ours, books.theirs, tmp_path, Rules(), _ONE, earlier=Earlier(keep=True))
    assert cold.by_keys == cold.accounts
    pair = next(
        Members((one["row"],), (other["row"],))
        for one in pq.read_table(cold.decisions).to_pylist()
        for other in pq.read_table(cold.decisions).to_pylist()
        if one["match_id"] == other["match_id"]
        and (one["side"], other["side"]) == ("ours", "theirs")
    )
    pins = (Pin(pair, "rejected"),)
    warm = run(
        books.ours, books.theirs, tmp_path, Rules(), _ONE, earlier=Earlier(pins, since=tmp_path)
    )
    assert (warm.decided, warm.by_keys) == (1, cold.accounts - 1)
    ours, theirs = (pq.read_table(path).cast(LINES) for path in (books.ours, books.theirs))
    assert warm.name == decision_hash(decision_table(match(ours, theirs, None, pins)))


def test_a_folder_that_kept_nothing_is_refused(books: Books, tmp_path: Path) -> None:
    run(books.ours, books.theirs, tmp_path, Rules(), _ONE)
    with pytest.raises(Refusal, match=r"run\.since"):
        run(books.ours, books.theirs, tmp_path, Rules(), _ONE, earlier=Earlier(since=tmp_path))


@pytest.mark.parametrize(
    "said",
    ["{", "{}", '[{"verdict": "perhaps", "ours": [1]}]', '[{"verdict": "accepted"}]',
     '[{"verdict": "accepted", "ours": ["1"]}]', '[{"verdict": "accepted", "ours": [true]}]'],
)  # fmt: skip
def test_decisions_that_say_nothing_clear_are_refused(said: str, tmp_path: Path) -> None:
    path = tmp_path / "pins.json"
    path.write_text(said)
    with pytest.raises(Refusal, match=r"run\.pins"):
        read_pins(path)


def test_decisions_are_read_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "pins.json"
    path.write_text('[{"verdict": "accepted", "ours": [3, 2], "theirs": [9]}]')
    assert read_pins(path) == (Pin(Members((2, 3), (9,)), "accepted"),)

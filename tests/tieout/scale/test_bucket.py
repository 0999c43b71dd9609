"""One function decides a bucket of accounts as ``match`` decides the whole, whatever shares the bucket."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from bench.scale.books import write_books

from tieout import LINES, Rules, match
from tieout.decisions import Members
from tieout.groups import match_id
from tieout.scale.bucket import (
    Elsewhere,
    Whole,
    reconcile_bucket,
    whole_of,
    with_wrong_postings,
    wrong_postings,
)
from tieout.scale.naming import names_of_pairs
from tieout.scale.spelling import keys_of_documents, packed_runs_of, runs_of
from tieout.scale.tables import DECISIONS, decision_hash, decision_table
from tieout.steps.number_columns import keys_of_column

Tables = tuple[pa.Table, pa.Table]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """4,000 events of 40 customers, one in ten gone wrong."""
    written = write_books(tmp_path_factory.mktemp("books"), events=4_000, parties=40)
    return pq.read_table(written.ours).cast(LINES), pq.read_table(written.theirs).cast(LINES)


def in_buckets(tables: Tables, count: int) -> pa.Table:
    """Decide account by account in ``count`` buckets, as a runner does."""
    whole = whole_of(*tables)
    left, right = (_numbered(table, count) for table in tables)
    found = [reconcile_bucket(_of(left, at), _of(right, at), Rules(), whole) for at in range(count)]
    outcomes = pa.concat_tables(found)
    elsewhere, again = wrong_postings(outcomes)
    outcomes = with_wrong_postings(outcomes, elsewhere)
    if again:
        parties = pa.array([name.split("\x1f")[0] for name in again])
        left, right = (
            table.filter(pc.is_in(table["party"], parties)).select(LINES.names)
            for table in (left, right)
        )
        anew = reconcile_bucket(left, right, Rules(), whole, elsewhere)
        outcomes = pa.concat_tables([_without(outcomes, anew), anew])
    return outcomes.select(DECISIONS.names)


def _numbered(table: pa.Table, count: int) -> pa.Table:
    codes = pc.cast(pc.utf8_slice_codeunits(table["party"], 1), pa.int64()).to_numpy() % count
    return table.append_column("bucket", pa.array(codes))


def _of(table: pa.Table, at: int) -> pa.Table:
    return table.filter(pc.equal(table["bucket"], at)).select(LINES.names)


def _without(outcomes: pa.Table, anew: pa.Table) -> pa.Table:
    for side in ("ours", "theirs"):
        rows = anew.filter(pc.equal(anew["side"], side))["row"].combine_chunks()
        outcomes = outcomes.filter(
            pc.invert(pc.and_(pc.equal(outcomes["side"], side), pc.is_in(outcomes["row"], rows)))
        )
    return outcomes


@pytest.mark.parametrize("count", [1, 7, 40])
def test_buckets_decide_as_the_whole_does(books: Tables, count: int) -> None:
    expected = decision_table(match(*books))
    found = in_buckets(books, count)
    assert found.sort_by([("side", "ascending"), ("row", "ascending")]).to_pylist() == (
        expected.to_pylist()
    )
    assert decision_hash(found) == decision_hash(expected)


def test_every_rule_and_class_of_the_books_is_met(books: Tables) -> None:
    found = in_buckets(books, 3)
    assert set(found["rule"].to_pylist()) >= {"document_amount", "reference_amount", "amount_date"}
    assert {"missing_ours", "missing_theirs", "wrong_party"} <= set(found["class"].to_pylist())


def test_the_order_of_rows_changes_nothing(books: Tables) -> None:
    random = np.random.default_rng(3)
    shuffled = tuple(table.take(random.permutation(table.num_rows)) for table in books)
    assert decision_hash(in_buckets(shuffled, 5)) == decision_hash(in_buckets(books, 5))


def test_the_differences_add_up_to_the_gap(books: Tables) -> None:
    gap = pc.sum(books[0]["amount"]).as_py() - pc.sum(books[1]["amount"]).as_py()
    assert pc.sum(in_buckets(books, 4)["difference"]).as_py() == gap


def test_one_decision_less_is_another_name(books: Tables) -> None:
    found = in_buckets(books, 2)
    assert decision_hash(found.slice(1)) != decision_hash(found)


def test_an_empty_side_and_an_empty_bucket(books: Tables) -> None:
    none = LINES.empty_table()
    assert reconcile_bucket(none, none, Rules()).num_rows == 0
    alone = reconcile_bucket(books[0], none, Rules(), Whole(), Elsewhere())
    assert alone.num_rows == books[0].num_rows
    assert set(alone["match_id"].to_pylist()) == {None}


def test_names_of_pairs_are_those_of_groups() -> None:
    ours, theirs = [1, 0, 123_456_789, 2_147_483_647], [7, 10, 999_999_999, 1]
    names = names_of_pairs("reference_amount", np.array(ours), np.array(theirs))
    assert names.to_pylist() == [
        match_id(Members((mine,), (yours,)), "reference_amount")
        for mine, yours in zip(ours, theirs, strict=True)
    ]


def test_keys_in_one_pass_are_the_keys_of_columns() -> None:
    random = np.random.default_rng(5)
    signs = list("aAbZ0019-/. #x记１")
    numbers = ["".join(random.choice(signs, random.integers(0, 14))) for _ in range(5_000)]
    written = pa.array([*numbers, None, "", "INV-2026-00123"], pa.string())
    assert keys_of_documents(written).to_pylist() == keys_of_column(written, "runs").to_pylist()


def test_packed_keys_are_equal_where_keys_are_and_unknown_where_signs_are_not_plain() -> None:
    random = np.random.default_rng(6)
    signs = list("aAbzZ0019-/. #~\t\x7f记")
    numbers = ["".join(random.choice(signs, random.integers(0, 40))) for _ in range(3_000)]
    numbers += [sign * length for sign in "a0z9" for length in range(1, 9)]
    written = pa.array([*numbers, None, "", "INV-2026-00123"], pa.string())
    packed = packed_runs_of(written).to_pylist()
    keys = runs_of(written).to_pylist()
    known = [at for at, number in enumerate(written.to_pylist()) if is_plain(number)]
    assert [at for at, key in enumerate(packed) if key is not None] == known
    told = {(keys[at], packed[at]) for at in known}
    assert len(told) == len({key for key, _ in told}) == len({key for _, key in told})
    assert all(len(key) == 2 * -(-len(spelt) // 3) for spelt, key in told)
    assert packed_runs_of(written.slice(7, 50)).to_pylist() == packed[7:57]


def is_plain(number: str | None) -> bool:
    return number is not None and all(" " <= sign <= "~" for sign in number)


def test_books_are_written_with_their_truth(tmp_path: Path) -> None:
    truth = pq.read_table(write_books(tmp_path, events=5_000, parties=9).truth)
    kinds = set(truth["kind"].to_pylist())
    assert {"alike", "slip", "wrong_party", "duplicate_theirs", "quoted"} <= kinds

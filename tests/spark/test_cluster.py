"""A cluster of two executors decides as one machine does: the same name of all decisions."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.scale.books import write_books
from pyspark.sql import SparkSession

import tieout
from tieout import LINES
from tieout.learned import Learned
from tieout.scale.tables import DECISIONS, decision_hash, decision_table
from tieout.spark import match, rule_outcomes
from tieout.steps.account import Lag

# For machines that live a minute: compiled once and quickly, never again for speed.
BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    """Two executors of one core and 1 GB each, on this machine."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = str(Path(tieout.__file__).parents[1])
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("tieout-tests")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.executorEnv.PYTHONPATH", os.environ["PYTHONPATH"])
        .config("spark.driver.extraJavaOptions", BRIEF)
        .config("spark.executor.extraJavaOptions", BRIEF)
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    written = write_books(tmp_path_factory.mktemp("books"), events=6_000, parties=300)
    return written.ours, written.theirs


def decided(spark: SparkSession, ours: Path, theirs: Path, *, buckets: int) -> pa.Table:
    found = match(
        spark, spark.read.parquet(str(ours)), spark.read.parquet(str(theirs)), buckets=buckets
    )
    return found.toArrow().select(DECISIONS.names).cast(DECISIONS)


@pytest.mark.parametrize("buckets", [1, 16])
def test_a_cluster_decides_as_one_machine(
    spark: SparkSession, books: tuple[Path, Path], buckets: int
) -> None:
    ours, theirs = (pq.read_table(path).cast(LINES) for path in books)
    expected = decision_table(tieout.match(ours, theirs))
    found = decided(spark, *books, buckets=buckets)
    assert found.num_rows == ours.num_rows + theirs.num_rows
    assert decision_hash(found) == decision_hash(expected)


def test_the_outcome_of_each_rule_is_that_of_the_local_runner(
    spark: SparkSession, books: tuple[Path, Path], tmp_path: Path
) -> None:
    """One customer reversed an entry twice over, so that a group of theirs alone is counted too."""
    ours, theirs = (pq.read_table(path).cast(LINES) for path in books)
    theirs = pa.concat_tables([theirs, _reversed_by_them(first_row=1_000_000)])
    pq.write_table(theirs, tmp_path / "theirs.parquet")
    expected = tieout.match(ours, theirs).outcomes
    assert "reversal" in {one.rule for one in expected}
    files = [str(books[0]), str(tmp_path / "theirs.parquet")]
    frames = [spark.read.parquet(file) for file in files]
    found = match(spark, *frames, buckets=4)
    assert rule_outcomes(spark, found, *frames) == expected


def _reversed_by_them(*, first_row: int) -> pa.Table:
    said = dict.fromkeys(LINES.names) | {
        "party": "C000007", "currency": "CNY", "document": "ZZ-77", "date": datetime.date(2026, 3, 1),
    }  # fmt: skip
    rows = [
        said | {"row": first_row, "amount": 123_456},
        said | {"row": first_row + 1, "amount": -123_456, "text": "冲销 ZZ-77"},
    ]
    return pa.Table.from_pylist(rows, LINES)


def test_a_cluster_holds_to_a_learned_table(spark: SparkSession, books: tuple[Path, Path]) -> None:
    ours, theirs = (pq.read_table(path).cast(LINES) for path in books)
    lags = {(f"C{at:06d}", "CNY"): {False: Lag(30, 28, 33, 50)} for at in range(0, 300, 2)}
    table = Learned(datetime.date(2025, 12, 31), "1.0.0", "", lags)
    expected = decision_table(tieout.match(ours, theirs, learned=table))
    assert decision_hash(expected) != decision_hash(decision_table(tieout.match(ours, theirs)))
    frames = [spark.read.parquet(str(path)) for path in books]
    found = match(spark, *frames, buckets=4, learned=table)
    assert decision_hash(found.toArrow().select(DECISIONS.names).cast(DECISIONS)) == decision_hash(expected)  # fmt: skip


def test_a_side_without_lines(
    spark: SparkSession, books: tuple[Path, Path], tmp_path: Path
) -> None:
    pq.write_table(LINES.empty_table(), tmp_path / "none.parquet")
    ours = pq.read_table(books[0]).cast(LINES)
    expected = decision_table(tieout.match(ours, LINES.empty_table()))
    found = decided(spark, books[0], tmp_path / "none.parquet", buckets=4)
    assert decision_hash(found) == decision_hash(expected)

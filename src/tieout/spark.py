"""The same decisions on a Spark cluster: key stage as the same SQL, the rest through ``applyInArrow``.

>>> from tieout.spark import match                             # doctest: +SKIP
>>> decisions = match(spark, ours, theirs)                     # doctest: +SKIP

Needs ``pip install wanglai[spark]`` on the driver and on every executor, and Java 17 or newer.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from tieout.learned import Learned
from tieout.ledger import LINES
from tieout.local import are_shared
from tieout.outcomes import Outcomes, RuleOutcome
from tieout.rules import Rules
from tieout.scale.bucket import OUTCOMES, Elsewhere, Whole, pair_rows, reconcile_bucket
from tieout.scale.keys import (
    EVEN,
    RULE,
    accounts_sql,
    cells_sql,
    contested_sql,
    lines_sql,
    pairs_sql,
    totals_sql,
)
from tieout.scale.tables import DECISIONS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_TYPES = {
    pa.string(): "string", pa.int32(): "int", pa.int64(): "bigint", pa.bool_(): "boolean",
    pa.date32(): "date",
}  # fmt: skip
# The strongest key of a number in plain ASCII, null of any other, see ``scale.spelling.packed_runs_of``.
_NUMBER_KEY = r"""
create or replace temporary function number_key(document string) returns string return
if(document rlike '[^ -~]', null, if(document rlike '[0-9]',
   regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(document),
     '[^0-9a-z]+', '-'), '([a-z])([0-9])', '$1-$2'), '([0-9])([a-z])', '$1-$2'), '^-|-$', ''),
     '(^|-)0+([0-9])', '$1$2'), ''))"""


def match(
    spark: SparkSession,
    left_df: DataFrame,
    right_df: DataFrame,
    rules: Rules | None = None,
    *,
    buckets: int | None = None,
    learned: Learned | None = None,
) -> DataFrame:
    """Decide every line of two frames (columns of ``LINES``): a frame of ``DECISIONS``.

    An account is decided whole by one task, as its own settled lines teach the rest of it; buckets of
    accounts share a task. The decisions are those of ``tieout.match``, byte for byte.
    """
    rules = rules or Rules()
    # Two frames of one origin confuse the plan of a cogroup: both sides are made first.
    ours, theirs = _made(left_df), _made(right_df)
    whole = _looked_at(ours, theirs)
    count = buckets or 8 * spark.sparkContext.defaultParallelism
    unfinished, pairs = _settled_keys(spark, ours, theirs, whole, count)
    known = _Known(rules, whole, learned)
    outcomes = _decided(ours, theirs, unfinished, known, Elsewhere()).persist()
    posted, again = _wrong_postings(outcomes) if whole.by_party else ([], [])  # of one account none
    elsewhere = Elsewhere(
        *(frozenset(row for side, row in posted if side == name) for name in ("ours", "theirs"))
    )
    found = _with_wrong_postings(spark, outcomes, posted)
    if again:
        redone = unfinished.join(
            spark.createDataFrame(again, "account_party string, account_currency string"),
            ["account_party", "account_currency"],
        )
        anew = _decided(ours, theirs, redone, known, elsewhere).persist()
        found = found.join(anew.select("side", "row"), ["side", "row"], "left_anti").unionByName(
            anew
        )
    names = DECISIONS.names
    return found.select(*names).unionByName(_finished(pairs, unfinished).select(*names))


def rule_outcomes(
    spark: SparkSession, decisions: DataFrame, left_df: DataFrame, right_df: DataFrame
) -> tuple[RuleOutcome, ...]:
    """What each rule did, as ``tieout run`` counts it: groups of each status and what our lines in them come to.

    Of a group without lines of ours (a reversal of theirs, what a person put together) the lines of theirs count.
    ``decisions`` is what ``match`` gave of the two frames; read it back from where it was stored, or it is made anew.
    """
    decisions.createOrReplaceTempView("decisions")
    left_df.createOrReplaceTempView("ours")
    right_df.createOrReplaceTempView("theirs")
    outcomes = Outcomes()
    for one in spark.sql(_OUTCOMES).collect():
        outcomes.add(one.rule, one.status, one.currency, amount=int(one.amount), count=one.groups)
    return outcomes.told()


_COUNTED = """
select rule, status, coalesce(currency, '') as currency, count(distinct match_id) as groups,
       sum(cast(abs(amount) as decimal(38, 0))) as amount
from {settled} as settled join {side} on settled.row = {side}.row where settled.side = '{side}'
group by rule, status, coalesce(currency, '')"""
_THEIRS_ALONE = """(select one.* from settled as one left anti join
    (select match_id from settled where side = 'ours') as mine on one.match_id = mine.match_id)"""
_OUTCOMES = f"""
with settled as (select side, cast(row as int) as row, status, rule, match_id from decisions where match_id is not null)
{_COUNTED.format(side="ours", settled="settled")} union all
{_COUNTED.format(side="theirs", settled=_THEIRS_ALONE)}"""


def _made(frame: DataFrame) -> DataFrame:
    wanted = [frame[field.name].cast(_TYPES[field.type]).alias(field.name) for field in LINES]
    made: DataFrame = frame.select(*wanted).localCheckpoint(eager=True)
    return made


def _looked_at(ours: DataFrame, theirs: DataFrame) -> Whole:
    parties = [
        {row[0] for row in frame.select("party").distinct().collect()} - {None}
        for frame in (ours, theirs)
    ]
    return Whole(are_shared(*parties), *(_shows_newest_first(frame) for frame in (ours, theirs)))


def _shows_newest_first(frame: DataFrame) -> bool:
    """As ``lines.shows_newest_first``: ordered in partitions by row, joined at their edges here."""
    ordered = frame.where("date is not null").select("row", "date")
    ordered = ordered.repartitionByRange("row").sortWithinPartitions("row")
    schema = "first_row int, first date, last date, down bigint, up bigint"
    pieces = ordered.mapInArrow(_steps, schema).collect()
    pieces = sorted(piece for piece in pieces if piece.first_row is not None)
    down, up = sum(piece.down for piece in pieces), sum(piece.up for piece in pieces)
    for before, after in pairwise(pieces):
        down += after.first < before.last
        up += after.first > before.last
    return bool(down > 2 * up)


def _steps(batches: Any) -> Any:
    """How often the days of one ordered partition go down and up, and its edges."""
    import numpy as np

    tables = [pa.Table.from_batches([batch]) for batch in batches if batch.num_rows]
    if not tables:
        return
    table = pa.concat_tables(tables)
    steps = np.diff(table["date"].cast(pa.int32()).to_numpy())
    yield pa.RecordBatch.from_pydict(
        {
            "first_row": pa.array([table["row"][0].as_py()], pa.int32()),
            "first": pa.array([table["date"][0].as_py()], pa.date32()),
            "last": pa.array([table["date"][-1].as_py()], pa.date32()),
            "down": pa.array([int((steps < 0).sum())], pa.int64()),
            "up": pa.array([int((steps > 0).sum())], pa.int64()),
        }
    )


def _settled_keys(
    spark: SparkSession, ours: DataFrame, theirs: DataFrame, whole: Whole, count: int
) -> tuple[DataFrame, DataFrame]:
    """The accounts that the key stage leaves unfinished, each with its bucket, and all plain pairs."""
    spark.sql(_NUMBER_KEY)
    ours.createOrReplaceTempView("ours")
    theirs.createOrReplaceTempView("theirs")
    for name, sql in (
        ("totals", totals_sql(by_party=whole.by_party)), ("even", EVEN),
        ("even_lines", lines_sql(by_party=whole.by_party)), ("cells", cells_sql()),
        ("contested", contested_sql()), ("pairs", pairs_sql()), ("accounts", accounts_sql()),
    ):  # fmt: skip
        frame = spark.sql(sql)
        frame = frame.persist() if name in ("totals", "cells") else frame
        frame.createOrReplaceTempView(name)
    pairs = spark.table("pairs").localCheckpoint(eager=True)
    unfinished = spark.sql(f"""
        select account_party, account_currency,
               cast(crc32(concat(account_party, char(31), account_currency)) % {count} as int) as bucket
        from accounts where line_count <> 2 * pair_count""").localCheckpoint(eager=True)
    return unfinished, pairs


class _Known(NamedTuple):
    """What every task of a run is told."""

    rules: Rules
    whole: Whole
    learned: Learned | None


def _decided(
    ours: DataFrame, theirs: DataFrame, accounts: DataFrame, known: _Known, elsewhere: Elsewhere
) -> DataFrame:
    """The lines of these accounts, decided bucket by bucket."""
    rules, whole, learned = known
    left = _of_accounts(ours, accounts, whole, "ours_bucket")
    right = _of_accounts(theirs, accounts, whole, "theirs_bucket")

    def decide(mine: pa.Table, yours: pa.Table) -> pa.Table:
        lines = [_lines(side) for side in (mine, yours)]
        return reconcile_bucket(lines[0], lines[1], rules, whole, elsewhere, learned=learned)

    schema = ", ".join(f"`{field.name}` {_TYPES[field.type]}" for field in OUTCOMES)
    grouped = left.groupBy("ours_bucket").cogroup(right.groupBy("theirs_bucket"))
    return grouped.applyInArrow(decide, schema)


def _of_accounts(frame: DataFrame, accounts: DataFrame, whole: Whole, name: str) -> DataFrame:
    """The lines of these accounts with their bucket, under a name of its own: both sides got it from
    one frame, and Spark could not tell the two columns apart."""
    party = "coalesce(party, '')" if whole.by_party else "''"
    keyed = frame.selectExpr(
        *(f"`{name}`" for name in LINES.names),
        f"{party} as account_party", "coalesce(currency, '') as account_currency",
    )  # fmt: skip
    joined = keyed.join(accounts, ["account_party", "account_currency"])
    return joined.selectExpr(*(f"`{field}`" for field in LINES.names), f"bucket as {name}")


def _lines(table: pa.Table) -> pa.Table:
    """A bucket's lines with their schema; a side without lines comes without columns."""
    if not table.num_rows:
        return LINES.empty_table()
    return table.select(LINES.names).cast(LINES)


_OF_A_CELL = (("count", "row"), ("min", "side"), ("max", "side"), ("min", "account"), ("max", "account"))  # fmt: skip


def _wrong_postings(outcomes: DataFrame) -> tuple[list[tuple[str, int]], list[tuple[str, str]]]:
    """See ``bucket.wrong_postings``; these are few, so the driver knows them by name."""
    from pyspark.sql.functions import expr

    lone = outcomes.where("match_id is null")
    cells = lone.where("number is not null").groupBy("number").agg(
        *(expr(f"{how}({column}) as {how}_{column}") for how, column in _OF_A_CELL)
    )  # fmt: skip
    both = cells.where("count_row = 2 and min_side <> max_side and min_account <> max_account").select("number")  # fmt: skip
    posted = lone.join(both, "number").select("side", "row", "account", "amount").persist()
    crowded = lone.groupBy("side", "account", "amount").count().where("count > 1")
    again = posted.join(crowded, ["side", "account", "amount"]).select("account").distinct()
    names = [tuple(row[0].split("\x1f")) for row in again.collect()]
    return [(row.side, row.row) for row in posted.collect()], names


def _with_wrong_postings(
    spark: SparkSession, outcomes: DataFrame, posted: list[tuple[str, int]]
) -> DataFrame:
    known = spark.createDataFrame(posted, "side string, row int").selectExpr(
        "*", "true as is_posted"
    )
    joined = outcomes.join(known, ["side", "row"], "left")
    kinds = "if(is_posted and match_id is null, 'wrong_party', class) as class"
    return joined.selectExpr(
        *(kinds if name == "class" else f"`{name}`" for name in OUTCOMES.names)
    )


def _finished(pairs: DataFrame, unfinished: DataFrame) -> DataFrame:
    """The decisions about accounts that the key stage finished."""
    done = pairs.join(unfinished, ["account_party", "account_currency"], "left_anti")
    schema = ", ".join(f"`{field.name}` {_TYPES[field.type]}" for field in OUTCOMES)
    return done.select("our_row", "their_row").mapInArrow(_pair_batches, schema)


def _pair_batches(batches: Any) -> Any:
    for batch in batches:
        rows = [batch.column(name).to_numpy().astype("int64") for name in ("our_row", "their_row")]
        for table in pair_rows(RULE, *rows):
            yield from table.to_batches()

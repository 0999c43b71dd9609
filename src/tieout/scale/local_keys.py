"""The key stage on this machine: DuckDB over Parquet, spilling to disk, lines left in bucket files."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from duckdb.func import FunctionNullHandling, PythonUDFType

from tieout.ledger import LINES
from tieout.local import are_shared
from tieout.refusal import Refusal, Wording
from tieout.scale.bucket import Whole
from tieout.scale.keys import (
    BY_NUMBER,
    EVEN,
    accounts_sql,
    cells_sql,
    contested_sql,
    lines_sql,
    pairs_sql,
    party_sql,
    rows_sql,
    totals_sql,
)
from tieout.scale.spelling import packed_runs_of
from tieout.scale.tables import read_file
from tieout.steps.lines import shows_newest_first


@dataclass(frozen=True)
class Machine:
    """How much of the machine a run may use."""

    memory: str = "4GB"  # of the set-based stages; the buckets are sized so that workers need less
    workers: int = 2
    buckets: int | None = None  # as many as there are pieces of ``BUCKET_LINES``


BUCKET_LINES = (
    150_000  # of both sides: large enough for columns, small enough for a worker's memory
)


def connected(ours: Path, theirs: Path, spill: Path, machine: Machine) -> duckdb.DuckDBPyConnection:
    """A connection that sees both files as ``ours`` and ``theirs``."""
    connection = duckdb.connect()
    for setting in (
        f"set memory_limit = '{machine.memory}'", f"set threads = {machine.workers}",
        f"set temp_directory = '{quoted(spill)}'", "set preserve_insertion_order = false",
    ):  # fmt: skip
        connection.execute(setting)
    connection.create_function(
        "number_key",
        packed_runs_of,
        ["VARCHAR"],
        "BLOB",
        type=PythonUDFType.ARROW,
        null_handling=FunctionNullHandling.SPECIAL,
    )
    connection.execute("create macro regexp_like(said, pattern) as regexp_matches(said, pattern)")
    for name, path in (("ours", ours), ("theirs", theirs)):
        connection.execute(f"create view {name} as from read_parquet('{quoted(path)}')")
    return connection


def quoted(path: Path) -> str:
    """A path inside the quotes of a statement."""
    return str(path).replace("'", "''")


def looked_at(ours: Path, theirs: Path) -> Whole:
    """Check both files and learn what every bucket must know; refuses what is no table of lines."""
    with ThreadPoolExecutor(2) as both:  # Arrow's and NumPy's work needs no one's turn
        sides = list(both.map(_checked, (ours, theirs)))
    shared = are_shared(*(side.parties for side in sides))
    return Whole(shared, *(side.newest_first for side in sides))


class _Looked(NamedTuple):
    """What one table says of itself."""

    newest_first: bool
    parties: set[str]


def _checked(path: Path) -> _Looked:
    """Look through a table once; refuses what is no table of lines."""
    try:
        schema = pq.read_schema(path)
    except (OSError, pa.ArrowException):
        raise _refused(path, "不是 Parquet 文件。", "it is not a Parquet file.") from None
    for field in LINES:
        if field.name not in schema.names or schema.field(field.name).type not in (
            field.type, *((pa.large_string(), pa.string_view()) if field.type == pa.string() else ()),
        ):  # fmt: skip
            raise _refused(
                path,
                f"缺少 {field.type} 类型的列 {field.name}。",
                f"it has no column {field.name} of type {field.type}.",
            )
    table = read_file(path, ["row", "date", "amount", "party"], coded=["party"])
    if table["row"].null_count or table["amount"].null_count:
        raise _refused(path, "row 或 amount 有空值。", "row or amount is missing somewhere.")
    rows = table["row"].to_numpy()
    if not (rows[1:] > rows[:-1]).all() and (np.diff(np.sort(rows)) == 0).any():
        raise _refused(path, "行号重复。", "a row number stands twice.")
    if len(table):
        extremes = pc.min_max(table["amount"]).as_py()
        if max(abs(extremes["min"]), abs(extremes["max"])) * len(table) >= 1 << 62:
            raise _refused(path, "金额过大。", "its amounts are too large for exact sums.")
    dated = table.select(["row", "date"])
    dated = dated.filter(pc.is_valid(dated["date"])) if dated["date"].null_count else dated
    return _Looked(shows_newest_first(dated), _words_in(table["party"]))


def _words_in(column: pa.ChunkedArray) -> set[str]:
    """The different words of a column, piece by piece: most are read as places among few words."""
    found: set[str] = set()
    for chunk in column.chunks:
        found.update(chunk.unique().cast(pa.string()).to_pylist())
    return found - {None}


def _refused(path: Path, zh: str, en: str) -> Refusal:
    return Refusal(
        "run.table",
        place=path.name,
        reason=Wording(zh, en),
        remedy=Wording(
            "请按文档所列的列提供 Parquet 文件。",
            "Give a Parquet file with the columns that the documentation lists.",
        ),
    )


def settle_keys(
    connection: duckdb.DuckDBPyConnection, whole: Whole, *, every_account: bool = False
) -> None:
    """Run the key stage: leaves the tables ``pairs`` and ``accounts``, and the view ``key_lines``.

    Pairs are looked for in accounts that they might finish, or in every account. Accounts are numbered, as
    there are as many cells as lines: a number is a fraction of two words, and what is small is not spilled.
    """
    by_party = whole.by_party
    only = "totals" if every_account else "even"
    numbered = (
        f"select row_number() over ()::int as account, * from ({totals_sql(by_party=by_party)})"
    )
    for name, kind, sql in (
        ("key_lines", "view", rows_sql(by_party=by_party)), ("totals", "table", numbered),
        ("even", "table", EVEN),
        ("even_lines", "view", lines_sql(by_party=by_party, only=only, account=BY_NUMBER)),
        ("cells", "table", cells_sql(BY_NUMBER)), ("contested", "table", contested_sql(BY_NUMBER)),
        ("pairs", "table", pairs_sql(BY_NUMBER)), ("accounts", "table", accounts_sql(BY_NUMBER)),
    ):  # fmt: skip
        connection.execute(f"create temp {kind} {name} as {sql}").fetchall()
        if name == "pairs":
            connection.execute("drop table cells").fetchall()


@dataclass(frozen=True)
class Parted:
    """What the key stage left to do, and how many accounts it, and an earlier run, had settled."""

    buckets: int
    lines: int  # of all accounts
    accounts: int
    by_keys: int  # accounts finished by the key stage
    reused: int  # accounts whose outcome an earlier run kept

    @property
    def decided(self) -> int:
        """Accounts that are decided by this run."""
        return self.accounts - self.by_keys - self.reused


def lay_down_unfinished(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables ``unfinished``, of accounts that the key stage does not settle, and ``unchanged``, empty.

    An account of which a person decided anything is never finished by keys alone.
    """
    connection.execute("""create temp table unfinished as
        select account, account_party, account_currency, cast(line_count as bigint) as line_count
        from accounts where line_count <> 2 * pair_count or exists (
            select 1 from key_lines join pinned using (is_ours, line_row)
            where key_lines.account_party = accounts.account_party
              and key_lines.account_currency = accounts.account_currency)""").fetchall()
    connection.execute(
        "create temp table unchanged as select account_party, account_currency from unfinished limit 0"
    ).fetchall()


def write_out(
    connection: duckdb.DuckDBPyConnection, folder: Path, whole: Whole, buckets: int | None
) -> Parted:
    """Write the pairs of finished accounts, and by bucket the lines of those that must be decided."""
    accounts, lines, by_keys, reused, waiting = connection.execute(
        """select (select count(*) from accounts), (select coalesce(sum(line_count), 0) from accounts),
                  (select count(*) from accounts) - (select count(*) from unfinished),
                  (select count(*) from unchanged),
                  (select coalesce(sum(line_count), 0) from unfinished
                   anti join unchanged using (account_party, account_currency))"""
    ).fetchall()[0]
    count = buckets or max(1, -(-int(waiting) // BUCKET_LINES))
    connection.execute(f"""copy (
        select our_row, their_row from pairs anti join unfinished using (account)
        ) to '{quoted(folder / "finished.parquet")}' (format parquet)""").fetchall()
    connection.execute(f"""copy (
        select account_currency as currency, count(*) as pairs, cast(sum(pairs.size) as bigint) as amount
        from pairs join accounts using (account) anti join unfinished using (account)
        group by account_currency order by account_currency
        ) to '{quoted(folder / "finished_sums.parquet")}' (format parquet)""").fetchall()
    connection.execute(f"""create temp table to_decide as
        select account_party, account_currency,
               ('0x' || substr(md5(account_party || chr(31) || account_currency), 1, 8))::ubigint
               % {count} as bucket
        from unfinished anti join unchanged using (account_party, account_currency)""").fetchall()
    party = party_sql(by_party=whole.by_party)
    names = ", ".join(f'"{name}"' for name in LINES.names)
    for side in ("ours", "theirs"):
        connection.execute(f"""copy (
            select {names}, bucket from {side} join to_decide
            on account_party = {party} and account_currency = coalesce(currency, '')
            ) to '{quoted(folder / side)}' (format parquet, partition_by (bucket), overwrite)""").fetchall()
    return Parted(count, int(lines), int(accounts), int(by_keys), int(reused))


def bucket_lines(folder: Path, side: str, at: int) -> pa.Table:
    """The lines of one side of a bucket; none where it has no such lines."""
    place = folder / side / f"bucket={at}"
    files = sorted(place.glob("*.parquet"))
    tables = [read_file(file, LINES.names) for file in files]
    return pa.concat_tables([LINES.empty_table(), *(table.cast(LINES) for table in tables)])

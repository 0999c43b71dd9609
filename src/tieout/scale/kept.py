"""What a run keeps for the next one: the outcome of each account, under a digest of all it rests on.

An account is the smallest piece: its settled lines teach the rest of it, so that one changed line can
change the answer for any other, while no line of another account can (wrong postings are looked for
across accounts afterwards, every time anew). An account whose lines and pins are what they were, under
the same rules and engine, keeps its outcome; all others are decided whole.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa

from tieout.ledger import LINES
from tieout.refusal import Refusal, Wording
from tieout.rules import ENGINE_VERSION, Rules
from tieout.scale.bucket import OUTCOMES, Whole
from tieout.scale.keys import party_sql
from tieout.scale.local_keys import quoted

_KEPT = "kept"
_NEXT = "kept-next"


def basis_of(rules: Rules, whole: Whole, learned: str = "") -> str:
    """The name of everything but lines and pins on which the outcome of an account rests."""
    said = [ENGINE_VERSION, rules.digest, repr(whole), OUTCOMES.to_string(), LINES.to_string()]
    said += [learned] if learned else []
    return hashlib.blake2b("\x1f".join(said).encode(), digest_size=16).hexdigest()


def check_kept(since: Path) -> None:
    """Refuses: run.since where an earlier run kept nothing."""
    if not (since / _KEPT / "basis.json").is_file():
        raise Refusal(
            "run.since",
            place=since.name,
            reason=Wording("该文件夹没有保留逐户结果。", "this folder holds no kept outcomes."),
            remedy=Wording(
                "请先用 --keep 运行一次，或去掉 --since。",
                "Run once with --keep, or leave --since out.",
            ),
        )


def lay_down_digests(connection: duckdb.DuckDBPyConnection, *, by_party: bool) -> None:
    """The table ``digests``: for each unfinished account 128 bits over its lines, and its pins.

    The MD5 of each line is added up, so that the order of rows does not matter; a sum of 64-bit halves
    is a HUGEINT in DuckDB and never wraps.
    """
    party = party_sql(by_party=by_party)
    sides = " union all ".join(
        f"select account_party, account_currency, {_line_said(side)} as said from {side}"
        f" join unfinished on account_party = {party} and account_currency = coalesce(currency, '')"
        for side in ("ours", "theirs")
    )
    connection.execute(f"""create temp table digests as
        with summed as (
            select account_party, account_currency, count(*) as lines,
                   sum(md5_number_lower(said)) as low, sum(md5_number_upper(said)) as high
            from ({sides}) group by all),
        decided as (
            select account_party, account_currency, md5(string_agg(said, ';' order by place)) as pins
            from (select distinct account_party, account_currency, said, place
                  from pinned join key_lines using (is_ours, line_row)) group by all)
        select account_party, account_currency,
               concat_ws('.', lines, low, high, coalesce(pins, '')) as digest
        from summed left join decided using (account_party, account_currency)""").fetchall()


def _line_said(side: str) -> str:
    """Every field of a line as one text in which no field can pass for another."""
    return f"'{side}' || " + " || ".join(
        f"coalesce(strlen(cast({side}.\"{name}\" as varchar)) || ':' || cast({side}.\"{name}\" as varchar), '-')"
        for name in LINES.names
    )


def take_over(
    connection: duckdb.DuckDBPyConnection, since: Path, folder: Path, basis: str, *, by_party: bool
) -> None:
    """Fill ``unchanged`` with the accounts whose kept outcomes stand, and copy these to ``reused.parquet``."""
    if json.loads((since / _KEPT / "basis.json").read_text())["basis"] != basis:
        return
    accounts, outcomes = (quoted(since / _KEPT / name) for name in ("accounts.parquet", "decided/*.parquet"))  # fmt: skip
    connection.execute(f"""insert into unchanged select account_party, account_currency from digests
        semi join read_parquet('{accounts}') using (account_party, account_currency, digest)""").fetchall()
    party = party_sql(by_party=by_party)
    rows = " union all ".join(
        f"select '{side}' as side, {side}.row from {side} join unchanged"
        f" on account_party = {party} and account_currency = coalesce(currency, '')"
        for side in ("ours", "theirs")
    )
    into = quoted(folder / "decided" / "reused.parquet")
    connection.execute(f"""copy (select outcomes.* from read_parquet('{outcomes}') as outcomes
        semi join ({rows}) using (side, row)) to '{into}' (format parquet)""").fetchall()


def note_digests(connection: duckdb.DuckDBPyConnection, folder: Path, basis: str) -> None:
    """Write down beside the outcomes to come what they rest on."""
    (folder / _NEXT).mkdir(exist_ok=True)
    into = quoted(folder / _NEXT / "accounts.parquet")
    connection.execute(f"copy digests to '{into}' (format parquet)").fetchall()
    (folder / _NEXT / "basis.json").write_text(json.dumps({"basis": basis}) + "\n")


def keep(folder: Path, out: Path) -> None:
    """Put the outcomes of this run in the place of those that an earlier run kept in ``out``."""
    coming = folder / _NEXT
    if not coming.exists():
        return
    # The key stage is run every time.
    (folder / "decided" / "finished.parquet").unlink(missing_ok=True)
    (folder / "decided").replace(coming / "decided")
    old = folder / "kept-old"
    if (out / _KEPT).exists():
        (out / _KEPT).replace(old)
    coming.replace(out / _KEPT)
    shutil.rmtree(old, ignore_errors=True)


def outcomes_in(table: pa.Table) -> pa.Table:
    """Outcomes that went through DuckDB, with the schema of those that did not."""
    return table.select(OUTCOMES.names).cast(OUTCOMES)

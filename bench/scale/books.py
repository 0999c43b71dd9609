"""Two books of many customers as Parquet, made by DuckDB from integers alone, with the truth beside them.

Every line comes from one event. Nine events in ten are booked by both under one number and amount;
the tenth went wrong in a way that ``MISHAPS`` names. Equal arguments give equal rows on every machine.

    Worked: 1,000 events, of which 20 are missing on their side: 980 of their lines, and 3 repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

# What happened to an event, in events of 1,000. What is not listed was booked alike by both.
MISHAPS = {
    "missing_theirs": 20,
    "missing_ours": 15,
    "amount": 12,  # they booked it less a fee
    "slip": 10,  # their number has two digits swapped
    "unnumbered": 15,  # they booked amount and day alone
    "quoted": 15,  # their number stands in the words
    "duplicate_theirs": 3,
    "wrong_party": 2,  # they booked it on another customer's account
    "rewritten": 8,  # the number without letters and zeros
}
_FIRST_DAY = "date '2026-01-01'"


@dataclass(frozen=True)
class Books:
    """Paths of the two tables (schema LINES) and of the truth (event, our row, their row, kind)."""

    ours: Path
    theirs: Path
    truth: Path


def write_books(
    folder: Path,
    *,
    events: int,
    parties: int,
    seed: int = 1,
    mishaps: bool = True,
    memory: str = "4GB",
) -> Books:
    """Write the books of ``events`` bookings with ``parties`` customers."""
    folder.mkdir(parents=True, exist_ok=True)
    books = Books(*(folder / f"{name}.parquet" for name in ("ours", "theirs", "truth")))
    connection = duckdb.connect()
    connection.execute(f"set memory_limit = '{memory}'")
    connection.execute(f"set temp_directory = '{folder / 'spill'}'")
    connection.execute(_events(events, parties, seed, mishaps=mishaps))
    connection.execute(_THEIRS)
    for path, query in (
        (books.ours, _OUR_LINES),
        (books.theirs, _THEIR_LINES),
        (books.truth, _TRUTH),
    ):
        connection.execute(f"copy ({query}) to '{path}' (format parquet, compression snappy)")
    connection.close()
    return books


def _random(salt: int, below: int) -> str:
    """A number from 0 on, made of the event's own by multiplication alone."""
    mixed = f"((event * 2654435761 + {salt * 40503 + 12345}) % 4294967291)"
    return f"(({mixed} * {1000003 + 2 * salt} + {salt}) % 4294967291 % {below})"


def _events(events: int, parties: int, seed: int, *, mishaps: bool) -> str:
    cases, until = [], 0
    for kind, count in MISHAPS.items() if mishaps else ():
        until += count
        cases.append(f"when luck < {until} then '{kind}'")
    kind = f"case {' '.join(cases)} else 'alike' end" if cases else "'alike'"
    luck, party = _random(seed, 1000), _random(seed + 1, parties)
    return f"""
create view events as
select event::bigint as event, {kind} as happened, party, other_party, day, lag,
       case when cash then -amount else amount end as amount,
       case when cash then 'REC-' else 'INV-2026-' end || lpad(event::varchar, 9, '0') as number,
       case when cash then 'receipt' else 'invoice' end as kind
from (select event, {luck} as luck, {party}::integer as party,
             ({party}::integer + 1) % {parties} as other_party,
             {_random(seed + 2, 180)}::integer as day, {_random(seed + 3, 4)}::integer as lag,
             100 + {_random(seed + 4, 9_000_000)}::bigint as amount,
             {_random(seed + 5, 10)} < 3 as cash
      from range({events}) as numbers(event))"""


_LINE = """({row})::integer as "row", ({first} + ({day})::integer)::date as "date", null::date as due, {document} as document,
       null::varchar as voucher, null::varchar as "order", {text} as "text", {kind} as kind,
       'C' || lpad(({party})::varchar, 6, '0') as party, 'CNY' as currency, ({amount})::bigint as amount"""

_OUR_LINES = (
    "select "
    + _LINE.format(
        row="event + 2", first=_FIRST_DAY, day="day", document="number", text="null::varchar",
        kind="kind", party="party", amount="amount",
    )
    + " from events where happened <> 'missing_ours'"
)  # fmt: skip

_SWAPPED = (
    "left(number, length(number) - 2) || right(number, 1) || substr(number, length(number) - 1, 1)"
)
_THEIRS = f"""
create view their_events as
select *, 2 * event + 2 as their_row, case happened
         when 'slip' then {_SWAPPED}
         when 'unnumbered' then null
         when 'quoted' then null
         when 'rewritten' then ltrim(replace(replace(number, 'INV-', ''), 'REC-', ''), '0')
         else lower(replace(number, '-', '/')) end as written,
       case when happened = 'quoted' then 'payment of ' || number else null end as said,
       case when happened = 'amount' then amount - amount // 100 - 1 else amount end as booked,
       case when happened = 'wrong_party' then other_party else party end as account
from events where happened <> 'missing_theirs'
union all
select *, 2 * event + 3, lower(replace(number, '-', '/')), null, amount, party
from events where happened = 'duplicate_theirs'"""

_THEIR_LINES = (
    "select "
    + _LINE.format(
        row="their_row", first=_FIRST_DAY, day="day + lag", document="written", text="said",
        kind="null::varchar", party="account", amount="booked",
    )
    + " from their_events"
)  # fmt: skip

_TRUTH = """
select event, case when happened = 'missing_ours' then null else event + 2 end as our_row,
       case when happened = 'missing_theirs' then null else 2 * event + 2 end as their_row,
       happened as kind from events"""

"""One side's lines in booking order, kept as columns; an object is made only of a line a step looks at.

Nine lines in ten agree by number and amount and never become objects (see ``plain``), so the work in
Python grows with what does not agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tieout.ledger import Side
from tieout.steps.numbers import Form, Keys, keys_of, keys_of_column

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NO_DAY = -(1 << 62)  # in place of a missing day; no date is near it
_TOLD = ("document", "voucher", "order", "text", "party", "currency")


@dataclass(slots=True, eq=False)
class Line:
    """One ledger line, in our sign."""

    side: Side
    row: int
    day: int | None  # days since 1970-01-01
    document: str | None
    voucher: str | None
    order: str | None
    text: str | None
    kind: str | None
    party: str | None
    currency: str
    amount: int  # minor units
    runs: str  # the document's strongest key, empty where it has none
    said_kind: str | None  # the kind its words name, whatever the sign
    place: int = 0  # in booking order within its side
    open: bool = True

    @property
    def keys(self) -> Keys:
        return keys_of(self.document)

    @property
    def is_cash(self) -> bool:
        return self.kind == "receipt"


def keys_of_lines(lines: Sequence[Line], field: str, form: Form) -> list[str]:
    """One form of the keys of a field of these lines, "" where a line has none."""
    if field == "document" and form == "runs":
        return [line.runs for line in lines]
    written = pa.array([getattr(line, field) for line in lines], pa.string())
    keys: list[str] = keys_of_column(written, form).to_pylist()
    return keys


class Lines:
    """The lines of one side of one account, addressed by their place in booking order."""

    def __init__(self, side: Side, table: pa.Table, runs: pa.Array, kinds: pa.Array) -> None:
        self.side = side
        self.table = table  # schema LINES, in booking order
        self.runs = runs  # the strongest key of every document, "" where it has none
        self.kinds = kinds  # the kind of every line, null where unknown or belied by the sign
        self.closed: Bools = np.zeros(len(self), np.bool_)  # settled before any object was made
        self._made: dict[int, Line] = {}
        self._keys: dict[Form, list[str]] = {}
        self._saying: dict[str, Ints] = {}

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def part(self, start: int, end: int) -> Lines:
        """The lines from one place to another as an account's own; nothing is copied."""
        count = end - start
        return Lines(
            self.side,
            self.table.slice(start, count),
            self.runs.slice(start, count),
            self.kinds.slice(start, count),
        )

    @cached_property
    def rows(self) -> Ints:
        return _ints(self.table.column("row"))

    @cached_property
    def amounts(self) -> Ints:
        return _ints(self.table.column("amount"))

    @cached_property
    def days(self) -> Ints:
        """Booking days, ``NO_DAY`` where the file says none."""
        days = self.table.column("date").cast(pa.int32()).cast(pa.int64())
        return _ints(pc.fill_null(days, NO_DAY))

    def keys(self, form: Form) -> list[str]:
        """One form of every document's keys, "" where it has none."""
        if form not in self._keys:
            documents = self.table.column("document").combine_chunks()
            found = self.runs if form == "runs" else keys_of_column(documents, form)
            self._keys[form] = found.to_pylist()
        return self._keys[form]

    def says(self, field: str) -> bool:
        """Whether any line says anything in this field."""
        column = self.table.column(field)
        return bool(pc.any(pc.not_equal(column, "")).as_py())

    def told(self, field: str, places: Ints) -> list[str]:
        """What the lines at these places say in a field, "" where they say nothing."""
        column = self.table.column(field).take(pa.array(places, pa.int64()))
        said: list[str] = pc.fill_null(column, "").to_pylist()
        return said

    def close(self, places: Ints) -> None:
        """Settle lines as columns; those that are objects already learn it."""
        self.closed[places] = True
        for place in places.tolist() if self._made else ():
            if place in self._made:
                self._made[place].open = False

    def still_open(self) -> Bools:
        """Which lines are open, whether they are objects already or not."""
        found = ~self.closed
        found[[place for place, line in self._made.items() if not line.open]] = False
        return found

    def left_open(self) -> list[Line]:
        """The open lines as objects; from here on each knows itself whether it is open."""
        return self.made(np.flatnonzero(self.still_open()))

    def saying(self, pattern: str) -> list[Line]:
        """Lines in whose words the pattern stands, in small letters or capitals."""
        if pattern not in self._saying:
            texts = self.table.column("text")
            says = pc.fill_null(pc.match_substring_regex(texts, pattern, ignore_case=True), False)
            self._saying[pattern] = pc.indices_nonzero(says).to_numpy().astype(np.int64)
        return self.made(self._saying[pattern])

    def unnumbered(self) -> list[Line]:
        """Dated lines without a document number."""
        bare = np.asarray(pc.equal(self.runs, "").to_numpy(zero_copy_only=False), np.bool_)
        return self.made(np.flatnonzero(bare & (self.days != NO_DAY)))

    def made(self, places: Ints) -> list[Line]:
        """The lines at these places; a line is one object however often it is asked for."""
        known = self._made
        asked: list[int] = places.tolist()
        fresh = [place for place in asked if place not in known]
        if fresh:
            self._make(fresh)
        return [known[place] for place in asked]

    def _make(self, places: list[int]) -> None:
        at = pa.array(places, pa.int64())
        columns = self.table.select(_TOLD).take(at).columns
        told = [column.to_pylist() for column in columns]
        days: list[int | None] = self.table.column("date").take(at).cast(pa.int32()).to_pylist()
        taken = np.array(places)
        still_open = (~self.closed[taken]).tolist()
        said = self.table.column("kind").take(at).to_pylist()
        for place, is_open, row, amount, day, runs, kind, said_kind, document, voucher, order, text, party, currency in zip(
            places, still_open, self.rows[taken].tolist(), self.amounts[taken].tolist(), days,
            self.runs.take(at).to_pylist(), self.kinds.take(at).to_pylist(), said, *told,
            strict=True,
        ):  # fmt: skip
            self._made[place] = Line(
                self.side, row, day, document, voucher, order, text, kind, party, currency or "",
                amount, runs, said_kind, place, is_open,
            )  # fmt: skip

    @cached_property
    def _by_amount(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.amounts, kind="stable")
        return order, self.amounts[order]

    def of_amount(self, amount: int) -> list[Line]:
        """All lines of this amount, open or not, in booking order."""
        return self.made(self._places_of(amount))

    def _places_of(self, amount: int) -> Ints:
        order, amounts = self._by_amount
        return order[np.searchsorted(amounts, amount) : np.searchsorted(amounts, amount, "right")]

    def nearest_of_amount(self, amount: int, day: int | None) -> Line | None:
        """The line of this amount nearest to a day, open or not; the first of several as near."""
        places = self._places_of(amount)
        if not len(places):
            return None
        apart = np.abs(self.days[places] - day) if day is not None else np.zeros(len(places))
        return self.made(places[[int(apart.argmin())]])[0]

    def of_rows(self, rows: Iterable[int]) -> list[Line]:
        """The lines in these rows of the file, as far as the account has them."""
        return self.made(np.array([self._by_row[row] for row in rows if row in self._by_row], int))

    @cached_property
    def _by_row(self) -> dict[int, int]:
        return {row: place for place, row in enumerate(self.rows.tolist())}

    def make_of_amounts(self, amounts: Iterable[int]) -> None:
        """Make all lines of these amounts at once, for a step that is going to ask for each."""
        wanted = np.unique(np.fromiter(amounts, np.int64))
        self.made(np.flatnonzero(np.isin(self.amounts, wanted)))

    @cached_property
    def sizes(self) -> dict[int, int]:
        """How many lines show each amount, whatever its sign."""
        sizes, counts = np.unique(np.abs(self.amounts), return_counts=True)
        return dict(zip(sizes.tolist(), counts.tolist(), strict=True))

    @cached_property
    def period(self) -> tuple[int, int] | None:
        """First and last booking day; None where no line has one."""
        dated = self.days[self.days != NO_DAY]
        return (int(dated.min()), int(dated.max())) if len(dated) else None


def lines_of(table: pa.Table, side: Side, buckets: Ints | None = None) -> Lines:
    """Arrow rows (schema LINES) in booking order, bucket by bucket: arrival order never decides.

    The order is what a line says: its day, the running number of its voucher, its amount, then its
    words. Where rows stand in the file tells apart only lines that say the very same thing.
    """
    table = table.combine_chunks()
    told = {name: pc.fill_null(table.column(name), "") for name in ("document", "voucher", "order", "text")}  # fmt: skip
    rows = _ints(table.column("row"))
    days = table.column("date").cast(pa.int32())
    newest_first = _shows_newest_first(table.filter(pc.is_valid(days)))
    keys = pa.table(
        {
            "bucket": buckets if buckets is not None else np.zeros(len(rows), np.int64),
            "day": pc.fill_null(days, -1),
            "running": _running_numbers(told["voucher"]),
            "amount": table.column("amount"),
            **told,
            "row": -rows if newest_first else rows,
        }
    )
    order = pc.sort_indices(keys, [(name, "ascending") for name in keys.column_names])
    table = table.take(order).combine_chunks()
    runs = keys_of_column(table.column("document").combine_chunks(), "runs")
    return Lines(side, table, runs, _kinds(table))


def _running_numbers(vouchers: pa.ChunkedArray) -> pa.ChunkedArray:
    """The last run of digits of every voucher, its last twelve at most; 0 where it has none."""
    found = pc.extract_regex(vouchers, r"(?P<number>[0-9]{1,12})[^0-9]*$")
    return pc.fill_null(pc.struct_field(found, "number").cast(pa.int64()), 0)


def _shows_newest_first(dated: pa.Table) -> bool:
    days = _ints(dated.column("date").cast(pa.int32()).cast(pa.int64()))
    steps = np.diff(days[np.argsort(_ints(dated.column("row")), kind="stable")])
    return int((steps < 0).sum()) > 2 * int((steps > 0).sum())


def _kinds(table: pa.Table) -> pa.Array:
    """A kind that the sign belies is no kind: "货款" stands on invoices as often as on receipts."""
    kinds, amounts = table.column("kind"), table.column("amount")
    belied = pc.or_(
        pc.and_(pc.equal(kinds, "receipt"), pc.greater(amounts, 0)),
        pc.and_(pc.equal(kinds, "invoice"), pc.less(amounts, 0)),
    )
    kept = pc.if_else(pc.fill_null(belied, False), pa.scalar(None, pa.string()), kinds)
    return kept.combine_chunks() if isinstance(kept, pa.ChunkedArray) else kept


def _ints(column: pa.ChunkedArray | pa.Array) -> Ints:
    return np.asarray(column.to_numpy()).astype(np.int64, copy=False)

"""One side's lines in booking order, kept as columns; an object is made only of a line a step looks at.

Nine lines in ten agree by number and amount and never become objects (see ``plain``), so the work in
Python grows with what does not agree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tieout.ledger import Side
from tieout.steps.number_columns import (
    Ints,
    Tokens,
    keys_from_runs,
    keys_of_column,
    shapes_in_column,
    tokens_of_column,
)
from tieout.steps.numbers import Form, Keys, keys_of, tokens_of

Bools = npt.NDArray[np.bool_]

NO_DAY = -(1 << 62)  # in place of a missing day; no date is near it
_FEW = 40  # lines of which each is asked for its keys sooner than a column
_FEW_TO_LOOK_AT = 1_000  # lines that are looked through one by one sooner than as a column
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


class Coded(NamedTuple):
    """A column of words, each said by its place among the different ones."""

    codes: Ints
    names: tuple[str, ...]

    def part(self, start: int, end: int) -> Coded:
        return Coded(self.codes[start:end], self.names)

    def counted(self, places: Ints | None = None) -> dict[str, int]:
        """How often each word stands at these places, or at all."""
        codes = self.codes if places is None else self.codes[places]
        if len(codes) < _FEW_TO_LOOK_AT:
            return {self.names[code]: times for code, times in Counter(codes.tolist()).items()}
        found, counts = np.unique(codes, return_counts=True)
        said = zip(found.tolist(), counts.tolist(), strict=True)
        return {self.names[code]: times for code, times in said}


class Lines:
    """The lines of one side of one account, addressed by their place in booking order."""

    def __init__(
        self,
        side: Side,
        table: pa.Table,
        runs: pa.Array,
        kinds: pa.Array,
        whole: Lines | None = None,
        start: int = 0,
    ) -> None:
        self.side = side
        self._whole = whole  # the lines of which these are a part, from ``start`` on
        self._start = start
        self.accounts: Ints | None = None  # the account of every line, where there are several
        self.table = table  # schema LINES, in booking order
        self.runs = runs  # the strongest key of every document, "" where it has none
        self.kinds = kinds  # the kind of every line, null where unknown or belied by the sign
        # Settled before any object was made; a part looks at its piece of the whole's.
        self.closed: Bools = (
            np.zeros(len(self), np.bool_) if whole is None else whole.closed[start : self._end]
        )
        self._made: dict[int, Line] = {}
        self._key_columns: dict[Form, pa.Array] = {"runs": runs}
        self._keys: dict[Form, list[str]] = {}
        self._saying: dict[str, Ints] = {}
        self._speaking: dict[str, Bools] = {}
        self._quoted: dict[tuple[Form, int], tuple[Ints, pa.Array]] = {}
        self._quoted_by: dict[Form, dict[int, list[str]]] = {}

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def part(self, start: int, end: int) -> Lines:
        """The lines from one place to another as an account's own.

        Nothing is copied, and what is asked of a column is found for the whole once and shared by all
        parts: a column of a hundred lines costs as much to look through as one of ten thousand.
        """
        count = end - start
        return Lines(
            self.side,
            self.table.slice(start, count),
            self.runs.slice(start, count),
            self.kinds.slice(start, count),
            self,
            start,
        )

    @property
    def _end(self) -> int:
        return self._start + len(self)

    def _within(self, places: Ints) -> slice:
        """Which of the whole's places, in order, lie in this part."""
        first, end = np.searchsorted(places, (self._start, self._end)).tolist()
        return slice(first, end)

    @cached_property
    def rows(self) -> Ints:
        if self._whole is not None:
            return self._whole.rows[self._start : self._end]
        return _ints(self.table.column("row"))

    @cached_property
    def amounts(self) -> Ints:
        if self._whole is not None:
            return self._whole.amounts[self._start : self._end]
        return _ints(self.table.column("amount"))

    @cached_property
    def days(self) -> Ints:
        """Booking days, ``NO_DAY`` where the file says none."""
        if self._whole is not None:
            return self._whole.days[self._start : self._end]
        days = self.table.column("date").cast(pa.int32()).cast(pa.int64())
        return _ints(pc.fill_null(days, NO_DAY))

    def key_column(self, form: Form) -> pa.Array:
        """One form of every document's keys, "" where it has none."""
        if form not in self._key_columns and self._whole is not None:
            whole = self._whole.key_column(form)
            self._key_columns[form] = whole.slice(self._start, len(self))
        elif form not in self._key_columns:
            documents = self.table.column("document").combine_chunks()
            self._key_columns[form] = keys_of_column(documents, form)
        return self._key_columns[form]

    def keys_at(self, places: Ints, field: str, form: Form) -> pa.Array:
        """One form of the keys of a field at these places, "" where there is none."""
        at = pa.array(places, pa.int64())
        if field == "document" and form in ("core", "tail"):
            digits = self.keys_at(places, "document", "digits")
            return keys_from_runs(self.runs.take(at), digits, form)
        if field == "document" and (form in self._key_columns or len(places) * 2 > len(self)):
            return self.key_column(form).take(at)
        return keys_of_column(self.table.column(field).take(at).combine_chunks(), form)

    def keys_of(self, lines: Sequence[Line], field: str, form: Form) -> list[str]:
        """The same of some lines of this side."""
        if field == "document" and form == "runs":
            return [line.runs for line in lines]
        if len(lines) < _FEW:
            return [keys_of(getattr(line, field)).form(form) for line in lines]
        places = np.array([line.place for line in lines], np.int64)
        keys: list[str] = self.keys_at(places, field, form).to_pylist()
        return keys

    def keys(self, form: Form) -> list[str]:
        if form not in self._keys:
            self._keys[form] = self.key_column(form).to_pylist()
        return self._keys[form]

    @cached_property
    def shapes(self) -> Coded:
        """The pattern of every document's number, "" where it has none."""
        if self._whole is not None:
            return self._whole.shapes.part(self._start, self._end)
        return coded(shapes_in_column(self.table.column("document").combine_chunks()))

    @cached_property
    def parties(self) -> Coded:
        """The party that every line names, "" where it names none."""
        if self._whole is not None:
            return self._whole.parties.part(self._start, self._end)
        return coded(pc.fill_null(self.table.column("party"), "").combine_chunks())

    def holders_of(self, wanted: set[str], form: Form) -> dict[str, list[int]]:
        """The places of the documents under each of these keys, in booking order."""
        keys = self.key_column(form)
        held = pc.indices_nonzero(pc.is_in(keys, pa.array(sorted(wanted), pa.string())))
        found: dict[str, list[int]] = defaultdict(list)
        for place, key in zip(held.to_pylist(), keys.take(held).to_pylist(), strict=True):
            found[key].append(place)
        return found

    def quoted_numbers(self) -> list[str]:
        """The different numbers in the words of all lines; a "document" of several words is words too."""
        documents = self.table.column("document")
        wordy = documents.filter(pc.fill_null(pc.match_substring(documents, " "), False)).unique()
        also = {token for document in wordy.to_pylist() for token in tokens_of(document)}
        return sorted(also.union(self._tokens.written.unique().to_pylist()))

    def quoted(self, form: Form, frequency_max: int) -> tuple[Ints, pa.Array]:
        """Places and the numbers in their words; a number on too many lines names nothing.

        The numbers of one place come in the order of their letters, whatever other lines there are.
        """
        if (form, frequency_max) not in self._quoted:
            self._quoted[form, frequency_max] = (
                self._find_quoted(form, frequency_max)
                if self._whole is None
                else self._cut(*self._whole.quoted(form, frequency_max))
            )
        return self._quoted[form, frequency_max]

    def _cut(self, places: Ints, said: pa.Array) -> Tokens:
        """What was found for the whole, as far as it stands in this part."""
        within = self._within(places)
        return Tokens(
            places[within] - self._start, said.slice(within.start, within.stop - within.start)
        )

    def _find_quoted(self, form: Form, frequency_max: int) -> tuple[Ints, pa.Array]:
        tokens = self._tokens
        if not len(tokens.places):
            return tokens
        encoded = tokens.written.dictionary_encode()
        keys = keys_of_column(encoded.dictionary, form).take(encoded.indices)
        codes, names = ranked(keys)
        has_key = pc.not_equal(keys, "").to_numpy(False)
        places, numbers = distinct_pairs(tokens.places[has_key], codes[has_key])
        kept = self._times_quoted(places, numbers) <= frequency_max
        return places[kept], names.take(pa.array(numbers[kept]))

    def _times_quoted(self, places: Ints, numbers: Ints) -> Ints:
        """On how many lines of its account each of these numbers stands."""
        if self.accounts is not None and len(numbers):
            numbers = self.accounts[places] * (int(numbers.max()) + 1) + numbers
        _, found, times = np.unique(numbers, return_inverse=True, return_counts=True)
        return times[found]

    def quoted_by(self, line: Line, form: Form, frequency_max: int) -> list[str]:
        """The numbers that one line quotes."""
        if form not in self._quoted_by:
            places, keys = self.quoted(form, frequency_max)
            by_place: dict[int, list[str]] = defaultdict(list)
            for place, key in zip(places.tolist(), keys.to_pylist(), strict=True):
                by_place[place].append(key)
            self._quoted_by[form] = by_place
        return self._quoted_by[form].get(line.place, [])

    @cached_property
    def _tokens(self) -> Tokens:
        if self._whole is not None:
            return self._cut(*self._whole._tokens)
        return tokens_of_column(self.table.column("text").combine_chunks())

    def says(self, field: str) -> bool:
        """Whether any line says anything in this field."""
        if self._whole is not None:
            return bool(self._whole._says(field)[self._start : self._end].any())
        return bool(self._says(field).any())

    def _says(self, field: str) -> Bools:
        """Which lines say anything in this field."""
        if field not in self._speaking:
            said = pc.fill_null(pc.not_equal(self.table.column(field), ""), False)
            self._speaking[field] = np.asarray(said.to_numpy(), np.bool_)
        return self._speaking[field]

    def told(self, field: str, places: Ints) -> list[str]:
        """What the lines at these places say in a field, "" where they say nothing."""
        column = self.table.column(field).take(pa.array(places, pa.int64()))
        said: list[str] = pc.fill_null(column, "").to_pylist()
        return said

    def numbers(self, places: Ints) -> list[str]:
        """By which number each line is called: its document, else its order, else its voucher."""
        at = pa.array(places, pa.int64())
        columns = [self.table.column(name).take(at) for name in ("document", "order", "voucher")]
        said = [pc.if_else(pc.equal(column, ""), None, column) for column in columns]
        found: list[str] = pc.fill_null(pc.coalesce(*said), "").to_pylist()
        return found

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
        places = self._places_saying(pattern)
        return self.made(places) if len(places) else []

    def _places_saying(self, pattern: str) -> Ints:
        if self._whole is not None:
            places = self._whole._places_saying(pattern)
            return places[self._within(places)] - self._start if len(places) else places
        if pattern not in self._saying:
            texts = self.table.column("text")
            says = pc.fill_null(pc.match_substring_regex(texts, pattern, ignore_case=True), False)
            self._saying[pattern] = pc.indices_nonzero(says).to_numpy().astype(np.int64)
        return self._saying[pattern]

    def unnumbered(self) -> list[Line]:
        """Dated lines without a document number."""
        return self.made(np.flatnonzero(self._bare & (self.days != NO_DAY)))

    @cached_property
    def _bare(self) -> Bools:
        """Which lines have no document number."""
        if self._whole is not None:
            return self._whole._bare[self._start : self._end]
        return np.asarray(pc.equal(self.runs, "").to_numpy(zero_copy_only=False), np.bool_)

    def made(self, places: Ints) -> list[Line]:
        """The lines at these places; a line is one object however often it is asked for."""
        known = self._made
        asked: list[int] = places.tolist()
        fresh = [place for place in asked if place not in known]
        if fresh:
            self._make(fresh)
        return [known[place] for place in asked]

    def hand_out(self, parts: Sequence[Lines]) -> None:
        """Make the open lines of all parts at once, which for small parts costs a tenth."""
        places = np.flatnonzero(~self.closed)
        starts = np.array([part._start for part in parts])
        ends = np.array([part._end for part in parts])
        owners = np.searchsorted(ends, places, "right")
        self._make(places.tolist(), (places - starts[owners]).tolist())
        for part, first, end in zip(
            parts, np.searchsorted(places, starts).tolist(), np.searchsorted(places, ends).tolist(),
            strict=True,
        ):  # fmt: skip
            for place in places[first:end].tolist():
                line = self._made.pop(place)
                part._made.setdefault(line.place, line)

    def _make(self, places: list[int], named: list[int] | None = None) -> None:
        """Make the lines at these places; each calls its own place as ``named`` says."""
        at = pa.array(places, pa.int64())
        columns = self.table.select(_TOLD).take(at).columns
        told = [column.to_pylist() for column in columns]
        days: list[int | None] = self.table.column("date").take(at).cast(pa.int32()).to_pylist()
        taken = np.array(places, np.int64)
        still_open = (~self.closed[taken]).tolist()
        said = self.table.column("kind").take(at).to_pylist()
        for place, name, is_open, row, amount, day, runs, kind, said_kind, document, voucher, order, text, party, currency in zip(
            places, named or places, still_open, self.rows[taken].tolist(), self.amounts[taken].tolist(), days,
            self.runs.take(at).to_pylist(), self.kinds.take(at).to_pylist(), said, *told,
            strict=True,
        ):  # fmt: skip
            self._made[place] = Line(
                self.side, row, day, document, voucher, order, text, kind, party, currency or "",
                amount, runs, said_kind, name, is_open,
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

    def nearest_of_amount(self, amount: int, day: int | None) -> int | None:
        """Place of the line of this amount nearest to a day, open or not; the first of several as near."""
        places = self._places_of(amount)
        if len(places) < 2 or day is None:
            return int(places[0]) if len(places) else None
        return int(places[int(np.abs(self.days[places] - day).argmin())])

    def at(self, place: int) -> Line:
        if place not in self._made:
            self._make([place])
        return self._made[place]

    def make_at(self, places: list[int]) -> None:
        """Make the lines at these places at once, for a step that is going to ask for each."""
        self.made(np.array(places, np.int64))

    def of_rows(self, rows: Iterable[int]) -> list[Line]:
        """The lines in these rows of the file, as far as the account has them."""
        return self.made(np.array([self._by_row[row] for row in rows if row in self._by_row], int))

    @cached_property
    def _by_row(self) -> dict[int, int]:
        return {row: place for place, row in enumerate(self.rows.tolist())}

    def make_of_amounts(self, amounts: Iterable[int]) -> None:
        """Make all lines of these amounts at once, for a step that is going to ask for each."""
        wanted = set(amounts)
        if not wanted:
            return
        if len(self) < _FEW_TO_LOOK_AT:
            places = [
                place for place, amount in enumerate(self.amounts.tolist()) if amount in wanted
            ]
            self.make_at(places)
            return
        sought = np.unique(np.fromiter(wanted, np.int64))
        self.made(np.flatnonzero(np.isin(self.amounts, sought)))

    def times(self, amount: int) -> int:
        """How many lines show this amount, whatever its sign."""
        if len(self) < _FEW_TO_LOOK_AT:
            return int(np.count_nonzero(np.abs(self.amounts) == abs(amount)))
        return self._sizes.get(abs(amount), 0)

    @cached_property
    def _sizes(self) -> dict[int, int]:
        sizes, counts = np.unique(np.abs(self.amounts), return_counts=True)
        return dict(zip(sizes.tolist(), counts.tolist(), strict=True))

    @cached_property
    def period(self) -> tuple[int, int] | None:
        """First and last booking day; None where no line has one."""
        dated = self.days[self.days != NO_DAY]
        return (int(dated.min()), int(dated.max())) if len(dated) else None


def lines_of(
    table: pa.Table,
    side: Side,
    buckets: Ints | None = None,
    *,
    newest_first: bool | None = None,
    spell: Callable[[pa.Array], pa.Array] | None = None,
) -> Lines:
    """Arrow rows (schema LINES) in booking order, bucket by bucket: arrival order never decides.

    The order is what a line says: its day, the running number of its voucher, its amount, then its
    words. Where rows stand in the file tells apart only lines that say the very same thing;
    ``newest_first`` says in which direction, where these rows are only some of the file's.
    ``spell`` makes the strongest keys, as ``keys_of_column`` does.
    """
    table = table.combine_chunks()
    told = {name: pc.fill_null(table.column(name), "") for name in ("document", "voucher", "order", "text")}  # fmt: skip
    rows = _ints(table.column("row"))
    days = table.column("date").cast(pa.int32())
    if newest_first is None:
        newest_first = shows_newest_first(table.filter(pc.is_valid(days)))
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
    documents = table.column("document").combine_chunks()
    runs = keys_of_column(documents, "runs") if spell is None else spell(documents)
    lines = Lines(side, table, runs, _kinds(table))
    if buckets is not None:
        lines.accounts = buckets[order.to_numpy()]
    return lines


def coded(words: pa.Array) -> Coded:
    """A column of words as places in the list of its different words, which is sorted."""
    codes, names = ranked(words)
    return Coded(codes, tuple(names.to_pylist()))


def ranked(words: pa.Array) -> tuple[Ints, pa.Array]:
    """Of every word its place among the different ones, and these in the order of their letters."""
    encoded = words.dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary)
    ranks = np.empty(len(order), np.int64)
    ranks[order.to_numpy()] = np.arange(len(order))
    return ranks[encoded.indices.to_numpy()], encoded.dictionary.take(order)


def distinct_pairs(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """The different pairs of two columns of numbers from 0 on, in order."""
    base = int(right.max()) + 1 if len(right) else 1
    both = np.unique(left * base + right)
    return both // base, both % base


def _running_numbers(vouchers: pa.ChunkedArray) -> pa.ChunkedArray:
    """The last run of digits of every voucher, its last twelve at most; 0 where it has none."""
    found = pc.extract_regex(vouchers, r"(?P<number>[0-9]{1,12})[^0-9]*$")
    return pc.fill_null(pc.struct_field(found, "number").cast(pa.int64()), 0)


def shows_newest_first(dated: pa.Table) -> bool:
    """True where the days of a file run backwards from row to row."""
    days, rows = dated.column("date").cast(pa.int32()).to_numpy(), dated.column("row").to_numpy()
    if not (rows[1:] > rows[:-1]).all():
        days = days[np.argsort(rows, kind="stable")]
    steps = np.diff(days)
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

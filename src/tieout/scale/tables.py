"""The tables of a run over many accounts, and the name that equal decisions have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tieout.decisions import Decisions, Members
from tieout.steps.number_columns import Ints

# One row for each line of both sides.
DECISIONS = pa.schema(
    [
        ("side", pa.string()),  # ours | theirs
        ("row", pa.int32()),
        ("status", pa.string()),  # auto | suggested | ambiguous; null where the line stands alone
        ("rule", pa.string()),
        ("match_id", pa.string()),  # as ``Group.match_id``: lines with one id belong together
        ("class", pa.string()),  # one of DIFFERENCE_CLASSES where the two sides differ
        # Minor units, ours - theirs. Of a group it stands on its first line alone, so that the
        # column adds up to the gap.
        ("difference", pa.int64()),
        ("interchangeable", pa.bool_()),  # the members agree as a set; no single pair is meant
        ("alternatives", pa.string()),  # "3,4:7;3:8" - our rows, a colon, their rows; null = none
    ]
)

BATCH_ROWS = 1 << 16  # decisions are hashed and written in pieces of this size, whatever the source


def decision_table(decisions: Decisions) -> pa.Table:
    """What ``match`` decided, a row for each line, ordered by side and row."""
    rows: list[tuple[object, ...]] = []
    gaps = {difference.members: difference for difference in decisions.differences}
    for group in decisions.groups:
        gap = gaps.get(group.members)
        kind, amount = (gap.kind, gap.amount) if gap else (None, 0)
        said = alternatives_text(group.alternatives)
        for at, (side, row) in enumerate(_lines_in(group.members)):
            rows.append(
                (
                    side, row, group.status, group.rule, group.match_id, kind,
                    0 if at else amount, group.interchangeable, said,
                )
            )  # fmt: skip
    grouped = {group.members for group in decisions.groups}
    for difference in decisions.differences:
        if difference.members not in grouped:
            ((side, row),) = _lines_in(difference.members)
            rows.append(
                (side, row, None, None, None, difference.kind, difference.amount, False, None)
            )
    return in_order(table_of_rows(rows))


def read_file(
    path: Path, columns: Sequence[str] | None = None, *, coded: Sequence[str] = ()
) -> pa.Table:
    """One Parquet file as it is; columns named in ``coded`` keep their words apart from their places.

    Reading it as a set of files would load all that such sets may need, which takes longer than a bucket's lines.
    """
    with pq.ParquetFile(path, read_dictionary=list(coded), pre_buffer=False) as file:
        return file.read(columns=list(columns) if columns is not None else None)


def table_of_rows(rows: Iterable[tuple[object, ...]], schema: pa.Schema = DECISIONS) -> pa.Table:
    """Rows of Python values as a table of this schema."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)],
        schema=schema,
    )


def in_order(table: pa.Table) -> pa.Table:
    """Our lines first, each side by its rows."""
    pieces = list(in_order_by_pieces(table))
    return pa.concat_tables(pieces).combine_chunks() if pieces else table


def in_order_by_pieces(table: pa.Table) -> Iterator[pa.Table]:
    """The same in pieces of ``BATCH_ROWS``, so that the whole is never there a second time."""
    order = order_of(table)
    told = with_words_apart(table).unify_dictionaries()
    said = [column.combine_chunks() for column in told.columns]
    for start in range(0, len(order), BATCH_ROWS):
        at = pa.array(order[start : start + BATCH_ROWS])
        columns = [
            column.take(at).cast(field.type) for column, field in zip(said, DECISIONS, strict=True)
        ]
        yield pa.table(columns, schema=DECISIONS)


def order_of(table: pa.Table) -> Ints:
    """The places of our lines, then of theirs, each side by its rows."""
    of_theirs = pc.equal(table.column("side"), "theirs").to_numpy()
    order: Ints = np.argsort(
        of_theirs.astype(np.int64) << 32 | table.column("row").to_numpy(), kind="stable"
    )
    return order


def with_words_apart(table: pa.Table) -> pa.Table:
    """Few words said millions of times become places among them: these are moved, not their letters."""
    for name in OFTEN_SAID:
        at = table.schema.get_field_index(name)
        if not pa.types.is_dictionary(table.schema.field(at).type):
            table = table.set_column(at, name, table.column(at).dictionary_encode())
    return table


OFTEN_SAID = ["side", "status", "rule", "class"]


def alternatives_text(alternatives: Iterable[Members]) -> str | None:
    """Alternatives as one text, in the order the engine gave them."""
    said = [
        f"{','.join(map(str, members.ours))}:{','.join(map(str, members.theirs))}"
        for members in alternatives
    ]
    return ";".join(said) or None


def _lines_in(members: Members) -> Iterator[tuple[str, int]]:
    yield from (("ours", row) for row in members.ours)
    yield from (("theirs", row) for row in members.theirs)


class DecisionHash:
    """The name of a run's decisions: equal where every line was decided alike, on any machine."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=16)

    def add(self, batch: pa.Table) -> None:
        """Take in the next ``BATCH_ROWS`` decisions (the last piece may be shorter), in order."""
        for field in DECISIONS:
            column = batch.column(field.name)
            if pa.types.is_string(field.type):
                self._add_texts(column)
            else:
                self._hash.update(np.asarray(column.cast(pa.int64()).to_numpy()).tobytes())

    def _add_texts(self, column: pa.ChunkedArray) -> None:
        lengths = pc.fill_null(pc.binary_length(column), -1).to_numpy()
        self._hash.update(np.asarray(lengths).astype(np.int64).tobytes())
        letters = pc.fill_null(column, "").cast(pa.large_binary()).combine_chunks()
        _, offsets, content = letters.buffers()
        edges = np.frombuffer(offsets, np.int64)[letters.offset : letters.offset + len(letters) + 1]
        if content is not None:
            self._hash.update(memoryview(content)[edges[0] : edges[-1]])

    def name(self) -> str:
        return self._hash.hexdigest()


def decision_hash(table: pa.Table) -> str:
    """The name of a whole table of decisions, whatever the order of its rows."""
    found = DecisionHash()
    for piece in in_order_by_pieces(table.select(DECISIONS.names)):
        found.add(piece)
    return found.name()

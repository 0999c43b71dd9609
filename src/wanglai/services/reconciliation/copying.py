"""Many rows of a result are written by COPY from columns as they stand."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection
from pyarrow import csv

from wanglai.services.copying import quoted

AT_ONCE = 10_000
# What is null is written as nothing, what is empty between quotes, as COPY reads them.
_AS_CSV = csv.WriteOptions(include_header=False, quoting_style="all_valid")


def copy_columns(
    table: str,
    columns: pa.Table,
    *,
    before: int = 0,
    told: Callable[[int], None] = lambda _rows: None,
) -> None:
    """Write columns under their own names; ``told`` hears how many rows are written so far, with those ``before``."""
    statement = f"COPY {table} ({quoted(columns.column_names)}) FROM STDIN WITH (FORMAT csv)"
    written = before
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for batch in columns.to_batches(max_chunksize=AT_ONCE):
            text = pa.BufferOutputStream()
            csv.write_csv(batch, text, _AS_CSV)
            copy.write(text.getvalue().to_pybytes())
            written += batch.num_rows
            told(written)


def without_nul(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """PostgreSQL has no room for NUL in text; a sheet may."""
    if (
        not pa.types.is_string(column.type)
        or not pc.any(pc.match_substring(column, "\x00")).as_py()
    ):
        return column
    return pc.replace_substring(column, "\x00", "�")


def of_every_row(value: int | str, rows: int) -> pa.Array:
    """A column that says the same in each row."""
    return pa.repeat(value, rows)

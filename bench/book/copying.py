"""Child program: the limit of an import. The rows of one book, copied raw into tables with the same indexes and checks.

``python -m bench.book.copying COMPANY [IMPORT]`` (with the rows of a file's import where one is named) with the owner's address: no triggers, no sealing, no checking of anything else.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time

import psycopg

TABLES = ("store_act", "store_entry", "store_entryline", "store_openitem")
STAGED = ("store_importeddocument", "store_importedline", "store_importproblem")


def main() -> None:
    wanted = {table: f"company_id = {int(sys.argv[1])} ORDER BY seq" for table in TABLES}
    if len(sys.argv) > 2:
        wanted |= {table: f"file_import_id = {int(sys.argv[2])} ORDER BY no" for table in STAGED}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        rows, seconds = 0, 0.0
        for table in wanted:
            connection.execute(f"CREATE TABLE raw_{table} (LIKE {table} INCLUDING ALL)")
        for table, rows_of in wanted.items():
            with tempfile.TemporaryFile() as kept:
                with connection.cursor().copy(
                    f"COPY (SELECT * FROM {table} WHERE {rows_of}) TO STDOUT"
                ) as out:
                    for block in out:
                        kept.write(block)
                kept.seek(0)
                start = time.perf_counter()
                cursor = connection.cursor()
                with cursor.copy(f"COPY raw_{table} FROM STDIN") as into:
                    while block := kept.read(1 << 18):
                        into.write(block)
                seconds += time.perf_counter() - start
                rows += cursor.rowcount
        for table in wanted:
            connection.execute(f"DROP TABLE raw_{table}")
    print(json.dumps({"rows": rows, "seconds": seconds}))


if __name__ == "__main__":
    main()

"""Child program: the limit of an import. The rows of one book, copied raw into tables with the same indexes and checks.

``python -m bench.book.copying COMPANY [IMPORT [SINCE]]`` with the owner's address: no triggers, no sealing, no checking of anything else. With the
rows of a file's import where one is named (0 names none); after act SINCE alone, with what cash application made then, where that is given.
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
    company, of_import, since = (*map(int, sys.argv[1:]), 0, 0)[:3]
    wanted = dict.fromkeys(TABLES, f"company_id = {company} AND seq > {since} ORDER BY seq")
    if of_import:
        wanted |= dict.fromkeys(STAGED, f"file_import_id = {of_import} ORDER BY no")
    if since:
        wanted["store_allocation"] = wanted["store_act"]
        wanted["store_settlement"] = f"company_id = {company} AND receipt_seq > {since} ORDER BY id"
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

"""The limit: the same two files read and joined by plain DuckDB SQL, with the layout known.

No recognition, no groups, no classes, no proof, no report: document and amount joined, the rest
counted. Run as ``python -m bench.speed.limit FOLDER``. Workbooks are opened by python-calamine first.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import python_calamine

_JOIN = """
with ours as (select document, date, round(debit * 100)::bigint - round(credit * 100)::bigint as amount
              from our_lines),
     theirs as (select document, date, round(credit * 100)::bigint - round(debit * 100)::bigint as amount
                from their_lines),
     keyed as (select count(*) as n from ours join theirs using (document, amount)
               where document is not null),
     dated as (select count(*) as n from ours join theirs using (amount)
               where ours.document is null and theirs.document is null
                 and abs(ours.date - theirs.date) <= 10)
select (select n from keyed), (select n from dated),
       (select sum(amount) from ours), (select sum(amount) from theirs)
"""


def main() -> None:
    folder = Path(sys.argv[1])
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    connection = duckdb.connect()
    for side, view in (("ours", "our_lines"), ("theirs", "their_lines")):
        _load(connection, folder, truth[side], view)
    print(connection.execute(_JOIN).fetchone())


def _load(
    connection: duckdb.DuckDBPyConnection, folder: Path, side: dict[str, Any], view: str
) -> None:
    path = folder / side["file"]
    columns = side["columns"]
    if path.suffix == ".csv":
        connection.execute(
            f"create view raw_{view} as select * from read_csv('{path}', header = true)"
        )
    else:
        sheet = python_calamine.load_workbook(str(path)).get_sheet_by_name(side["sheet"])
        header, *rows = sheet.to_python()
        names = [str(name) for name in header]
        wanted = [names.index(columns[f]) for f in ("document", "date", "debit", "credit")]
        kept = [[row[place] for row in rows] for place in wanted]
        table = pa.table(
            {
                columns["document"]: [str(v) or None for v in kept[0]],
                columns["date"]: kept[1],
                columns["debit"]: [float(str(v or 0)) for v in kept[2]],
                columns["credit"]: [float(str(v or 0)) for v in kept[3]],
            }
        )
        connection.register(f"raw_{view}", table)
    connection.execute(
        f"""create view {view} as select "{columns["document"]}"::varchar as document,
            "{columns["date"]}"::date as date,
            coalesce("{columns["debit"]}", 0)::decimal(18, 2) as debit,
            coalesce("{columns["credit"]}", 0)::decimal(18, 2) as credit from raw_{view}"""
    )


if __name__ == "__main__":
    main()

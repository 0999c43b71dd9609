"""``python -m bench`` measures every row and refreshes the page; ``python -m bench NAME`` one row of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bench.bank.rows import BANK
from bench.book.rows import BOOK
from bench.cash.rows import CASH
from bench.contexts.rows import CONTEXTS
from bench.kinds import NotHereError
from bench.pace import pace
from bench.page import write_page
from bench.scale.rows import SCALE
from bench.speed.rows import MATCHING
from bench.sums.rows import SUMS

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
KINDS = (MATCHING, CONTEXTS, SUMS, SCALE, CASH, BANK, BOOK)
ROWS = {name: measure for kind in KINDS for name, measure in kind.rows.items()}


def main(
    name: Annotated[str | None, typer.Argument(help=f"One of: {', '.join(ROWS)}.")] = None,
) -> None:
    """Measure our speed beside the peers' and the limit, on the same machine in one run."""
    if name is not None and name not in ROWS:
        raise typer.BadParameter(f"There is no row {name!r}; take one of {', '.join(ROWS)}.")
    for row in ROWS if name is None else [name]:
        before = pace()
        try:
            result = ROWS[row]()
        except NotHereError as missing:
            typer.echo(f"{row} not measured: {missing}")
            continue
        write_page(PAGE, KINDS, {row: result}, (before, pace()))
        typer.echo(result.line())


if __name__ == "__main__":
    typer.run(main)

"""``python -m bench`` measures every row and refreshes the page; ``python -m bench NAME`` one row."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bench.book.rows import BOOK
from bench.cash.rows import CASH
from bench.page import write_page
from bench.speed.rows import MATCHING

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
KINDS = (MATCHING, CASH, BOOK)
ROWS = {name: measure for kind in KINDS for name, measure in kind.rows.items()}


def main(
    name: Annotated[str | None, typer.Argument(help=f"One of: {', '.join(ROWS)}.")] = None,
) -> None:
    """Measure our speed beside the peers' and the limit, on the same machine in one run."""
    if name is not None:
        if name not in ROWS:
            raise typer.BadParameter(f"There is no row {name!r}; take one of {', '.join(ROWS)}.")
        typer.echo(ROWS[name]().line())
        return
    measured = [(kind, [measure() for measure in kind.rows.values()]) for kind in KINDS]
    write_page(PAGE, measured)
    for _, results in measured:
        for result in results:
            typer.echo(result.line())


if __name__ == "__main__":
    typer.run(main)

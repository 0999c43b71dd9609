"""``python -m bench`` measures every speed row and refreshes the page; ``python -m bench NAME`` one row."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bench.speed.page import write_page
from bench.speed.rows import ROWS

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def main(
    name: Annotated[str | None, typer.Argument(help=f"One of: {', '.join(ROWS)}.")] = None,
) -> None:
    """Measure our speed beside the peers' and the limit, on the same files in one run."""
    if name is not None:
        if name not in ROWS:
            raise typer.BadParameter(f"There is no row {name!r}; take one of {', '.join(ROWS)}.")
        typer.echo(ROWS[name]().line())
        return
    results = [measure() for measure in ROWS.values()]
    write_page(PAGE, results)
    for result in results:
        typer.echo(result.line())


if __name__ == "__main__":
    typer.run(main)

"""Writes one case: ``python -m bench.cash.generate --preset realistic --seed 3 --out DIR``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from bench.cash.case import draw_case, write_case
from bench.cash.knobs import PRESETS


def main(
    preset: Annotated[str, typer.Option(help=f"One of: {', '.join(PRESETS)}.")] = "realistic",
    seed: Annotated[int, typer.Option(help="Which case; from 1000 validation, 2000 test.")] = 1,
    out: Annotated[Path, typer.Option(help="Folder for the four files and truth.json.")] = Path(
        "cash-case"
    ),
    xlsx: Annotated[bool, typer.Option(help="Also items.xlsx.")] = False,
) -> None:
    """Write one case with its truth."""
    if preset not in PRESETS:
        raise typer.BadParameter(
            f"There is no preset {preset!r}; take one of {', '.join(PRESETS)}."
        )
    case = draw_case(preset, seed)
    write_case(case, out, xlsx=xlsx)
    known = sum(r.is_recoverable for r in case.receipts)
    typer.echo(
        f"{out}: {len(case.items)} items, {len(case.receipts)} receipts, {known} recoverable"
    )
    for event, count in Counter(r.event for r in case.receipts).most_common():
        typer.echo(f"  {event} {count}")


if __name__ == "__main__":
    typer.run(main)

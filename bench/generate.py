"""Writes one generated case: ``python -m bench.generate --preset realistic --seed 3 --out DIR``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bench.cases import PRESETS, generate_case


def main(
    preset: Annotated[str, typer.Option(help=f"One of: {', '.join(PRESETS)}.")] = "realistic",
    seed: Annotated[int, typer.Option(help="Which case of the preset.")] = 1,
    out: Annotated[Path, typer.Option(help="Folder for ours.*, theirs.* and truth.json.")] = Path(
        "case"
    ),
    shuffle: Annotated[int | None, typer.Option(help="Permute the lines by this seed.")] = None,
) -> None:
    """Write one case with its truth."""
    if preset not in PRESETS:
        raise typer.BadParameter(
            f"There is no preset {preset!r}; take one of {', '.join(PRESETS)}."
        )
    case = generate_case(PRESETS[preset], seed, out, shuffle=shuffle)
    typer.echo(f"{case.ours}  {len(case.truth.ours.lines)} lines")
    typer.echo(f"{case.theirs}  {len(case.truth.theirs.lines)} lines")


if __name__ == "__main__":
    typer.run(main)

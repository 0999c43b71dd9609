"""Where engines separate: the granularity of amounts by open items, nothing quoted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from bench.cash.knobs import GRANULARITIES, PRESETS, CashKnobs
from bench.cash.score import ENGINES, EngineFailed, score_seeds
from bench.cash.scoring import CashScore

OPEN_ITEMS = (5, 15, 40, 100)
SEEDS = 20
CAP = 120  # seconds of one engine on one kind of case: two baselines try very many combinations
_COLOURS = ("#0b6e4f", "#b8b8b8", "#8d99ae", "#e09f3e", "#c1121f", "#7b2cbf", "#457b9d")


@dataclass(frozen=True)
class Cell:
    """One engine on one kind of case."""

    granularity: str
    open_items: int
    engine: str
    score: CashScore | str  # or how it failed


def grid_knobs(granularity: str, open_items: int) -> CashKnobs:
    """Ten customers of as many items each, batches, and no number in any text."""
    return replace(
        PRESETS["realistic"],
        preset=f"grid-{granularity}-{open_items}",
        customers=10,
        items_each=(open_items, open_items),
        granularity={granularity: 1.0},
        kinds={"single": 0.4, "batch": 0.6},
        quoted=0.0,
        remittance=0.0,
        name_noise=0.0,
        parent_pays=0.0,
        third_party=0.0,
        third_party_new=0.0,
        account_known=1.0,
    )


def measure_grid() -> list[Cell]:
    return [
        Cell(granularity, count, engine, scored(engine, grid_knobs(granularity, count)))
        for granularity in GRANULARITIES
        for count in OPEN_ITEMS
        for engine in ENGINES
    ]


def scored(engine: str, knobs: CashKnobs, *, rules: Path | None = None) -> CashScore | str:
    """All seeds of a kind by one engine, as many as it begins within its ``CAP``; or how it failed."""
    try:
        return score_seeds(engine, knobs, range(SEEDS), rules=rules, cap_seconds=CAP)
    except EngineFailed as failure:
        return str(failure)


def write_picture(cells: Iterable[Cell], path: Path) -> None:
    """Three panels, one per granularity: precision of what was decided, by open items."""
    cells, parts = list(cells), []
    for place, granularity in enumerate(GRANULARITIES):
        left = 60 + place * 260
        parts.append(f'<text x="{left}" y="30" font-weight="600">{granularity}</text>')
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            y = 240 - 190 * share
            parts.append(f'<path d="M{left} {y}h200" stroke="#ddd"/>')
            if place == 0:
                parts.append(
                    f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{share:.2f}</text>'
                )
        for step, count in enumerate(OPEN_ITEMS):
            x = left + step * 200 / (len(OPEN_ITEMS) - 1)
            parts.append(f'<text x="{x:.0f}" y="258" text-anchor="middle">{count}</text>')
        for colour, engine in zip(_COLOURS, ENGINES, strict=True):
            parts.append(_line(cells, granularity, engine, colour, left))
    decided = {cell.engine for cell in cells if _precision(cell) is not None}
    names = [engine for engine in ENGINES if engine in decided]
    for place, engine in enumerate(names):
        colour, x, y = _COLOURS[ENGINES.index(engine)], 60 + place % 4 * 190, 288 + place // 4 * 20
        parts.append(f'<circle cx="{x}" cy="{y}" r="5" fill="{colour}"/>')
        parts.append(f'<text x="{x + 10}" y="{y + 4}">{escape(engine)}</text>')
    body = "\n".join(parts)
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 840 325" role="img" '
        'font-family="sans-serif" font-size="12">\n'
        "<title>Precision of decided receipts by open items of a customer</title>\n"
        f'<rect width="840" height="325" fill="#fff"/>\n{body}\n</svg>\n',
        encoding="utf-8",
    )


def _line(cells: list[Cell], granularity: str, engine: str, colour: str, left: int) -> str:
    points = []
    for cell in cells:
        precision = _precision(cell)
        if (cell.granularity, cell.engine) == (granularity, engine) and precision is not None:
            x = left + OPEN_ITEMS.index(cell.open_items) * 200 / (len(OPEN_ITEMS) - 1)
            points.append(f"{x:.1f},{240 - 190 * precision:.1f}")
    if not points:
        return ""
    return f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _precision(cell: Cell) -> float | None:
    """None where the engine failed, or decided nothing."""
    return cell.score.precision if isinstance(cell.score, CashScore) else None

"""Two-sided reconciliation cases with truth, generated from seeds.

Events come first (``story``, ``mishaps``, ``splits``), then what each side prints of them
(``surface``), then how its file looks (``layout``, ``render``, ``files``). The generator is written
from the description of the corruption model alone and shares no code with the engine it measures.
"""

from __future__ import annotations

from bench.cases.case import Case, Draft, draft_case, generate_case, write_case
from bench.cases.knobs import PRESETS, Knobs
from bench.cases.truth import Truth

__all__ = [
    "PRESETS",
    "Case",
    "Draft",
    "Knobs",
    "Truth",
    "draft_case",
    "generate_case",
    "write_case",
]

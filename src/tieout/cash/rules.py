"""The knobs of cash application; every one has a unit and a default that can be defended.

What each one means, and its unit, stands in ``rulebook/apply/settings.toml``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

from tieout.cash.policies import ORDERS, Order
from tieout.rulebook import versions_of
from tieout.rules import digest_of, rules_file, rules_refused


@dataclass(frozen=True)
class CashRules:
    """Limits of one run; the hash of all of them is stored with the result."""

    accidents_max: str = "0.02"
    size_max: int = 8
    nodes_max: int = 200_000
    early_days: int = 0
    name_score_min: int = 88
    name_lead_min: int = 6
    tail_digits_min: int = 4
    duplicate_days: int = 45
    order: Order = "none"
    structures: int = 1
    combinations: int = 1
    fixed_point: int = 1
    joint: int = 1

    @classmethod
    def from_file(cls, path: Path) -> CashRules:
        """Read the table ``[cash]`` of a rules file; an unknown key is refused, not ignored."""
        given = rules_file(path).get("cash", {})
        known = {field.name: getattr(cls(), field.name) for field in fields(cls)}
        for name, value in given.items():
            if name not in known:
                names = ", ".join(sorted(known))
                raise rules_refused(path, f"没有规则 cash.{name}；可用：{names}。", f"there is no rule cash.{name}; known: {names}.")  # fmt: skip
            fits = value in ORDERS if name == "order" else _fits(value, known[name])
            if not fits:
                raise rules_refused(path, f"cash.{name} 的值 {value!r} 无效。", f"cash.{name} cannot be {value!r}.")  # fmt: skip
        settled: dict[str, Any] = {
            name: str(value) if isinstance(known[name], str) else value
            for name, value in given.items()
        }
        return cls(**settled)

    @property
    def accidents(self) -> float:
        return float(Fraction(self.accidents_max))

    @property
    def digest(self) -> str:
        """Sixteen hex digits that change when any knob or the version of any rule changes."""
        return digest_of(asdict(self) | {"versions": versions_of("apply")})


def _fits(value: object, default: object) -> bool:
    if isinstance(default, int):
        return type(value) is int and value >= 0
    if type(value) not in (str, int, float):
        return False
    try:
        return Fraction(str(value)) >= 0
    except (ValueError, ZeroDivisionError):
        return False

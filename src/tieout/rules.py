"""The knobs of the engine: every tolerance has a name, a unit and a default that can be defended.

What each one means, and its unit, stands in ``rulebook/match/settings.toml``.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

from tieout.refusal import Refusal, Wording
from tieout.rulebook import versions_of

ENGINE_VERSION = "1.0.0"


@dataclass(frozen=True)
class Rules:
    """Tolerances and tables of one run; their hash is stored with every decision."""

    rounding_per_line: int = 2
    window_days: int = 10
    suggest_days: int = 45
    chance_max: str = "0.05"
    default_lag_days: int = 5
    tax_rates: tuple[str, ...] = (
        "13",
        "9",
        "6",
        "3",
        "1",
        "19",
        "20",
        "21",
        "7",
        "10",
        "5",
        "17",
        "16",
    )
    discount_rates: tuple[str, ...] = (
        "0.5", "1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10", "12", "15", "20",
    )  # fmt: skip
    fee_max: int = 10_000
    fee_rate_max: str = "3"
    reference_frequency_max: int = 8
    sums_chance_max: str = "0.05"
    sums_size_max: int = 8
    sums_nodes_max: int = 200_000
    sums_days: int = 31
    sums: int = 1
    sums_unique: int = 1
    sums_natural: int = 1

    @classmethod
    def from_file(cls, path: Path) -> Rules:
        """Read rules from TOML: one key per knob above; an unknown key is refused, not ignored."""
        given = rules_file(path)
        given.pop("cash", None)  # the knobs of ``tieout apply``, see ``CashRules``
        known = {field.name: getattr(cls(), field.name) for field in fields(cls)}
        for name, value in given.items():
            if name not in known:
                names = ", ".join(sorted(known))
                raise rules_refused(
                    path,
                    f"没有规则 {name}；可用：{names}。",
                    f"there is no rule {name}; known: {names}.",
                )
            given[name] = cls._checked(path, name, value, known[name])
        return cls(**given)

    @staticmethod
    def _checked(path: Path, name: str, value: object, default: object) -> object:
        if isinstance(default, tuple) and isinstance(value, list):
            return tuple(Rules._checked(path, name, rate, "0") for rate in value)
        if isinstance(default, int) and type(value) is int and value >= 0:
            return value
        if isinstance(default, str) and isinstance(value, (str, int)) and type(value) is not bool:
            try:
                if Fraction(str(value)) >= 0:
                    return str(value)
            except (ValueError, ZeroDivisionError):
                pass
        raise rules_refused(path, f"{name} 的值 {value!r} 无效。", f"{name} cannot be {value!r}.")

    @property
    def digest(self) -> str:
        """Sixteen hex digits that change when any knob or the version of any rule changes."""
        return digest_of(asdict(self) | {"versions": versions_of("match")})


def rules_file(path: Path) -> dict[str, Any]:
    """What a rules file says. Refuses: rules.invalid where it cannot be read as TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise rules_refused(
            path, f"文件不是有效的 TOML：{error}。", f"it is not valid TOML: {error}."
        ) from None


def rules_refused(path: Path, zh: str, en: str) -> Refusal:
    return Refusal(
        "rules.invalid",
        place=path.name,
        reason=Wording(zh, en),
        remedy=Wording("请更正规则文件。", "Correct the rules file."),
    )


def digest_of(knobs: Mapping[str, object]) -> str:
    """Sixteen hex digits that change when any knob changes."""
    canonical = json.dumps(knobs, sort_keys=True).encode()
    return hashlib.blake2b(canonical, digest_size=8).hexdigest()

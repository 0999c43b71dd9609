"""The knobs of the engine: every tolerance has a name, a unit and a default that can be defended."""

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

ENGINE_VERSION = "1.0.0"


@dataclass(frozen=True)
class Rules:
    """Tolerances and tables of one run; the hash of all of them is stored with every decision."""

    # Tax computed per line and per document differs by at most this much per line (minor units).
    rounding_per_line: int = 2
    # Same amount, no shared number: the days between the two bookings, after the usual lag.
    window_days: int = 10
    # The same for what is only suggested, never decided.
    suggest_days: int = 45
    # Expected number of accidental equal amounts above which an amount alone decides nothing.
    chance_max: str = "0.05"
    # Usual delay before the other side books, until this customer's own delay is known (days).
    default_lag_days: int = 5
    # VAT and sales tax rates on which a net amount and a gross amount may differ (percent).
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
    # Early-payment and trade discounts (percent of the larger amount).
    discount_rates: tuple[str, ...] = (
        "0.5", "1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10", "12", "15", "20",
    )  # fmt: skip
    # A bank keeps at most this much of a transfer (minor units), or this share of it (percent).
    fee_max: int = 10_000
    fee_rate_max: str = "3"
    # A number in free text that stands on more lines than this names nothing.
    reference_frequency_max: int = 8
    # One line that is the sum of several of the other side: combinations that chance may make at most,
    # lines in one combination, nodes of one search, days up to which the several may precede the one.
    sums_chance_max: str = "0.05"
    sums_size_max: int = 8
    sums_nodes_max: int = 200_000
    sums_days: int = 31
    # 1 asks, 0 does not (for ablations): sums at all, whether another combination is as good, natural sets.
    sums: int = 1
    sums_unique: int = 1
    sums_natural: int = 1

    @classmethod
    def from_file(cls, path: Path) -> Rules:
        """Read rules from TOML: one key per knob above; an unknown key is refused, not ignored."""
        given = rules_file(path)
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
        """Sixteen hex digits that change when any knob changes."""
        return digest_of(asdict(self))


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

"""What was learned from history up to a day: a file that is read again and never changes by itself.

How late the other side books is learned in each run from the pairs settled so far, and what a payer usually does is not
learned at all. A learned table holds both still: made once from what was known on a day, used instead, and named by its
hash in every answer.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tieout.habits import PayerHabit, habit_of
from tieout.refusal import Refusal, Wording, refusal_of
from tieout.steps.account import Lag

FORMAT = 2
_WITHOUT_PAYERS = 1  # the format before series and payers
_SIDES = {"raises": False, "lowers": True}  # what raises our balance, and what lowers it


AccountName = tuple[str, str]  # party and currency; no party where a file is of one customer
Series = Mapping[tuple[str, str], int]  # our pattern of number and theirs -> pairs of equal digits


@dataclass(frozen=True)
class Learned:
    """Usual delays in days and patterns of number by account, and what payers usually do."""

    as_of: datetime.date
    engine: str
    ruleset: str
    lags: Mapping[AccountName, Mapping[bool, Lag]]  # True for what lowers the balance
    series: Mapping[AccountName, Series] = field(default_factory=dict)
    payers: tuple[PayerHabit, ...] = ()
    format: int = FORMAT

    @property
    def digest(self) -> str:
        """Sixteen hex digits that change when anything in the table changes."""
        canonical = json.dumps(self._said(), sort_keys=True, ensure_ascii=False).encode()
        return hashlib.blake2b(canonical, digest_size=8).hexdigest()

    def named(self) -> dict[str, Any]:
        """How an answer names the table it was made with."""
        return {"format": self.format, "hash": self.digest, "as_of": self.as_of.isoformat()}

    def as_bytes(self) -> bytes:
        """The file: readable, one account after the other, with its own hash."""
        said = {"hash": self.digest, **self._said()}
        return (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode()

    def _said(self) -> dict[str, Any]:
        known = sorted({*self.lags, *self.series})
        said = {
            "format": self.format,
            "engine": self.engine,
            "ruleset": self.ruleset,
            "as_of": self.as_of.isoformat(),
            "accounts": [self._of_account(name) for name in known],
        }
        if self.format != _WITHOUT_PAYERS:
            said["payers"] = [payer.said() for payer in self.payers]
        return said

    def _of_account(self, name: AccountName) -> dict[str, Any]:
        party, currency = name
        lags = self.lags.get(name, {})
        said: dict[str, Any] = {
            "party": party,
            "currency": currency,
            "lags": {
                side: asdict(lags[lowers]) for side, lowers in _SIDES.items() if lowers in lags
            },
        }
        if self.format != _WITHOUT_PAYERS:
            said["series"] = [
                {"ours": ours, "theirs": theirs, "seen": seen}
                for (ours, theirs), seen in sorted(self.series.get(name, {}).items())
            ]
        return said


def read_learned(path: Path) -> Learned:
    """A learned table as it was written.

    Refuses: learned.invalid (no such table), learned.format (of a later version), learned.changed (its hash is another).
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        is_later = said["format"] > FORMAT
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise _refused("learned.invalid", path, fault=type(error).__name__) from None
    if is_later:
        raise _refused("learned.format", path, found=str(said["format"]), known=str(FORMAT))
    try:
        found = _of(said)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _refused("learned.invalid", path, fault=type(error).__name__) from None
    if found.digest != said.get("hash"):
        raise _refused("learned.changed", path, stated=str(said.get("hash")), found=found.digest)
    return found


def _of(said: Mapping[str, Any]) -> Learned:
    accounts = {(str(one["party"]), str(one["currency"])): one for one in said["accounts"]}
    lags = {
        name: {
            _SIDES[side]: Lag(**{key: int(value) for key, value in lag.items()})
            for side, lag in one["lags"].items()
        }
        for name, one in accounts.items()
    }
    form = int(said["format"])
    series = {
        name: {
            (str(each["ours"]), str(each["theirs"])): int(each["seen"]) for each in one["series"]
        }
        for name, one in accounts.items()
        if form != _WITHOUT_PAYERS
    }
    payers = said["payers"] if form != _WITHOUT_PAYERS else ()
    return Learned(
        datetime.date.fromisoformat(said["as_of"]),
        str(said["engine"]),
        str(said["ruleset"]),
        {name: found for name, found in lags.items() if found},
        {name: known for name, known in series.items() if known},
        tuple(habit_of(one) for one in payers),
        form,
    )


CATALOGUE: dict[str, tuple[Wording, Wording]] = {
    "learned.invalid": (
        Wording("这不是 tieout learn 写出的文件（{fault}）。", "This is no file that tieout learn wrote ({fault})."),
        Wording("请给出 tieout learn 的输出文件，或重新生成。", "Name a file written by tieout learn, or make it anew."),
    ),
    "learned.format": (
        Wording("文件格式为第 {found} 版，本版本只认识到第 {known} 版。", "The file has format {found}; this release knows formats up to {known}."),
        Wording("请升级程序，或用本版本重新生成该文件。", "Upgrade, or make the file anew with this release."),
    ),
    "learned.changed": (
        Wording("文件注明的哈希为 {stated}，内容的哈希为 {found}：写出后被改动过。", "The file states the hash {stated}, its content has {found}: it was changed after it was written."),
        Wording("请用 tieout learn 重新生成。", "Make it anew with tieout learn."),
    ),
    "learned.no_history": (
        Wording("没有可供学习的两份历史文件。", "There are no two files of the past to learn from."),
        Wording("请给出我方账与客户账，或 --items 与 --receipts，或两者都给。", "Name our ledger and theirs, or --items and --receipts, or all four."),
    ),
}  # fmt: skip


def no_history() -> Refusal:
    return refusal_of(CATALOGUE, "learned.no_history", "tieout learn")


def _refused(code: str, path: Path, **facts: str) -> Refusal:
    return refusal_of(CATALOGUE, code, path.name, **facts)

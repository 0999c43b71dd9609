"""What a rule says about a value it cannot take, in both languages of the house."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def within(self, language: str) -> str:
        return self.zh if language == "zh" else self.en

    def filled(self, **values: object) -> Wording:
        """The sentence with its ``{names}`` replaced."""
        return Wording(self.zh.format(**values), self.en.format(**values))


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value is not taken: a stable code, the character (from 1) where known, reason, what to do."""

    code: str
    reason: Wording
    remedy: Wording
    at: int | None = None

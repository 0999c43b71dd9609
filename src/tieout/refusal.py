"""Refusals: the world gave us something we must not guess about.

A refusal names a stable code, the place, the reason and what to do, in Chinese and English.
It is raised, never returned; a caller prints it and exits with 2, or shows it on a screen.
Our own mistakes are asserts, never refusals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Language = str  # "zh" or "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """One sentence in both languages of the house."""

    zh: str
    en: str

    def within(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Refusal(Exception):
    """Something was refused whole: nothing was read, nothing was written.

    ``code`` is stable and greppable (``file.damaged``, ``dates.undecidable``); ``place`` is the
    file, sheet, column or row; ``reason`` says what was found; ``remedy`` says what to do next.
    """

    def __init__(self, code: str, *, place: str, reason: Wording, remedy: Wording) -> None:
        super().__init__(f"{code} ({place}): {reason.en} {remedy.en}")
        self.code = code
        self.place = place
        self.reason = reason
        self.remedy = remedy

    def sentence(self, language: Language) -> str:
        """The whole refusal as one line a clerk can act on."""
        reason, remedy = self.reason.within(language), self.remedy.within(language)
        return f"{self.code} · {self.place}: {reason} {remedy}"


def refusal_of(
    catalogue: Mapping[str, tuple[Wording, Wording]], code: str, place: str, **facts: str
) -> Refusal:
    """The refusal of this code: reason and remedy of the catalogue, with the facts in their places."""
    reason, remedy = (
        Wording(said.zh.format(**facts), said.en.format(**facts)) for said in catalogue[code]
    )
    return Refusal(code, place=place, reason=reason, remedy=remedy)

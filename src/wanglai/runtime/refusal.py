"""Why something was not started: a stable code, the reason, and what to do, in both languages."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def within(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class StartRefused(Exception):
    """The machine, the data folder or another process is not as it must be; nothing was started.

    ``code`` is stable and greppable: ``postgres.version``, ``home.not-ours``.
    """

    def __init__(self, code: str, *, reason: Wording, remedy: Wording) -> None:
        super().__init__(f"{code}: {reason.en} {remedy.en}")
        self.code = code
        self.reason = reason
        self.remedy = remedy

    def sentence(self, language: str) -> str:
        return f"{self.code}: {self.reason.within(language)} {self.remedy.within(language)}"


def language_of_terminal() -> str:
    """``zh`` where the terminal is Chinese (LC_ALL, LC_MESSAGES, LANG, in that order), else ``en``."""
    for name in ("WANGLAI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"

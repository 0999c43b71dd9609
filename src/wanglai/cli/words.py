"""One line to the person at the terminal, in the terminal's language."""

from __future__ import annotations

from wanglai.runtime.refusal import Wording, language_of_terminal


def say(*, zh: str, en: str) -> None:
    print(Wording(zh=zh, en=en).within(language_of_terminal()), flush=True)

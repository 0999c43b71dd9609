"""The two languages of the house, from the language tag of the page."""

from __future__ import annotations

from django.utils.translation import get_language


def house_language(tag: str | None = None) -> str:
    """``zh`` or ``en``: ``zh-hans`` is ``zh``, everything else is ``en``."""
    tag = tag or get_language() or "en"
    return "zh" if tag.lower().startswith("zh") else "en"

"""What every template may ask: theme, language, the visit, the demo sign-ins on the entrance page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from wanglai.web.parts.language import house_language

THEMES = ("auto", "light", "dark")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Facts of the frame; the visit is absent on pages before the door."""
    theme = request.COOKIES.get("wanglai_theme", "auto")
    return {
        "theme": theme if theme in THEMES else "auto",
        "language": house_language(),
        "visit": getattr(request, "visit", None),
    }

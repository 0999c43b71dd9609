"""The door an act came through: sealed as a digest, shown to an auditor."""

from __future__ import annotations

from django.http import HttpRequest


def origin_of(request: HttpRequest) -> str:
    """``web 10.0.0.7``: the address of the connection itself, which no header can forge."""
    return f"web {request.META.get('REMOTE_ADDR', '')}"[:200]

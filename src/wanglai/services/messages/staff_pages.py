"""The address of a page in a mail to one of ours, where nobody's request says the host."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

_OF_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})


def staff_page(name: str, number: int) -> str:
    """``https://books.example/disputes/7/``; empty where it is not served by https, whose port is known, under a name of its own."""
    host = staff_host() if settings.HTTPS else ""
    return f"https://{host}{reverse(name, args=[number])}" if host else ""


def staff_host() -> str:
    """The first name this installation answers to, but for a pattern, a name of this machine and the portal's own."""
    portal = settings.PORTAL_HOST.lower().rsplit(":", 1)[
        0
    ]  # a name stands among the hosts without its port
    names = (
        each for each in settings.ALLOWED_HOSTS if each.lower() not in {*_OF_THIS_MACHINE, portal}
    )
    return next((each for each in names if not each.startswith((".", "*"))), "")

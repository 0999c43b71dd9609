"""What a link to the portal begins with where nobody's request says it: the portal's own host, else the name staff use."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from wanglai.services.messages.staff_pages import staff_host


def own_address() -> str:
    """``https://portal.example/portal/open/#``; empty where no name is set that a customer could open.

    Without a host of its own it is the first name this installation answers to, where it is served by https and so at no port
    of its own; a pattern or a name of this machine is none.
    """
    host = settings.PORTAL_HOST or (staff_host() if settings.HTTPS else "")
    if not host:
        return ""
    return opened_at("https" if settings.HTTPS else "http", host)


def opened_at(scheme: str, host: str) -> str:
    """``https://portal.example/portal/open/#``: what follows the sign is the link's token, which no server is sent."""
    return f"{scheme}://{host}{reverse('portal:open')}#"

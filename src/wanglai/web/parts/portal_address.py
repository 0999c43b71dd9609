"""Where a customer opens a link: the portal's own host where it has one, else its path on the host somebody is looking at."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from wanglai.services.portal.own_address import opened_at


def portal_address(request: HttpRequest) -> str:
    """As ``opened_at`` says it, for who makes the link in a browser."""
    scheme = "https" if settings.HTTPS else request.scheme or "http"
    return opened_at(scheme, settings.PORTAL_HOST or request.get_host())

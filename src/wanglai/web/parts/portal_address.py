"""Where a customer opens a link: the portal's own host where it has one, else its path on the host somebody is looking at."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def portal_address(request: HttpRequest) -> str:
    """``https://portal.example/portal/open/#``: what follows the sign is the link's token, which no server is sent."""
    scheme = "https" if settings.HTTPS else request.scheme
    return f"{scheme}://{settings.PORTAL_HOST or request.get_host()}{reverse('portal:open')}#"

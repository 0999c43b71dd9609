"""What a link to the portal begins with where nobody's request says it: the portal's own host, where it has one."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def own_address() -> str:
    """``https://portal.example/portal/open/#``; empty without a host of its own: a job does not know which one staff use."""
    if not settings.PORTAL_HOST:
        return ""
    scheme = "https" if settings.HTTPS else "http"
    return f"{scheme}://{settings.PORTAL_HOST}{reverse('portal:open')}#"

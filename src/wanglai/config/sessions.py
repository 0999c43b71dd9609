"""Sessions end 15 minutes after the last act and 12 hours after sign-in, whichever comes first."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

_SIGNED_IN, _LAST_SEEN = "signed_in_at", "last_seen_at"
_WRITE_EVERY_SECONDS = 60  # a page a second must not mean a write a second


class SessionLimits:
    """Middleware after authentication: signs out whoever stayed idle or signed in too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Looking at the portal changes nothing, not even for a colleague who is signed in beside it.
        is_portal = request.path_info.startswith(settings.PORTAL_PATH)
        if not is_portal and request.user.is_authenticated:
            self._limit(request, now=int(time.time()))
        return self.get_response(request)

    def _limit(self, request: HttpRequest, *, now: int) -> None:
        signed_in = request.session.setdefault(_SIGNED_IN, now)
        last_seen = request.session.get(_LAST_SEEN, now)
        is_idle = now - last_seen > settings.SESSION_IDLE_SECONDS
        if is_idle or now - signed_in > settings.SESSION_ABSOLUTE_SECONDS:
            logout(request)
        elif now - last_seen >= _WRITE_EVERY_SECONDS or _LAST_SEEN not in request.session:
            request.session[_LAST_SEEN] = now

"""The customer portal on a host name of its own: nothing else is answered there, and it is answered nowhere else.

Without ``WANGLAI_PORTAL_HOST`` it stands under its own path of the same server, with a cookie of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect


class PortalHost:
    """Middleware before everything that looks at cookies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.PORTAL_HOST and not request.path_info.startswith(settings.STATIC_URL):
            is_its_host = request.get_host().lower() == settings.PORTAL_HOST
            if is_its_host and request.path_info == "/":
                return HttpResponseRedirect(settings.PORTAL_PATH)
            if is_its_host != request.path_info.startswith(settings.PORTAL_PATH):
                return HttpResponseNotFound("404\n", content_type="text/plain")
        return self.get_response(request)

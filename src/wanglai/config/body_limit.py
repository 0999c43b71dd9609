"""A request larger than two files of the largest size is refused before a byte of it is kept."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class BodyLimit:
    """Middleware before everything that reads a body: 413 by the length the request states.

    A request without a length has no body for Django, so nothing passes unmeasured.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stated = request.META.get("CONTENT_LENGTH") or "0"
        if not stated.isdecimal() or int(stated) > settings.REQUEST_BYTES_MAX:
            words = "两个文件合计不得超过 100 MB。 Two files together must not exceed 100 MB.\n"
            return HttpResponse(words, status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)

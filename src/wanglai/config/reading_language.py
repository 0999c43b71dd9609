"""Whoever is signed in reads its pages in a language: it is remembered once a session, and again when it changes."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from wanglai.services.access.reading_language import remember_language
from wanglai.web.parts.language import house_language

_READS = "reads_in"


class ReadingLanguage:
    """Middleware after authentication and the language of the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Looking at the portal changes nothing, not even for a colleague who is signed in beside it.
        is_portal = request.path_info.startswith(settings.PORTAL_PATH)
        if not is_portal and request.user.is_authenticated:
            language = house_language()
            if request.session.get(_READS) != language:
                request.session[_READS] = language
                remember_language(request.user.pk, language)
        return self.get_response(request)

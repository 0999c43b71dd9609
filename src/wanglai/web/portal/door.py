"""The door of the portal: a cookie of its own leads to one version of one statement; without it everything is as if absent.

Django's session and its CSRF cookie are the staff's. Here a form carries a key made from the cookie, and a request that says it comes
from another site is refused; ``Referrer-Policy: no-referrer`` makes browsers hide the origin that Django would look at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from wanglai.services.portal.refusals import LinkIsNotGood
from wanglai.services.portal.sealing import form_key, is_form_key
from wanglai.services.portal.visitor import Visitor, visitor_of
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.language import house_language

TAGS = {"zh": "zh-hans", "en": "en"}
P = ParamSpec("P")


@dataclass(frozen=True)
class Caller:
    """A visitor with the secret of the cookie and the address of the network."""

    visitor: Visitor
    secret: str
    address: str

    @property
    def form_key(self) -> str:
        return form_key(self.secret)

    @property
    def scope(self) -> dict[str, Any]:
        """What every verb of a customer takes."""
        return {"visitor": self.visitor, "address": self.address}

    def again(self) -> Caller:
        """The same, as the database says it is now. Refuses: LinkIsNotGood."""
        return Caller(visitor_of(self.secret), self.secret, self.address)


View = Callable[Concatenate[HttpRequest, Caller, P], HttpResponse]


def address_of(request: HttpRequest) -> str:
    """Of the client, as far as our own proxies say it."""
    return str(get_client_ip_address(request) or "")[:64]


def is_from_elsewhere(request: HttpRequest) -> bool:
    """A browser says of itself that another site sent this."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("cross-site", "same-site")


def shut(answer: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way, found by no search, told to no other page."""
    answer["Cache-Control"] = "no-store, private"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


def spoken(request: HttpRequest, of_contact: str = "") -> str:
    """The language chosen here, else the contact's, else the browser's."""
    chosen = request.COOKIES.get(settings.PORTAL_LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in TAGS else of_contact or house_language()


def outside(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page before the door, in the visitor's language."""

    @wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(TAGS[spoken(request)]):
            try:
                return shut(view(request, *args, **kwargs))
            except Refusal as refusal:
                return shut(lost(request, refusal))

    return csrf_exempt(seen)


def looks(view: View[P]) -> Callable[..., HttpResponse]:
    """A page that only shows: GET and HEAD, changes nothing."""
    return require_safe(_entered(view, sends=False))


def sends(view: View[P]) -> Callable[..., HttpResponse]:
    """What a customer does: POST with the key of the session's form."""
    return csrf_exempt(require_POST(_entered(view, sends=True)))


def _entered(view: View[P], *, sends: bool) -> Callable[..., HttpResponse]:
    @wraps(view)
    def entered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        secret = request.COOKIES.get(settings.PORTAL_COOKIE_NAME, "")
        try:
            caller = Caller(visitor_of(secret), secret, address_of(request))
        except LinkIsNotGood as refusal:
            with translation.override(TAGS[spoken(request)]):
                return shut(lost(request, refusal))
        with translation.override(TAGS[spoken(request, caller.visitor.language)]):
            if sends and not _is_own_form(request, secret):
                return shut(lost(request, None))
            try:
                return shut(view(request, caller, *args, **kwargs))
            except Refusal as refusal:
                return shut(lost(request, refusal, caller))

    return entered


def _is_own_form(request: HttpRequest, secret: str) -> bool:
    return not is_from_elsewhere(request) and is_form_key(secret, request.POST.get("form_key", ""))


def lost(request: HttpRequest, refusal: Refusal | None, caller: Caller | None = None) -> HttpResponse:  # fmt: skip
    """A refusal as a page of its own; without one, a form that is not ours."""
    status = http_status(refusal) if refusal is not None else 403
    return render(request, "portal/lost.html", {"refusal": refusal, "caller": caller}, status=status)  # fmt: skip


def home() -> HttpResponse:
    return redirect("portal:page")

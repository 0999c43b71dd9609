"""How a customer comes in: the link is exchanged for a cookie by a press of a button, a code is sent and typed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from wanglai.services.portal.codes import ask_code, prove_code
from wanglai.services.portal.open_link import leave, open_link
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.portal.door import (
    TAGS,
    Caller,
    address_of,
    home,
    is_from_elsewhere,
    lost,
    outside,
    sends,
)
from wanglai.web.portal.looking import masked_page

TOKEN_MAX = 400


@require_http_methods(["GET", "HEAD", "POST"])
@outside
def open_it(request: HttpRequest) -> HttpResponse:
    """A page with one button. The link's token follows the sign ``#``, which browsers keep to themselves; its script puts it into the
    form. Only the press of the button sends it.
    """
    if request.method != "POST":
        return render(request, "portal/open.html")
    if is_from_elsewhere(request):
        return lost(request, None)
    token = request.POST.get("token", "").strip()[:TOKEN_MAX].rpartition("#")[2]
    secret = open_link(token=token, address=address_of(request))
    answer = home()
    answer.set_cookie(
        settings.PORTAL_COOKIE_NAME, secret, path=settings.PORTAL_COOKIE_PATH, secure=settings.HTTPS, httponly=True,
        samesite="Strict",
    )  # fmt: skip
    return answer


@sends
def code(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A code goes to the contact; where to, the page says."""
    try:
        ask_code(**caller.scope)
    except Refusal as refusal:
        return _said(request, caller, refusal)
    return home()


@sends
def prove(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The code is typed; the page shows everything then."""
    try:
        prove_code(visitor=caller.visitor, code=request.POST.get("code", "")[:40])
    except Refusal as refusal:
        return _said(request, caller, refusal)
    return home()


def _said(request: HttpRequest, caller: Caller, refusal: Refusal) -> HttpResponse:
    return masked_page(request, caller, refusal=refusal, status=http_status(refusal))


@sends
def leave_it(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The session ends here and now."""
    leave(secret=caller.secret)
    answer = render(request, "portal/left.html")
    answer.delete_cookie(settings.PORTAL_COOKIE_NAME, path=settings.PORTAL_COOKIE_PATH, samesite="Strict")  # fmt: skip
    return answer


@require_POST
@outside
def language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, for this browser; nothing of ours changes."""
    chosen = request.POST.get("language", "")
    answer = home() if request.COOKIES.get(settings.PORTAL_COOKIE_NAME) else render(request, "portal/open.html")  # fmt: skip
    if chosen in TAGS:
        answer.set_cookie(
            settings.PORTAL_LANGUAGE_COOKIE_NAME, chosen, max_age=settings.LANGUAGE_COOKIE_AGE, httponly=True,
            path=settings.PORTAL_PATH, secure=settings.HTTPS, samesite="Strict",
        )  # fmt: skip
    return answer

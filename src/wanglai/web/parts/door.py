"""The door of every view: signed in, in one company, refusals answered in words.

A view behind the door takes ``(request, visit, …)``; who is asking and for which company are facts of
the visit, never of the address. What the address stands for is in ``route_acts``; without a row there nobody
enters. Views that change something accept POST only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypedDict, cast
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wanglai.services.access.policy import ACTS
from wanglai.services.access.queries import CompanyRow, carriers_in_words, companies_of
from wanglai.services.refusals import NotPermitted, Refusal, Wording, http_status
from wanglai.web.parts.language import house_language
from wanglai.web.parts.route_acts import MEMBER, ROUTES

COMPANY_KEY = "company_id"
P = ParamSpec("P")


class Scope(TypedDict):
    """The two arguments every service call takes."""

    company_id: int
    actor: int


@dataclass(frozen=True)
class Visit:
    """Who asks, for which company, in which language."""

    actor: int
    company: CompanyRow
    companies: tuple[CompanyRow, ...]
    language: str

    @property
    def scope(self) -> Scope:
        """Whose books, and who asks."""
        return {"company_id": self.company.id, "actor": self.actor}


View = Callable[Concatenate[HttpRequest, Visit, P], HttpResponse]


def is_fragment(request: HttpRequest) -> bool:
    """True where HTMX asks for a piece of a page."""
    return request.headers.get("HX-Request") == "true"


def company_in_force(request: HttpRequest, companies: tuple[CompanyRow, ...]) -> CompanyRow | None:
    """The company chosen in this session while the person still belongs to it, else the first."""
    chosen = request.session.get(COMPANY_KEY)
    return next((one for one in companies if one.id == chosen), companies[0] if companies else None)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal of a service as a page, or as a message at the foot of the page that asked."""
    status = http_status(refusal)
    shown = {
        "refusal": refusal,
        "carriers": _carriers(request, refusal),
        "came_from": _came_from(request),
    }
    if is_fragment(request):
        answer = render(request, "parts/refusal_toast.html", shown, status=status)
        answer["HX-Retarget"] = "#toasts"
        answer["HX-Reswap"] = "beforeend"
        return answer
    template = "404.html" if status == 404 else "parts/refusal_page.html"
    return render(request, template, shown, status=status)


def _came_from(request: HttpRequest) -> str:
    """The page of ours on which the form stood that was refused; empty where it cannot be looked at."""
    try:
        page = urlsplit(request.headers.get("Referer", ""))
        if request.method != "POST" or page.netloc != request.get_host():
            return ""
        route = ROUTES.get(resolve(page.path).view_name)
    except (Resolver404, ValueError):  # nobody's browser wrote such an address
        return ""
    return (
        page._replace(scheme="", netloc="").geturl()
        if route and route.wanted("GET") is not None
        else ""
    )


def _carriers(request: HttpRequest, refusal: Refusal) -> Wording | None:
    """The roles that may do what was refused for want of one, by name; None where the reason is another."""
    if not isinstance(refusal, NotPermitted):
        return None
    acts = {refusal.place} if refusal.place in ACTS else _acts_wanted(request)
    return carriers_in_words(acts) if acts else None


def _acts_wanted(request: HttpRequest) -> frozenset[str] | None:
    """One of these acts is needed for the address and method; None where it is not answered at all."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    assert name in ROUTES, f"no act stands for {name} in web/parts/route_acts.py"
    return ROUTES[name].wanted(request.method)


def _let_in(request: HttpRequest, company: CompanyRow) -> None:
    """Refuse who carries none of the acts this address stands for. Refuses: NotPermitted."""
    wanted = _acts_wanted(request)
    if wanted is None or (wanted != MEMBER and not wanted & company.acts):
        raise NotPermitted(request.resolver_match.view_name if request.resolver_match else "")


def _behind_the_door(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    @wraps(view)
    def entered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor: Any = request.user.pk
        try:
            companies = companies_of(actor=actor)
            company = company_in_force(request, companies)
            if company is None:
                return render(request, "parts/no_company.html", status=403)
            visit = Visit(actor, company, companies, house_language())
            request.visit = visit  # type: ignore[attr-defined]
            _let_in(request, company)
            return view(request, visit, *args, **kwargs)
        except Refusal as refusal:
            return refused(request, refusal)

    # functools.wraps hides what the door takes away: the visit.
    return cast(
        Callable[Concatenate[HttpRequest, P], HttpResponse], never_cache(login_required(entered))
    )


def looks(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view that only shows: GET, changes nothing."""
    return require_GET(_behind_the_door(view))


def acts(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view that changes something: POST with its CSRF token, nothing else."""
    return require_POST(_behind_the_door(view))


def looks_and_acts(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A form: GET shows it, POST sends it."""
    return _behind_the_door(view)

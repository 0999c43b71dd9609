"""How templates say things: built files, icons, sentences, money, sizes, filters in the address."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext, ngettext

from wanglai.services.money import exponent_of
from wanglai.services.reconciliation.rows import Amount, RefusalRow, ResultRow
from wanglai.services.refusals import Refusal, Wording
from wanglai.web.parts.language import house_language
from wanglai.web.reconciliation.remedies import remedy_on_screen

register = template.Library()

MANIFEST = Path(__file__).resolve().parents[1] / "static" / "web" / "manifest.json"
MINUS = "\N{MINUS SIGN}"


class FrontEndIsNotBuilt(RuntimeError):
    """The pages need the built front end; ``make install`` builds it."""


def _manifest() -> dict[str, dict[str, Any]]:
    return _manifest_of(_built_at())


def _built_at() -> int:
    try:
        return MANIFEST.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@lru_cache(maxsize=2)
def _manifest_of(changed_at: int) -> dict[str, dict[str, Any]]:
    if not changed_at:
        raise FrontEndIsNotBuilt("run `make install` once: it builds the front end")
    built: dict[str, dict[str, Any]] = json.loads(MANIFEST.read_text("utf-8"))
    return built


def _built(name: str) -> dict[str, Any]:
    manifest = _manifest()
    for key in (name, f"frontend/{name}"):
        if key in manifest:
            return manifest[key]
    raise FrontEndIsNotBuilt(f"{name} is not in the built front end; run `make install`")


@register.simple_tag
def built_file(name: str) -> str:
    """Address of one built file: ``icons.svg``, ``mark.svg``."""
    return static("web/" + _built(name)["file"])


@register.simple_tag(takes_context=True)
def built(context: template.Context, entry: str) -> SafeString:
    """Style and script of one entry of the front end, with the page's nonce."""
    request = context.get("request")
    nonce = str(getattr(request, "csp_nonce", "") or "")
    chunk = _built(entry)
    parts = [
        format_html('<link rel="stylesheet" href="{}">', static("web/" + sheet))
        for sheet in chunk.get("css", ())
    ]
    address = static("web/" + chunk["file"])
    parts.append(format_html('<script type="module" src="{}" nonce="{}"></script>', address, nonce))
    return mark_safe("\n".join(parts))  # noqa: S308 - every part went through format_html


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """A drawn sign beside a word; hidden from readers, which hear the word."""
    return _drawn(name, classes, _built_at())


@lru_cache(maxsize=1024)
def _drawn(name: str, classes: str, _built_at: int) -> SafeString:
    """A list has hundreds of them, and finding the file took longer than the rest of a line."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        built_file("icons.svg"),
        name,
    )


@register.filter
def said(sentence: Wording | None) -> str:
    """A sentence of the services in the language of the page."""
    return sentence.within(house_language(get_language())) if sentence else ""


@register.filter
def remedy(refusal: RefusalRow | Refusal) -> str:
    """What to do about a refusal, on a page that does not hold the form which decides it."""
    return remedy_on_screen(refusal, house_language(get_language()), has_form=False)


@register.simple_tag
def remedy_here(refusal: RefusalRow | Refusal) -> str:
    """What to do about a refusal, on the page whose form decides it."""
    return remedy_on_screen(refusal, house_language(get_language()), has_form=True)


@register.filter
def money(amount: Amount | None) -> str:
    """``-123456`` minor units of CNY as ``−1,234.56``; an en dash where there is no figure."""
    if amount is None:
        return "–"
    return amount.text.replace("-", MINUS)


@register.filter
def money_signed(amount: Amount | None) -> str:
    """As ``money``, with a plus before a positive figure: for differences."""
    text = money(amount)
    return f"+{text}" if amount is not None and amount.minor > 0 else text


@register.filter
def counted(number: int | None) -> str:
    """``12345`` as ``12,345``."""
    return "–" if number is None else f"{number:,}"


@register.filter
def size_in_words(size: int) -> str:
    """Bytes as people say them: ``48213`` is ``48 KB``."""
    for unit, step in (("MB", 1_000_000), ("KB", 1_000)):
        if size >= step:
            scaled = size / step
            return f"{scaled:.1f} {unit}" if scaled < 10 else f"{scaled:.0f} {unit}"
    return f"{size} B"


@register.filter
def time_in_words(seconds: float | None) -> str:
    """``75`` seconds as ``1 min 15 s``."""
    if seconds is None:
        return ""
    whole = max(0, round(seconds))
    if whole < 60:
        return ngettext("%(n)d s", "%(n)d s", whole) % {"n": whole}
    return gettext("%(minutes)d min %(seconds)02d s") % {
        "minutes": whole // 60,
        "seconds": whole % 60,
    }


@register.filter
def share(score: int) -> int:
    """A score of 0 to 1000 as a percentage of the bar."""
    return max(0, min(100, score // 10))


@register.filter
def row_list(rows: tuple[int, ...]) -> str:
    """Source rows as ``5, 6, 7``; a long list is cut and says so."""
    shown = ", ".join(str(row) for row in rows[:12])
    return f"{shown} … ({len(rows):,})" if len(rows) > 12 else shown


@register.filter
def get(mapping: dict[str, Any] | None, key: str) -> Any:
    """A value by a key that only the template knows."""
    return (mapping or {}).get(key, "")


@register.simple_tag(takes_context=True)
def here_with(context: template.Context, **changes: Any) -> str:
    """This page's address with some filters changed; an empty value takes the filter away."""
    query = context["request"].GET.copy()
    query.pop("after", None)
    for name, value in changes.items():
        name = name.rstrip("_")
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("parts/export_menu.html", takes_context=True)
def export_menu(context: template.Context, address: str, *args: Any) -> dict[str, Any]:
    """The menu of one list: Excel and CSV in both languages, with the filters of this page."""
    query = str(here_with(context))
    return {
        "choices": [
            {"address": reverse(address, args=[*args, language, form]) + query, "form": form, "language": language}
            for form in ("xlsx", "csv")
            for language in ("zh", "en")
        ]
    }  # fmt: skip


@register.simple_tag
def languages_offered() -> list[tuple[str, str]]:
    """The languages of the house, each in its own name."""
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


@register.filter
def taken_off(minor: int, currency: str) -> str:
    """What a step of the bridge does to the level: a difference of ``12,000.00`` shows ``−12,000.00``."""
    return money_signed(Amount(-minor, currency))


@register.filter
def exponent(currency: str) -> int:
    """Decimal places of a currency, for sums made in the browser."""
    return exponent_of(currency)


GOOD = ("equal", "total", "cancels", "expected", "quoted")
NEAR = ("near", "contains", "permuted")
NONE = ("absent",)


@register.filter
def tone(level: str) -> str:
    """How a fact agrees, as the sign before it: good, near, bad, or none."""
    if level in GOOD:
        return "good"
    if level in NEAR:
        return "near"
    return "none" if level in NONE else "bad"


@register.filter
def can_be_accepted(row: ResultRow) -> bool:
    """A suggestion or a tie waits for a person's yes."""
    return row.status in ("suggested", "ambiguous")


@register.filter
def can_be_rejected(row: ResultRow) -> bool:
    """What the engine put together can be taken apart; a decision by hand is undone instead."""
    return row.kind == "matched" and row.status in ("auto", "suggested", "ambiguous")


@register.filter
def quantity(units: Decimal | None) -> str:
    """``1234.500000`` as ``1,234.5``; nothing is 0."""
    if not units:
        return "0"
    text = f"{units:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS)


@register.filter
def unit_price(price: Decimal) -> str:
    """``4.200000`` as ``4.20``, ``33.333333`` as it is: two places at least."""
    whole, _point, places = quantity(price).partition(".")
    return f"{whole}.{places:<02}"


@register.filter
def plain(units: Decimal | None) -> str:
    """``1234.500000`` as ``1234.5``, for a field."""
    return quantity(units).replace(",", "")


@register.filter
def typed_at(sent: Any, line_id: int) -> str:
    """What was typed for a line: the field ``line-12`` of the form that came."""
    typed: str = sent.get(f"line-{line_id}", "") if sent else ""
    return typed

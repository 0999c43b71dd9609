"""What letters to customers say: the list of them, and one to change, try and put in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.domain.letter_texts import (
    GROUP_KINDS,
    PLACES,
    SUBJECT_MOST,
    TEXT_KINDS,
    WITHOUT_SUBJECT,
    body_most,
)
from wanglai.domain.text_messages import length_of
from wanglai.services.messages.built_in_words import LETTER_KINDS, PLACE_WORDS
from wanglai.services.messages.letter_texts import (
    LetterTextPage,
    go_back_to_built_in,
    letter_text_page,
    list_letter_texts,
    set_letter_text,
)
from wanglai.services.refusals import Refusal, http_status
from wanglai.services.reminders.preview_payment_letter import preview_payment_letter
from wanglai.services.statements.preview_letter import (
    LetterPreview,
    preview_letter,
    preview_notice,
)
from wanglai.services.statements.words import LANGUAGES
from wanglai.web.parts.asked import number_of
from wanglai.web.parts.door import Visit, looks, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door

_TAB = {"section": "book", "part": "statements", "sub": "messages"}


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every letter in each language, and who set its words."""
    rows = [(each, LETTER_KINDS[each.kind], LANGUAGES[each.language]) for each in list_letter_texts(**visit.scope)]  # fmt: skip
    return render(request, "messages/texts.html", {**_TAB, "rows": rows})


@require_http_methods(["GET", "POST"])
@looks_and_acts
def page(request: HttpRequest, visit: Visit, kind: str, language: str) -> HttpResponse:
    """The words in force with what they come to; others to be tried, put in force or given up for the built-in."""
    found = letter_text_page(**visit.scope, kind=kind, language=language)
    if request.method != "POST":
        return _shown(request, visit, found)
    tried = replace(found, words=replace(found.words, subject=request.POST.get("subject", ""), body=request.POST.get("body", "")))  # fmt: skip
    do = request.POST.get("do", "")
    if do == "preview":
        return _shown(request, visit, tried, is_tried=True)
    which: dict[str, Any] = {
        **visit.scope, "origin": origin_of(request), "kind": kind, "language": language,
        "version": number_of(request.POST.get("version", "")) or 0,
    }  # fmt: skip
    try:
        if do == "built_in":
            seq = go_back_to_built_in(**which)
        else:
            seq = set_letter_text(**which, subject=tried.words.subject, body=tried.words.body)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, tried, refusal=refusal, is_tried=True)
    if seq:
        messages.success(request, _("The words are in force: letters queued from now on say them."))
    else:
        messages.info(request, _("Nothing has changed: these words are in force already."))
    return redirect("messages:text", kind, language)


def _previewing(kind: str) -> Callable[..., LetterPreview]:
    if kind in GROUP_KINDS:
        return preview_notice
    is_of_payment = kind in ("due_soon", "overdue", "text_due_soon", "text_overdue")
    return preview_payment_letter if is_of_payment else preview_letter


def _shown(
    request: HttpRequest, visit: Visit, found: LetterTextPage, *, refusal: Refusal | None = None, is_tried: bool = False
) -> HttpResponse:  # fmt: skip
    preview = None
    if refusal is None:
        try:
            preview = _previewing(found.kind)(
                **visit.scope, kind=found.kind, language=found.language, subject=found.words.subject, body=found.words.body
            )  # fmt: skip
        except Refusal as wrong:
            leave_to_the_door(wrong)
            refusal = wrong
    places = PLACES[found.kind]
    shown = {
        **_TAB,
        "found": found,
        "kind_words": LETTER_KINDS[found.kind],
        "language_words": LANGUAGES[found.language],
        "places": [
            (f"{{{name}}}", words, name in places.subject, name in places.needed)
            for name, words in PLACE_WORDS.items()
            if name in places.body
        ],
        "subject_most": SUBJECT_MOST,
        "body_most": body_most(found.kind),
        "has_subject": found.kind not in WITHOUT_SUBJECT,
        "is_group": found.kind in GROUP_KINDS,
        "length": length_of(preview.body) if preview and found.kind in TEXT_KINDS else None,
        "preview": preview,
        "refusal": refusal,
        "is_tried": is_tried,
        "may_set": "set_letter_text" in visit.company.acts,
    }
    status = http_status(refusal) if refusal else 200
    return render(request, "messages/text.html", shown, status=status)

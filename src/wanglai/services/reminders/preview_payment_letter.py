"""A letter that asks for payment as a contact would read it, before its words are in force: with what is due today, or an example."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from wanglai.services.access.scope import admit_to_rows
from wanglai.services.messages.letter_texts import Words, checked_words
from wanglai.services.messages.message_policy import hours_of
from wanglai.services.reminders.due_today import DueItem, DueOfCustomer, due_of_company
from wanglai.services.reminders.payment_letter import (
    OVERDUE,
    TEXT_OF,
    kind_of_letter,
    payment_letter,
    payment_text,
    payment_words,
)
from wanglai.services.reminders.payment_policy import steps_in_force
from wanglai.services.reminders.written_to import written_to
from wanglai.services.statements.preview_letter import LetterPreview


def preview_payment_letter(
    *, company_id: int, actor: int, kind: str, language: str, subject: str, body: str
) -> LetterPreview:
    """What these words would say; nothing is kept and nothing is sent. ``of`` is empty where an example stands in.

    Refuses, in order: NotFound, NotPermitted, and as ``set_letter_text`` what is wrong with the words.
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_messages")
    subject, body = checked_words(kind, language, subject, body)
    today, common = timezone.localdate(), payment_words(company_id)
    waiting = due_of_company(company_id, today, steps_in_force(company_id), hours_of(company_id).calendar, only=sight.only)  # fmt: skip
    is_text = kind in TEXT_OF.values()
    of = next(letter for letter in TEXT_OF if kind in (letter, TEXT_OF[letter]))
    found = next((each for each in waiting if each.asked and kind_of_letter(each, today) == of), None)  # fmt: skip
    due = found or _example(of, language)
    name = "王会计" if language == "zh" else "Ms Wang"
    if found is not None:
        places = written_to(company_id, [found.customer_id], today).get(found.customer_id)
        name = places.places[0].name if places and places.places else name
    words = {**common.words, (kind, language): Words(subject, body, 0, is_built_in=False)}
    common = replace(common, words=words)
    if is_text:
        said = payment_text(common, due, kind=of, language=language, today=today)
    else:
        said = payment_letter(common, due, kind=of, language=language, contact=name, today=today)
    shown = ", ".join(each.document for each in found.asked_items[:3]) if found else ""
    return LetterPreview(said.subject, said.body, shown, found.customer if found else "")


def _example(kind: str, language: str) -> DueOfCustomer:
    """An invoice due or overdue, one disputed in part and one promised, of somebody."""
    today = timezone.localdate()
    due = today - timedelta(days=7) if kind == OVERDUE else today + timedelta(days=3)
    made, step = due - timedelta(days=30), (today - due).days
    items = (
        DueItem(0, "INV-1", made, due, step, 1_234_00, 0, None),
        DueItem(0, "INV-2", made, due, step, 800_00, 200_00, None),
        DueItem(0, "INV-3", made, due, step, 0, 0, today + timedelta(days=5)),
    )
    name = "远景" if language == "zh" else "Yuanjing"
    return DueOfCustomer(0, name, "CNY", items, 500_00, is_covered=False)

"""Customers that were asked for payment as a list, and one time with its items and letters; also where nobody could be asked, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit_to_rows
from wanglai.services.messages.words import SIGNS, STATES, trouble_words
from wanglai.services.money import Amount
from wanglai.services.reminders.words import NOBODY_ASKED, step_words
from wanglai.services.searching import name_fits
from wanglai.store.models import (
    OpenItem,
    PaymentReminder,
    PaymentReminderLetter,
    PaymentReminderLine,
)

PAGE_ROWS = 50
SHOWN = (
    "",
    "asked",
    "nobody",
    "trouble",
)  # everything; by letter; nobody; a letter that did not get through
_TROUBLE = ("failed", "bounced", "skipped", "uncertain")


@dataclass(frozen=True)
class Wanted:
    """What of the list is asked for."""

    search: str = ""
    show: str = ""
    from_on: date | None = None
    to_on: date | None = None
    customer_id: int | None = None
    after: int | None = None


EVERYTHING = Wanted()


@dataclass(frozen=True)
class LetterRow:
    """One letter: to whom, how it stands, and what is in its way."""

    message_id: int
    contact: str
    shown: str
    words: Wording
    sign: str
    trouble: Wording | None


@dataclass(frozen=True)
class LineRow:
    """An item in it, at its step; nothing ``asked`` where it is promised or contested whole."""

    item_id: int
    document: str
    due_on: date
    step: Wording
    asked: Amount
    contested: Amount
    promised_until: date | None


@dataclass(frozen=True)
class PaymentReminderRow:
    """One customer, currency and day; ``reason`` where nobody was asked."""

    id: int
    on: date
    customer_id: int
    customer: str
    asked: Amount
    credits: Amount
    lines: tuple[LineRow, ...]
    letters: tuple[LetterRow, ...]
    reason: Wording | None
    seq: int

    @property
    def asked_lines(self) -> int:
        return sum(not each.asked.is_zero for each in self.lines)

    @property
    def left_out(self) -> int:
        return len(self.lines) - self.asked_lines


@dataclass(frozen=True)
class PaymentReminderList:
    """One page, newest first; ``is_empty`` where there never was one in sight."""

    rows: tuple[PaymentReminderRow, ...]
    next_after: int | None
    is_empty: bool


def list_payment_reminders(
    *, company_id: int, actor: int, wanted: Wanted = EVERYTHING
) -> PaymentReminderList:
    """Of the customers one sees, newest first. Refuses, in order: NotFound, NotPermitted."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_messages")
    seen = sight.of(PaymentReminder.objects.filter(company_id=company_id))
    rows = _fitting(seen, wanted)
    rows = rows.filter(id__lt=wanted.after) if wanted.after else rows
    page = list(rows.select_related("customer").order_by("-id")[: PAGE_ROWS + 1])
    after = page[PAGE_ROWS - 1].id if len(page) > PAGE_ROWS else None
    return PaymentReminderList(_rows(page[:PAGE_ROWS]), after, not page and not seen.exists())


def payment_reminder_page(*, company_id: int, actor: int, reminder_id: int) -> PaymentReminderRow:
    """One of them. Refuses, in order: NotFound, NotPermitted, NotFound (reminder)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_messages")
    rows = sight.of(PaymentReminder.objects.filter(company_id=company_id, id=reminder_id))
    found = rows.select_related("customer").first()
    if found is None:
        raise NotFound
    return _rows([found])[0]


def _fitting(rows: QuerySet[PaymentReminder], wanted: Wanted) -> QuerySet[PaymentReminder]:
    if search := wanted.search.strip():
        of_paper = OpenItem.objects.filter(id=OuterRef("item_id"), document__iexact=search)
        lines = PaymentReminderLine.objects.filter(Exists(of_paper), reminder=OuterRef("pk"))
        rows = rows.filter(
            name_fits(search) | Q(customer__number__iexact=search) | Q(Exists(lines))
        )
    if wanted.show == "asked":
        rows = rows.filter(reason="")
    elif wanted.show == "nobody":
        rows = rows.exclude(reason="")
    elif wanted.show == "trouble":
        letters = PaymentReminderLetter.objects.filter(reminder=OuterRef("pk"), message__state__in=_TROUBLE)  # fmt: skip
        rows = rows.filter(Exists(letters))
    if wanted.customer_id is not None:
        rows = rows.filter(customer_id=wanted.customer_id)
    if wanted.from_on is not None:
        rows = rows.filter(on__gte=wanted.from_on)
    if wanted.to_on is not None:
        rows = rows.filter(on__lte=wanted.to_on)
    return rows


def _rows(found: Sequence[PaymentReminder]) -> tuple[PaymentReminderRow, ...]:
    ids = [each.id for each in found]
    lines: dict[int, list[PaymentReminderLine]] = {}
    for line in PaymentReminderLine.objects.filter(reminder__in=ids).order_by("due_on", "item_id"):
        lines.setdefault(line.reminder_id, []).append(line)
    letters: dict[int, list[PaymentReminderLetter]] = {}
    for letter in PaymentReminderLetter.objects.filter(reminder__in=ids).select_related("message", "contact").order_by("id"):  # fmt: skip
        letters.setdefault(letter.reminder_id, []).append(letter)
    items = {line.item_id for each in lines.values() for line in each}
    documents = dict(OpenItem.objects.filter(id__in=items).values_list("id", "document"))
    return tuple(
        PaymentReminderRow(
            each.id, each.on, each.customer_id, each.customer.name, Amount(each.asked, each.currency),
            Amount(each.credits, each.currency),
            tuple(_line(line, each.currency, documents) for line in lines.get(each.id, ())),
            tuple(map(_letter, letters.get(each.id, ()))), NOBODY_ASKED[each.reason] if each.reason else None, each.seq,
        )
        for each in found
    )  # fmt: skip


def _line(line: PaymentReminderLine, currency: str, documents: dict[int, str]) -> LineRow:
    return LineRow(
        line.item_id, documents.get(line.item_id, ""), line.due_on, step_words(line.step), Amount(line.asked, currency),
        Amount(line.contested, currency), line.promised_until,
    )  # fmt: skip


def _letter(letter: PaymentReminderLetter) -> LetterRow:
    message = letter.message
    return LetterRow(
        message.id, letter.contact.name, message.shown, STATES[message.state], SIGNS.get(message.state, ""),
        trouble_words(message.trouble),
    )  # fmt: skip

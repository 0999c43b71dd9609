"""How a statement was asked about again: each reminder, when the next is due, who stopped them and why, and whether it is silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit_to_rows
from wanglai.services.messages.message_policy import hours_of
from wanglai.services.messages.words import SIGNS, STATES, trouble_words
from wanglai.services.statements.reminder_policy import rules_in_force
from wanglai.services.statements.unanswered import FIRST_WITHIN, due_on, unanswered_of
from wanglai.services.statements.words import REMINDED_NOBODY
from wanglai.store.models import ReminderHold, Statement, StatementReminder, StatementSilence
from wanglai.store.models.reminders import STOPPED


@dataclass(frozen=True)
class ReminderRow:
    """One reminder to one contact, or with ``message_id`` None the reason that it went to nobody."""

    time: int
    message_id: int | None
    contact: str
    shown: str
    words: Wording
    sign: str
    trouble: Wording | None
    on: date


@dataclass(frozen=True)
class HoldRow:
    what: str
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True)
class RemindersOfStatement:
    """``next_on``: when the next reminder is due, or with ``is_last_asked`` when it is given up; None where nothing comes."""

    rows: tuple[ReminderRow, ...]
    holds: tuple[HoldRow, ...]  # newest first
    next_on: date | None
    is_last_asked: bool
    at_most: int
    silent_on: date | None

    @property
    def is_stopped(self) -> bool:
        return bool(self.holds) and self.holds[0].what == STOPPED


def reminders_of_statement(*, company_id: int, actor: int, statement_id: int) -> RemindersOfStatement:  # fmt: skip
    """Of one statement. Refuses, in order: NotFound, NotPermitted, NotFound (statement)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_statements")
    if not sight.of(Statement.objects.filter(company_id=company_id, id=statement_id)).exists():
        raise NotFound
    rows = StatementReminder.objects.filter(company_id=company_id, statement_id=statement_id)
    holds = ReminderHold.objects.filter(company_id=company_id, statement_id=statement_id)
    silence = StatementSilence.objects.filter(company_id=company_id, statement_id=statement_id)
    rules, today = rules_in_force(company_id), timezone.localdate()
    waiting = unanswered_of(company_id, today, [statement_id])
    due = due_on(waiting[0], rules, hours_of(company_id).calendar) if waiting else None
    if due is not None and waiting[0].reminders == 0 and today > due + FIRST_WITHIN:
        due = None  # it lay too long: the night leaves it to people
    return RemindersOfStatement(
        rows=tuple(map(_row, rows.select_related("contact", "message").order_by("ordinal", "id"))),
        holds=tuple(
            HoldRow(each.what, each.reason, each.made_by.get_full_name(), each.made_at)
            for each in holds.select_related("made_by").order_by("-ordinal")
        ),
        next_on=max(due, today) if due else None,
        is_last_asked=bool(waiting) and 0 < waiting[0].reminders >= rules.at_most,
        at_most=rules.at_most,
        silent_on=silence.values_list("on", flat=True).first(),
    )


def _row(each: StatementReminder) -> ReminderRow:
    message = each.message
    if message is None or each.contact is None:
        return ReminderRow(each.ordinal, None, "", "", REMINDED_NOBODY[each.reason], "is-warn", None, each.on)  # fmt: skip
    return ReminderRow(
        each.ordinal, message.id, each.contact.name, message.shown, STATES[message.state], SIGNS.get(message.state, ""),
        trouble_words(message.trouble), each.on,
    )  # fmt: skip

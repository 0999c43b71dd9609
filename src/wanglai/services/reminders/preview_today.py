"""What the night would ask customers for on a day, as things stand now: by the rules in force or by others that are tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tieout.refusal import Wording
from wanglai.services.access.scope import admit_to_rows
from wanglai.services.messages.message_policy import hours_of
from wanglai.services.money import Amount, sums
from wanglai.services.reminders.due_today import DueItem, DueOfCustomer, due_of_company
from wanglai.services.reminders.hold_payment_reminders import stopped_on
from wanglai.services.reminders.payment_letter import stands
from wanglai.services.reminders.payment_policy import checked_steps, steps_in_force
from wanglai.services.reminders.remind_of_payment import reached
from wanglai.services.reminders.words import NOBODY_ASKED, step_words
from wanglai.services.reminders.written_to import NO_CONTACT, WrittenTo, written_to
from wanglai.store.models import PaymentReminder

ROWS_MOST = 100


@dataclass(frozen=True)
class PreviewLine:
    """An item at its step; with ``promised_until`` or nothing in ``asked`` it is left out, and ``contested`` is not asked for."""

    item_id: int
    document: str
    due_on: date
    step: Wording
    stands: Wording
    asked: Amount
    contested: Amount
    promised_until: date | None


@dataclass(frozen=True)
class PreviewRow:
    """A customer in one currency: to whom, by name and masked address, or the ``reason`` that to nobody.

    ``bounced`` are addresses left out because the last mail to them came back.
    """

    customer_id: int
    customer: str
    asked: Amount
    lines: tuple[PreviewLine, ...]
    to: tuple[tuple[str, str], ...]
    bounced: tuple[str, ...]
    reason: Wording | None


@dataclass(frozen=True)
class PreviewOfDay:
    """The first 100 rows by name, and figures of all: letters, what they ask for, customers nobody of whom can be written to.

    ``already``: customers and currencies that were looked at on this day before.
    """

    on: date
    is_worked: bool
    steps: tuple[int, ...]
    rows: tuple[PreviewRow, ...]
    total: int
    letters: int
    asked: tuple[Amount, ...]
    nobody: int
    already: int


def preview_payment_reminders(
    *, company_id: int, actor: int, on: date, steps: Sequence[int] | None = None
) -> PreviewOfDay:
    """Nothing is kept and nothing is sent; ``steps`` None: those in force.

    Refuses, in order: NotFound, NotPermitted, StepsMakeNoSense.
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_messages")
    wanted = tuple(checked_steps(steps)) if steps is not None else steps_in_force(company_id)
    calendar = hours_of(company_id).calendar
    found = due_of_company(company_id, on, wanted, calendar, only=sight.only)
    told = sight.of(PaymentReminder.objects.filter(company_id=company_id, on=on))
    looked_at = set(told.values_list("customer_id", "currency"))
    due = [each for each in found if (each.customer_id, each.currency) not in looked_at]
    places = written_to(company_id, {each.customer_id for each in due}, on)
    stopped = stopped_on({each.customer_id for each in due}, on)
    rows = [
        _row(each, reached(each, places.get(each.customer_id, NO_CONTACT), stopped), on)
        for each in due
    ]
    written = [row for row in rows if row.reason is None]
    return PreviewOfDay(
        on, calendar.is_working(on), wanted, tuple(rows[:ROWS_MOST]), len(rows), sum(len(row.to) for row in written),
        sums(row.asked for row in written), len(rows) - len(written), len(looked_at),
    )  # fmt: skip


_NOTHING_LEFT = Wording("全部有争议或已承诺付款", "All of it is in dispute or promised")


def _row(due: DueOfCustomer, to: WrittenTo, on: date) -> PreviewRow:
    reason = NOBODY_ASKED[to.reason] if to.reason else None
    if not due.asked:
        reason = _NOTHING_LEFT
    return PreviewRow(
        due.customer_id, due.customer, Amount(due.asked, due.currency),
        tuple(_line(each, due.currency, on) for each in due.items),
        () if reason else tuple((place.name, place.shown) for place in to.places), to.bounced, reason,
    )  # fmt: skip


def _line(item: DueItem, currency: str, on: date) -> PreviewLine:
    return PreviewLine(
        item.item_id, item.document, item.due_on, step_words(item.step), stands(item.due_on, on), Amount(item.asked, currency),
        Amount(item.contested, currency), item.promised_until,
    )  # fmt: skip

"""Staff stop the reminders of one statement, and let them go on, each time with a reason."""

from __future__ import annotations

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain.one_line import one_line
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.refusals import UnableTo
from wanglai.services.statements.issuing import number_of
from wanglai.store.models import ReminderHold, Statement
from wanglai.store.models.reminders import RESUMED, STOPPED

KIND = "hold_reminders"
REASON_MOST = 300


class HoldSaysNotWhy(UnableTo):
    code_of_refusal = "reminder.reason"
    why = Wording("没有写明原因。", "There is no reason.")
    next_step = Wording("请写明原因。", "Say why.")
    http_status = 422


class RemindersStandElsewhere(UnableTo):
    code_of_refusal = "reminder.state"
    why = Wording("提醒已经停止，或并未停止。", "The reminders are stopped already, or were not.")
    next_step = Wording("请刷新页面。", "Load the page again.")


@transaction.atomic
def stop_reminders(*, company_id: int, actor: int, origin: str, statement_id: int, reason: str) -> int:  # fmt: skip
    """Ask no more about a statement, and send no reminder that waits in the outbox; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (statement), HoldSaysNotWhy, RemindersStandElsewhere.
    """
    return _held(company_id, Who(actor, origin), statement_id, reason, STOPPED)


@transaction.atomic
def resume_reminders(*, company_id: int, actor: int, origin: str, statement_id: int, reason: str) -> int:  # fmt: skip
    """Ask about a statement again, from the next working day it is due on; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (statement), HoldSaysNotWhy, RemindersStandElsewhere.
    """
    return _held(company_id, Who(actor, origin), statement_id, reason, RESUMED)


def _held(company_id: int, who: Who, statement_id: int, reason: str, what: str) -> int:
    assert who.actor is not None, "people stop reminders, the machine does not"
    admit(company_id=company_id, actor=who.actor, act=KIND)
    statement = Statement.objects.filter(company_id=company_id, id=statement_id).defer("body").first()  # fmt: skip
    if statement is None:
        raise NotFound
    why = one_line(reason, REASON_MOST)
    if not why:
        raise HoldSaysNotWhy
    known_act(company_id, "", b"")  # takes the book: the night asks either before or never
    last = ReminderHold.objects.filter(statement=statement).order_by("-ordinal").first()
    if (last.what if last else RESUMED) == what:
        raise RemindersStandElsewhere(number_of(statement))
    facts = {"what": what, "statement": number_of(statement), "customer": statement.customer_id, "reason": why}  # fmt: skip
    seq = write_act(company_id, who, KIND, facts)
    ReminderHold.objects.create(
        company_id=company_id, statement=statement, ordinal=last.ordinal + 1 if last else 1, what=what, reason=why,
        seq=seq, made_by_id=who.actor,
    )  # fmt: skip
    return seq

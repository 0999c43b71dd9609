"""A customer promises to pay an open item by a day, or takes it back: a flag with a note. The due day stays."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.item_flags import lower_flag, raise_flag
from wanglai.services.refusals import UnableTo

DAYS_MAX = 3_660


class PromiseHasNoDay(UnableTo):
    code_of_refusal = "promise.day"
    why = Wording("承诺付款日须在今天至十年之内。", "A promise is for today or a day within ten years.")  # fmt: skip
    next_step = Wording("请填写客户承诺的付款日。", "Give the day the customer promised.")
    http_status = 422


@transaction.atomic
def note_promise(
    *, company_id: int, actor: int, origin: str, item_id: int, until_on: date, note: str
) -> int:
    """Flag an open debt as promised until the end of a day; the act's number.

    Refuses, in order: NotFound, NotPermitted, PromiseHasNoDay, NotFound (item), FlagHasNoNote, OnlyOpenDebtsAreFlagged, FlagStands.
    """
    admit(company_id=company_id, actor=actor, act="note_promise")
    today = timezone.localdate()
    if not today <= until_on <= today + timedelta(days=DAYS_MAX):
        raise PromiseHasNoDay(until_on.isoformat())
    return raise_flag(
        company_id, Who(actor, origin), act="note_promise", kind="promised",
        item_id=item_id, note=note, until_on=until_on,
    )  # fmt: skip


@transaction.atomic
def end_promise(*, company_id: int, actor: int, origin: str, item_id: int, note: str) -> int:
    """Take the flag away again, kept or not; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (item), FlagHasNoNote, FlagIsNotThere.
    """
    return lower_flag(
        company_id, Who(actor, origin), act="note_promise", kind="promised",
        item_id=item_id, note=note,
    )  # fmt: skip

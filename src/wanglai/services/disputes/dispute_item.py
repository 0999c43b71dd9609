"""An open item is disputed, or no longer: a flag with a note. It stays in every total."""

from __future__ import annotations

from django.db import transaction

from wanglai.services.ledger.book import Who
from wanglai.services.ledger.item_flags import lower_flag, raise_flag


@transaction.atomic
def dispute_item(*, company_id: int, actor: int, origin: str, item_id: int, note: str) -> int:
    """Flag an open debt as disputed; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (item), FlagHasNoNote, OnlyOpenDebtsAreFlagged, FlagStands.
    """
    return raise_flag(
        company_id, Who(actor, origin), act="dispute_item", kind="disputed",
        item_id=item_id, note=note,
    )  # fmt: skip


@transaction.atomic
def end_dispute(*, company_id: int, actor: int, origin: str, item_id: int, note: str) -> int:
    """Take the flag away again; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (item), FlagHasNoNote, FlagIsNotThere.
    """
    return lower_flag(
        company_id, Who(actor, origin), act="dispute_item", kind="disputed",
        item_id=item_id, note=note,
    )  # fmt: skip

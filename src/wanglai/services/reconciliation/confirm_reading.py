"""A way of reading is remembered for the customer and used by itself next time."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tieout.ledger import Reading
from wanglai.services.access.scope import NotFound, admit, reconciliation_within
from wanglai.services.audit.told import tell
from wanglai.services.reconciliation.correct_reading import require_a_file
from wanglai.services.reconciliation.deciding import ResultIsNotReady, result_run
from wanglai.services.reconciliation.stored_reading import as_reading
from wanglai.store.models import ConfirmedMapping, ReadingRecord

_ALWAYS_SAID = ("date_order", "decimal_mark", "currency", "encoding", "party", "accept_unbalanced")


@transaction.atomic
def confirm_reading(*, company_id: int, actor: int, reconciliation_id: int, side: str) -> None:
    """Remember how ``side`` was read by the newest result, for this customer.

    Columns and signs are remembered as they were read, dates, decimals and the like only where a person had to
    say them: what the file itself shows may differ next month. Refuses, in order: NotFound, NotPermitted,
    OursIsTheBook, ResultIsNotReady.
    """
    admit(company_id=company_id, actor=actor, act="confirm_reading")
    found = reconciliation_within(
        company_id=company_id, reconciliation_id=reconciliation_id, lock=True
    )
    if side not in ("ours", "theirs"):
        raise NotFound(side)
    require_a_file(company_id, found.id, side)
    run = result_run(found.id)
    if run is None:
        raise ResultIsNotReady
    stored = ReadingRecord.objects.values_list("reading", flat=True).get(run_id=run.id, side=side)
    reading = as_reading(stored)
    mapping = ConfirmedMapping.objects.create(
        company_id=company_id,
        customer_id=found.customer_id,
        side=side,
        options=options_of(reading, getattr(run, f"{side}_options")),
        header=[label for _, label in reading.header_labels],
        confirmed_by_id=actor,
    )
    tell(
        company_id=company_id,
        reconciliation_id=found.id,
        actor=actor,
        kind="confirmed",
        facts={"side": side, "mapping": mapping.id},
    )


def options_of(reading: Reading, said: dict[str, Any]) -> dict[str, Any]:
    """ReadingOptions that would read the same layout the same way again."""
    options: dict[str, Any] = {name: said[name] for name in _ALWAYS_SAID if name in said}
    options["columns"] = {**dict(reading.columns), **said.get("columns", {})}
    options["sign"] = reading.sign
    if reading.sheet is not None and len(reading.sheets) > 1:
        options["sheet"] = reading.sheet
    return options

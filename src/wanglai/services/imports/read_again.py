"""The same file once more, as a person says it is to be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanglai.services.imports.decisions import decided
from wanglai.services.imports.doors import admit_to_import
from wanglai.services.imports.life import import_within, queue_import
from wanglai.services.imports.options import options_of


@transaction.atomic
def read_again(
    *,
    company_id: int,
    actor: int,
    import_id: int,
    options: Mapping[str, Any],
    waits_for_worker: bool = True,
) -> None:
    """Read by these options; corrections of rows are lost, for the rows are others.

    Refuses, in order: NotFound, NotPermitted, OptionIsUnknown, ImportIsElsewhere.
    """
    admit_to_import(company_id, actor, import_id)
    said = options_of(options).as_facts()
    found = import_within(company_id=company_id, import_id=import_id, states=("preview", "refused"))
    found.options, found.is_remembered, found.choices = said, False, {}
    found.state, found.refusal, found.attempts, found.started_at = "queued", None, 0, None
    found.rows_done = found.rows_total = 0
    found.heartbeat_at = timezone.now()
    found.save()
    decided(found, actor, "read_again", {"options": said})
    if waits_for_worker:
        queue_import(found.id)

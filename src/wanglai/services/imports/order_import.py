"""A person says that it is to be booked; stops it, goes on with it, or ends it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from wanglai.services.access.membership import record
from wanglai.services.access.scope import admit
from wanglai.services.approvals.bands import require_approval
from wanglai.services.imports.credits import KIND, credits_of
from wanglai.services.imports.decisions import decided
from wanglai.services.imports.doors import admit_to_import
from wanglai.services.imports.life import import_within, link_batch, queue_import
from wanglai.services.imports.recheck import plan_anew
from wanglai.services.imports.refusals import (
    AnotherIsPosting,
    CreditsHaveChanged,
    NothingToBook,
    ProblemsAreOpen,
    TermsHaveChanged,
)
from wanglai.services.imports.standing import STOOD, parameters
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import FileImport, ImportMapping, ImportProblem, StoredFile
from wanglai.store.models.file_imports import AT_WORK


def order_import(
    *, company_id: int, actor: int, origin: str, import_id: int, waits_for_worker: bool = True,
    approver: int | None = None, shown: str = "",
) -> int:  # fmt: skip
    """Have everything booked that is ready, the number of the act; from here on its rows stay as they are.

    Credit notes in a file need the word they need one by one: their sum is weighed, and ``shown`` is the print of what
    the approver saw. Where terms have changed since the file was looked at nothing is ordered, and the due days stand
    anew to be looked at. Refuses, in order: NotFound, NotPermitted, NotFound (the import), ImportIsElsewhere,
    ProblemsAreOpen, NothingToBook, TermsHaveChanged, NotPermitted (credit notes), ApprovalIsNeeded, CreditsHaveChanged,
    AnotherIsPosting.
    """
    try:
        with transaction.atomic():
            found, standings = _looked_at(company_id, actor, import_id)
            agreed_by = _agree(found, actor, approver, shown)
            return _ordered(found, Who(actor, origin, approver), agreed_by, standings, waits_for_worker=waits_for_worker)  # fmt: skip
    except TermsHaveChanged:
        show_terms_anew(import_id)
        raise


@transaction.atomic
def show_terms_anew(import_id: int) -> None:
    """Put the due days by the terms of now in place of those that were shown, where the import still waits."""
    found = FileImport.objects.select_for_update(no_key=True).get(id=import_id)
    if found.state == "preview":
        plan_anew(found)


def _looked_at(company_id: int, actor: int, import_id: int) -> tuple[FileImport, dict[str, int]]:
    """The import, held, and how its documents stand. Refuses, in order: NotFound, NotPermitted, NotFound (the import), ImportIsElsewhere, ProblemsAreOpen, NothingToBook,
    TermsHaveChanged."""
    admit_to_import(company_id, actor, import_id)
    found = import_within(company_id=company_id, import_id=import_id, states=("preview",))
    standings = standings_of(found)
    if standings.get("open", 0) + open_of_the_file(found):
        raise ProblemsAreOpen(str(standings.get("open", 0) + open_of_the_file(found)))
    if not standings.get("ready"):
        raise NothingToBook
    changed = plan_anew(found)
    if changed:
        raise TermsHaveChanged(str(changed))
    return found, standings


def _ordered(
    found: FileImport, who: Who, agreed_by: int | None, standings: Mapping[str, int], *, waits_for_worker: bool
) -> int:  # fmt: skip
    """The act that orders it. Refuses: AnotherIsPosting."""
    assert who.actor is not None, "somebody orders it"
    found.agreed_by_id = agreed_by
    _order(found, who.actor, who.origin)
    facts = {
        "import": found.id,
        "what": found.kind,
        "documents": standings["ready"],
        "left_out": standings.get("left_out", 0),
        "sha256": StoredFile.objects.values_list("sha256", flat=True).get(id=found.file_id),
        "choices": found.choices,
    }
    seq = record(found.company_id, who, "import_file", **facts)
    decided(
        found, who.actor, "order", {"documents": facts["documents"], "left_out": facts["left_out"]}
    )
    _remember(found, who.actor)
    if waits_for_worker:
        queue_import(found.id)
    return seq


def _agree(found: FileImport, actor: int, approver: int | None, shown: str) -> int | None:
    """Who agreed to the credit notes, where there are any. Refuses, in order: NotPermitted, ApprovalIsNeeded, CreditsHaveChanged."""
    lowering = credits_of(found)
    if lowering is None:
        return None
    admit(company_id=found.company_id, actor=actor, act="credit_note")
    require_approval(found.company_id, KIND, lowering.weight, approver)
    if approver is not None and lowering.print != shown:
        raise CreditsHaveChanged(found.file_name)
    return approver


def standings_of(file_import: FileImport) -> dict[str, int]:
    """How many documents stand how: ready open left_out coming booked."""
    rows = fetch(STOOD + "SELECT standing, count(*) FROM stood GROUP BY 1", parameters(file_import))
    return dict(rows)


def open_of_the_file(file_import: FileImport) -> int:
    """Problems of the file itself that nobody decided about: totals that do not add up."""
    rows = ImportProblem.objects.filter(file_import_id=file_import.id, no=0)
    return rows.exclude(code__in=list(file_import.choices)).count()


def _order(found: FileImport, actor: int, origin: str) -> None:
    """Refuses: AnotherIsPosting."""
    found.state, found.ordered_by_id, found.ordered_at = "ordered", actor, timezone.now()
    found.origin, found.attempts, found.started_at, found.refusal = origin[:200], 0, None, None
    found.heartbeat_at, found.stop_requested_at = timezone.now(), None
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as problem:
        raise AnotherIsPosting(found.file_name) from problem


def _remember(found: FileImport, actor: int) -> None:
    """How this file was read is how the next one with its heading is, where a person had to say so."""
    if not found.options or found.is_remembered:
        return
    header = [label for _, label in found.found.get("labels", ())]
    kept = {name: said for name, said in found.options.items() if name not in ("sheet", "rates")}
    ImportMapping.objects.create(
        company_id=found.company_id, kind=found.kind, header=header, options=kept, confirmed_by_id=actor
    )  # fmt: skip


@transaction.atomic
def stop_import(*, company_id: int, actor: int, import_id: int) -> None:
    """Stop within a second or two: a reading is withdrawn, of a posting whole chunks stand.

    Refuses, in order: NotFound, NotPermitted, NotFound (the import), ImportIsElsewhere.
    """
    admit_to_import(company_id, actor, import_id)
    found = import_within(company_id=company_id, import_id=import_id, states=AT_WORK)
    decided(found, actor, "stop", {})
    if found.state == "queued":
        found.state, found.finished_at = "withdrawn", timezone.now()
    else:
        found.stop_requested_at = timezone.now()
    found.save()


@transaction.atomic
def go_on_import(
    *, company_id: int, actor: int, origin: str, import_id: int, waits_for_worker: bool = True
) -> None:
    """Book the rest of an import that was stopped.

    Refuses, in order: NotFound, NotPermitted, NotFound (the import), ImportIsElsewhere.
    """
    admit_to_import(company_id, actor, import_id)
    found = import_within(company_id=company_id, import_id=import_id, states=("stopped",))
    _order(found, actor, origin)
    decided(found, actor, "go_on", {})
    if waits_for_worker:
        queue_import(found.id)


@transaction.atomic
def end_import(*, company_id: int, actor: int, import_id: int) -> None:
    """Withdraw what was not ordered; of what was stopped, keep what is booked and leave the rest.

    Refuses, in order: NotFound, NotPermitted, NotFound (the import), ImportIsElsewhere.
    """
    admit_to_import(company_id, actor, import_id)
    states = ("preview", "refused", "stopped")
    found = import_within(company_id=company_id, import_id=import_id, states=states)
    link_batch(found)
    decided(found, actor, "end", {"state": found.state})
    has_booked = found.batch is not None and found.batch.posted > 0
    found.state = "done" if has_booked else "withdrawn"
    found.finished_at = timezone.now()
    found.save()

"""Putting a run into the queue: the job is committed with the run, or not at all."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

from wanglai.store.models import ConfirmedMapping, Reconciliation, Run

JOB = "reconcile"
QUEUE = "reconciliation"


def queue_run(
    reconciliation: Reconciliation,
    *,
    actor: int,
    cause: str,
    options: dict[str, dict[str, Any]] | None = None,
) -> Run:
    """A new run of the reconciliation; sides not named in ``options`` are read as in the run before.

    A side nobody has spoken about is read by the customer's confirmed mapping, if there is one.
    """
    last = Run.objects.filter(reconciliation=reconciliation).order_by("-ordinal").first()
    said: dict[str, Any] = {}
    for side in ("ours", "theirs"):
        said |= _options_of(side, reconciliation, last, options or {})
    run = Run.objects.create(
        company_id=reconciliation.company_id,
        reconciliation=reconciliation,
        ordinal=last.ordinal + 1 if last else 1,
        cause=cause,
        requested_by_id=actor,
        **said,
    )
    defer(run.id)
    return run


def defer(run_id: int) -> None:
    """Hand the run to a worker, within the transaction that is open now."""
    app.configure_task(JOB, queue=QUEUE).defer(run_id=run_id)


def _options_of(
    side: str, reconciliation: Reconciliation, last: Run | None, options: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    if side in options:
        return {f"{side}_options": options[side], f"{side}_mapping": None}
    if last is not None:
        return {
            f"{side}_options": getattr(last, f"{side}_options"),
            f"{side}_mapping_id": getattr(last, f"{side}_mapping_id"),
        }
    mapping = newest_mapping(reconciliation.customer_id, side)
    return {f"{side}_options": mapping.options if mapping else {}, f"{side}_mapping": mapping}


def newest_mapping(customer_id: int, side: str) -> ConfirmedMapping | None:
    """The way of reading this customer's side that was confirmed last."""
    return (
        ConfirmedMapping.objects.filter(customer_id=customer_id, side=side).order_by("-id").first()
    )

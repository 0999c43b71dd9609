"""The ledger a customer handed in is laid beside our book: by itself once the answer is kept, else when staff press the button."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.portal.account import portal_account
from wanglai.services.reconciliation.start_from_book import begin_from_book, start_from_book
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.statements.queries import statement_in_sight
from wanglai.store.models import PortalAnswer, Reconciliation
from wanglai.store.models.portal import UPLOADED

_OPENED = "portal answer"


def begin_once_kept(answer_id: int) -> None:
    """Begin when the answer is committed, in a transaction of its own: whatever goes wrong is logged and the answer stands.

    Not within the answer's: that one holds the chain of the company, which a reconciliation takes after the company.
    """

    def begin() -> None:
        _begin(answer_id)

    transaction.on_commit(begin, robust=True)


def reconcile_answer(*, company_id: int, actor: int, statement_id: int, answer_id: int) -> int:
    """Start a reconciliation of the statement's period from the book against the file; its id, the same however often it is asked.

    Refuses, in order: NotFound, NotPermitted, NotFound (statement, answer), and as ``start_from_book``.
    """
    admit(company_id=company_id, actor=actor, act="start_reconciliation")
    statement = statement_in_sight(company_id, actor, statement_id)
    answer = _uploads().filter(company_id=company_id, statement=statement, id=answer_id).first()
    if answer is None:
        raise NotFound
    known = reconciliations_of(company_id, [answer.id]).get(answer.id)
    return known or start_from_book(company_id=company_id, actor=actor, **_asked(answer))


def reconciliations_of(company_id: int, answer_ids: Iterable[int]) -> dict[int, int]:
    """Of each answer with a ledger the reconciliation it began; those that began none are left out."""
    keys = {_key(each): each for each in answer_ids}
    rows = Reconciliation.objects.filter(company_id=company_id, idempotency_key__in=keys)
    return {keys[key]: int(id_) for key, id_ in rows.values_list("idempotency_key", "id")}


def ledger_of(reconciliation: Reconciliation) -> PortalAnswer | None:
    """The answer whose ledger a reconciliation was begun with; None where a person of ours began it with another file."""
    opened, _, number = reconciliation.idempotency_key.rpartition(" ")
    if opened != _OPENED or not number.isdecimal():
        return None
    rows = _uploads().filter(company_id=reconciliation.company_id, customer_id=reconciliation.customer_id)  # fmt: skip
    return rows.filter(id=int(number)).first()


def _begin(answer_id: int) -> None:
    """In the portal's own name: nobody of ours has asked for it."""
    answer = _uploads().get(id=answer_id)
    begin_from_book(company_id=answer.company_id, started_by=portal_account(), **_asked(answer))


def _uploads() -> QuerySet[PortalAnswer]:
    return PortalAnswer.objects.filter(kind=UPLOADED).select_related("statement", "file")


def _asked(answer: PortalAnswer) -> dict[str, Any]:
    paper = answer.statement
    assert answer.file is not None, "the database keeps no such answer without its file"
    return {
        "customer_id": answer.customer_id, "currency": paper.currency, "from_on": paper.from_on, "through_on": paper.through_on,
        "theirs": Upload(answer.file_name, bytes(answer.file.content)), "idempotency_key": _key(int(answer.id)),
    }  # fmt: skip


def _key(answer_id: int) -> str:
    return f"{_OPENED} {answer_id}"

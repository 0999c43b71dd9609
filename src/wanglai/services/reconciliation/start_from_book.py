"""A reconciliation whose our side is the book: staff, or the customer through the portal, bring the other side's file alone."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta

from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.audit.told import tell
from wanglai.services.files import keep_file
from wanglai.services.ledger.book import answer_waits_for_disk
from wanglai.services.portal.account import EMAIL as PORTAL_ACCOUNT
from wanglai.services.reconciliation.carry_open import carry_open
from wanglai.services.reconciliation.queue import queue_run
from wanglai.services.reconciliation.start_reconciliation import KeyIsTaken
from wanglai.services.reconciliation.uploads import Upload, checked
from wanglai.services.refusals import UnableTo
from wanglai.services.statements.composing import is_on_account
from wanglai.services.statements.issuing import head_of
from wanglai.store.models import (
    BookSide,
    Company,
    Customer,
    Reconciliation,
    Run,
    SharedSheet,
    SheetSignature,
    Statement,
)


class PeriodIsWrong(UnableTo):
    code_of_refusal = "reconciliation.period"
    why = Wording(
        "期间不对：起日晚于止日，或止日尚未到。",
        "The period is wrong: it begins after it ends, or has not ended yet.",
    )
    next_step = Wording("请填写已结束的期间。", "Give a period that is over.")
    http_status = 422


class NothingOnAccount(UnableTo):
    code_of_refusal = "reconciliation.no_account"
    why = Wording(
        "截至该期间止日，客户在该币种下没有任何往来。",
        "Up to the end of the period the customer has no account in this currency.",
    )
    next_step = Wording("请核对客户、币种与期间。", "Check customer, currency and period.")
    http_status = 422


@transaction.atomic
def start_from_book(
    *,
    company_id: int,
    actor: int,
    customer_id: int,
    currency: str,
    from_on: date,
    through_on: date,
    theirs: Upload,
    idempotency_key: str,
    title: str = "",
) -> int:
    """Keep the other side's file, open the reconciliation against the book and queue its first run; returns its id.

    It starts from what is open in the customer's reconciliation from the book that ended the day before ``from_on``: the signed one, else the newest. The same key
    with the same request answers the same id. Refuses, in order: NotFound, NotPermitted, FileIsEmpty, FileIsTooBig, PeriodIsWrong,
    NotFound (customer), NoBook, NothingOnAccount, KeyIsTaken.
    """
    admit(company_id=company_id, actor=actor, act="start_reconciliation")
    return begin_from_book(
        company_id=company_id, started_by=actor, customer_id=customer_id, currency=currency, from_on=from_on,
        through_on=through_on, theirs=theirs, idempotency_key=idempotency_key, title=title,
    )  # fmt: skip


@transaction.atomic
def begin_from_book(
    *, company_id: int, started_by: int, customer_id: int, currency: str, from_on: date, through_on: date, theirs: Upload,
    idempotency_key: str, title: str = "",
) -> int:  # fmt: skip
    """As ``start_from_book``, for doors that have let in who asks: the portal starts it with the ledger of its customer.

    Refuses, in order: FileIsEmpty, FileIsTooBig, PeriodIsWrong, NotFound (customer), NoBook, NothingOnAccount, KeyIsTaken.
    """
    actor, theirs = started_by, checked(theirs)
    if from_on > through_on or through_on > timezone.localdate():
        raise PeriodIsWrong(f"{from_on} – {through_on}")
    customer = _customer(company_id, customer_id)
    _require_account(company_id, customer.id, currency, through_on)
    request_hash = _hash_of(customer.id, currency, from_on, through_on, title, theirs)
    file_id = keep_file(company_id, actor, theirs)
    company = Company.objects.select_for_update(no_key=True).get(id=company_id)
    known = Reconciliation.objects.filter(company=company, idempotency_key=idempotency_key).first()
    if known is not None:
        if known.request_hash != request_hash:
            raise KeyIsTaken(idempotency_key)
        answer_waits_for_disk()
        return int(known.id)
    Company.objects.filter(id=company_id).update(reconciliation_count=F("reconciliation_count") + 1)
    opened = Reconciliation.objects.create(
        company=company, number=company.reconciliation_count + 1, customer=customer, title=title.strip()[:200],
        ours_file=None, theirs_file_id=file_id, ours_name=f"{from_on} – {through_on} {currency}", theirs_name=theirs.name,
        idempotency_key=idempotency_key, request_hash=request_hash, created_by_id=actor,
    )  # fmt: skip
    before = _before(company_id, customer.id, currency, from_on)
    side = BookSide.objects.create(
        reconciliation=opened, company=company, currency=currency, from_on=from_on, through_on=through_on,
        before_id=before.reconciliation_id if before else None,
        statement_id=_statement(company_id, customer.id, currency, through_on),
    )  # fmt: skip
    carried = carry_open(opened.id, before) if before else 0
    run = queue_run(opened, actor=actor, cause="started")
    facts = {
        "run": run.id, "theirs": theirs.name, "currency": currency, "from": str(from_on), "through": str(through_on),
        "before": side.before_id, "carried": carried,
    }  # fmt: skip
    tell(company_id=company.id, reconciliation_id=opened.id, actor=actor, kind="started_from_book", facts=facts)  # fmt: skip
    return int(opened.id)


def _customer(company_id: int, customer_id: int) -> Customer:
    found = Customer.objects.filter(
        company_id=company_id, id=customer_id, is_suspense=False
    ).first()
    if found is None:
        raise NotFound
    return found.merged_into or found


def _require_account(company_id: int, customer_id: int, currency: str, through_on: date) -> None:
    if not is_on_account(company_id, customer_id, currency, through_on, head_of(company_id)):
        raise NothingOnAccount(currency)


def _before(company_id: int, customer_id: int, currency: str, from_on: date) -> BookSide | None:
    """The one that has a result and ended the day before: what both sides have signed, else what we froze, else ours, else the newest.

    What a customer began by handing in its ledger comes last: our people's work of the month is what the next goes on from.
    """
    frozen = SharedSheet.objects.filter(reconciliation_id=OuterRef("reconciliation_id"))
    by_customer = ExpressionWrapper(
        Q(reconciliation__created_by__email=PORTAL_ACCOUNT), BooleanField()
    )
    signed = SheetSignature.objects.filter(reconciliation_id=OuterRef("reconciliation_id"), part="theirs")  # fmt: skip
    done = Run.objects.filter(state="done").values("reconciliation_id")
    return (
        BookSide.objects.filter(
            company_id=company_id, currency=currency, through_on=from_on - timedelta(days=1),
            reconciliation__customer_id=customer_id, reconciliation_id__in=done,
        ).annotate(is_signed=Exists(signed), is_frozen=Exists(frozen), by_customer=by_customer).order_by(
            "-is_signed", "-is_frozen", "by_customer", "-reconciliation_id"
        ).first()
    )  # fmt: skip


def _statement(company_id: int, customer_id: int, currency: str, through_on: date) -> int | None:
    """The statement the customer was sent for a period that ends on the same day."""
    told = Statement.objects.filter(
        company_id=company_id, customer_id=customer_id, currency=currency, through_on=through_on
    ).exclude(kind="activity")
    return told.order_by("-version").values_list("id", flat=True).first()


def _hash_of(customer_id: int, currency: str, from_on: date, through_on: date, title: str, theirs: Upload) -> str:  # fmt: skip
    digest = hashlib.sha256(theirs.content).hexdigest()
    request = [customer_id, currency, str(from_on), str(through_on), title, theirs.name, digest]
    return hashlib.sha256(json.dumps(request, ensure_ascii=False).encode()).hexdigest()

"""The inbox: what waits for whom, what was asked, and how it ended."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.policy import POLICY, ROLE_NAMES, may
from wanglai.services.access.queries import role_words
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.approvals.bands import band_for
from wanglai.services.approvals.of_cash import OF_CASH, told_of_cash
from wanglai.services.approvals.of_contracts import ContractTold, told_of_contract
from wanglai.services.approvals.of_customers import OF_CUSTOMERS, told_of_customer
from wanglai.services.approvals.of_disputes import told_of_dispute
from wanglai.services.approvals.of_letterheads import (
    LetterheadChange,
    changes_of_letterhead,
    told_of_letterhead,
)
from wanglai.services.approvals.of_procedures import told_of_procedure
from wanglai.services.approvals.subjects import KINDS
from wanglai.services.money import Amount
from wanglai.store.models import (
    ApprovalDecision,
    ApprovalEnd,
    ApprovalRequest,
    Company,
    Contract,
    Customer,
    Invoice,
    OpenItem,
    User,
)

OF_PEOPLE = tuple(name for name, kind in KINDS.items() if kind.is_of_people)


@dataclass(frozen=True)
class DecisionRow:
    approver: str
    on_behalf_of: str
    verdict: str
    reason: str
    decided_at: datetime


@dataclass(frozen=True)
class RequestRow:
    """One request. ``state``: waiting done rejected withdrawn expired; amounts in minor units of ``currency``."""

    id: int
    kind: str
    kind_words: Wording
    base_amount: int
    currency: str
    subject: dict[str, Any]
    subject_hash: str  # hex: goes back with the decision
    document: str  # or the person or customer it is about
    about: Wording  # what will be done to a customer, its money, a letterhead or an account of ours; empty for other kinds
    contract: ContractTold | None
    role: Wording | None
    maker: str
    is_mine: bool
    made_at: datetime
    expires_at: datetime
    state: str
    seq: int | None
    people_needed: int
    roles_needed: tuple[str, ...]
    decisions: tuple[DecisionRow, ...]
    changes: tuple[LetterheadChange, ...] = ()  # field by field, where one request is looked at

    @property
    def is_weighed(self) -> bool:
        return KINDS[self.kind].is_weighed

    @property
    def is_of_a_customer(self) -> bool:
        return self.kind in OF_CUSTOMERS

    @property
    def is_told(self) -> bool:
        """Whether ``document`` and ``about`` say it all in words."""
        return self.kind in OF_CASH or self.dispute_id is not None

    @property
    def dispute_id(self) -> int | None:
        """The dispute a request would end."""
        return self.subject.get("dispute_id")

    @property
    def is_of_people(self) -> bool:
        return self.kind in OF_PEOPLE

    @property
    def contract_id(self) -> int | None:
        """The contract a request is about."""
        return self.subject.get("contract_id")

    @property
    def roles_in_words(self) -> Wording:
        """Whose word counts: ``财务经理``."""
        return role_words(self.roles_needed)

    @property
    def import_id(self) -> int | None:
        """The import a request is about."""
        return self.subject.get("import_id")

    @property
    def worth(self) -> Amount:
        return Amount(self.base_amount, self.currency)

    @property
    def approvals(self) -> int:
        return sum(each.verdict == "approve" for each in self.decisions)


def list_requests(
    *, company_id: int, actor: int, state: str = "waiting", limit: int = 100
) -> tuple[RequestRow, ...]:
    """Requests of the company, newest first; ``state`` '' shows all. Refuses, in order: NotFound, NotPermitted."""
    rows = _seen(company_id, actor).order_by("-id")
    found = (_row(company_id, actor, request) for request in rows[: max(1, min(limit, 500))])
    return tuple(row for row in found if not state or row.state == state)


def show_request(*, company_id: int, actor: int, request_id: int) -> RequestRow:
    """One request whole. Refuses: NotFound, NotPermitted."""
    request = _seen(company_id, actor).filter(id=request_id).first()
    if request is None:
        raise NotFound
    row = _row(company_id, actor, request)
    return replace(row, changes=changes_of_letterhead(company_id, row.kind, row.subject, row.seq))


def _seen(company_id: int, actor: int) -> QuerySet[ApprovalRequest]:
    """Whoever does not see the book sees requests about people alone."""
    roles = admit(company_id=company_id, actor=actor, act="view_approvals")
    rows = ApprovalRequest.objects.filter(company_id=company_id)
    return (
        rows if any(may(role, "view_books") for role in roles) else rows.filter(kind__in=OF_PEOPLE)
    )


@dataclass(frozen=True)
class Colleague:
    id: int
    name: str


def colleagues(*, company_id: int, actor: int) -> tuple[Colleague, ...]:
    """Active people of the company who could decide in one's place."""
    admit(company_id=company_id, actor=actor, act="decide_approval")
    rows = (
        User.objects.filter(membership__company_id=company_id, is_active=True)
        .exclude(id=actor)
        .filter(membership__company_id=company_id, membership__role__in=POLICY["decide_approval"])
        .distinct()
        .order_by("name", "id")
    )
    return tuple(Colleague(each.id, each.get_full_name()) for each in rows)


def _row(company_id: int, actor: int, request: ApprovalRequest) -> RequestRow:
    end = ApprovalEnd.objects.filter(request_id=request.id).first()
    is_late = request.expires_at <= timezone.now()
    subject = json.loads(request.subject)
    band = band_for(company_id, request.kind, request.base_amount)
    item = OpenItem.objects.filter(company_id=company_id, id=subject.get("item_id")).first()
    is_cash = request.kind in OF_CASH
    told = told_of_dispute(company_id, subject) or (
        told_of_cash(company_id, actor, request.kind, subject)
        if is_cash
        else told_of_customer(company_id, request.kind, subject)
    )
    return RequestRow(
        id=request.id,
        kind=request.kind,
        kind_words=KINDS[request.kind].words,
        base_amount=request.base_amount,
        currency=Company.objects.values_list("base_currency", flat=True).get(id=company_id),
        subject=subject,
        subject_hash=bytes(request.subject_hash).hex(),
        document=item.document if item else _paper_of(company_id, subject) or told.name,
        about=told_of_letterhead(company_id, request.kind, subject)
        or told_of_procedure(company_id, request.kind, subject)
        or told.about,
        contract=told_of_contract(company_id, subject),
        role=ROLE_NAMES.get(subject.get("role", "")),
        maker=_name(request.maker_id),
        is_mine=request.maker_id == actor,
        made_at=request.made_at,
        expires_at=request.expires_at,
        state=end.outcome if end else "expired" if is_late else "waiting",
        seq=end.seq if end else None,
        people_needed=band.people if band else 1,
        roles_needed=band.roles if band else (),
        decisions=tuple(
            DecisionRow(
                _name(each.approver_id),
                _name(each.on_behalf_of_id) if each.on_behalf_of_id else "",
                each.verdict,
                each.reason,
                each.decided_at,
            )
            for each in ApprovalDecision.objects.filter(request_id=request.id).order_by(
                "decided_at"
            )
        ),
    )


def _paper_of(company_id: int, subject: dict[str, Any]) -> str:
    """The contract, paper or person a request is about; empty for a request about something else."""
    number: str | None = None
    if "contract_id" in subject:
        contracts = Contract.objects.filter(company_id=company_id, id=subject["contract_id"])
        number = contracts.values_list("number", flat=True).first()
    elif "invoice_id" in subject:
        papers = Invoice.objects.filter(company_id=company_id, id=subject["invoice_id"])
        number = papers.values_list("number", flat=True).first()
    elif "document" in subject:
        rows = Customer.objects.filter(company_id=company_id, id=subject["document"]["customer_id"])
        name = rows.values_list("name", flat=True).first()
        return f"{name or ''} {subject['document']['number']}".strip()
    elif "import_id" in subject:
        return str(subject["file"])
    elif "email" in subject:
        return f"{subject['name']} {subject['email']}".strip()
    elif "person_id" in subject:
        return _name(subject["person_id"])
    return number or ""


def _name(user_id: int) -> str:
    person = User.objects.filter(id=user_id).first()
    return person.get_full_name() if person else ""

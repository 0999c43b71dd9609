"""The demo's contracts: 月结60 with a cut-off on the 25th, net 30 with a discount for paying early, 月结30, and half-monthly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from wanglai.domain import agreement_form
from wanglai.domain.agreement import Agreement
from wanglai.domain.discount import Discount, Rung
from wanglai.domain.penalty import PenaltyClause
from wanglai.domain.terms import Add, Cycle, CycleEnd, Terms
from wanglai.domain.terms_ready import monthly_by_days, net
from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.decide_approval import decide_approval
from wanglai.services.approvals.queries import show_request
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.contracts.draft_contract import DraftWanted, draft_contract
from wanglai.services.contracts.queries import contract_page
from wanglai.services.contracts.sign_contract import KIND, sign_contract
from wanglai.services.demo.catalogue import demo_customers
from wanglai.store.models import Contract, Customer

ORIGIN = "wanglai demo"
_FROM, _SIGNED = date(2011, 10, 1), date(2011, 9, 20)
_LATE = PenaltyClause(Decimal("0.05"), per="day", grace_days=5, cap_percent=Decimal(20))
_CONTRACTS = (
    (
        "HT-2011-001",
        "年度框架合同 Annual frame contract",
        Agreement(replace(monthly_by_days(60, 25), roll="next", calendar="CN"), penalty=_LATE),
    ),
    (
        "HT-2011-002",
        "供货合同 Supply contract",
        Agreement(net(30), discount=Discount((Rung(Decimal(2), 10), Rung(Decimal(1), 20)))),
    ),
    (
        "HT-2011-003",
        "月结供货合同 Monthly supply contract",
        Agreement(monthly_by_days(30)),
    ),
    (
        "HT-2011-004",
        "半月结供货合同 Half-monthly supply contract",
        Agreement(Terms(("delivery",), (CycleEnd(), Add(15)), Cycle((15, 31)))),
    ),
)


@transaction.atomic
def sign_demo_contracts(company_id: int, people: Mapping[str, int]) -> None:
    """Draft the contracts and sign them, once, with the manager's word where the bands ask for it."""
    for (number, title, agreement), customer in zip(_CONTRACTS, demo_customers(), strict=False):
        if Contract.objects.filter(company_id=company_id, number=number).exists():
            continue
        found = Customer.objects.get(company_id=company_id, name=customer.customer_name)
        wanted = DraftWanted(
            customer_id=found.id,
            number=number,
            title=title,
            from_on=_FROM,
            signed_on=_SIGNED,
            agreement=agreement_form.record_of(agreement),
        )
        maker = {"company_id": company_id, "actor": people["CRC"]}
        contract_id = draft_contract(**maker, origin=ORIGIN, wanted=wanted)
        _sign(company_id, people, contract_id)


def _sign(company_id: int, people: Mapping[str, int], contract_id: int) -> None:
    maker = {"company_id": company_id, "actor": people["CRC"]}
    draft = contract_page(**maker, contract_id=contract_id, on=_FROM).draft
    assert draft is not None
    assert not draft.warnings, "signed before the regulation of 2025"
    subject = {"contract_id": contract_id, "shown": draft.shown, "acknowledged": {}}
    try:
        sign_contract(
            **maker, origin=ORIGIN, contract_id=contract_id, shown=draft.shown, acknowledged={}
        )
    except ApprovalIsNeeded:
        asked = request_approval(
            **maker, origin=ORIGIN, kind=KIND, subject=subject, key=f"demo contract {contract_id}"
        )
        shown = show_request(company_id=company_id, actor=people["FM"], request_id=asked)
        decide_approval(
            company_id=company_id, actor=people["FM"], origin=ORIGIN, request_id=asked,
            verdict="approve", shown_hash=bytes.fromhex(shown.subject_hash),
        )  # fmt: skip

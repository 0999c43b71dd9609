"""Whatever is disputed, claimed, settled, undone, credited, resolved and opened again: no more stands disputed than is open.

BOOK_RUNS and BOOK_STEPS make it longer (``make soak``); a failure prints the steps that led to it.
"""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.ledgers import check_now, open_ledger
from wanglai.domain.ledger import Document
from wanglai.services.allocation.allocate import Pair, allocate
from wanglai.services.allocation.unallocate import unallocate
from wanglai.services.allocation.write_off import write_off
from wanglai.services.contested.items import disputed_of
from wanglai.services.deductions.close_deduction import close_deduction
from wanglai.services.deductions.open_deduction import open_deduction
from wanglai.services.disputes.claims import Claim
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.reopen_dispute import reopen_dispute
from wanglai.services.disputes.resolve_dispute import resolve_dispute
from wanglai.services.disputes.resolving import Part
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.item_flags import standing_note
from wanglai.services.ledger.post import post_document
from wanglai.services.ledger.verify import verify_company
from wanglai.services.refusals import UnableTo
from wanglai.store.models import (
    Act,
    Allocation,
    DeductionCase,
    Dispute,
    DisputeClaim,
    OpenItem,
)

RUNS = int(os.environ.get("BOOK_RUNS", "8"))
STEPS = int(os.environ.get("BOOK_STEPS", "25"))
ON = date(2026, 3, 1)
SOME = st.integers(0, 30)
MONEY = st.integers(1, 70_000)


class DisputeMachine(RuleBasedStateMachine):
    """Three debts of 500.00 and money for them; what cannot be done must be refused, with nothing left behind."""

    def __init__(self) -> None:
        super().__init__()
        self._outer = transaction.atomic()
        self._outer.__enter__()
        self.book = open_ledger("law")
        self.number = 0
        for kind in ("invoice", "invoice", "invoice", "receipt", "receipt"):
            document = Document(kind, self.book.customer("甲"), self._key(), ON, 50_000)
            post_document(**self.book.scope, document=document, key=self._key())

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._outer.__exit__(None, None, None)

    def _key(self) -> str:
        self.number += 1
        return f"k{self.number}"

    def _one(self, rows: Any, at: int) -> Any:
        found = list(rows.order_by("id") if hasattr(rows.model, "id") else rows)
        return found[at % len(found)] if found else None

    def _try(self, verb: Any, **wanted: Any) -> None:
        before = Act.objects.filter(company_id=self.book.company_id).count()
        try:
            with transaction.atomic():
                verb(**wanted)
        except UnableTo:
            assert Act.objects.filter(company_id=self.book.company_id).count() == before
        self.look()

    def look(self) -> None:
        """The law, by the rows themselves and by what readers are told; the flag follows."""
        check_now()
        with connection.cursor() as cursor:
            cursor.execute(_STANDING)
            assert cursor.fetchall() == []
        items = list(OpenItem.objects.filter(company_id=self.book.company_id, side=1))
        told = disputed_of(self.book.company_id, [each.id for each in items])
        for item in items:
            assert 0 <= told.get(item.id, 0) <= item.amount - item.allocated
            assert self._raised(item) <= item.amount  # also what is claimed of it as settled
            mine = {"item_id": item.id, "state": "open"}
            is_open = (
                Dispute.objects.filter(**mine).exists()
                or DeductionCase.objects.filter(**mine).exists()
            )
            assert (standing_note(item.id, "disputed") is not None) == is_open
        report = verify_company(self.book.company_id)
        assert report.is_whole, [str(fault) for fault in report.faults]

    def _raised(self, item: OpenItem) -> int:
        claims = DisputeClaim.objects.filter(item_id=item.id).values("dispute_id")
        rows = Dispute.objects.filter(Q(item_id=item.id) | Q(id__in=claims), state="open")
        return sum(rows.values_list("amount", flat=True))

    @property
    def _debts(self) -> Any:
        return OpenItem.objects.filter(company_id=self.book.company_id, side=1)

    @rule(at=SOME, amount=MONEY)
    def dispute(self, at: int, amount: int) -> None:
        item = self._one(self._debts, at)
        self._try(
            open_dispute, company_id=self.book.company_id, who=Who(self.book.books.people["ARA"], "law"), key=self._key(),
            customer_id=item.customer_id, item_id=item.id, statement_id=None, currency="CNY", amount=amount, reason="price",
            said="x", raised_by="staff",
        )  # fmt: skip

    @rule(at=SOME, amount=MONEY)
    def claim(self, at: int, amount: int) -> None:
        item = self._one(self._debts, at)
        self._try(
            open_dispute, company_id=self.book.company_id, who=Who(self.book.books.people["ARA"], "law"), key=self._key(),
            customer_id=item.customer_id, item_id=None, statement_id=None, currency="CNY", amount=amount, reason="price", said="x",
            raised_by="staff", claim=Claim("line", item.id),
        )  # fmt: skip

    @rule(at=SOME, amount=MONEY)
    def deduct(self, at: int, amount: int) -> None:
        self._try(open_deduction, **self.book.scope, item_id=self._one(self._debts, at).id, amount=amount, reason="price", key=self._key())  # fmt: skip

    @rule(at=SOME)
    def end_deduction(self, at: int) -> None:
        case = self._one(DeductionCase.objects.filter(company_id=self.book.company_id), at)
        if case is not None:
            self._try(close_deduction, **self.book.scope, deduction_id=case.id, state="rejected", note="x")  # fmt: skip

    @rule(at=SOME, other=SOME, amount=MONEY)
    def settle(self, at: int, other: int, amount: int) -> None:
        credit = self._one(OpenItem.objects.filter(company_id=self.book.company_id, side=-1), other)
        pair = Pair(self._one(self._debts, at).id, credit.id, amount)
        self._try(allocate, **self.book.scope, pairs=[pair], on=ON, key=self._key())

    @rule(at=SOME)
    def undo(self, at: int) -> None:
        seqs = list(Allocation.objects.filter(company_id=self.book.company_id, amount__gt=0).order_by("seq").values_list("seq", flat=True))  # fmt: skip
        if seqs:
            self._try(unallocate, **self.book.scope, seq=seqs[at % len(seqs)], on=ON, key=self._key())  # fmt: skip

    @rule(at=SOME, amount=MONEY)
    def let_go(self, at: int, amount: int) -> None:
        self._try(write_off, **self.book.scope, item_id=self._one(self._debts, at).id, on=ON, reason="x", amount=amount, key=self._key())  # fmt: skip

    @rule(at=SOME, share=st.integers(0, 100), outcome=st.sampled_from(["credit_note", "compensation", "correction", "rejected", "withdrawn"]))  # fmt: skip
    def resolve(self, at: int, share: int, outcome: str) -> None:
        dispute = self._one(Dispute.objects.filter(company_id=self.book.company_id), at)
        if dispute is None:
            return
        whole = dispute.standing or dispute.amount
        first = max(1, whole * share // 100)
        parts = [Part(outcome, first, number=self._key())]
        if first < whole and outcome != "rejected":
            parts.append(Part("rejected", whole - first))
        self._try(resolve_dispute, **self.book.scope, dispute_id=dispute.id, parts=parts, said="x", on=ON, key=self._key())  # fmt: skip

    @rule(at=SOME)
    def reopen(self, at: int) -> None:
        dispute = self._one(Dispute.objects.filter(company_id=self.book.company_id), at)
        if dispute is not None:
            self._try(reopen_dispute, **self.book.scope, dispute_id=dispute.id, said="x")


_STANDING = """
SELECT item.id FROM store_openitem AS item
  JOIN (SELECT item_id, sum(standing) AS standing FROM store_dispute GROUP BY item_id) AS told
    ON told.item_id = item.id AND told.standing > item.amount - item.allocated
"""


@pytest.mark.django_db
def test_whatever_is_done_no_more_stands_disputed_than_is_open() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        DisputeMachine,
        settings=settings(
            max_examples=RUNS, stateful_step_count=STEPS, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip

"""Whatever is posted, settled, undone, moved, written off and closed: the numbered invariants hold after every step.

BOOK_RUNS and BOOK_STEPS make it longer (``make soak``); a failure prints the steps that led to it.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.ledgers import open_ledger
from wanglai.domain.ledger import Document, Instalment
from wanglai.services.allocation.allocate import Pair, allocate
from wanglai.services.allocation.refund import refund
from wanglai.services.allocation.transfer import transfer
from wanglai.services.allocation.unallocate import unallocate
from wanglai.services.allocation.write_off import write_off
from wanglai.services.ledger.post import post_document
from wanglai.services.ledger.recompute import recompute_company
from wanglai.services.ledger.revalue import ClosingRate, revalue
from wanglai.services.ledger.reverse import reverse_entry
from wanglai.services.periods.close_period import close_period
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Act, Allocation, Entry, OpenItem, Period

RUNS = int(os.environ.get("BOOK_RUNS", "12"))
STEPS = int(os.environ.get("BOOK_STEPS", "40"))
FIRST = date(2026, 1, 1)

DAYS = st.integers(0, 150).map(lambda n: FIRST + timedelta(days=n))
KINDS = st.sampled_from(["invoice", "invoice", "receipt", "receipt", "credit_note", "interest", "fee", "opening", "open_credit", "open_advance", "prepayment"])  # fmt: skip
RATES = {"CNY": ["1"], "USD": ["7.10", "7.12345", "6.9"], "JPY": ["0.0485", "0.05"]}


class BookMachine(RuleBasedStateMachine):
    """One company, two customers, three currencies; what cannot be done must be refused, with nothing left behind."""

    def __init__(self) -> None:
        super().__init__()
        self._outer = transaction.atomic()
        self._outer.__enter__()
        self.book = open_ledger("law")
        self.customers = [self.book.customer("甲"), self.book.customer("乙")]
        self.keys: dict[str, tuple[Any, dict[str, Any]]] = {}
        self.number = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._outer.__exit__(None, None, None)

    def _key(self) -> str:
        self.number += 1
        return f"k{self.number}"

    def _try(self, verb: Any, **wanted: Any) -> None:
        """Do it, or be refused without a trace; then prove the whole book."""
        before = Act.objects.filter(company_id=self.book.company_id).count()
        scope = {**self.book.scope, **wanted}
        try:
            with transaction.atomic():
                verb(**scope)
            self.keys[wanted["key"]] = verb, scope
        except UnableTo:
            assert Act.objects.filter(company_id=self.book.company_id).count() == before
        self.book.prove()

    @rule(kind=KINDS, customer=st.integers(0, 1), on=DAYS, gross=st.integers(2, 500_000),
          currency=st.sampled_from(list(RATES)), rate=st.integers(0, 2), parts=st.integers(1, 3))  # fmt: skip
    def post(
        self, kind: str, customer: int, on: date, gross: int, currency: str, rate: int, parts: int
    ) -> None:
        from decimal import Decimal

        rates = RATES[currency]
        gross += parts
        amounts = [gross // parts] * (parts - 1)
        instalments = tuple(
            Instalment(amount, on + timedelta(days=30 * n))
            for n, amount in enumerate([*amounts, gross - sum(amounts)])
        )
        document = Document(
            kind, self.customers[customer], f"D{self.number}", on, gross,
            tax=gross // 9 if kind in ("invoice", "credit_note") else 0, currency=currency,
            rate=Decimal(rates[rate % len(rates)]), instalments=instalments,
        )  # fmt: skip
        self._try(post_document, document=document, key=self._key())

    def _items(self, side: int) -> list[OpenItem]:
        rows = OpenItem.objects.filter(company_id=self.book.company_id, side=side)
        return list(rows.order_by("id"))

    @precondition(lambda self: self._items(1) and self._items(-1))
    @rule(data=st.data(), on=DAYS)
    def allocate(self, data: Any, on: date) -> None:
        debits, others = self._items(1), self._items(-1)
        pairs = [
            Pair(debit.id, credit.id)
            for debit in debits
            for credit in others
            if (debit.customer_id, debit.currency, debit.account_id)
            == (credit.customer_id, credit.currency, credit.account_id)
        ] or [Pair(debits[0].id, others[0].id)]
        pair = data.draw(st.sampled_from(pairs))
        amount = data.draw(st.one_of(st.none(), st.integers(-1, 300_000)))
        pair = Pair(pair.debit_item_id, pair.credit_item_id, amount)
        later = max(
            on,
            *(
                OpenItem.objects.get(id=item).document_on
                for item in (pair.debit_item_id, pair.credit_item_id)
            ),
        )
        self._try(
            allocate, pairs=[pair], on=data.draw(st.sampled_from([on, later])), key=self._key()
        )

    @precondition(
        lambda self: Allocation.objects.filter(
            company_id=self.book.company_id, amount__gt=0
        ).exists()
    )
    @rule(data=st.data(), on=DAYS)
    def unallocate(self, data: Any, on: date) -> None:
        rows = Allocation.objects.filter(company_id=self.book.company_id, amount__gt=0)
        seq = data.draw(st.sampled_from(sorted(set(rows.values_list("seq", flat=True)))))
        self._try(
            unallocate, seq=seq, on=max(on, rows.filter(seq=seq)[0].effective_on), key=self._key()
        )

    @precondition(lambda self: Entry.objects.filter(company_id=self.book.company_id).exists())
    @rule(data=st.data(), on=DAYS)
    def reverse(self, data: Any, on: date) -> None:
        entries = Entry.objects.filter(company_id=self.book.company_id)
        entry = data.draw(st.sampled_from(list(entries.order_by("seq"))))
        self._try(reverse_entry, seq=entry.seq, on=max(on, entry.entry_on), key=self._key())

    @precondition(lambda self: self._items(1) or self._items(-1))
    @rule(data=st.data(), on=DAYS, amount=st.one_of(st.none(), st.integers(1, 100_000)),
          what=st.sampled_from(["write_off", "refund", "transfer", "account"]))  # fmt: skip
    def take_away(self, data: Any, on: date, amount: int | None, what: str) -> None:
        item = data.draw(st.sampled_from(self._items(1) + self._items(-1)))
        wanted: dict[str, Any] = {
            "item_id": item.id,
            "amount": amount,
            "on": max(on, item.document_on),
        }
        if what == "write_off":
            self._try(write_off, reason="law", key=self._key(), **wanted)
        elif what == "refund":
            self._try(refund, key=self._key(), **wanted)
        elif what == "transfer":
            self._try(transfer, customer_id=self.customers[item.customer_id == self.customers[0]], key=self._key(), **wanted)  # fmt: skip
        else:
            self._try(
                transfer,
                customer_id=item.customer_id,
                account="receivable",
                key=self._key(),
                **wanted,
            )

    @rule(on=DAYS, rate=st.sampled_from(["6.5", "7.25"]))
    def revalue(self, on: date, rate: str) -> None:
        from decimal import Decimal

        rates = [ClosingRate("USD", Decimal(rate)), ClosingRate("JPY", Decimal("0.047"))]
        self._try(revalue, on=on, rates=rates, key=self._key())

    @rule()
    def close(self) -> None:
        period = Period.objects.filter(company_id=self.book.company_id, closed_seq=None).order_by(
            "from_on"
        )[0]
        if period.from_on.month <= 3:
            self._try(close_period, period_id=period.id, key=self._key())
            assert recompute_company(self.book.company_id) == ()

    @precondition(lambda self: self.keys)
    @rule(data=st.data())
    def repeat(self, data: Any) -> None:
        """The same key with the same request answers, and adds nothing."""
        verb, scope = self.keys[data.draw(st.sampled_from(sorted(self.keys)))]
        before = Act.objects.filter(company_id=self.book.company_id).count()
        with transaction.atomic():
            verb(**scope)
        assert Act.objects.filter(company_id=self.book.company_id).count() == before


@pytest.mark.django_db
def test_every_invariant_holds_after_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wanglai.services.periods.anchors._append", lambda line: None)
    run_state_machine_as_test(
        BookMachine,
        settings=settings(
            max_examples=RUNS, stateful_step_count=STEPS, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip

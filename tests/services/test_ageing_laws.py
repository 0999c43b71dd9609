"""Small books by chance: the statement says what the rules of ``domain/ageing.py`` say, on any day, at any moment.

The rules are given items rebuilt from the sealed rows alone: no counter, no snapshot. AGEING_BOOKS makes it longer (``make soak``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.ledgers import Ledger, open_ledger
from wanglai.domain.ageing import BASES, Basis, OpenPart, Scheme, ageing_of
from wanglai.services.ageing.queries import aged_items, ageing, ageing_part
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Act, Allocation, OpenItem

BOOKS = int(os.environ.get("AGEING_BOOKS", "60"))
FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 180).map(lambda n: FIRST + timedelta(days=n))
KINDS = ("invoice", "invoice", "invoice", "receipt", "receipt", "credit_note", "prepayment")
CURRENCIES = {"CNY": "1", "USD": "7.10"}
PAPERS = st.lists(
    st.tuples(
        st.sampled_from(KINDS), st.sampled_from(["甲", "甲", "乙"]), st.sampled_from(["CNY", "CNY", "USD"]), DAYS,
        st.integers(3, 90_000), st.lists(st.integers(0, 120), min_size=1, max_size=3),
    ),
    min_size=2, max_size=8,
)  # fmt: skip
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["settle", "settle", "settle", "undo", "write_off", "close"]),
        st.integers(0, 30), st.integers(0, 30), DAYS, st.none() | st.none() | st.integers(1, 50_000),
    ),
    min_size=2, max_size=10,
)  # fmt: skip


@contextmanager
def rolled_back() -> Iterator[Ledger]:
    with transaction.atomic():
        yield open_ledger("law")
        transaction.set_rollback(True)


def move(book: Ledger, kind: str, one: int, other: int, on: date, amount: int | None) -> None:
    """Do it, or be refused without a trace."""
    items = OpenItem.objects.filter(company_id=book.company_id).order_by("id")
    debits, credits_ = list(items.filter(side=1)), list(items.filter(side=-1))
    settled = sorted(set(Allocation.objects.filter(company_id=book.company_id, amount__gt=0).values_list("seq", flat=True)))  # fmt: skip
    try:
        with transaction.atomic():
            if kind == "settle" and debits and credits_:
                debit = debits[one % len(debits)]
                fitting = [
                    each
                    for each in credits_
                    if (each.customer_id, each.currency) == (debit.customer_id, debit.currency)
                ]
                if fitting:
                    credit = fitting[other % len(fitting)]
                    book.settle(debit.document, credit.document, amount, on.isoformat())
            elif kind == "undo" and settled:
                book.take_apart(settled[one % len(settled)], on.isoformat())
            elif kind == "write_off" and debits:
                book.write_off(debits[one % len(debits)].document, amount, on.isoformat())
            elif kind == "close":
                book.close(f"{1 + one % 2:02}")
    except UnableTo:
        pass


def rebuilt(book: Ledger, on: date, last: int) -> list[OpenPart]:
    """What was open, from items and allocations one by one."""
    found = []
    for item in OpenItem.objects.filter(company_id=book.company_id, document_on__lte=on, seq__lte=last):  # fmt: skip
        amount, base = item.amount, item.base_amount
        for row in Allocation.objects.filter(
            company_id=book.company_id, effective_on__lte=on, seq__lte=last
        ):
            if item.id == row.debit_item_id:
                amount, base = amount - row.amount, base - row.debit_base
            elif item.id == row.credit_item_id:
                amount, base = amount - row.amount, base - row.credit_base
        if amount:
            found.append(OpenPart(item.customer_id, item.currency, item.side, amount, base, item.document_on, item.due_on))  # fmt: skip
    return found


def compare(book: Ledger, on: date, known_at: datetime | None, scheme: Scheme, basis: Basis) -> None:  # fmt: skip
    acts = Act.objects.filter(company_id=book.company_id)
    acts = acts.filter(at__lte=known_at) if known_at else acts
    last = max(acts.values_list("seq", flat=True), default=0)
    expected = ageing_of(rebuilt(book, on, last), on=on, scheme=scheme, basis=basis)
    scope = {**book.reader, "on": on, "known_at": known_at, "basis": basis, "scheme": scheme}
    report = ageing(**scope)  # type: ignore[arg-type]
    assert {(row.customer_id, row.currency): row.aged for row in report.rows} == expected
    assert report.holds, report.proofs
    page = ageing_part(**scope, order="name", limit=100)  # type: ignore[arg-type]
    assert (page.report, page.count) == (report, len(report.rows))
    for name in ("甲", "乙"):
        customer = book.customer(name)
        alone = ageing(**scope, customer_id=customer)  # type: ignore[arg-type]
        assert alone.rows == tuple(row for row in report.rows if row.customer_id == customer)
        assert alone.holds, alone.proofs
        items = aged_items(**scope, customer_id=customer)  # type: ignore[arg-type]
        assert sum(item.base_open for item in items) == alone.base.total


@pytest.mark.django_db
def test_the_statement_says_what_the_rules_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wanglai.services.periods.anchors._append", lambda line: None)
    seen = {"NOW": 0, "THEN": 0}

    @settings(
        max_examples=BOOKS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # making a failing book smaller takes minutes
    )
    @given(PAPERS, MOVES, DAYS, st.sampled_from(BASES), st.sampled_from([Scheme(), Scheme((5, 40))]), st.integers(1, 9))  # fmt: skip
    def law(
        papers: list, moves: list, on: date, basis: Basis, scheme: Scheme, moment: int
    ) -> None:  # fmt: skip
        with rolled_back() as book:
            for number, (kind, customer, currency, day, gross, dues) in enumerate(papers):
                share = gross // len(dues)
                amounts = [share] * (len(dues) - 1) + [gross - share * (len(dues) - 1)]
                book.post(
                    kind, f"D{number}", gross, day.isoformat(), customer=customer, currency=currency,
                    rate=CURRENCIES[currency],
                    instalments=tuple(
                        (amount, (day + timedelta(days=due)).isoformat())
                        for amount, due in zip(amounts, dues, strict=True)
                    ),
                )  # fmt: skip
            for each in moves:
                move(book, *each)
            acts = list(
                Act.objects.filter(company_id=book.company_id)
                .order_by("seq")
                .values_list("at", flat=True)
            )
            known_at = acts[-1 - moment % len(acts)]
            for today in (date(1990, 1, 1), date(9000, 1, 1)):
                monkeypatch.setattr("django.utils.timezone.localdate", lambda today=today: today)
                seen["NOW" if on >= today else "THEN"] += 1
                compare(book, on, None, scheme, basis)
            compare(book, on, known_at, scheme, basis)

    law()
    assert min(seen.values()) >= BOOKS

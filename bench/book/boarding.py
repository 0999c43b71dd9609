"""Child program: the board of a month over so many customers with monthly terms. ``python -m bench.book.boarding CUSTOMERS``; the board
is asked after the word.

A quarter has paid, some were stated, some are closed and billed, the rest waits; through Django's own client: middleware,
session, service, template.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db import transaction

from bench.book.company import Bench, open_company  # sets Django up
from bench.book.pages_timed import DEPTH, paged, signed_in, timed
from wanglai.domain import agreement_form
from wanglai.domain.agreement import Agreement
from wanglai.domain.ledger import Document, Instalment
from wanglai.domain.terms import Add, Cycle, CycleEnd, Terms
from wanglai.services.allocation.allocate import Pair, allocate
from wanglai.services.cycles.closing import close_many
from wanglai.services.cycles.opening import cut_cycles
from wanglai.services.cycles.steps import WAITS
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.ledger.import_documents import import_documents
from wanglai.services.statements.perform_statement_run import perform_statement_run
from wanglai.services.statements.run_life import agree_statements, start_statement_run
from wanglai.store.models import (
    Contract,
    ContractVersion,
    Customer,
    CycleBilling,
    Membership,
    OpenItem,
    SettlementCycle,
    StatementRun,
    User,
)

FIRST, LAST = date(2026, 2, 1), date(2026, 2, 28)
STATED = 1_000
TIMES = 30


def main() -> None:
    bench = open_company("boarding", customers=int(sys.argv[1]), from_on=date(2026, 1, 1), months=12)  # fmt: skip
    _sign(bench)
    import_documents(
        **bench.scope, documents=_documents(bench.customers), key="bench", request_hash=hashlib.sha256(b"bench").digest()
    )  # fmt: skip
    _pay(bench, bench.customers[::4])
    start = time.perf_counter()
    opened = cut_cycles(bench.company_id, Who(None, "bench"), LAST, since=date(2026, 1, 5)).opened
    opening = time.perf_counter() - start
    closing = _close(bench)
    _state(bench, bench.customers[:STATED])
    print("ready", flush=True)
    sys.stdin.readline()
    told = {"opened": opened, "opening": opening, "closing": closing, "took": _asked(bench)}
    print(json.dumps(told))


def _sign(bench: Bench) -> None:
    """月结30 for everybody, signed past the verbs: what is measured here is what comes after."""
    agreed = agreement_form.record_of(Agreement(Terms(("delivery",), (CycleEnd(), Add(30)), Cycle())))  # fmt: skip
    common = {"company_id": bench.company_id, "from_on": date(2025, 1, 1)}
    Contract.objects.bulk_create(
        Contract(**common, customer_id=each, number=f"HT-{each}", draft={}, created_by_id=bench.actor)
        for each in bench.customers
    )  # fmt: skip
    contracts = Contract.objects.filter(company_id=bench.company_id)
    ContractVersion.objects.bulk_create(
        ContractVersion(**common, contract=each, number=1, agreement=agreed, signed_on=date(2025, 1, 1), made_by_id=bench.actor)
        for each in contracts
    )  # fmt: skip
    contracts.update(state="in_force", draft=None)


def _documents(customers: Sequence[int]) -> Iterator[Document]:
    """Five to fifteen invoices of January and of February each, and a receipt of the first of them."""
    chance = random.Random(7)
    number = 0
    for customer in customers:
        for place in range(chance.randint(10, 30)):
            number += 1
            on = (FIRST if place % 2 else date(2026, 1, 1)) + timedelta(days=chance.randrange(28))
            gross = chance.randint(1_000, 5_000_000)
            yield Document(
                kind="invoice", customer_id=customer, number=f"INV-{number:07}", on=on, gross=gross, tax=gross * 13 // 113,
                instalments=(Instalment(gross, on + timedelta(days=30)),), text="销售商品",
            )  # fmt: skip


def _pay(bench: Bench, customers: Sequence[int]) -> None:
    """These have paid everything, by a receipt for the whole of it."""
    owed: dict[int, list[OpenItem]] = {}
    for item in OpenItem.objects.filter(company_id=bench.company_id, customer_id__in=customers):
        owed.setdefault(item.customer_id, []).append(item)
    paid = (
        Document(kind="receipt", customer_id=each, number=f"RC-{each}", on=date(2026, 3, 5), gross=sum(item.amount for item in items))
        for each, items in owed.items()
    )  # fmt: skip
    import_documents(**bench.scope, documents=paid, key="paid", request_hash=hashlib.sha256(b"paid").digest())  # fmt: skip
    receipts = OpenItem.objects.filter(company_id=bench.company_id, side=-1)
    for customer, receipt in receipts.values_list("customer_id", "id"):
        pairs = [Pair(item.id, receipt) for item in owed[customer]]
        allocate(**bench.scope, pairs=pairs, on=date(2026, 3, 5), key=f"paid {customer}")


def _close(bench: Bench) -> float:
    """January for everybody, February for two of three; seconds. What was closed is billed past the verbs, with nothing."""
    rows = SettlementCycle.objects.filter(company_id=bench.company_id).order_by("to_on", "id")
    months = list(rows.values_list("id", "to_on"))
    chosen = [row for place, (row, to_on) in enumerate(months) if to_on < FIRST or place % 3]
    start = time.perf_counter()
    done = close_many(**bench.scope, cycle_ids=chosen)
    seconds = time.perf_counter() - start
    assert len(done.closed) == len(chosen), len(done.left)
    with transaction.atomic():
        seq = write_act(bench.company_id, Who(bench.actor, "bench"), "bill_cycle", {})
        CycleBilling.objects.bulk_create(
            CycleBilling(
                company_id=bench.company_id, cycle_id=each, seq=seq, billed_by_id=bench.actor
            )
            for each in chosen
        )
    return seconds


def _state(bench: Bench, customers: Sequence[int]) -> None:
    second = User.objects.create(email="second@boarding.example", name="FM")
    Membership.objects.create(company_id=bench.company_id, user=second, role="FM")
    run_id = start_statement_run(
        **bench.reader, kind="forward", from_on=FIRST, through_on=LAST, key="bench", customers=list(customers),
        waits_for_worker=False,
    )  # fmt: skip
    perform_statement_run(run_id)
    shown = bytes(StatementRun.objects.get(id=run_id).digest or b"").hex()
    agree_statements(**{**bench.scope, "actor": second.id}, run_id=run_id, shown=shown, waits_for_worker=False)  # fmt: skip
    perform_statement_run(run_id)


def _asked(bench: Bench) -> dict[str, list[float]]:
    """The board as a browser asks for it; milliseconds by what was asked."""
    client = signed_in(bench.actor)
    chance = random.Random(1)
    names = Customer.objects.filter(id__in=chance.choices(bench.customers, k=TIMES)).values_list("name", flat=True)  # fmt: skip
    month = "/cycles/?month=2026-02"
    asked = {
        "the board": [month] * TIMES,
        "by step": [f"{month}&step={step}" for step in WAITS] * 4,
        "late only": [f"{month}&late=1"] * TIMES,
        "a customer searched": [f"{month}&q={name}" for name in names],
    }
    took = {}
    for name, addresses in asked.items():
        timed(client, addresses[0])  # what is loaded once
        took[name] = [timed(client, each)[0] for each in addresses]
    took[f"{DEPTH} pages on"] = list(paged(client, month))
    return took


if __name__ == "__main__":
    main()

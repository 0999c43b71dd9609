"""Child program: a bank's file over a book of open items, from the file to what the machine says, then everything sure is booked.

``python -m bench.book.applying RECEIPTS ITEMS [waits]``; who waits books after the word. The trade is that of ``bench.cash``: customers of all sizes with other names, parents and
accounts, receipts that name their invoices well, badly or not at all. Open items beyond the story are older invoices nobody paid.
"""

from __future__ import annotations

import gc
import hashlib
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from bench.book.bank_papers import Payment, camt_of
from bench.book.company import DOOR, Bench, open_company  # sets Django up
from bench.cash.case import CashCase, draw_case
from bench.cash.knobs import PRESETS
from bench.cash.truth import Party
from wanglai.domain.ledger import Document, Instalment
from wanglai.services.bank.hand_in import hand_in_bank_file
from wanglai.services.bank.our_accounts import open_our_account
from wanglai.services.bank.perform_bank_file import perform_bank_file
from wanglai.services.cash.accept_status import acceptable, start_accepting
from wanglai.services.cash.perform_cash_run import perform_cash_run
from wanglai.services.cash.run_life import start_cash_run
from wanglai.services.cash.show_line import cash_line
from wanglai.services.cash.show_queue import cash_queue
from wanglai.services.customers.bank_accounts import PURPOSE
from wanglai.services.ledger.import_documents import import_documents
from wanglai.services.reconciliation.uploads import Upload
from wanglai.store.models import (
    BankEntry,
    BankFile,
    CashProposal,
    CashRun,
    ChainHead,
    Customer,
    CustomerBankAccount,
    Membership,
    OpenItem,
    User,
)
from wanglai.store.secret_fields import looked_up

FIRST = date(2025, 1, 1)
MONTHS = 30
NUMBER = "6222021001001234"
RECEIPTS_EACH = (
    6.8  # of a customer of the story, about: fewer than there are, so that there are enough
)
PAGES = 40


def main() -> None:
    gc.disable()  # as in the process of its own that the worker gives to a file and to a run
    count, items = int(sys.argv[1]), int(sys.argv[2])
    case = draw_case(replace(PRESETS["realistic"], customers=int(count / RECEIPTS_EACH) + 20), 1)
    bench = open_company("applying", customers=0, from_on=FIRST, months=MONTHS)
    customers = _customers(bench, case)
    papers = sorted(_papers(case, customers, items), key=lambda each: each.on)
    import_documents(**bench.scope, documents=iter(papers), key="bench", request_hash=hashlib.sha256(b"bench").digest())  # fmt: skip
    told: dict[str, Any] = {
        "company": bench.company_id,
        "customers": len(customers),
        "items": OpenItem.objects.filter(company_id=bench.company_id).count(),
    }
    content = camt_of(NUMBER, _payments(case, count))
    told["taken"], told["proposed"], statuses = _to_proposals(bench, content, count)
    told["statuses"] = statuses
    told["queue"], told["line"] = list(_pages(bench)), list(_lines(bench))
    told["since"] = ChainHead.objects.get(company_id=bench.company_id).seq
    if sys.argv[3:]:
        print("ready", flush=True)
        sys.stdin.readline()
    own = time.process_time()
    told["accepted"] = _timed(lambda: _accepted(bench, statuses["auto"]))
    told["accepted_cpu"] = time.process_time() - own
    told["booked"] = BankEntry.objects.filter(company_id=bench.company_id, state="posted").count()
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(told))


def _customers(bench: Bench, case: CashCase) -> dict[str, int]:
    """The master as it was written: names, other names, accounts that are known, parents; ids by code."""
    listed = [party for party in case.parties if party.is_listed]
    Customer.objects.bulk_create(
        Customer(company_id=bench.company_id, number=party.code, name=party.name, names=party.aliases)
        for party in listed
    )  # fmt: skip
    ids = dict(Customer.objects.filter(company_id=bench.company_id).values_list("number", "id"))
    for party in listed:
        if party.parent and party.parent.code in ids:
            Customer.objects.filter(id=ids[party.code]).update(parent_id=ids[party.parent.code])
    CustomerBankAccount.objects.bulk_create(
        _account(bench, party, ids) for party in listed if party.account_known
    )
    return ids


def _account(bench: Bench, party: Party, ids: dict[str, int]) -> CustomerBankAccount:
    return CustomerBankAccount(
        company_id=bench.company_id, customer_id=ids[party.code], holder=party.name, sealed=b"not opened here",
        number_hash=looked_up(party.account, company_id=bench.company_id, purpose=PURPOSE),
        last_four=party.account[-4:], shown=f"**** {party.account[-4:]}", kind="number", asked_by_id=bench.actor,
        agreed_at=timezone.now(),
    )  # fmt: skip


def _papers(case: CashCase, customers: dict[str, int], count: int) -> Iterator[Document]:
    for item in case.items:
        kind = "invoice" if item.amount > 0 else "credit_note"
        yield Document(
            kind, customers[item.party.code], item.number, item.issued_on, abs(item.amount), text=item.text,
            instalments=(Instalment(abs(item.amount), item.due_on),),
        )  # fmt: skip
    chance, ids = random.Random(6), list(customers.values())
    for number in range(count - len(case.items)):
        on = FIRST + timedelta(days=chance.randrange(360))
        amount = chance.randint(10_000, 5_000_000)
        yield Document(
            "invoice", chance.choice(ids), f"OLD-{number:06}", on, amount,
            instalments=(Instalment(amount, on + timedelta(days=60)),),
        )  # fmt: skip


def _payments(case: CashCase, count: int) -> list[Payment]:
    came = [each for each in case.receipts if each.amount > 0]
    assert len(came) >= count, f"the story has {len(came)} receipts"
    return [
        Payment(each.received_on, each.amount, each.payer_name, each.payer_account, each.text, each.reference)
        for each in came[:count]
    ]  # fmt: skip


def _to_proposals(bench: Bench, content: bytes, count: int) -> tuple[float, float, Counter[str]]:
    """The file is handed in, read and taken; then the machine looks. Seconds of each, and what was said how often."""
    open_our_account(**bench.scope, name="基本户", number=NUMBER, currency="CNY")
    cashier = User.objects.create(email="csh@applying.example", name="CSH")
    Membership.objects.create(company_id=bench.company_id, user=cashier, role="CSH")

    def taken() -> None:
        number = hand_in_bank_file(
            company_id=bench.company_id, actor=cashier.id, origin=DOOR, upload=Upload("bank.xml", content),
            waits_for_worker=False,
        )  # fmt: skip
        perform_bank_file(number)
        found = BankFile.objects.get(id=number)
        assert (found.state, found.fresh) == ("taken", count), (found.state, found.problems)

    def proposed() -> None:
        # Taking a file asks the machine to look; that run is done here as a worker would do it.
        waiting = CashRun.objects.filter(company_id=bench.company_id, state="queued").first()
        run = waiting.id if waiting else start_cash_run(**bench.reader, waits_for_worker=False)
        perform_cash_run(run)
        assert CashRun.objects.get(id=run).state == "done"

    seconds = _timed(taken), _timed(proposed)
    rows = CashProposal.objects.filter(company_id=bench.company_id, state="open")
    said = Counter(rows.values_list("status", flat=True))
    assert said.total() == count, said
    return *seconds, said


def _pages(bench: Bench) -> Iterator[float]:
    """The queue page after page, by status, and searched; milliseconds."""
    after = ""
    cash_queue(**bench.reader)  # what is loaded once
    for _ in range(PAGES):
        start = time.perf_counter()
        page = cash_queue(**bench.reader, after=after)
        yield (time.perf_counter() - start) * 1000
        after = page.next_after
        assert len(page.rows) == 50, "a hundred thousand wait"
    names = [row.payer for row in page.rows][: PAGES // 2]
    for asked in (*({"status": each} for each in ("suggested", "ambiguous", "none", "asked", "new")), *({"search": name} for name in names)):  # fmt: skip
        start = time.perf_counter()
        cash_queue(**bench.reader, **asked)
        yield (time.perf_counter() - start) * 1000


def _lines(bench: Bench) -> Iterator[float]:
    """One line with everything about it, of lines taken at random; milliseconds."""
    chance = random.Random(1)
    ids = list(BankEntry.objects.filter(company_id=bench.company_id, state="waiting").values_list("id", flat=True))  # fmt: skip
    for line in chance.sample(ids, PAGES):
        start = time.perf_counter()
        cash_line(**bench.reader, line_id=line)
        yield (time.perf_counter() - start) * 1000


def _accepted(bench: Bench, sure: int) -> None:
    said = acceptable(**bench.reader, status="auto")
    assert said is not None
    assert said.count == sure
    run = start_accepting(**bench.reader, status="auto", newest=said.newest, waits_for_worker=False)
    perform_cash_run(run)
    made = CashRun.objects.get(id=run).booked
    # What pays the debts of another customer with no paper for it is left to people.
    assert made > sure * 0.9, f"{made} of {sure}"


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()

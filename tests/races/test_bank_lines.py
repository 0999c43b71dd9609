"""Two people on one line of the bank: it is dealt with once, whoever comes first, and nobody's money is settled twice."""

from __future__ import annotations

import random
from collections import Counter

from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, minor
from tests.races.racing import race
from wanglai.services.cash.deciding import ask_colleague, set_aside
from wanglai.services.cash.settle_line import Part, Wanted, settle_line
from wanglai.services.ledger.verify import verify_company
from wanglai.services.refusals import UnableTo
from wanglai.store.models import BankEntry, Entry, Settlement

LINES = 40
WORKERS = 6


def test_two_people_on_one_line_deal_with_it_once(book: Ledger) -> None:
    statement = bank_statement(our_account(book), bank_file(book))
    lines = [bank_line(statement, "100.00", "03-20", ordinal=number) for number in range(1, LINES + 1)]  # fmt: skip
    for number in range(LINES):
        book.post("invoice", f"INV-{number}", "100.00", "03-05")
    customer = book.customer("远景")
    items = [book.item(f"INV-{number}").id for number in range(LINES)]
    person = {"company_id": book.company_id, "actor": book.scope["actor"]}
    manager = book.books.scope("FM")

    def work(worker: int) -> Counter[str]:
        said: Counter[str] = Counter()
        chance = random.Random(worker)
        for number in range(LINES):
            line, does = lines[number].id, chance.choice(("settle", "settle", "aside", "ask"))
            try:
                if does == "settle":
                    wanted = Wanted(customer, (Part(items[number], minor("100.00")),))
                    settle_line(**book.scope, line_id=line, wanted=wanted, key=f"{worker}:{number}", version=1)  # fmt: skip
                elif does == "aside":
                    set_aside(**manager, origin="test", line_id=line, kind="not_a_customer", version=1)  # fmt: skip
                else:
                    ask_colleague(**person, line_id=line, question="?")
                said["done"] += 1
            except UnableTo as refusal:  # anything else, a deadlock above all, fails the test
                said[refusal.code_of_refusal] += 1
        return said

    said = sum(race(WORKERS, work), Counter())
    assert said["done"] == LINES, said
    assert said.total() == LINES * WORKERS
    states = Counter(BankEntry.objects.filter(company_id=book.company_id).values_list("state", flat=True))  # fmt: skip
    settled = Settlement.objects.filter(company_id=book.company_id, undone_at=None)
    assert states["posted"] == settled.count() == settled.values("bank_entry_id").distinct().count()
    assert states["posted"] + states["aside"] + states["asked"] == LINES
    receipts = Entry.objects.filter(company_id=book.company_id, kind="receipt")
    assert receipts.count() == states["posted"], "no receipt without its line"
    report = verify_company(book.company_id)
    assert report.is_whole, [str(fault) for fault in report.faults]

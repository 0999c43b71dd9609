"""Child program: a bank's file of so many entries is read and taken. ``python -m bench.book.bank_taking COUNT CUSTOMERS``."""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from datetime import date, timedelta

from bench.book.bank_papers import Payment, camt_of
from bench.book.company import DOOR, open_company
from wanglai.formats.bank import read_bank_file_apart
from wanglai.services.bank.hand_in import hand_in_bank_file
from wanglai.services.bank.our_accounts import open_our_account
from wanglai.services.bank.perform_bank_file import perform_bank_file
from wanglai.services.reconciliation.uploads import Upload
from wanglai.store.models import BankFile, Membership, User

FIRST = date(2026, 3, 1)
NUMBER = "6222021001001234"


def main() -> None:
    count, customers = int(sys.argv[1]), int(sys.argv[2])
    bench = open_company("bank", customers=customers, from_on=FIRST, months=12)
    open_our_account(**bench.scope, name="基本户", number=NUMBER, currency="CNY")
    content = camt_of(NUMBER, _payments(count, customers))
    started = time.perf_counter()
    read_bank_file_apart(content, "bank.xml")
    read = time.perf_counter() - started
    cashier = User.objects.create(email="csh@bank.example", name="CSH")
    Membership.objects.create(company_id=bench.company_id, user=cashier, role="CSH")
    started = time.perf_counter()
    number = hand_in_bank_file(
        company_id=bench.company_id, actor=cashier.id, origin=DOOR, upload=Upload("bank.xml", content), waits_for_worker=False
    )  # fmt: skip
    perform_bank_file(number)
    seconds = time.perf_counter() - started
    found = BankFile.objects.get(id=number)
    assert (found.state, found.fresh) == ("taken", count), (found.state, found.problems)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "company": bench.company_id,
                "seconds": seconds,
                "read": read,
                "peak_mb": peak,
                "megabytes": len(content) / 1e6,
            }
        )
    )


def _payments(count: int, customers: int) -> list[Payment]:
    chance = random.Random(6)
    found = []
    for number in range(count):
        customer = chance.randrange(customers)
        found.append(
            Payment(
                FIRST + timedelta(days=number * 28 // count), chance.randint(100, 50_000_00), f"客户 {customer:04}",
                f"62220200{customer:08}", f"货款 INV-{chance.randrange(900_000) + 100_000}", f"{20260301000000 + number}",
            )
        )  # fmt: skip
    return found


if __name__ == "__main__":
    main()

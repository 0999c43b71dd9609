"""A company with its people and one pair of ledgers whose answer is known: what store, service and story tests share.

Our ledger (rows 4 to 12) closes at 1,697.50, theirs (rows 3 to 10) at 1,573.05; the gap of 124.45 is
88.00 - 88.05 (INV-1006 under another number), 70.00 (one of two equal services is not in theirs), 0.50 (INV-1003),
99.00 - 45.00 (booked at the end of the month). The payment of 812.40 has no number in common and is no round figure:
date and amount alone decide it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from wanglai.services.reconciliation.perform_run import perform_run
from wanglai.services.reconciliation.queries import reconciliation_page, result_rows
from wanglai.services.reconciliation.rows import ReconciliationPage, ResultRow
from wanglai.services.reconciliation.start_reconciliation import start_reconciliation
from wanglai.services.reconciliation.uploads import Upload
from wanglai.store.models import Company, Membership, Run, User
from wanglai.store.models.companies import ROLES
from wanglai.store.models.reconciliation import ACTIVE

OURS = """客户往来明细账
日期,凭证号,发票号,摘要,借方,贷方,余额
2026-03-01,,,期初余额,,,1000.00
2026-03-02,记-1,INV-1001,销售商品,512.40,,1512.40
2026-03-05,记-2,INV-1002,销售商品,300.00,,1812.40
2026-03-08,记-3,INV-1003,销售商品,250.50,,2062.90
2026-03-15,记-4,RC-77,收到货款,,812.40,1250.50
2026-03-16,记-5,,服务费,70.00,,1320.50
2026-03-18,记-6,,服务费,70.00,,1390.50
2026-03-20,记-7,INV-1004,销售商品,120.00,,1510.50
2026-03-22,记-8,INV-1006,销售商品,88.00,,1598.50
2026-03-28,记-9,INV-1005,销售商品,99.00,,1697.50
"""
THEIRS = """Date,Ref,Description,Debit,Credit
2026-03-01,,Opening balance,,1000.00
2026-03-03,INV-1001,Purchase,,512.40
2026-03-06,INV-1002,Purchase,,300.00
2026-03-09,INV-1003,Purchase,,250.00
2026-03-14,PAY 77,Payment,812.40,
2026-03-17,,Service,,70.00
2026-03-21,INV-1004,Purchase,,120.00
2026-03-24,X-5531,Purchase,,88.05
2026-03-30,INV-9999,Freight,,45.00
,,Closing balance,,1573.05
"""
GAP = 12_445


@dataclass
class Books:
    """One company's people by role, and short ways to what a test is not about."""

    company_id: int
    people: dict[str, int]
    reconciliation_id: int = 0
    name: str = field(default="")

    def scope(self, role: str = "ARA") -> dict[str, int]:
        return {"company_id": self.company_id, "actor": self.people[role]}

    def here(self, role: str = "ARA") -> dict[str, int]:
        """The scope with the reconciliation of this test."""
        return {**self.scope(role), "reconciliation_id": self.reconciliation_id}

    def start(
        self, ours: str = OURS, theirs: str = THEIRS, *, key: str = "", customer: str = "上海远景"
    ) -> int:
        """Hand in a pair; the run waits in the queue."""
        self.reconciliation_id = start_reconciliation(
            **self.scope(),
            customer_name=customer,
            ours=Upload("ours.csv", ours.encode()),
            theirs=Upload("theirs.csv", theirs.encode()),
            idempotency_key=key or secrets.token_hex(8),
        )
        return self.reconciliation_id

    def work(self) -> Run:
        """Do what the worker would do with the waiting run, here and now."""
        waiting = Run.objects.get(reconciliation_id=self.reconciliation_id, state__in=ACTIVE)
        perform_run(waiting.id)
        waiting.refresh_from_db()
        return waiting

    def finished(self, ours: str = OURS, theirs: str = THEIRS) -> ReconciliationPage:
        self.start(ours, theirs)
        run = self.work()
        assert run.state == "done", run.refusal
        return self.page()

    def page(self, role: str = "ARA") -> ReconciliationPage:
        return reconciliation_page(**self.here(role))

    def rows(self, **wanted: Any) -> tuple[ResultRow, ...]:
        return result_rows(**self.here(), **wanted, limit=500).rows

    def row(self, *, ours: tuple[int, ...] = (), theirs: tuple[int, ...] = ()) -> ResultRow:
        """The row made of exactly these lines."""
        found = [
            row
            for row in self.rows()
            if tuple(line.row for line in row.ours) == ours
            and tuple(line.row for line in row.theirs) == theirs
        ]
        assert len(found) == 1, f"{len(found)} rows of {ours} | {theirs}"
        return found[0]

    def table(self) -> list[str]:
        """The result as a small text table: status, our rows | their rows, difference, class."""
        return sorted(
            f"{row.status} {[line.row for line in row.ours]}|{[line.row for line in row.theirs]} "
            f"{row.difference.text} {','.join(each.difference_class for each in row.differences)}".strip()
            for row in self.rows()
        )


def open_company(name: str) -> Books:
    """A company with one person of each role; nobody has a password, for nobody signs in here."""
    company = Company.objects.create(name=name)
    people = {}
    for role in ROLES:
        person = User.objects.create(email=f"{role}@{name}.example".lower(), name=f"{role} {name}")
        Membership.objects.create(company=company, user=person, role=role)
        people[role] = person.id
    return Books(company_id=company.id, people=people, name=name)

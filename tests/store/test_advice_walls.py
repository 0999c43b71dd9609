"""What the database itself keeps of remittance advices: by SQL, round services and ORM."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, open_ledger
from wanglai.store.models import BankEntry

ADVICE = """
INSERT INTO store_remittance (company_id, part, name, payer_name, reference, currency, total, source, lines, paid, adds_up, problems,
                              columns, entered_by_id, entered_at, decision)
VALUES (%(company)s, 1, 'a', '', '', 'CNY', %(total)s, 'text', %(lines)s, %(paid)s, %(adds_up)s, %(problems)s, '{}', %(actor)s, now(), '')
RETURNING id
"""
LINE = """
INSERT INTO store_remittanceline (company_id, remittance_id, line_no, number, paid, deduction, reason)
VALUES (%(company)s, %(advice)s, %(no)s, 'INV-1', %(paid)s, 0, '')
"""
LINK = """
INSERT INTO store_advisedreceipt (company_id, remittance_id, bank_entry_id, by, linked_by_id, linked_at)
VALUES (%(company)s, %(advice)s, %(line)s, %(by)s, %(actor)s, now()) RETURNING id
"""


@pytest.fixture
def book(transactional_db: None) -> Ledger:
    return open_ledger()


def run(book: Ledger, *statements: tuple[str, dict[str, Any]]) -> int:
    """In one transaction; the first statement's id is the advice of the others. Its id."""
    known: dict[str, Any] = {
        "company": book.company_id, "actor": book.scope["actor"], "total": None, "lines": 1, "paid": 100, "adds_up": True,
        "problems": "[]", "no": 1, "by": "person",
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(statement, known | values)
            if "RETURNING" in statement and "advice" not in known:
                known["advice"] = cursor.fetchone()[0]
    return int(known.get("advice", 0))


def refused(book: Ledger, *statements: tuple[str, dict[str, Any]]) -> str:
    with pytest.raises(DatabaseError) as caught:
        run(book, *statements)
    return str(caught.value)


def advice(book: Ledger, **more: Any) -> int:
    return run(book, (ADVICE, more), (LINE, {}))


def money(book: Ledger, amount: str = "1.00", currency: str = "CNY") -> BankEntry:
    home = our_account(book, f"户{amount}{currency}", currency)
    return bank_line(bank_statement(home, bank_file(book)), amount)


def test_an_advice_is_its_lines_and_adds_up_where_it_says_so(book: Ledger) -> None:
    advice(book, total=100)
    assert "do not come to" in refused(book, (ADVICE, {}))
    assert "do not come to" in refused(book, (ADVICE, {}), (LINE, {"paid": 90}))
    assert "do not come to" in refused(book, (ADVICE, {"lines": 2}), (LINE, {}))
    assert "remittance_that_adds_up" in refused(book, (ADVICE, {"total": 110}), (LINE, {}))
    assert "remittance_that_adds_up" in refused(book, (ADVICE, {"problems": '[{"code": "x"}]'}), (LINE, {}))  # fmt: skip
    held = advice(book, total=110, adds_up=False)
    assert "has no such line" in refused(book, (LINE, {"advice": held, "no": 2}))
    assert "only" in refused(book, ("UPDATE store_remittance SET adds_up = true, total = 100 WHERE id = %(advice)s", {"advice": held}))  # fmt: skip
    assert "only" in refused(book, ("UPDATE store_remittance SET paid = 110 WHERE id = %(advice)s", {"advice": held}))  # fmt: skip
    said = "UPDATE store_remittance SET decided_by_id = %(actor)s, decided_at = now() WHERE id = %(advice)s"
    assert "remittance_decided_says_why" in refused(book, (said, {"advice": held}))


def test_an_advice_speaks_of_money_once_and_only_while_it_may(book: Ledger) -> None:
    good, held, line = advice(book), advice(book, total=110, adds_up=False), money(book)
    of = {"line": line.id, "advice": good}
    assert "speaks of no such money" in refused(book, (LINK, of | {"advice": held}))
    assert "speaks of no such money" in refused(
        book, (LINK, of | {"line": money(book, "-1.00").id})
    )
    assert "speaks of no such money" in refused(book, (LINK, of | {"line": money(book, "2.00", "USD").id}))  # fmt: skip
    assert "advised_receipt_is_known" in refused(book, (LINK, of | {"by": "amount"}))
    run(book, (LINK, of))
    assert "advised_receipt_once" in refused(book, (LINK, of))
    assert "only" in refused(book, ("UPDATE store_advisedreceipt SET by = 'amount', linked_by_id = NULL", of))  # fmt: skip
    assert "append-only" in refused(book, ("DELETE FROM store_advisedreceipt", of))
    ended = "UPDATE store_advisedreceipt SET ended_at = now()"
    assert "advised_receipt_ended_by_somebody" in refused(book, (ended, of))
    run(book, (ended + ", ended_by_id = %(actor)s", of))
    run(book, (LINK, of | {"line": money(book, "3.00").id}), (LINK, of))
    withdrawn = "UPDATE store_remittance SET withdrawn_at = now() WHERE id = %(advice)s"
    assert "speaks of no such money" in refused(book, (withdrawn, of), (LINK, of | {"line": money(book, "4.00").id}))  # fmt: skip


def test_advices_join_nothing_of_another_company(book: Ledger) -> None:
    other = open_ledger("bieren")
    theirs = money(other)
    assert "speaks of no such money" in refused(book, (LINK, {"advice": advice(book), "line": theirs.id}))  # fmt: skip

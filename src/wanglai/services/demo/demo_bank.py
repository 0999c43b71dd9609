"""The demo company's bank: an account, and one statement of December 2011 that pays some of what its customers owe.

The statement is invented from the book's own open invoices; it comes in through the verbs everybody uses, and waits on the workbench.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wanglai.domain.wording import Wording
from wanglai.services.bank.hand_in import hand_in_bank_file
from wanglai.services.bank.our_accounts import open_our_account
from wanglai.services.bank.perform_bank_file import perform_bank_file
from wanglai.services.cash.perform_cash_run import perform_cash_run
from wanglai.services.demo.catalogue import demo_customers
from wanglai.services.ledger.queries import OpenItemRow, open_items
from wanglai.services.reconciliation.uploads import Upload
from wanglai.store.models import BankAccount, CashRun, ChainHead, Customer

ORIGIN = "wanglai demo"
_NUMBER, _CURRENCY = "GB33BUKB20201555555555", "GBP"
_NAME = Wording("英镑账户", "Sterling account")
_UNTIL, _FROM = date(2011, 11, 30), date(2011, 12, 1)
_OPENING, _FEE = 1_250_000, 150


def bring_demo_bank(company_id: int, people: dict[str, int]) -> None:
    """Enter the account and hand in its statement, once; a company without a book is left alone."""
    has_book = ChainHead.objects.filter(company_id=company_id).exists()
    if not has_book or BankAccount.objects.filter(company_id=company_id).exists():
        return
    lines = _lines(company_id, people["AUD"])
    if not lines:
        return
    open_our_account(
        company_id=company_id, actor=people["FM"], origin=ORIGIN, name=_NAME.en, number=_NUMBER, currency=_CURRENCY,
        bank="Barclays", approver=people["ARA"],
    )  # fmt: skip
    file_id = hand_in_bank_file(
        company_id=company_id, actor=people["CSH"], origin=ORIGIN, waits_for_worker=False,
        upload=Upload("2011-12-statement.sta", _statement(lines)),
    )  # fmt: skip
    perform_bank_file(file_id)
    for run in CashRun.objects.filter(company_id=company_id, state="queued"):
        perform_cash_run(run.id)


def _lines(company_id: int, reader: int) -> list[tuple[int, str, str]]:
    """Amount in pence, payer and text: one invoice, three at once, one less a fee, one nobody knows, and a charge."""
    owed = [(each, _debts(company_id, reader, each.customer_name)) for each in demo_customers()]
    owed = [(each, debts) for each, debts in owed if len(debts) > 3]
    if len(owed) < 2:
        return []
    (first, one), (second, many) = owed[0], owed[1]
    return [
        (one[0].amount_open, first.customer_name, f"INVOICE {one[0].document}"),
        (sum(each.amount_open for each in many[:3]), second.customer_name, " ".join(each.document for each in many[:3])),
        (one[1].amount_open - _FEE, first.customer_name, f"{one[1].document} LESS FEE"),
        (25_000, "R SMITH", "THANK YOU"),
        (-1_250, "", "CHARGES"),
    ]  # fmt: skip


def _debts(company_id: int, reader: int, name: str) -> list[OpenItemRow]:
    customer = Customer.objects.filter(company_id=company_id, name=name).values_list("id", flat=True).first()  # fmt: skip
    if customer is None:
        return []
    items = open_items(company_id=company_id, actor=reader, customer_id=customer, on=_UNTIL)
    found = [each for each in items if each.kind == "invoice" and each.currency == _CURRENCY and each.amount_open > 1_000]  # fmt: skip
    return sorted(found, key=lambda each: (each.document_on, each.document))


def _statement(lines: Sequence[tuple[int, str, str]]) -> bytes:
    """MT940, as a bank in Britain would send it; its balances close, and it says what it took off the one less a fee."""
    said = []
    for day, (amount, payer, text) in enumerate(lines, start=1):
        on = date(2011, 12, 5 + day)
        mark = "C" if amount > 0 else "D"
        taken = f"/CHGS/{_CURRENCY}{_amount(_FEE)}\r\n" if text.endswith("LESS FEE") else ""
        said.append(
            f":61:{on:%y%m%d}{on:%m%d}{mark}{_amount(abs(amount))}NTRFNONREF//{on:%Y%m%d}{day:04}\r\n{taken}:86:?20{text}?32{payer}\r\n"
        )
    closing = _OPENING + sum(amount for amount, _, _ in lines)
    head = f":20:DEMO\r\n:25:{_NUMBER}\r\n:28C:12/1\r\n:60F:C{_FROM:%y%m%d}{_CURRENCY}{_amount(_OPENING)}\r\n"
    return f"{head}{''.join(said)}:62F:C111231{_CURRENCY}{_amount(closing)}\r\n-\r\n".encode()


def _amount(minor: int) -> str:
    return f"{minor // 100},{minor % 100:02d}"

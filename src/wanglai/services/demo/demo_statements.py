"""The demo's statements: a letterhead, November 2011 for everybody, and December for one customer, which goes on from it.

November is sent: its letters wait in the outbox until the installation is told of a mail server.

They are made through the verbs everybody uses: the accountant drafts, the manager agrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wanglai.services.demo.catalogue import demo_customers
from wanglai.services.statements.issue_statement import issue_statement
from wanglai.services.statements.letterhead import set_letterhead
from wanglai.services.statements.perform_statement_run import perform_statement_run
from wanglai.services.statements.run_life import agree_statements, start_statement_run
from wanglai.services.statements.send_statements import send_statements
from wanglai.store.models import BankAccount, ChainHead, Customer, Statement, StatementRun

ORIGIN = "wanglai demo"
CURRENCY = "GBP"
_NOVEMBER = (date(2011, 11, 1), date(2011, 11, 30))
_DECEMBER = (date(2011, 12, 1), date(2011, 12, 31))


def issue_demo_statements(company_id: int, people: Mapping[str, int]) -> None:
    """Issue them, once; a company without a book is left alone. Called outside a transaction, as a run is worked at."""
    has_book = ChainHead.objects.filter(company_id=company_id).exists()
    if not has_book or Statement.objects.filter(company_id=company_id).exists():
        return
    account = BankAccount.objects.filter(company_id=company_id, currency=CURRENCY).order_by("id").first()  # fmt: skip
    set_letterhead(
        company_id=company_id, actor=people["FM"], origin=ORIGIN, approver=people["ARA"], name_zh="往来演示公司",
        name_en="Wanglai Demo Ltd", address_zh="伦敦市示范路 1 号", address_en="1 Sample Road, London",
        contact="accounts@demo.wanglai.example", language="both", bank_account_id=account.id if account else None,
    )  # fmt: skip
    first, last = _NOVEMBER
    run_id = start_statement_run(
        company_id=company_id, actor=people["ARA"], kind="forward", from_on=first, through_on=last, key="demo 2011-11", waits_for_worker=False
    )  # fmt: skip
    perform_statement_run(run_id)
    shown = bytes(StatementRun.objects.get(id=run_id).digest or b"").hex()
    agree_statements(
        company_id=company_id, actor=people["FM"], origin=ORIGIN, run_id=run_id, shown=shown, waits_for_worker=False
    )  # fmt: skip
    perform_statement_run(run_id)
    # Two contacts can be written to; of the other customers the page says why not.
    send_statements(company_id=company_id, actor=people["ARA"], origin=ORIGIN, run_id=run_id)
    customer = Customer.objects.get(company_id=company_id, name=demo_customers()[0].customer_name)
    first, last = _DECEMBER
    issue_statement(
        company_id=company_id, actor=people["ARA"], origin=ORIGIN, customer_id=customer.id, currency=CURRENCY, kind="open_items", from_on=first, through_on=last,
        key="demo 2011-12",
    )  # fmt: skip

"""The demo as everybody finds it: its book, its bank, its people, and one click that reconciles any of its customers."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.worlds import ForTheFile
from wanglai.services.access.scope import NotFound
from wanglai.services.customers.find_customers import find_customers
from wanglai.services.customers.show_customer import customer_page
from wanglai.services.demo.catalogue import demo_customers
from wanglai.services.demo.create_demo_company import DemoSignIn, create_demo_company
from wanglai.services.demo.queries import demo_pairs
from wanglai.services.demo.start_demo_reconciliation import start_demo_reconciliation
from wanglai.services.documents.exposure import promised
from wanglai.services.ledger.queries import customer_balance, proof
from wanglai.services.ledger.verify import verify_company
from wanglai.services.reconciliation.perform_run import perform_run
from wanglai.services.reconciliation.queries import reconciliation_page
from wanglai.store.models import (
    Act,
    BankEntry,
    BankFile,
    Bill,
    CashProposal,
    Company,
    Customer,
    Invoice,
    OpenItem,
    Period,
    Run,
    User,
)

NOVEMBER = date(2011, 11, 30)
OURS = {
    "yunfan": 1_265_407,
    "jinghe": 1_007_049,
    "alder": 152_138,
    "fontaine": 571_769,
    "carrow": 567_856,
}

Demo = tuple[DemoSignIn, ...]


@pytest.fixture(scope="module")
def made(for_the_file: ForTheFile) -> Demo:
    return for_the_file(create_demo_company)


@pytest.fixture
def demo(made: Demo, db: None) -> Demo:
    """Its people; what a test does to their company is taken back."""
    return made


def test_the_demo_book_owes_what_the_reconciliations_call_our_balance(demo: Demo) -> None:
    company = Company.objects.get(is_demo=True)
    reader = User.objects.get(email="auditor@demo.wanglai.example").id
    scope = {"company_id": company.id, "actor": reader}
    assert company.base_currency == "GBP"
    for customer in demo_customers():
        row = Customer.objects.get(company=company, name=customer.customer_name)
        owed = customer_balance(**scope, customer_id=row.id, on=NOVEMBER)
        assert sum(each.amount for each in owed) == OURS[customer.key], customer.key
    assert not [row for row in proof(**scope, on=date(2012, 3, 31)) if row.gap]
    assert verify_company(company.id).is_whole
    assert Period.objects.filter(company=company, closed_seq__isnull=False).count() == 1


def test_the_demo_book_is_filled_once(demo: Demo) -> None:
    acts = Act.objects.count()
    create_demo_company()
    assert Act.objects.count() == acts


def test_the_files_of_the_demo_customers_are_filled_once(demo: Demo) -> None:
    create_demo_company()
    company = Company.objects.get(is_demo=True)
    reader = {"company_id": company.id, "actor": User.objects.get(email="auditor@demo.wanglai.example").id}  # fmt: skip
    pages = [customer_page(**reader, customer_id=row.id) for row in find_customers(**reader).rows]
    filed = [page for page in pages if page.number]
    assert len(filed) == len(demo_customers())
    for page in filed:
        assert page.tax_kind, "a number that passes its check"
        assert len(page.contacts) == 1
        assert page.tags
        assert len(page.classes) == 3
    assert [page.name for page in pages if page.may_be_again] == [
        "云帆贸易公司",
        "云帆贸易有限公司",
    ]
    waiting = [account for page in pages for account in page.accounts if account.is_waiting]
    assert len(waiting) == 1


def test_the_demo_trades_from_order_to_part_paid_invoice(demo: Demo) -> None:
    invoice = Invoice.objects.get(number="INV-2011-901")
    assert (invoice.net, invoice.tax, invoice.gross) == (176_400, 35_280, 211_680)
    item = OpenItem.objects.get(seq=invoice.entry_seq)
    # 60 days after the cut-off of 25 December that the delivery of the 12th belongs to, by the contract
    assert (item.due_on, item.amount - item.allocated) == (date(2012, 2, 23), 111_680)
    assert OpenItem.objects.get(document="INV-2011-902").allocated == 150_000
    assert Bill.objects.get().state == "received"
    seller = User.objects.get(email="sales@demo.wanglai.example").id
    row = promised(company_id=invoice.company_id, actor=seller, customer_id=invoice.customer_id)[0]
    # 30 hinges wait to leave, 50 to be invoiced, at 5.04 each
    assert (row.ordered_not_delivered, row.delivered_not_invoiced) == (15_120, 25_200)


def test_the_demo_has_a_bank_whose_lines_wait_on_the_workbench(demo: Demo) -> None:
    """One invoice, three at once, one less a fee, one nobody knows; and a charge put aside."""
    file = BankFile.objects.get()
    assert (file.state, file.entries, file.fresh, file.problems) == ("taken", 5, 5, [])
    assert BankEntry.objects.filter(state="waiting").count() == 4
    said = list(CashProposal.objects.filter(state="open").order_by("bank_entry_id"))
    assert [len(each.parts) for each in said[:2]] == [1, 3]
    assert said[3].parts == []


def test_every_demo_person_signs_in_with_the_password_that_is_printed(demo: Demo) -> None:
    for person in demo:
        client = Client()
        client.post("/accounts/login/", {"login": person.email, "password": person.password})
        assert "_auth_user_id" in client.session, person.email
        assert len(person.password) >= 16


def test_one_click_reconciles_each_customer_to_the_cent(demo: Demo) -> None:
    scope = {
        "company_id": Company.objects.get().id,
        "actor": User.objects.get(email=demo[0].email).id,
    }
    pairs = demo_pairs(**scope)
    assert len(pairs) == len(demo_customers()) >= 5
    assert pairs[0].reconciliation_id is not None
    for pair in pairs:
        opened = start_demo_reconciliation(**scope, key=pair.key)
        run = Run.objects.get(reconciliation_id=opened)
        perform_run(run.id)
        page = reconciliation_page(**scope, reconciliation_id=opened)
        assert page.run.is_done, page.run.refusal
        assert page.totals is not None
        assert page.counts is not None
        assert page.totals.unexplained.is_zero
        assert page.counts.agreed > page.counts.waiting
    assert {pair.reconciliation_id is not None for pair in demo_pairs(**scope)} == {True}


def test_the_demo_offers_nothing_to_other_companies(demo: Demo) -> None:
    from tests.books import open_company

    other = open_company("bieren")
    assert demo_pairs(**other.scope()) == ()
    with pytest.raises(NotFound):
        start_demo_reconciliation(**other.scope(), key=demo_customers()[0].key)

"""The demo's book: what it says, that it is whole, and that it is filled once."""

from __future__ import annotations

from datetime import date

from wanglai.services.customers.find_customers import find_customers
from wanglai.services.customers.show_customer import customer_page
from wanglai.services.demo.catalogue import demo_customers
from wanglai.services.demo.create_demo_company import create_demo_company
from wanglai.services.documents.exposure import promised
from wanglai.services.ledger.queries import customer_balance, proof
from wanglai.services.ledger.verify import verify_company
from wanglai.store.models import Act, Bill, Company, Customer, Invoice, OpenItem, Period, User

NOVEMBER = date(2011, 11, 30)
OURS = {
    "yunfan": 1_265_407,
    "jinghe": 1_007_049,
    "alder": 152_138,
    "fontaine": 571_769,
    "carrow": 567_856,
}


def test_the_demo_book_owes_what_the_reconciliations_call_our_balance(db: None) -> None:
    create_demo_company()
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


def test_the_demo_book_is_filled_once(db: None) -> None:
    create_demo_company()
    acts = Act.objects.count()
    create_demo_company()
    assert Act.objects.count() == acts


def test_the_files_of_the_demo_customers_are_filled_once(db: None) -> None:
    create_demo_company()
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


def test_the_demo_trades_from_order_to_part_paid_invoice(db: None) -> None:
    create_demo_company()
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

"""The files of the demo's customers: invented contacts, numbers that pass their checks, tags, classes, and a pair that may be one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from wanglai.services.customers.bank_accounts import (
    AccountSaid,
    add_bank_account,
    change_bank_account,
)
from wanglai.services.customers.change_customer import change_customer
from wanglai.services.customers.classify import classify_customers
from wanglai.services.customers.contacts import ContactSaid, add_contact
from wanglai.services.customers.create_customer import create_customer
from wanglai.services.customers.duplicates import look_for_duplicates
from wanglai.services.customers.papers import add_address, add_payer
from wanglai.services.customers.tags import tag_customer
from wanglai.services.demo.catalogue import demo_customers
from wanglai.services.ledger.queries import companies_with_books
from wanglai.store.models import Customer

ORIGIN = "wanglai demo"
AS_OF = date(2011, 12, 31)  # the end of the days the demo's book covers
TWIN = "云帆贸易公司"  # entered a second time, so that there is a pair to decide about
_BY_LETTER = "框架合同附件"


@dataclass(frozen=True)
class Kept:
    """What is kept of one demo customer beside its name."""

    fields: Mapping[str, Any]
    contact: ContactSaid
    address: str
    tags: tuple[str, ...] = ()
    account: AccountSaid | None = None
    country: str = field(default="CN")


_FILES = {
    "yunfan": Kept(
        {"number": "C-001", "short_name": "云帆", "tax_number": "91310115MA1K0D101R", "industry": "批发 Wholesale", "region": "华东 East China", "is_key_account": True},
        ContactSaid("李文 Li Wen", "会计 Accountant", "zh", {"email": "li.wen@yunfan.example", "phone": "13900000001"}, True, True, date(2011, 10, 8), _BY_LETTER),
        "上海市浦东新区示例路 1 号", ("月结 Monthly", "华东 East"), AccountSaid("6222000011112222", bank="示例银行上海分行"),
    ),
    "jinghe": Kept(
        {"number": "C-002", "short_name": "景和", "tax_number": "91330106MA2K0D2020", "industry": "零售 Retail", "region": "华东 East China"},
        ContactSaid("王芳 Wang Fang", "出纳 Cashier", "zh", {"phone": "13900000002", "wecom": "wangfang"}, True, False, date(2011, 10, 9), _BY_LETTER),
        "杭州市西湖区示例路 2 号", ("月结 Monthly",), AccountSaid("6222000033334444", bank="示例银行杭州分行"),
    ),
    "alder": Kept(
        {"number": "C-003", "short_name": "Alder", "tax_number": "DE811223345", "tax_country": "DE", "industry": "百货 Department store", "region": "欧洲 Europe", "is_key_account": True},
        ContactSaid("Anna Brandt", "Accounts payable", "en", {"email": "a.brandt@alder.example"}, True, True, date(2011, 10, 10), "E-mail"),
        "Beispielstrasse 3, Hamburg", ("出口 Export",), AccountSaid("DE89370400440532013000", bank="Beispielbank", currency="EUR"), "DE",
    ),
    "fontaine": Kept(
        {"number": "C-004", "short_name": "Fontaine", "tax_number": "FR93811223346", "tax_country": "FR", "industry": "家居 Furnishings", "region": "欧洲 Europe"},
        ContactSaid("Luc Moreau", "Comptable", "en", {"email": "l.moreau@fontaine.example"}, True),
        "4 rue de l'Exemple, Lyon", ("出口 Export",), None, "FR",
    ),
    "carrow": Kept(
        {"number": "C-005", "short_name": "Carrow", "tax_number": "IE8112233R", "tax_country": "IE", "industry": "零售 Retail", "region": "欧洲 Europe"},
        ContactSaid("Niamh Daly", "Credit control", "en", {"email": "n.daly@carrow.example"}, False, True),
        "5 Example Street, Cork", ("出口 Export", "观察 Watch"), None, "IE",
    ),
}  # fmt: skip


@transaction.atomic
def file_demo_customers(company_id: int, people: Mapping[str, int]) -> None:
    """Fill the files of the five customers, once; a book that somebody opened by hand is left alone."""
    known = {each.key: Customer.objects.get(company_id=company_id, name=each.customer_name) for each in demo_customers()}  # fmt: skip
    if company_id not in companies_with_books() or any(each.number for each in known.values()):
        return
    for key, customer in known.items():
        _file(customer, _FILES[key], people)
    one: dict[str, Any] = {"company_id": company_id, "origin": ORIGIN}
    add_payer(
        **one, actor=people["ARA"], customer_id=known["jinghe"].id, payer_id=known["yunfan"].id, from_on=date(2011, 10, 1)
    )  # fmt: skip
    create_customer(**one, actor=people["CRC"], said={"name": TWIN, "region": "华东 East China"})
    classify_customers(**one, actor=people["CRC"], as_of=AS_OF)
    look_for_duplicates(**one, actor=people["CRC"])


def _file(customer: Customer, kept: Kept, people: Mapping[str, int]) -> None:
    one: dict[str, Any] = {
        "company_id": customer.company_id,
        "origin": ORIGIN,
        "customer_id": customer.id,
    }
    change_customer(**one, actor=people["CRC"], version=customer.version, said=kept.fields)
    add_contact(**one, actor=people["ARA"], said=kept.contact)
    add_address(**one, actor=people["ARA"], kind="billing", text=kept.address, country=kept.country)
    for tag in kept.tags:
        tag_customer(**one, actor=people["CRC"], tag=tag)
    if kept.account:
        account = add_bank_account(**one, actor=people["ARA"], said=kept.account)
        if kept.country == "CN":  # the other one waits for a manager to try it
            change_bank_account(**one, actor=people["ARA"], account_id=account, does="agree", approver=people["FM"])  # fmt: skip

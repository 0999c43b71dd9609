"""The demo company: sign-ins that work nowhere else, its customers, one finished reconciliation, a book."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.policy import ROLE_NAMES
from wanglai.services.demo.catalogue import demo_customers
from wanglai.services.demo.demo_assignments import assign_demo_customers
from wanglai.services.demo.demo_bank import bring_demo_bank
from wanglai.services.demo.demo_book import open_demo_book
from wanglai.services.demo.demo_confirmations import send_demo_confirmations
from wanglai.services.demo.demo_contracts import sign_demo_contracts
from wanglai.services.demo.demo_customer_files import file_demo_customers
from wanglai.services.demo.demo_cycles import settle_demo_cycles
from wanglai.services.demo.demo_disputes import raise_demo_disputes
from wanglai.services.demo.demo_documents import trade_demo_documents
from wanglai.services.demo.demo_payment_reminders import remind_demo_customers
from wanglai.services.demo.demo_portal import open_demo_portal
from wanglai.services.demo.demo_procedure import follow_demo_procedure
from wanglai.services.demo.demo_rounds import plan_demo_rounds
from wanglai.services.demo.demo_statements import issue_demo_statements
from wanglai.services.demo.demo_two_sided import reconcile_demo_book
from wanglai.services.demo.start_demo_reconciliation import start_demo_reconciliation
from wanglai.services.reconciliation.perform_run import perform_run
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Company, Customer, Event, Membership, Reconciliation, Run, User
from wanglai.store.models.reconciliation import ACTIVE

COMPANY_NAME = "往来演示公司 Wanglai Demo"
_PEOPLE = (
    ("accountant@demo.wanglai.example", "林晓 Lin Xiao", "ARA"),
    ("manager@demo.wanglai.example", "陈静 Chen Jing", "FM"),
    ("auditor@demo.wanglai.example", "王伟 Wang Wei", "AUD"),
    ("sales@demo.wanglai.example", "赵敏 Zhao Min", "SAL"),
    ("credit@demo.wanglai.example", "周航 Zhou Hang", "CRC"),
    ("admin@demo.wanglai.example", "吴桐 Wu Tong", "ADM"),
    ("cashier@demo.wanglai.example", "孙悦 Sun Yue", "CSH"),
)


class RealBooksAreKeptHere(UnableTo):
    code_of_refusal = "demo.in_production"
    why = Wording(
        "此安装用于正式账务（WANGLAI_PRODUCTION=on）。",
        "This installation keeps real books (WANGLAI_PRODUCTION=on).",
    )
    next_step = Wording(
        "请在另一个数据文件夹中使用演示公司。",
        "Use the demo over another data folder (WANGLAI_HOME).",
    )


@dataclass(frozen=True)
class DemoSignIn:
    """A person of the demo company and how to sign in as them."""

    email: str
    password: str
    name: str
    role: str
    role_label: Wording


def create_demo_company() -> tuple[DemoSignIn, ...]:
    """Make the demo company, or find it as it is; returns its sign-ins, the accountant first.

    Called outside a transaction: what it makes is committed, then the first reconciliation is carried out and
    the book filled, so that the first pages show something. Refuses RealBooksAreKeptHere.
    """
    if settings.PRODUCTION:
        raise RealBooksAreKeptHere
    with transaction.atomic():
        company, people = _company_with_people()
        first = _first_reconciliation(company, people["ARA"])
    for run in Run.objects.filter(reconciliation_id=first, state__in=ACTIVE).values_list(
        "id", flat=True
    ):
        perform_run(run)
    open_demo_book(company_id=company.id, accountant=people["ARA"], manager=people["FM"])
    assign_demo_customers(company.id, people)
    file_demo_customers(company.id, people)
    sign_demo_contracts(company.id, people)
    trade_demo_documents(company.id, people)
    bring_demo_bank(company.id, people)
    issue_demo_statements(company.id, people)
    raise_demo_disputes(company.id, people)
    remind_demo_customers(company.id, people)
    settle_demo_cycles(company.id, people)
    open_demo_portal(company.id, people)
    send_demo_confirmations(company.id, people)
    reconcile_demo_book(company.id, people)
    follow_demo_procedure(company.id, people)
    plan_demo_rounds(company.id, people)
    return demo_sign_ins()


def demo_sign_ins() -> tuple[DemoSignIn, ...]:
    """The demo company's sign-ins; empty where there is no demo company."""
    if not Company.objects.filter(is_demo=True).exists():
        return ()
    return tuple(
        DemoSignIn(email, demo_password(email), name, role, ROLE_NAMES[role])
        for email, name, role in _PEOPLE
    )


def is_new_installation() -> bool:
    """True while no company has been opened."""
    return not Company.objects.exists()


def demo_password(email: str) -> str:
    """The password of a demo person: made from this installation's secret, so no two installations share it."""
    digest = hmac.new(
        settings.SECRET_KEY.encode(), f"demo {email}".encode(), hashlib.sha256
    ).digest()
    letters = base64.b32encode(digest).decode().lower().replace("l", "8").replace("o", "9")
    return "-".join(letters[place : place + 4] for place in (0, 4, 8, 12))


def _company_with_people() -> tuple[Company, dict[str, int]]:
    company, is_new = Company.objects.get_or_create(is_demo=True, defaults={"name": COMPANY_NAME})
    people = {role: _person(company, email, name, role) for email, name, role in _PEOPLE}
    for customer in demo_customers():
        Customer.objects.get_or_create(
            company=company,
            name=customer.customer_name,
            defaults={
                "names": sorted({customer.name.zh, customer.name.en} - {customer.customer_name})
            },
        )
    if is_new:
        Event.objects.create(company=company, kind="demo_created")
    return company, people


def _person(company: Company, email: str, name: str, role: str) -> int:
    person, is_new = User.objects.get_or_create(
        email=email, defaults={"name": name, "is_demo": True}
    )
    password = demo_password(email)
    if is_new or not person.check_password(password):
        person.set_password(password)
        person.save()
    EmailAddress.objects.get_or_create(
        user=person, email=email, defaults={"verified": True, "primary": True}
    )
    Membership.objects.get_or_create(company=company, user=person, role=role)
    return int(person.id)


def _first_reconciliation(company: Company, actor: int) -> int:
    """The one a newcomer sees first; made once, found ever after."""
    key = demo_customers()[0].key
    known = Reconciliation.objects.filter(company=company, demo_key=key).order_by("id").first()
    if known is not None:
        return int(known.id)
    return start_demo_reconciliation(company_id=company.id, actor=actor, key=key)

"""A company with four monthly customers whose last month is over, and the post their letters arrive at."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from datetime import time as hour
from email.message import EmailMessage

from django.db import connection
from django.utils import timezone

from tests.books import open_company
from tests.browser.people import Person
from tests.cycles import contract, monthly
from tests.ledgers import DOOR, Ledger
from tests.mail import PostOffice
from tests.papers import Papers
from wanglai.services.access.add_person import add_person
from wanglai.services.customers.contacts import ContactSaid, add_contact
from wanglai.services.ledger.open_books import open_books
from wanglai.services.messages.message_policy import set_message_policy
from wanglai.services.statements.remind_customers import remind_customers
from wanglai.store.models import Company, CustomerContact, Message

COMPANY = "month"
CLERK = Person("clerk@month.example", "ARA")
MANAGER = Person("manager@month.example", "FM")
CUSTOMERS = ("安达", "博远", "成业", "德昌")  # confirms, contests, hands in its ledger, is silent


@dataclass(frozen=True)
class Month:
    """The month that is over, first and last day."""

    first: date
    last: date

    @property
    def called(self) -> str:
        return f"{self.first:%Y-%m}"

    def day(self, number: int) -> str:
        return self.first.replace(day=number).isoformat()


def last_month() -> Month:
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    return Month(last.replace(day=1), last)


def mail_of(customer: str) -> str:
    return f"c{CUSTOMERS.index(customer)}@kehu.example"


def open_the_month() -> None:
    """Contracts with a cut-off at the end of the month, three papers each, a contact that agreed to be written to."""
    books, month = open_company(COMPANY), last_month()
    book = Ledger(books)
    open_books(**book.scope, from_on=month.first, months=4, bands=())
    set_message_policy(
        **book.scope, open_from=hour(0), open_to=hour(23, 59, 59, 999_999), calendar=""
    )
    for person in (CLERK, MANAGER):
        add_person(company_name=COMPANY, email=person.email, password=person.password, role=person.role)  # fmt: skip
    for number, name in enumerate(CUSTOMERS, start=1):
        contract(Papers(book, name), monthly(30), from_on=month.first.isoformat(), number=f"HT-{number}")  # fmt: skip
        book.post("invoice", f"INV-{number}1", "1,000.00", month.day(5), customer=name, due=timezone.localdate().isoformat())  # fmt: skip
        book.post("invoice", f"INV-{number}2", "300.00", month.day(12), customer=name, due=timezone.localdate().isoformat())  # fmt: skip
        book.post("receipt", f"RC-{number}", "400.00", month.day(20), customer=name)
        _contact(book, name)


def _contact(book: Ledger, name: str) -> None:
    """Agreed to three days ago: who was made a contact within two days confirms nothing."""
    asked = {"consent_on": timezone.localdate() - timedelta(days=9), "consent_how": "合同附件"}
    made = add_contact(
        **book.books.scope("ARA"), origin=DOOR, customer_id=book.customer(name),
        said=ContactSaid(f"{name}会计", channels={"email": mail_of(name)}, is_for_statements=True, **asked),
    )  # fmt: skip
    CustomerContact.objects.filter(id=made).update(agreed_at=timezone.now() - timedelta(days=3))


def sixty_nights() -> None:
    """The daily job of so many days, one after the other, each after the letters of the one before have gone out.

    A reminder in the outbox keeps the next from its day, so nights that pass faster than the worker sends would ask once only.
    """
    company_id = Company.objects.values_list("id", flat=True).get(name=COMPANY)
    on_their_way = Message.objects.filter(company_id=company_id, state__in=("queued", "sending"))
    for days in range(1, 61):
        if remind_customers(company_id, timezone.localdate() + timedelta(days=days)).letters:
            wait_until(lambda: not on_their_way.exists(), "the letters of a night", seconds=120)


def apart(what: Callable[[], None]) -> None:
    """In a thread of its own: the browser keeps a loop running in this one, in which Django asks no database."""

    def done() -> None:
        try:
            what()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        threads.submit(done).result()


def letters_to(office: PostOffice, customer: str) -> list[EmailMessage]:
    return [letter for to, letter in office.letters if to == mail_of(customer)]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body()
    assert body is not None
    return str(body.get_content())


def link_in(letter: EmailMessage) -> str:
    """The way to the portal that a letter bears."""
    return next(line.strip() for line in text_of(letter).splitlines() if "/portal/open/#" in line)


def code_in(letter: EmailMessage) -> str:
    found = re.search(r"\b[0-9]{6}\b", text_of(letter))
    assert found, text_of(letter)
    return found.group()


def wait_until(happened: Callable[[], bool], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} seconds: {what}"
        time.sleep(0.2)

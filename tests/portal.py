"""A statement that a customer was sent, and the customer who opens, proves and answers: what tests of the portal share."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.ledgers import DOOR, Ledger, day
from wanglai.services.customers.contacts import ContactSaid, add_contact
from wanglai.services.portal.codes import ask_code, prove_code
from wanglai.services.portal.make_link import MadeLink, make_link
from wanglai.services.portal.open_link import open_link
from wanglai.services.portal.upload_ledger import upload_ledger
from wanglai.services.portal.visitor import Visitor, visitor_of
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.statements.issue_statement import issue_statement
from wanglai.store.models import CustomerContact, Message, PortalCode, Statement
from wanglai.store.secret_fields import decrypted

ADDRESS = "198.51.100.7"
MAIL = "wangfang@yuanjing.example"


def contact_of(book: Ledger, customer: str = "远景", mail: str = MAIL, *, is_new: bool = False) -> int:  # fmt: skip
    """A contact for statements, in force for three days unless it is to be new."""
    made = add_contact(
        **book.books.scope("ARA"), origin=DOOR, customer_id=book.customer(customer),
        said=ContactSaid("王芳", channels={"email": mail}, is_for_statements=True),
    )  # fmt: skip
    if not is_new:
        CustomerContact.objects.filter(id=made).update(agreed_at=timezone.now() - timedelta(days=3))
    return made


def issued(book: Ledger, customer: str = "远景", last: str = "01-31", kind: Any = "open_items") -> int:  # fmt: skip
    return issue_statement(
        **book.books.scope("ARA"), origin=DOOR, customer_id=book.customer(customer), currency="CNY", kind=kind,
        from_on=day("01-01"), through_on=day(last), key=f"{customer}-{last}",
    )  # fmt: skip


@dataclass
class Sent:
    """A link to a statement for one contact."""

    book: Ledger
    statement_id: int
    contact_id: int
    link: MadeLink

    @property
    def statement(self) -> Statement:
        return Statement.objects.get(id=self.statement_id)

    def opened(self) -> str:
        """The secret of a session that pressed the button."""
        return open_link(token=self.link.token, address=ADDRESS)

    def visitor(self) -> Visitor:
        return visitor_of(self.opened())

    def code(self, visitor: Visitor) -> str:
        """Ask for a code and read the mail."""
        ask_code(visitor=visitor, address=ADDRESS)
        return mailed_code(visitor)

    def proved_secret(self) -> str:
        """The secret of a session that typed its code."""
        secret = self.opened()
        visitor = visitor_of(secret)
        prove_code(visitor=visitor, code=self.code(visitor))
        return secret

    def proved(self) -> Visitor:
        """A session that typed its code."""
        return visitor_of(self.proved_secret())


def mailed_code(visitor: Visitor) -> str:
    """The code in the last mail of a session."""
    newest = PortalCode.objects.filter(session_id=visitor.session_id).order_by("-id")[0]
    mail = Message.objects.get(company_id=visitor.company_id, key=f"portal code {newest.id}")
    body = decrypted(bytes(mail.sealed_body), company_id=visitor.company_id, purpose="message body")
    found = re.search(r"\b[0-9]{6}\b", body)
    assert found, body
    return found.group()


def sent(book: Ledger, customer: str = "远景", *, is_new: bool = False, **more: Any) -> Sent:
    statement, contact = issued(book, customer, **more), contact_of(book, customer, is_new=is_new)
    link = make_link(
        **book.books.scope("ARA"), origin=DOOR, statement_id=statement, contact_id=contact
    )
    return Sent(book, statement, contact, link)


def key() -> str:
    return secrets.token_hex(8)


def wrong(code: str) -> str:
    """Six other digits."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def handed_in(sent: Sent) -> int:
    """An answer with a file."""
    return upload_ledger(
        visitor=sent.proved(), address=ADDRESS, name="王芳", words="", key=key(),
        file=Upload("ours.csv", b"Date,Ref,Debit,Credit\n2026-01-10,INV-1,,1000.00\n"),
    )  # fmt: skip

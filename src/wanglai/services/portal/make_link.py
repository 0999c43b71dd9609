"""Staff make a link to a statement for one contact of its customer, and withdraw it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.portal.account import portal_account
from wanglai.services.portal.refusals import NobodyToSendTo, VersionWasReplaced
from wanglai.services.portal.sealing import hash_of_token, new_token
from wanglai.services.statements.issuing import number_of
from wanglai.store.models import ContactChannel, CustomerContact, PortalLink, Statement
from wanglai.store.models.portal import LINK_LIVES


@dataclass(frozen=True)
class MadeLink:
    """A link as it is handed out, once: its token is kept nowhere else but, encrypted, in the letter that bears it."""

    id: int
    token: str
    expires_at: datetime


@transaction.atomic
def make_link(
    *, company_id: int, actor: int, origin: str, statement_id: int, contact_id: int, token: str = ""
) -> MadeLink:
    """A way to one version of a statement for one contact, for 14 days. It opens a masked view; a code sent to the contact opens the rest.

    ``token`` is given by the demo alone, which shows the same link again.
    Refuses, in order: NotFound, NotPermitted, NotFound (statement), VersionWasReplaced, NobodyToSendTo.
    """
    admit(company_id=company_id, actor=actor, act="make_portal_link")
    statement = Statement.objects.filter(company_id=company_id, id=statement_id).defer("body").first()  # fmt: skip
    if statement is None:
        raise NotFound
    if is_replaced(statement):
        raise VersionWasReplaced(number_of(statement))
    if not contacts_to_send_to(company_id, statement.customer_id).filter(id=contact_id).exists():
        raise NobodyToSendTo
    portal_account()  # made here, so that no customer's act has to
    token, now = token or new_token(), timezone.now()
    facts = {
        "statement": number_of(statement),
        "customer": statement.customer_id,
        "contact": contact_id,
        "until": now + LINK_LIVES,
    }
    seq = write_act(company_id, Who(actor, origin), "make_portal_link", facts)
    made = _row(statement, contact_id, token, actor, seq, now)
    made.save(force_insert=True)
    return MadeLink(int(made.id), token, made.expires_at)


def give_links(actor: int, seq: int, wanted: Iterable[tuple[Statement, int, str]]) -> None:  # fmt: skip
    """Links that go out with letters, by the act that sends these: of a statement to a contact, each with its token."""
    portal_account()
    now = timezone.now()
    rows = [
        _row(statement, contact_id, token, actor, seq, now)
        for statement, contact_id, token in wanted
    ]
    PortalLink.objects.bulk_create(rows, batch_size=500)


def _row(
    statement: Statement, contact_id: int, token: str, actor: int, seq: int, now: datetime
) -> PortalLink:
    return PortalLink(
        company_id=statement.company_id, customer_id=statement.customer_id, statement=statement, contact_id=contact_id,
        token_hash=hash_of_token(token), made_by_id=actor, made_at=now, expires_at=now + LINK_LIVES, seq=seq,
    )  # fmt: skip


@transaction.atomic
def revoke_link(*, company_id: int, actor: int, origin: str, link_id: int) -> None:
    """Withdraw a link and every session it opened, at once; withdrawn already, nothing happens.

    Refuses, in order: NotFound, NotPermitted, NotFound (link).
    """
    admit(company_id=company_id, actor=actor, act="make_portal_link")
    link = PortalLink.objects.select_for_update(no_key=True).filter(company_id=company_id, id=link_id).first()  # fmt: skip
    if link is None:
        raise NotFound
    if link.revoked_at is not None:
        return
    facts = {"link": link.id, "statement": number_of(link.statement), "customer": link.customer_id}
    write_act(company_id, Who(actor, origin), "revoke_portal_link", facts)
    link.revoked_at, link.revoked_by_id = timezone.now(), actor
    link.save(update_fields=["revoked_at", "revoked_by"])


def is_replaced(statement: Statement) -> bool:
    """Whether a further version of its number was issued."""
    rows = Statement.objects.filter(company_id=statement.company_id, year=statement.year, number=statement.number)  # fmt: skip
    return rows.filter(version__gt=statement.version).exists()


def contacts_to_send_to(company_id: int, customer_id: int) -> QuerySet[CustomerContact]:
    """Contacts of a customer in force that have an e-mail address, those for statements first."""
    with_mail = ContactChannel.objects.filter(company_id=company_id, channel="email").values("contact_id")  # fmt: skip
    rows = CustomerContact.objects.filter(company_id=company_id, customer_id=customer_id, id__in=with_mail)  # fmt: skip
    return rows.filter(agreed_at__isnull=False, ended_at=None).order_by("-is_for_statements", "id")

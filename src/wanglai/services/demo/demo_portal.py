"""The demo's portal: a contact that has stood for a while, and a link to the December statement that a newcomer can try.

The link is made from this installation's secret, so the page of the statement can show it again; once it is over, the next start of
the demo makes another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from wanglai.services.customers.contacts import ContactSaid, add_contact
from wanglai.services.portal.make_link import contacts_to_send_to, is_replaced, make_link
from wanglai.services.portal.sealing import demo_token, hash_of_token
from wanglai.store.models import CustomerContact, PortalLink, Statement

ORIGIN = "wanglai demo"


def open_demo_portal(company_id: int, people: Mapping[str, int]) -> None:
    """Make contact and link where they are missing; a demo without statements is left alone."""
    statement = Statement.objects.filter(company_id=company_id).order_by("-through_on", "-id").first()  # fmt: skip
    if statement is None or is_replaced(statement):
        return
    contact_id = _contact(company_id, people, statement.customer_id)
    token = demo_token(timezone.localdate())
    links = PortalLink.objects.filter(company_id=company_id, statement=statement)
    is_live = links.filter(expires_at__gt=timezone.now(), revoked_at=None).exists()
    if is_live or links.filter(token_hash=hash_of_token(token)).exists():
        return
    make_link(
        company_id=company_id, actor=people["ARA"], origin=ORIGIN, statement_id=statement.id, contact_id=contact_id, token=token
    )  # fmt: skip


def _contact(company_id: int, people: Mapping[str, int], customer_id: int) -> int:
    """Somebody to send it to; agreed three days ago, for a contact of today confirms nothing for 48 hours."""
    known = contacts_to_send_to(company_id, customer_id).first()
    if known is not None:
        contact_id = int(known.id)
    else:
        said = ContactSaid("方敏 Claire Fontaine", channels={"email": "claire@customer.example"}, is_for_statements=True)  # fmt: skip
        contact_id = add_contact(
            company_id=company_id,
            actor=people["ARA"],
            origin=ORIGIN,
            customer_id=customer_id,
            said=said,
        )
    since = timezone.now() - timedelta(days=3)
    CustomerContact.objects.filter(id=contact_id, agreed_at__gt=since).update(agreed_at=since)
    return contact_id

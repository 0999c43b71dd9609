"""Who stands before the portal: a session of a link, read from its cookie. Reading it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from wanglai.services.portal.refusals import CodeIsNeeded, LinkIsNotGood
from wanglai.services.portal.sealing import hash_of_token
from wanglai.services.statements.issuing import further_version
from wanglai.store.models import PortalCode, PortalLink, PortalSession

SEES_FOR = timedelta(minutes=30)  # after a code was typed: then the view is masked again
CONFIRMS_FOR = timedelta(minutes=10)  # after a code was typed
CONTACT_RESTS = timedelta(hours=48)


@dataclass(frozen=True)
class Visitor:
    """A session in force. ``language`` is the contact's; ``proved_at`` when a code was last typed right within SEES_FOR."""

    session_id: int
    company_id: int
    link_id: int
    statement_id: int
    customer_id: int
    contact_id: int
    language: str
    is_demo: bool
    proved_at: datetime | None

    @property
    def sees_all(self) -> bool:
        return self.proved_at is not None


def visitor_of(secret: str) -> Visitor:
    """The visitor of a cookie. Refuses: LinkIsNotGood, whatever is amiss with session, link, contact or version."""
    session = PortalSession.objects.filter(
        secret_hash=hash_of_token(secret), ended_at=None, expires_at__gt=timezone.now(),
        link__in=links_in_force(),
    ).select_related("link__contact", "company").first()  # fmt: skip
    if not secret or session is None:
        raise LinkIsNotGood
    link = session.link
    return Visitor(
        int(session.id), link.company_id, int(link.id), link.statement_id, link.customer_id, link.contact_id,
        link.contact.language, session.company.is_demo, _proved_at(int(session.id)),
    )  # fmt: skip


def links_in_force() -> QuerySet[PortalLink]:
    """Links that open something now: not over, not withdrawn, the contact in force, the version not replaced."""
    return PortalLink.objects.filter(
        ~further_version("statement__"), expires_at__gt=timezone.now(), revoked_at=None,
        contact__ended_at=None, contact__agreed_at__isnull=False,
    )  # fmt: skip


def rests_until(link: PortalLink) -> datetime | None:
    """Until when the contact may not confirm, having been changed within 48 hours; None where it may."""
    agreed = link.contact.agreed_at
    until = agreed + CONTACT_RESTS if agreed is not None else None
    return until if until is not None and until > timezone.now() else None


@contextmanager
def held(visitor: Visitor) -> Iterator[PortalLink]:
    """The link of a visitor, held against everybody else who answers by it. Refuses: LinkIsNotGood (meanwhile)."""
    with transaction.atomic():
        found = links_in_force().filter(id=visitor.link_id)
        link = found.select_related("contact", "statement").select_for_update(of=("self",), no_key=True).first()  # fmt: skip
        if link is None:
            raise LinkIsNotGood
        yield link


def proof_of(visitor: Visitor, within: timedelta = SEES_FOR) -> PortalCode:
    """The newest code the session typed right a little while ago. Refuses: CodeIsNeeded."""
    found = _proofs(visitor.session_id, within).first()
    if found is None:
        raise CodeIsNeeded
    return found


def _proofs(session_id: int, within: timedelta) -> QuerySet[PortalCode]:
    rows = PortalCode.objects.filter(session_id=session_id, proved_at__gt=timezone.now() - within)
    return rows.order_by("-id")


def _proved_at(session_id: int) -> datetime | None:
    moment: datetime | None = (
        _proofs(session_id, SEES_FOR).values_list("proved_at", flat=True).first()
    )
    return moment

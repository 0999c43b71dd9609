"""What staff see of a statement's portal: its links, to whom they may be made, what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from wanglai.services.access.scope import NotFound
from wanglai.services.files import Download
from wanglai.services.portal.answers import Standing, standings_of
from wanglai.services.portal.codes import is_shut
from wanglai.services.portal.make_link import contacts_to_send_to, is_replaced
from wanglai.services.portal.sealing import demo_token, hash_of_token
from wanglai.services.portal.show_statement import AnswerRow, answers_of
from wanglai.services.portal.visitor import CONTACT_RESTS
from wanglai.services.statements.queries import statement_in_sight
from wanglai.store.models import ContactChannel, PortalAnswer, PortalLink, PortalSession


@dataclass(frozen=True)
class ContactToSendTo:
    """``rests``: changed within 48 hours, so that it confirms nothing yet."""

    id: int
    name: str
    shown: str  # address, masked
    rests: bool


@dataclass(frozen=True)
class LinkRow:
    """``state``: live, shut (too many wrong codes), revoked, expired."""

    id: int
    contact: str
    shown: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    state: str
    openings: int
    token: str  # of the demo alone: nobody else can show a link again


@dataclass(frozen=True)
class PortalOfStatement:
    """Everything of the portal that a page of a statement shows to staff."""

    standing: Standing
    links: tuple[LinkRow, ...]
    contacts: tuple[ContactToSendTo, ...]
    answers: tuple[AnswerRow, ...]
    can_be_sent: bool  # it is the newest version, and there is a contact


def portal_of_statement(*, company_id: int, actor: int, statement_id: int) -> PortalOfStatement:
    """Refuses, in order: NotFound, NotPermitted, NotFound (statement)."""
    found = statement_in_sight(company_id, actor, statement_id)
    contacts = list(contacts_to_send_to(company_id, found.customer_id))
    links = PortalLink.objects.filter(company_id=company_id, statement=found).select_related("contact", "made_by", "company").order_by("-id")  # fmt: skip
    people = {each.id for each in contacts} | {each.contact_id for each in links}
    shown = dict(ContactChannel.objects.filter(company_id=company_id, contact_id__in=people, channel="email").values_list("contact_id", "shown"))  # fmt: skip
    since = timezone.now() - CONTACT_RESTS
    return PortalOfStatement(
        standing=standings_of(company_id, [found.id])[found.id],
        links=tuple(_link_row(each, shown.get(each.contact_id, "")) for each in links),
        contacts=tuple(
            ContactToSendTo(each.id, each.name, shown.get(each.id, ""), each.agreed_at is not None and each.agreed_at > since)
            for each in contacts
        ),
        answers=answers_of(company_id, found.id),
        can_be_sent=bool(contacts) and not is_replaced(found),
    )  # fmt: skip


def answered_file(*, company_id: int, actor: int, statement_id: int, answer_id: int) -> Download:
    """The file a customer handed in, under its name and as bytes alone. Refuses, in order: NotFound, NotPermitted, NotFound (statement, answer)."""
    found = statement_in_sight(company_id, actor, statement_id)
    answer = PortalAnswer.objects.filter(company_id=company_id, statement=found, id=answer_id, file__isnull=False).select_related("file").first()  # fmt: skip
    if answer is None or answer.file is None:
        raise NotFound
    return Download(answer.file_name, "application/octet-stream", bytes(answer.file.content))


def _link_row(link: PortalLink, shown: str) -> LinkRow:
    return LinkRow(
        int(link.id), link.contact.name, shown, link.made_by.get_full_name(), link.made_at, link.expires_at, _state(link),
        PortalSession.objects.filter(link=link).count(), _token_of_demo(link),
    )  # fmt: skip


def _token_of_demo(link: PortalLink) -> str:
    if not link.company.is_demo:
        return ""
    token = demo_token(timezone.localdate(link.made_at))
    return token if hash_of_token(token) == bytes(link.token_hash) else ""


def _state(link: PortalLink) -> str:
    if link.revoked_at is not None:
        return "revoked"
    if link.expires_at <= timezone.now() or link.contact.ended_at is not None:
        return "expired"
    return "shut" if is_shut(int(link.id)) else "live"

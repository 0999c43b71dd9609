"""Whom a customer's reminders of payment go to, and why to nobody: contacts for reminders that agreed and whose mailbox takes mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.db.models.functions import Coalesce

from wanglai.services.messages.queue_message import ADDRESS
from wanglai.store.models import ContactChannel, CustomerContact, Message
from wanglai.store.secret_fields import decrypted, looked_up


@dataclass(frozen=True)
class Place:
    """A contact that can be written to, in which language and where; ``shown`` is the address masked."""

    contact_id: int
    name: str
    language: str
    to: str
    shown: str


@dataclass(frozen=True)
class WrittenTo:
    """Each address once; with none ``reason`` says why. ``bounced`` are those left out because the last mail to them came back."""

    places: tuple[Place, ...]
    reason: str
    bounced: tuple[str, ...] = ()


NO_CONTACT = WrittenTo((), "no_contact")


def written_to(company_id: int, customers: Iterable[int], today: date) -> Mapping[int, WrittenTo]:
    """Of each customer that has a contact for reminders, the contacts of those merged into it among them."""
    rows = CustomerContact.objects.filter(
        company_id=company_id, is_for_reminders=True, agreed_at__isnull=False, ended_at=None
    ).annotate(of=Coalesce(F("customer__merged_into_id"), F("customer_id")))
    contacts: dict[int, list[CustomerContact]] = {}
    for each in rows.filter(of__in=list(customers)).order_by("id"):
        contacts.setdefault(each.of, []).append(each)
    ids = [each.id for found in contacts.values() for each in found]
    channels = {
        each.contact_id: each
        for each in ContactChannel.objects.filter(
            company_id=company_id, channel="email", contact_id__in=ids
        )
    }
    return {of: _of_one(company_id, found, channels, today) for of, found in contacts.items()}


def _of_one(
    company_id: int, contacts: list[CustomerContact], channels: Mapping[int, ContactChannel], today: date
) -> WrittenTo:  # fmt: skip
    agreed = [each for each in contacts if each.consent_on is not None and each.consent_on <= today]
    if not agreed:
        return WrittenTo((), "no_consent")
    places: dict[str, Place] = {}
    for each in agreed:
        channel = channels.get(each.id)
        if channel is not None:
            to = decrypted(bytes(channel.sealed), company_id=company_id, purpose="email").strip()
            places.setdefault(to.lower(), Place(each.id, each.name, each.language, to, channel.shown))  # fmt: skip
    if not places:
        return WrittenTo((), "no_address")
    gone = {to for to in places if came_back(company_id, to)}
    left = tuple(place for to, place in places.items() if to not in gone)
    bounced = tuple(places[to].shown for to in sorted(gone))
    return WrittenTo(left, "" if left else "bounced", bounced)


def came_back(company_id: int, to: str) -> bool:
    """Whether the newest mail to an address that the server took came back."""
    digest = looked_up(to.lower(), company_id=company_id, purpose=ADDRESS)
    rows = Message.objects.filter(
        company_id=company_id, to_hash=digest, state__in=("sent", "bounced")
    )
    return rows.order_by("-sent_at", "-id").values_list("state", flat=True).first() == "bounced"

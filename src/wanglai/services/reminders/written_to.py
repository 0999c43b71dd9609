"""Whom a customer's reminders of payment go to, and why to nobody: contacts for reminders that agreed and whose mailbox takes mail.

A contact that takes texts gets one beside its mail, or instead of one where it has no mailbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.db.models.functions import Coalesce

from wanglai.services.messages.queue_message import ADDRESS
from wanglai.services.messages.text_numbers import numbers_for_texts
from wanglai.store.models import ContactChannel, CustomerContact, Message
from wanglai.store.secret_fields import decrypted, looked_up


@dataclass(frozen=True)
class Place:
    """A contact that can be written to, in which language and where; ``shown`` is the address or number masked."""

    contact_id: int
    name: str
    language: str
    to: str
    shown: str
    channel: str = "email"


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
    agreed = {of: [each for each in found if each.consent_on is not None and each.consent_on <= today] for of, found in contacts.items()}  # fmt: skip
    everybody = [each for found in agreed.values() for each in found]
    places = _places(company_id, everybody)
    gone = _came_back(company_id, places.values())
    texts = _texts(company_id, everybody)
    return {of: _of_one(agreed[of], places, gone, texts) for of in contacts}


def _texts(company_id: int, contacts: Sequence[CustomerContact]) -> dict[int, Place]:
    """The telephone of each contact that takes texts and whose number the gateway did not refuse."""
    found = numbers_for_texts(company_id, [each.id for each in contacts if each.takes_texts])
    by_id = {each.id: each for each in contacts}
    return {
        number.contact_id: Place(
            number.contact_id, by_id[number.contact_id].name, by_id[number.contact_id].language, number.to, number.shown, "sms"
        )
        for number in found
    }  # fmt: skip


def _places(company_id: int, contacts: Sequence[CustomerContact]) -> dict[int, Place]:
    """Where each contact is written to that has an address."""
    by_id = {each.id: each for each in contacts}
    channels = ContactChannel.objects.filter(company_id=company_id, channel="email", contact_id__in=list(by_id))  # fmt: skip
    found = {}
    for channel in channels:
        each = by_id[channel.contact_id]
        to = decrypted(bytes(channel.sealed), company_id=company_id, purpose="email").strip()
        found[each.id] = Place(each.id, each.name, each.language, to, channel.shown)
    return found


def _came_back(company_id: int, places: Iterable[Place]) -> frozenset[str]:
    """Of these addresses, in small letters, those whose newest mail that the server took came back."""
    digests = {looked_up(each.to.lower(), company_id=company_id, purpose=ADDRESS): each.to.lower() for each in places}  # fmt: skip
    rows = Message.objects.filter(company_id=company_id, to_hash__in=list(digests), state__in=("sent", "bounced"))  # fmt: skip
    newest = rows.order_by("to_hash", "-sent_at", "-id").distinct("to_hash")
    return frozenset(digests[bytes(digest)] for digest, state in newest.values_list("to_hash", "state") if state == "bounced")  # fmt: skip


def _of_one(
    agreed: Sequence[CustomerContact], known: Mapping[int, Place], gone: frozenset[str], texts: Mapping[int, Place]
) -> WrittenTo:  # fmt: skip
    if not agreed:
        return WrittenTo((), "no_consent")
    places: dict[str, Place] = {}
    for each in agreed:
        for place in (known.get(each.id), texts.get(each.id)):
            if place is not None:
                places.setdefault(place.to.lower(), place)
    if not places:
        return WrittenTo((), "no_address")
    left = tuple(place for to, place in places.items() if to not in gone)
    bounced = tuple(place.shown for to, place in places.items() if to in gone)
    return WrittenTo(left, "" if left else "bounced", bounced)

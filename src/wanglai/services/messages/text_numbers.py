"""The numbers texts go to: mobile telephones of contacts that agreed to texts, while the company has a gateway for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from wanglai.domain.text_messages import number_for_texts
from wanglai.services.messages.channel_accounts import account_in_force
from wanglai.services.messages.queue_message import ADDRESS
from wanglai.store.models import ContactChannel, Message, MessageEvent
from wanglai.store.secret_fields import decrypted, looked_up

# The gateway's word on a number, not on itself: such a text is not tried again by the machine.
_NO_TO_A_NUMBER = range(400, 429)


@dataclass(frozen=True)
class Number:
    """A contact's number as gateways want it, and masked."""

    contact_id: int
    to: str
    shown: str


def numbers_for_texts(company_id: int, contacts: Sequence[int]) -> tuple[Number, ...]:
    """Of these contacts, all of which take texts, those that can be sent one; none where the company has no gateway."""
    if not contacts or account_in_force(company_id, "sms") is None:
        return ()
    rows = ContactChannel.objects.filter(company_id=company_id, channel="phone", contact_id__in=list(contacts))  # fmt: skip
    found = []
    for each in rows.order_by("contact_id"):
        told = decrypted(bytes(each.sealed), company_id=company_id, purpose="phone")
        if number := number_for_texts(told):
            found.append(Number(each.contact_id, number, each.shown))
    refused = _refused(company_id, found)
    return tuple(each for each in found if each.to not in refused)


def _refused(company_id: int, numbers: Sequence[Number]) -> frozenset[str]:
    """Numbers whose newest text that came to an end the gateway would not send: no mobile, or its owner wants no texts of ours."""
    digests = {
        looked_up(each.to, company_id=company_id, purpose=ADDRESS): each.to for each in numbers
    }
    rows = Message.objects.filter(company_id=company_id, to_hash__in=list(digests), channel="sms", state__in=("sent", "failed"))  # fmt: skip
    no = MessageEvent.objects.filter(message=OuterRef("pk"), what="refused", code__in=list(_NO_TO_A_NUMBER))  # fmt: skip
    newest = rows.annotate(was_refused=Exists(no)).order_by("to_hash", "-id").distinct("to_hash")
    return frozenset(digests[bytes(digest)] for digest, is_no in newest.values_list("to_hash", "was_refused") if is_no)  # fmt: skip

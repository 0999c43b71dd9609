"""The people of a customer: entered, agreed where who entered them may only ask, replaced, ended. Their addresses are encrypted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.masking import masked_email, masked_phone
from wanglai.domain.text_messages import number_for_texts
from wanglai.services.access.scope import NotFound
from wanglai.services.customers.gate import CONTACTS, enter, may_only_ask
from wanglai.services.customers.history import Changed, tell
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import ContactChannel, Customer, CustomerContact
from wanglai.store.models.customer_file import CHANNELS
from wanglai.store.secret_fields import encrypted, looked_up

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class ContactNeedsAName(UnableTo):
    code_of_refusal = "contact.name"
    why = Wording("联系人需要姓名。", "A contact needs a name.")
    next_step = Wording("请填写姓名或称呼。", "Write the person's name.")
    http_status = 422


class ChannelIsWrong(UnableTo):
    code_of_refusal = "contact.channel"
    why = Wording("邮箱或电话的格式不对。", "This is no e-mail address or telephone number.")
    next_step = Wording("请核对后重新填写。", "Look at it and enter it again.")
    http_status = 422


class ConsentIsHalf(UnableTo):
    code_of_refusal = "contact.consent"
    why = Wording(
        "同意的日期和方式须一并填写。", "The day of a consent and how it was given belong together."
    )
    next_step = Wording("请补齐两项，或都留空。", "Write both, or neither.")
    http_status = 422


class TextsNeedConsent(UnableTo):
    code_of_refusal = "contact.texts"
    why = Wording(
        "短信提醒需要对方同意和手机号码。",
        "Reminders by text need a consent and a mobile number.",
    )
    next_step = Wording(
        "请填写同意日期、同意方式和手机号码（境外号码带国家区号），或取消短信。",
        "Write when and how they agreed and the number, with its country where it is not of mainland China; or take the texts out.",
    )
    http_status = 422


class OwnContact(UnableTo):
    code_of_refusal = "contact.own"
    why = Wording("须由另一人确认。", "Another person has to agree to it.")
    next_step = Wording("请由应收会计或财务经理确认。", "Leave it to the accountant or a manager.")
    http_status = 403


class OnlyAsked(UnableTo):
    code_of_refusal = "contact.ask"
    why = Wording(
        "您的角色可以提交联系人，不能停用已生效的联系人。",
        "Your role asks for contacts and does not end one that is in force.",
    )
    next_step = Wording("请交给应收会计或财务经理。", "Leave it to the accountant or a manager.")
    http_status = 403


@dataclass(frozen=True)
class ContactSaid:
    """What is said of a contact. ``channels``: email, phone, wecom, dingtalk with their values."""

    name: str
    role: str = ""
    language: str = "zh"
    channels: Mapping[str, str] | None = None
    is_for_statements: bool = False
    is_for_reminders: bool = False
    consent_on: date | None = None
    consent_how: str = ""
    takes_texts: bool = False


@transaction.atomic
def add_contact(
    *, company_id: int, actor: int, origin: str, customer_id: int, said: ContactSaid,
    replaces: int | None = None,
) -> int:  # fmt: skip
    """Enter a contact, in force at once where the role makes contacts, else once somebody agrees; its id.

    ``replaces`` is the contact it takes the place of, ended when this one is in force: so a contact is changed.
    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, NotFound (replaced), ContactNeedsAName,
    ChannelIsWrong, ConsentIsHalf, TextsNeedConsent.
    """
    entered = enter(company_id, actor, "keep_contacts", customer_id)
    customer = entered.customer
    if replaces is not None:
        _in_force(customer, replaces)
    channels = _channels(said)
    if bool(said.consent_on) != bool(said.consent_how.strip()):
        raise ConsentIsHalf
    if said.takes_texts and not (said.consent_on and number_for_texts(channels.get("phone", ""))):
        raise TextsNeedConsent
    only_asks = may_only_ask(entered.roles, CONTACTS)
    contact = CustomerContact.objects.create(
        company_id=company_id, customer=customer, name=said.name.strip()[:120], role=said.role.strip()[:120],
        language=said.language if said.language in ("zh", "en") else "zh",
        is_for_statements=said.is_for_statements, is_for_reminders=said.is_for_reminders,
        consent_on=said.consent_on, consent_how=said.consent_how.strip()[:200], takes_texts=said.takes_texts,
        asked_by_id=actor, replaces_id=replaces,
        agreed_at=None if only_asks else timezone.now(), agreed_by_id=None if only_asks else actor,
    )  # fmt: skip
    ContactChannel.objects.bulk_create(
        ContactChannel(
            company_id=company_id, contact=contact, channel=channel, shown=masked(channel, value),
            sealed=encrypted(value, company_id=company_id, purpose=channel),
            value_hash=looked_up(value.lower(), company_id=company_id, purpose=channel),
        )
        for channel, value in channels.items()
    )  # fmt: skip
    if not only_asks:
        _end_replaced(contact)
    told = [Changed("contact_asked" if only_asks else "contact", "", _shown(contact, channels))]
    tell(customer, Who(actor, origin), "change_contact", told, contact=contact.id)
    return int(contact.id)


@transaction.atomic
def agree_contact(
    *, company_id: int, actor: int, origin: str, customer_id: int, contact_id: int
) -> int:
    """Say yes to a contact somebody asked for; the act's number, 0 where it is in force.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, NotFound (contact), OwnContact.
    """
    entered = enter(company_id, actor, "agree_contact", customer_id)
    contact = _kept(entered.customer, contact_id)
    if contact.agreed_at is not None:
        return 0
    if contact.asked_by_id == actor:
        raise OwnContact(contact.name)
    contact.agreed_at, contact.agreed_by_id = timezone.now(), actor
    contact.save(update_fields=["agreed_at", "agreed_by"])
    _end_replaced(contact)
    told = [Changed("contact", "", contact.name)]
    return tell(entered.customer, Who(actor, origin), "change_contact", told, contact=contact.id)


@transaction.atomic
def end_contact(
    *, company_id: int, actor: int, origin: str, customer_id: int, contact_id: int
) -> int:
    """A contact is written to no longer; the act's number. Who may only ask ends what waits and was asked by them.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, NotFound (contact), OnlyAsked.
    """
    entered = enter(company_id, actor, "keep_contacts", customer_id)
    contact = _kept(entered.customer, contact_id)
    is_own_wish = contact.agreed_at is None and contact.asked_by_id == actor
    if may_only_ask(entered.roles, CONTACTS) and not is_own_wish:
        raise OnlyAsked(contact.name)
    contact.ended_at = timezone.now()
    contact.save(update_fields=["ended_at"])
    told = [Changed("contact", contact.name, "")]
    return tell(entered.customer, Who(actor, origin), "change_contact", told, contact=contact.id)


def masked(channel: str, value: str) -> str:
    """What of an address everybody sees; a name at WeCom or DingTalk keeps its first letter."""
    if channel == "email":
        return masked_email(value)
    return masked_phone(value) if channel == "phone" else f"{value[:1]}***"


def _channels(said: ContactSaid) -> dict[str, str]:
    if not said.name.strip():
        raise ContactNeedsAName
    found = {}
    for channel, text in (said.channels or {}).items():
        assert channel in CHANNELS, channel
        value = text.strip()
        if not value:
            continue
        digits = sum(sign.isdecimal() for sign in value)
        is_sound = {
            "email": bool(_MAIL.fullmatch(value)) and len(value) <= 254,
            "phone": 5 <= digits <= 20 and bool(re.fullmatch(r"[0-9+()\-\s.转x]+", value)),
        }
        if not is_sound.get(channel, len(value) <= 100):
            raise ChannelIsWrong(masked(channel, value))
        found[channel] = value
    return found


def _shown(contact: CustomerContact, channels: Mapping[str, str]) -> str:
    return " · ".join((contact.name, *(masked(channel, value) for channel, value in channels.items())))  # fmt: skip


def _kept(customer: Customer, contact_id: int) -> CustomerContact:
    rows = CustomerContact.objects.select_for_update(no_key=True)
    found = rows.filter(customer=customer, id=contact_id, ended_at=None).first()
    if found is None:
        raise NotFound
    return found


def _in_force(customer: Customer, contact_id: int) -> CustomerContact:
    found = _kept(customer, contact_id)
    if found.agreed_at is None:
        raise NotFound
    return found


def _end_replaced(contact: CustomerContact) -> None:
    if contact.replaces_id is not None:
        rows = CustomerContact.objects.filter(company_id=contact.company_id, id=contact.replaces_id)
        rows.filter(ended_at=None).update(ended_at=timezone.now())

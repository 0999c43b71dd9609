"""Account managers are written to when a customer stays silent or a mail to it comes back: each person once about each.

Where nobody is named, or has left, it is the customer's team; where there is none, the lists say it and no mail goes out. The
company's groups are told beside them (``tell_groups``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tieout.refusal import Wording
from wanglai.services.ledger.book import Who
from wanglai.services.messages.queue_message import ToQueue, queue_messages
from wanglai.services.messages.tell_groups import group_told_of_bounce, group_told_of_silence
from wanglai.services.messages.words import KINDS
from wanglai.services.statements.issuing import number_of
from wanglai.services.statements.letterhead import letterhead_in_force
from wanglai.store.models import (
    Customer,
    ManagerMail,
    Membership,
    Message,
    Statement,
    StatementSilence,
    TeamMember,
    User,
)

KIND = "staff"
DOOR = "job"
# What is told of: letters to a customer. A code is of no use an hour later, and a mail to a colleague is no customer's.
TOLD_OF = ("statement", "reminder", "due_soon", "overdue", "reply")
_SILENT = Wording(
    "{customer}：对账单 {number} 提醒后仍未答复", "{customer}: no answer to statement {number}"
)
_SILENT_BODY = Wording(
    "{person}，您好：\n\n客户{customer}的对账单 {number}（{first} 至 {last}，{currency}）已提醒 {times} 次，仍无答复，系统不再提醒。\n"
    "请联系客户。该对账单列在“往来账 → 对账单”中，状态为“逾期未答复”。",
    "Dear {person},\n\n{customer} was reminded {times} times of statement {number} ({first} to {last}, {currency}) and has not answered; "
    "it is not asked again by itself.\nPlease get in touch. The statement stands among the silent ones of Statements of account.",
)
_BOUNCED = Wording("{customer}：邮件被退回", "{customer}: a mail came back")
_BOUNCED_BODY = Wording(
    "{person}，您好：\n\n发给客户{customer}联系人{contact}（{shown}）的邮件“{subject}”（{kind}）被退回：{trouble}\n"
    "请核实并更换该联系人的邮箱。在此之前，付款提醒不再发往此地址。",
    'Dear {person},\n\nthe mail "{subject}" ({kind}) to {contact} ({shown}) of {customer} came back: {trouble}\n'
    "Please find out the right address and replace the contact. Until then no reminder of payment goes to this one.",
)


def tell_of_silence(silence: StatementSilence, statement: Statement) -> int:
    """Queue a mail to the customer's account manager, or team, in the transaction that says so; how many are told."""
    facts = {
        "number": number_of(statement), "first": str(statement.from_on), "last": str(statement.through_on),
        "currency": statement.currency, "times": str(silence.reminders),
    }  # fmt: skip
    group_told_of_silence(silence, statement)
    what = _About(
        f"silent:{silence.id}", (_SILENT, _SILENT_BODY), facts, silence_id=int(silence.id)
    )
    return _told(silence.company_id, statement.customer_id, what)


def tell_of_bounce(message: Message) -> int:
    """Queue a mail to the account manager, or team, of the customer a letter to came back; how many are told."""
    if message.customer_id is None or message.kind not in TOLD_OF:
        return 0
    group_told_of_bounce(message)
    facts = {
        "contact": message.contact.name if message.contact else "", "shown": message.shown, "subject": message.subject,
        "trouble": message.trouble,
    }  # fmt: skip
    what = _About(f"bounced:{message.id}", (_BOUNCED, _BOUNCED_BODY), facts, bounced_id=int(message.id), kind=KINDS[message.kind])  # fmt: skip
    return _told(message.company_id, message.customer_id, what)


@dataclass(frozen=True)
class _About:
    """What is told, in which words, and the row it is about: a silence or a message that came back."""

    key: str
    words: tuple[Wording, Wording]
    facts: dict[str, str]
    silence_id: int | None = None
    bounced_id: int | None = None
    kind: Wording | None = None


def _told(company_id: int, customer_id: int, what: _About) -> int:
    customer = Customer.objects.select_related("merged_into").get(id=customer_id)
    customer = customer.merged_into or customer
    people = managers_of(customer)
    language = "en" if letterhead_in_force(company_id).language == "en" else "zh"
    letters = [_letter(customer, person, what, language) for person in people]
    made = queue_messages(company_id, Who(None, DOOR), letters)
    ManagerMail.objects.bulk_create(
        (
            ManagerMail(company_id=company_id, user=person, message_id=made[letter.key], silence_id=what.silence_id, bounced_id=what.bounced_id)
            for person, letter in zip(people, letters, strict=True)
        ),
        ignore_conflicts=True,  # told before
    )  # fmt: skip
    return len(people)


def managers_of(customer: Customer) -> Sequence[User]:
    """Its account manager while at work here, else everybody of its team who is."""
    at_work = Membership.objects.filter(company_id=customer.company_id, user__is_active=True)
    people = User.objects.filter(id__in=at_work.values("user_id"))
    manager = people.filter(id=customer.manager_id or 0).first()
    if manager is not None:
        return [manager]
    team = TeamMember.objects.filter(company_id=customer.company_id, team_id=customer.team_id or 0)
    return list(people.filter(id__in=team.values("user_id")).order_by("id"))


def _letter(customer: Customer, person: User, what: _About, language: str) -> ToQueue:
    is_zh = language == "zh"
    facts = {
        **what.facts, "customer": customer.name, "person": person.get_full_name(),
        "kind": "" if what.kind is None else what.kind.zh if is_zh else what.kind.en,
    }  # fmt: skip
    subject, body = (each.zh if is_zh else each.en for each in what.words)
    return ToQueue(
        key=f"{what.key}:{person.id}", customer_id=customer.id, contact_id=None, to=person.email, channel="email",
        kind=KIND, language=language, subject=subject.format(**facts), body=body.format(**facts),
    )  # fmt: skip

"""Account managers are written to when a customer stays silent or a mail to it comes back, owners of disputes when it writes in one.

Each person once about each, in the language it reads its pages in. Where nobody is named, or has left, it is the customer's account
manager, else its team; where there is none, the lists say it and no mail goes out. The company's groups are told beside them
(``tell_groups``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tieout.refusal import Wording
from wanglai.services.ledger.book import Who
from wanglai.services.messages.queue_message import ToQueue, queue_messages
from wanglai.services.messages.staff_pages import staff_page
from wanglai.services.messages.tell_groups import group_told_of_bounce, group_told_of_silence
from wanglai.services.messages.words import KINDS
from wanglai.services.statements.issuing import number_of
from wanglai.services.statements.letterhead import letterhead_in_force
from wanglai.store.models import (
    Customer,
    Dispute,
    DisputeStep,
    ManagerMail,
    Membership,
    Message,
    OpenItem,
    PortalAnswer,
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
    "请联系客户。该对账单列在“账簿 › 对账单”中，状态为“逾期未答复”。",
    "Dear {person},\n\n{customer} was reminded {times} times of statement {number} ({first} to {last}, {currency}) and has not answered; "
    "it is not asked again by itself.\nPlease get in touch. The statement stands among the silent ones: The book › Statements of account.",
)
_BOUNCED = Wording("{customer}：邮件被退回", "{customer}: a mail came back")
_BOUNCED_BODY = Wording(
    "{person}，您好：\n\n发给客户{customer}联系人{contact}（{shown}）的邮件“{subject}”（{kind}）被退回：{trouble}\n"
    "请核实并更换该联系人的邮箱。在此之前，付款提醒不再发往此地址。",
    'Dear {person},\n\nthe mail "{subject}" ({kind}) to {contact} ({shown}) of {customer} came back: {trouble}\n'
    "Please find out the right address and replace the contact. Until then no reminder of payment goes to this one.",
)
_WROTE = Wording("{customer}：{did}，争议 {dispute}", "{customer} {did}: dispute {dispute}")
_WROTE_BODY = Wording(
    "{person}，您好：\n\n客户{customer}在对账门户中{did}（争议 {dispute}，{about}，对账单 {number}）。\n"
    "请登录查看并答复：“账簿 › 争议 › 待回复”。在您答复之前，该客户就此争议继续留言时不再另发邮件。",
    "Dear {person},\n\n{customer} {did} in the portal (dispute {dispute}, about {about}, statement {number}).\n"
    "Please sign in, read it and answer: The book › Disputes › Waits for a reply. Until you do, further words of the customer in this dispute send you no other mail.",
)
DID = {
    "followed": Wording("留言", "wrote"),
    "agreed": Wording("同意所提处理方案", "agreed to what you proposed"),
    "declined": Wording("不同意所提处理方案", "declined what you proposed"),
}


def tell_of_silence(silence: StatementSilence, statement: Statement) -> int:
    """Queue a mail to the customer's account manager, or team, in the transaction that says so; how many are told."""
    facts = {
        "number": number_of(statement), "first": str(statement.from_on), "last": str(statement.through_on),
        "currency": statement.currency, "times": str(silence.reminders),
    }  # fmt: skip
    group_told_of_silence(silence, statement)
    what = _About(
        f"silent:{silence.id}", (_SILENT, _SILENT_BODY), facts, silence_id=int(silence.id),
        page=staff_page("statements:page", statement.id),
    )  # fmt: skip
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
    what = _About(
        f"bounced:{message.id}", (_BOUNCED, _BOUNCED_BODY), facts, bounced_id=int(message.id), kind=KINDS[message.kind],
    )  # fmt: skip
    return _told(message.company_id, message.customer_id, what)


def tell_of_words(answer: PortalAnswer, dispute: Dispute) -> int:
    """Queue a mail to the owner of a dispute in which the customer writes, once until one of ours answers; how many are told.

    Three words and a file of one afternoon are one mail; what the customer writes after our answer is another.
    """
    assert answer.kind in DID, answer.kind
    people = [each for each in owners_of(dispute) if not _waits_already(dispute, each)]
    facts = {
        "dispute": str(dispute.id),
        "about": about_of(dispute),
        "number": number_of(answer.statement),
    }
    what = _About(
        f"dispute:{dispute.id}:{answer.id}", (_WROTE, _WROTE_BODY), facts, answer_id=int(answer.id), did=DID[answer.kind],
        page=staff_page("disputes:page", dispute.id),
    )  # fmt: skip
    return _told(answer.company_id, answer.customer_id, what, people)


def owners_of(dispute: Dispute) -> Sequence[User]:
    """Who settles it while at work here, else who looks after its customer."""
    owner = _at_work(dispute.company_id).filter(id=dispute.owner_id).first()
    customer = Customer.objects.select_related("merged_into").get(id=dispute.customer_id)
    return [owner] if owner is not None else managers_of(customer.merged_into or customer)


def about_of(dispute: Dispute) -> str:
    """The paper it is about, as the lists call it."""
    items = OpenItem.objects.filter(id=dispute.item_id or 0).values_list("document", flat=True)
    return items.first() or dispute.document or (number_of(dispute.statement) if dispute.statement else str(dispute.id))  # fmt: skip


def _waits_already(dispute: Dispute, person: User) -> bool:
    """Whether the person was written to about this dispute since one of ours last said something the customer reads."""
    ours = DisputeStep.objects.filter(dispute=dispute, for_customer=True, from_customer=False)
    last = ours.order_by("-no").values_list("at", flat=True).first()
    told = ManagerMail.objects.filter(company_id=dispute.company_id, user=person, answer__dispute_id=dispute.id)  # fmt: skip
    return told.filter(made_at__gte=last).exists() if last is not None else told.exists()


@dataclass(frozen=True)
class _About:
    """What is told, in which words, and the row it is about: a silence, a message that came back or a customer's words."""

    key: str
    words: tuple[Wording, Wording]
    facts: dict[str, str]
    silence_id: int | None = None
    bounced_id: int | None = None
    answer_id: int | None = None
    kind: Wording | None = None
    did: Wording | None = None
    page: str = ""  # where it stands, see ``staff_page``; empty: the page of the customer


def _told(company_id: int, customer_id: int, what: _About, people: Sequence[User] | None = None) -> int:  # fmt: skip
    """``people`` None: who looks after the customer."""
    customer = Customer.objects.select_related("merged_into").get(id=customer_id)
    customer = customer.merged_into or customer
    people = managers_of(customer) if people is None else people
    common = "en" if letterhead_in_force(company_id).language == "en" else "zh"
    letters = [_letter(customer, person, what, person.language or common) for person in people]
    made = queue_messages(company_id, Who(None, DOOR), letters)
    ManagerMail.objects.bulk_create(
        (
            ManagerMail(
                company_id=company_id, user=person, message_id=made[letter.key], silence_id=what.silence_id, bounced_id=what.bounced_id,
                answer_id=what.answer_id,
            )
            for person, letter in zip(people, letters, strict=True)
        ),
        ignore_conflicts=True,  # told before
    )  # fmt: skip
    return len(people)


def managers_of(customer: Customer) -> Sequence[User]:
    """Its account manager while at work here, else everybody of its team who is."""
    people = _at_work(customer.company_id)
    manager = people.filter(id=customer.manager_id or 0).first()
    if manager is not None:
        return [manager]
    team = TeamMember.objects.filter(company_id=customer.company_id, team_id=customer.team_id or 0)
    return list(people.filter(id__in=team.values("user_id")).order_by("id"))


def _at_work(company_id: int) -> QuerySet[User]:
    at_work = Membership.objects.filter(company_id=company_id, user__is_active=True)
    return User.objects.filter(id__in=at_work.values("user_id"))


def _letter(customer: Customer, person: User, what: _About, language: str) -> ToQueue:
    is_zh = language == "zh"
    facts = {
        **what.facts, "customer": customer.name, "person": person.get_full_name(),
        **{name: "" if each is None else each.zh if is_zh else each.en for name, each in (("kind", what.kind), ("did", what.did))},
    }  # fmt: skip
    subject, body = (each.zh if is_zh else each.en for each in what.words)
    page = what.page or staff_page("customers:page", customer.id)
    body = "\n\n".join(each for each in (body.format(**facts), page) if each)
    return ToQueue(
        key=f"{what.key}:{person.id}", customer_id=customer.id, contact_id=None, to=person.email, channel="email",
        kind=KIND, language=language, subject=subject.format(**facts), body=body,
    )  # fmt: skip

"""A company's groups at WeCom and DingTalk are told that a customer stays silent, a letter came back or a customer wrote: once each.

Whoever is in a group reads it, whatever they may see here: so it says the customer's number and the statement's, and no name, no
amount and no address. Who may see more signs in.
"""

from __future__ import annotations

from collections.abc import Mapping

from tieout.refusal import Wording
from wanglai.domain.letter_texts import filled
from wanglai.services.ledger.book import Who
from wanglai.services.messages.channel_accounts import account_in_force
from wanglai.services.messages.letter_texts import words_in_force
from wanglai.services.messages.queue_message import ToQueue, queue_messages
from wanglai.services.messages.words import KINDS
from wanglai.services.statements.issuing import number_of
from wanglai.services.statements.letterhead import letterhead_in_force
from wanglai.store.models import (
    Customer,
    GroupNotice,
    Message,
    PortalAnswer,
    Statement,
    StatementSilence,
)
from wanglai.store.models.channels import GROUP_CHANNELS

KIND = "group"
DOOR = "job"
# Of what a customer does in the portal, what waits for somebody here.
ANSWERS = {
    "disputed": Wording("提出异议", "contested"),
    "asked": Wording("提出问题", "asked about"),
    "complaint": Wording("提出投诉", "complained about"),
    "uploaded": Wording("上传了台账", "handed in its ledger for"),
    "followed": Wording("在争议中留言", "wrote in a dispute about"),
    "agreed": Wording("同意所提处理方案", "agreed to what we propose in a dispute about"),
    "declined": Wording("不同意所提处理方案", "declined what we propose in a dispute about"),
    "answered": Wording("答复了对账差异", "answered the differences of its ledger for"),
}


def group_told_of_silence(silence: StatementSilence, statement: Statement) -> int:
    """In the transaction that says so; how many groups are told."""
    facts = {"number": _plain(number_of(statement)), "times": _plain(str(silence.reminders))}
    return _told(statement.company_id, statement.customer_id, f"silent:{silence.id}", "group_silent", facts, silence_id=int(silence.id))  # fmt: skip


def group_told_of_bounce(message: Message) -> int:
    """That a letter to a customer came back; how many groups are told."""
    assert message.customer_id is not None, "a letter to a customer"
    facts = {"letter": KINDS[message.kind]}
    return _told(message.company_id, message.customer_id, f"bounced:{message.id}", "group_bounced", facts, bounced_id=int(message.id))  # fmt: skip


def group_told_of_answer(answer: PortalAnswer) -> int:
    """That a customer contested, asked, complained, handed in or answered something; how many groups are told."""
    if answer.kind not in ANSWERS:
        return 0
    facts = {"number": _plain(number_of(answer.statement)), "answer": ANSWERS[answer.kind]}
    return _told(answer.company_id, answer.customer_id, f"answer:{answer.id}", "group_answer", facts, answer_id=int(answer.id))  # fmt: skip


def _told(company_id: int, customer_id: int, key: str, kind: str, facts: Mapping[str, Wording], **about: int) -> int:  # fmt: skip
    accounts = [found for each in GROUP_CHANNELS if (found := account_in_force(company_id, each))]
    if not accounts:
        return 0
    customer = Customer.objects.select_related("merged_into").get(id=customer_id)
    customer = customer.merged_into or customer
    language = "en" if letterhead_in_force(company_id).language == "en" else "zh"
    words = words_in_force(company_id, kind, language)
    said = {name: each.zh if language == "zh" else each.en for name, each in facts.items()}
    said["customer_number"] = customer.number or f"#{customer.id}"
    wanted = [
        ToQueue(
            key=f"{key}:{account.channel}", customer_id=customer.id, contact_id=None, to=account.name, channel=account.channel,
            kind=KIND, language=language, subject=words.subject, body=filled(words.body, said),
        )
        for account in accounts
    ]  # fmt: skip
    made = queue_messages(company_id, Who(None, DOOR), wanted)
    GroupNotice.objects.bulk_create(
        (GroupNotice(company_id=company_id, channel=each.channel, message_id=made[each.key], **about) for each in wanted),
        ignore_conflicts=True,  # told before
    )  # fmt: skip
    return len(wanted)


def _plain(text: str) -> Wording:
    return Wording(text, text)

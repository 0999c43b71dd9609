"""What a contact reads that is asked for money: the words in force, filled in with the items of its customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tieout.refusal import Wording
from wanglai.domain.letter_texts import filled
from wanglai.services.messages.letter_texts import LANGUAGES, Words, words_in_force
from wanglai.services.money import for_people
from wanglai.services.reminders.due_today import DueItem, DueOfCustomer
from wanglai.services.statements.letterhead import letterhead_in_force, printed_facts

DUE_SOON, OVERDUE = "due_soon", "overdue"
TEXT_OF = {DUE_SOON: "text_due_soon", OVERDUE: "text_overdue"}  # what a telephone reads instead
_LATE = Wording("逾期 {days} 天", "{days} overdue")
_TODAY = Wording("今日到期", "due today")
_EARLY = Wording("{days} 天后到期", "due in {days}")
_ITEM = Wording(
    "· {document}（{of}），到期日 {due}，{stands}：{currency} {amount}{part}",
    "- {document} of {of}, due {due}, {stands}: {currency} {amount}{part}",
)
_PART = Wording(
    "（另有争议 {contested} 未计入）", " ({contested} of it is in dispute and not counted)"
)
_LEFT_OUT = Wording("以下未计入：\n{lines}\n\n", "Not counted:\n{lines}\n\n")
_CONTESTED = Wording("· {document}，争议处理中：{amount}", "- {document}, in dispute: {amount}")
_PROMISED = Wording("· {document}，贵公司承诺 {until} 前支付", "- {document}, promised by {until}")
_CREDITS = Wording(
    "贵公司另有 {currency} {amount} 尚未核销，请告知冲抵哪些款项。\n\n",
    "We hold {currency} {amount} of yours that settles nothing yet: please tell us what it is for.\n\n",
)
_ACCOUNT = Wording(
    "请付至：{name}，{bank}，账号 {number}\n\n",
    "Please pay to: {name}, {bank}, account {number}\n\n",
)
_ASK = Wording("如有疑问请联系：{whom}\n\n", "For questions: {whom}\n\n")


@dataclass(frozen=True)
class PaymentLetter:
    subject: str
    body: str


@dataclass(frozen=True)
class PaymentWords:
    """Everything letters of one night share: the words by kind and language, and what the letterhead says."""

    words: Mapping[tuple[str, str], Words]
    head: Mapping[str, Any]


def payment_words(company_id: int) -> PaymentWords:
    """The words and the letterhead in force."""
    words = {
        (kind, language): words_in_force(company_id, kind, language)
        for kind in (DUE_SOON, OVERDUE, *TEXT_OF.values())
        for language in LANGUAGES
    }
    return PaymentWords(words, printed_facts(letterhead_in_force(company_id)))


def kind_of_letter(due: DueOfCustomer, today: date) -> str:
    """``overdue`` where anything it asks for is past its day, else ``due_soon``."""
    return OVERDUE if any(each.due_on < today for each in due.asked_items) else DUE_SOON


def payment_letter(
    common: PaymentWords, due: DueOfCustomer, *, kind: str, language: str, contact: str, today: date
) -> PaymentLetter:
    """The letter to one contact, in one of our languages."""
    words, is_zh = common.words[kind, language], language == "zh"
    total = for_people(due.asked, due.currency)
    facts = {
        "company": common.head["name"][language],
        "contact": contact,
        "customer": due.customer,
        "day": str(today),
        "count": str(len(due.asked_items)),
        "currency": due.currency,
        "total": total,
        "items": "\n".join(_item(each, due.currency, today, is_zh) for each in due.asked_items),
        "left_out": _left_out(due, is_zh),
        "credits": _said(_CREDITS, is_zh).format(currency=due.currency, amount=for_people(due.credits, due.currency)) if due.credits else "",
        "account": _account(common.head, is_zh),
        "ask": _said(_ASK, is_zh).format(whom=common.head["contact"]) if common.head["contact"] else "",
    }  # fmt: skip
    return PaymentLetter(filled(words.subject, facts), filled(words.body, facts))


def payment_text(
    common: PaymentWords, due: DueOfCustomer, *, kind: str, language: str, today: date
) -> PaymentLetter:
    """The text to a telephone beside or instead of a letter: how much and how many, and not of which papers."""
    words = common.words[TEXT_OF[kind], language]
    facts = {
        "company": common.head["name"][language],
        "customer": due.customer,
        "day": str(today),
        "count": str(len(due.asked_items)),
        "currency": due.currency,
        "total": for_people(due.asked, due.currency),
    }
    return PaymentLetter(words.subject, filled(words.body, facts))


def stands(due_on: date, today: date) -> Wording:
    """How an item stands to its due day: 7 天 overdue, due today, due in 3 days."""
    days = (today - due_on).days
    if days == 0:
        return _TODAY
    told = _LATE if days > 0 else _EARLY
    en = f"{abs(days)} day" + ("" if abs(days) == 1 else "s")
    return Wording(told.zh.format(days=abs(days)), told.en.format(days=en))


def _item(item: DueItem, currency: str, today: date, is_zh: bool) -> str:
    part = ""
    if item.contested:
        part = _said(_PART, is_zh).format(contested=for_people(item.contested, currency))
    return _said(_ITEM, is_zh).format(
        document=item.document, of=item.document_on, due=item.due_on, stands=_said(stands(item.due_on, today), is_zh),
        currency=currency, amount=for_people(item.asked, currency), part=part,
    )  # fmt: skip


def _left_out(due: DueOfCustomer, is_zh: bool) -> str:
    lines = []
    for each in due.left_out:
        if each.promised_until is not None:
            lines.append(_said(_PROMISED, is_zh).format(document=each.document, until=each.promised_until))  # fmt: skip
        else:
            amount = for_people(each.contested, due.currency)
            lines.append(_said(_CONTESTED, is_zh).format(document=each.document, amount=amount))
    return _said(_LEFT_OUT, is_zh).format(lines="\n".join(lines)) if lines else ""


def _account(head: Mapping[str, Any], is_zh: bool) -> str:
    paid_to = head["paid_to"]
    return _said(_ACCOUNT, is_zh).format(**paid_to) if paid_to else ""


def _said(words: Wording, is_zh: bool) -> str:
    return words.zh if is_zh else words.en

"""What a contact reads: the words in force of a kind of letter, filled in with one statement."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tieout.refusal import Wording
from wanglai.domain.letter_texts import filled, named_in
from wanglai.services.messages.letter_texts import LANGUAGES, Words, words_in_force
from wanglai.services.statements.issuing import number_of
from wanglai.store.models import Statement
from wanglai.store.models.portal import LINK_LIVES

_LINK = Wording(
    "在线查看、确认或提出异议（{days} 天内有效，打开后向贵方邮箱发送验证码）：\n{link}\n\n",
    "See it, confirm it or contest it online (for {days} days; a code is sent to this mailbox):\n{link}\n\n",
)
_ASK = Wording("如有疑问请联系：{whom}\n\n", "For questions: {whom}\n\n")


@dataclass(frozen=True)
class Letter:
    """A letter as it is read; ``bears_link`` where the address that was given stands in it."""

    subject: str
    body: str
    bears_link: bool


def words_of_letters(company_id: int, kind: str) -> dict[str, Words]:
    """The words in force of one kind, by language."""
    return {language: words_in_force(company_id, kind, language) for language in LANGUAGES}


def composed(
    words: Words, statement: Statement, *, language: str, contact: str, digest: str, address: str, more: Mapping[str, str]
) -> Letter:  # fmt: skip
    """The words with this statement in them; ``address`` is the contact's own link or empty, ``more`` what this kind has besides."""
    said = json.loads(statement.body)["company"]
    bears_link = bool(address) and "link" in named_in(words.body)
    link, ask = (_LINK.zh, _ASK.zh) if language == "zh" else (_LINK.en, _ASK.en)
    facts = {
        "company": said["name"]["zh" if language == "zh" else "en"],
        "contact": contact,
        "first": str(statement.from_on),
        "last": str(statement.through_on),
        "number": number_of(statement),
        "currency": statement.currency,
        "days": str(said["days_to_answer"]),
        "digest": digest,
        "ask": ask.format(whom=said["contact"]) if said["contact"] else "",
        "link": link.format(days=LINK_LIVES.days, link=address) if bears_link else "",
        **more,
    }
    return Letter(filled(words.subject, facts), filled(words.body, facts), bears_link)

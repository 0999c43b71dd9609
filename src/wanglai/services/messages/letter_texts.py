"""The words of letters, by kind and language: a company sets its own in versions, or goes back to the built-in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from tieout.refusal import Wording
from wanglai.domain.letter_texts import (
    BODY_MOST,
    PLACES,
    SUBJECT_MOST,
    TEXT_MOST,
    WITHOUT_SUBJECT,
    Fault,
    faults_of,
    tidied,
)
from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.messages.built_in_words import BODIES, PARTS, SUBJECTS
from wanglai.services.refusals import UnableTo
from wanglai.store.models import LetterText

KIND = "set_letter_text"
LANGUAGES = ("zh", "en")


class WordsAreEmpty(UnableTo):
    code_of_refusal = "letter.empty"
    why = Wording("主题或正文为空。", "The subject or the body is empty.")
    next_step = Wording("请填写，或恢复内置文字。", "Fill it in, or go back to the built-in words.")
    http_status = 422


class WordsAreTooLong(UnableTo):
    code_of_refusal = "letter.long"
    why = Wording("文字过长。", "The words are too long.")
    next_step = Wording(
        f"主题最多 {SUBJECT_MOST} 字，正文最多 {BODY_MOST:,} 字；短信和群通知最多 {TEXT_MOST} 字。",
        f"A subject has at most {SUBJECT_MOST} characters, a body {BODY_MOST:,}, a text or a notice to a group {TEXT_MOST}.",
    )
    http_status = 422


class PlaceIsUnknown(UnableTo):
    code_of_refusal = "letter.place"
    why = Wording("该处没有这个占位符。", "There is no such placeholder here.")
    next_step = Wording(
        "请只用页面所列的占位符，拼写一致。", "Use those listed on the page, spelt as they are."
    )
    http_status = 422


class BraceIsNoPlace(UnableTo):
    code_of_refusal = "letter.brace"
    why = Wording("花括号只能用于占位符。", "A curly brace belongs to a placeholder only.")
    next_step = Wording("请删去该括号，或补全占位符。", "Take the brace out, or complete the placeholder.")  # fmt: skip
    http_status = 422


class PlaceIsMissing(UnableTo):
    code_of_refusal = "letter.missing"
    why = Wording("缺少必需的占位符。", "A placeholder is missing that has to be there.")
    next_step = Wording("请把它加入正文。", "Put it into the body.")
    http_status = 422


class WordsMovedOn(UnableTo):
    code_of_refusal = "letter.version"
    why = Wording(
        "您打开后，另有人改了这份文字。", "Somebody changed these words after you opened them."
    )
    next_step = Wording("请重新打开，在现行文字上修改。", "Open them again and change those in force.")  # fmt: skip


_REFUSALS: dict[str, type[UnableTo]] = {
    "empty": WordsAreEmpty,
    "long": WordsAreTooLong,
    "unknown": PlaceIsUnknown,
    "brace": BraceIsNoPlace,
    "missing": PlaceIsMissing,
}


@dataclass(frozen=True)
class Words:
    """What a letter says before its places are filled in; ``version`` 0 is built in, and so is a later one that went back to it."""

    subject: str
    body: str
    version: int
    is_built_in: bool


@dataclass(frozen=True)
class VersionRow:
    version: int
    subject: str
    is_built_in: bool
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class LetterTextPage:
    """The words in force of one kind in one language, and the newest 50 versions, newest first."""

    kind: str
    language: str
    words: Words
    versions: tuple[VersionRow, ...]


@dataclass(frozen=True)
class LetterTextRow:
    """One kind in one language as a list shows it."""

    kind: str
    language: str
    words: Words
    made_by: str
    made_at: datetime | None


@transaction.atomic
def set_letter_text(
    *, company_id: int, actor: int, origin: str, kind: str, language: str, version: int, subject: str, body: str
) -> int:  # fmt: skip
    """From now on letters of this kind say this in this language; the act's number, 0 where they say it already.

    ``version`` is the one that was changed. Refuses, in order: NotFound, NotPermitted, NotFound (kind, language), WordsAreEmpty,
    WordsAreTooLong, PlaceIsUnknown, BraceIsNoPlace, PlaceIsMissing, NoBook, WordsMovedOn.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    subject, body = checked_words(kind, language, subject, body)
    return _kept(company_id, Who(actor, origin), kind, language, version, subject, body)


@transaction.atomic
def go_back_to_built_in(
    *, company_id: int, actor: int, origin: str, kind: str, language: str, version: int
) -> int:
    """From now on letters of this kind say what the house says in this language; the act's number, 0 where they do already.

    Refuses, in order: NotFound, NotPermitted, NotFound (kind, language), NoBook, WordsMovedOn.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    _require_known(kind, language)
    return _kept(company_id, Who(actor, origin), kind, language, version, "", "")


def letter_text_page(*, company_id: int, actor: int, kind: str, language: str) -> LetterTextPage:
    """One kind in one language. Refuses, in order: NotFound, NotPermitted, NotFound (kind, language)."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_messages")
    _require_known(kind, language)
    rows = LetterText.objects.filter(company_id=company_id, kind=kind, language=language)
    told = tuple(
        VersionRow(each.version, each.subject, not each.subject, each.made_by.get_full_name(), each.made_at)
        for each in rows.select_related("made_by").order_by("-version")[:50]
    )  # fmt: skip
    return LetterTextPage(kind, language, words_in_force(company_id, kind, language), told)


def list_letter_texts(*, company_id: int, actor: int) -> tuple[LetterTextRow, ...]:
    """Every kind in every language with what is in force. Refuses, in order: NotFound, NotPermitted."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_messages")
    found = []
    for kind in PLACES:
        for language in LANGUAGES:
            newest = _newest(company_id, kind, language)
            words = _words(kind, language, newest)
            by = newest.made_by.get_full_name() if newest else ""
            found.append(
                LetterTextRow(kind, language, words, by, newest.made_at if newest else None)
            )
    return tuple(found)


def words_in_force(company_id: int, kind: str, language: str) -> Words:
    """What letters of this kind say now in this language."""
    return _words(kind, language, _newest(company_id, kind, language))


def checked_words(kind: str, language: str, subject: str, body: str) -> tuple[str, str]:
    """The words as they would be kept; texts and notices keep the subject they are listed under.

    Refuses, in order: NotFound (kind, language), and the first fault one reads.
    """
    _require_known(kind, language)
    if kind in WITHOUT_SUBJECT:
        subject = SUBJECTS[kind].zh if language == "zh" else SUBJECTS[kind].en
    subject, body = tidied(subject, body)
    faults = faults_of(kind, subject, body)
    for what, refusal in _REFUSALS.items():
        if of_this := [each for each in faults if each.what == what]:
            raise refusal(_places_of(of_this))
    return subject, body


def _places_of(faults: Iterable[Fault]) -> str:
    """Where it stands, in both languages: ``正文 Body 3: {frist}``."""
    told = []
    for each in faults:
        part = PARTS[each.part]
        line = f" {each.line}" if each.line and each.part == "body" else ""
        told.append(f"{part.zh} {part.en}{line}" + (f": {each.shown}" if each.shown else ""))
    return "; ".join(told[:5])


def _require_known(kind: str, language: str) -> None:
    if kind not in PLACES or language not in LANGUAGES:
        raise NotFound


def _newest(company_id: int, kind: str, language: str) -> LetterText | None:
    rows = LetterText.objects.filter(company_id=company_id, kind=kind, language=language)
    return rows.select_related("made_by").order_by("-version").first()


def _words(kind: str, language: str, newest: LetterText | None) -> Words:
    version = newest.version if newest else 0
    if newest is not None and newest.subject:
        return Words(newest.subject, newest.body, version, is_built_in=False)
    subject, body = SUBJECTS[kind], BODIES[kind]
    is_zh = language == "zh"
    return Words(subject.zh if is_zh else subject.en, body.zh if is_zh else body.en, version, is_built_in=True)  # fmt: skip


def _kept(company_id: int, who: Who, kind: str, language: str, version: int, subject: str, body: str) -> int:  # fmt: skip
    assert who.actor is not None, "words are set by somebody"
    known_act(company_id, "", b"")  # takes the book, so that versions follow each other
    now = words_in_force(company_id, kind, language)
    if (now.subject, now.body) == (subject, body) or (not subject and now.is_built_in):
        return 0
    rows = LetterText.objects.filter(company_id=company_id, kind=kind, language=language)
    last = rows.aggregate(last=Max("version"))["last"] or 0
    if version != last:
        raise WordsMovedOn(str(last))
    facts = {"letter": kind, "language": language, "version": last + 1, "subject": subject, "body": body}  # fmt: skip
    seq = write_act(company_id, who, KIND, facts)
    LetterText.objects.create(
        company_id=company_id, kind=kind, language=language, version=last + 1, subject=subject, body=body,
        seq=seq, made_by_id=who.actor,
    )  # fmt: skip
    return seq

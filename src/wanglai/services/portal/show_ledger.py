"""What became of the ledger a customer handed in, as it may read it once staff released it: the frozen sheet, line by line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from wanglai.services.files import Download
from wanglai.services.money import Amount
from wanglai.services.portal.disputing import link_looked_at
from wanglai.services.portal.paper import paper_of
from wanglai.services.portal.refusals import LedgerIsLookedAtAgain, LinkIsNotGood
from wanglai.services.portal.visitor import Visitor
from wanglai.services.reconciliation.adjusted import QUARTERS
from wanglai.services.reconciliation.dispositions import KIND_WORDS
from wanglai.services.refusals import Wording
from wanglai.store.models import PortalAnswer, PortalLink, SharedSheet, SheetRelease, Statement
from wanglai.store.models.portal import ANSWERED, UPLOADED

ROWS_SHOWN = 150  # of one part; the papers hold all. Four parts of three fields a row are one form that settings let in
PARTS = {
    "ours_more": Wording("贵方已记增加、我方未记", "Raised in your books, not yet in ours"),
    "ours_less": Wording("贵方已记减少、我方未记", "Lowered in your books, not yet in ours"),
    "theirs_more": Wording("我方已记增加、贵方未记", "Raised in our books, not yet in yours"),
    "theirs_less": Wording("我方已记减少、贵方未记", "Lowered in our books, not yet in yours"),
}
ACTS = {
    "ours": Wording("由我方更正", "We correct it"),
    "theirs": Wording("请贵方更正", "You correct it"),
    "timing": Wording("时间性差异，无需更正", "Timing: nobody has to"),
    "dispute": Wording("争议，协商处理", "Dispute: to be settled"),
}


@dataclass(frozen=True)
class LedgerAnswer:
    """What the customer said last of a difference of this sheet."""

    agrees: bool
    words: str
    name: str
    at: datetime


@dataclass(frozen=True)
class LedgerRow:
    """A difference; ``amount`` is what is added to that side's balance, ``acts`` who is to do something about it."""

    name: str
    on: date | None
    document: str
    text: str
    label: Wording
    amount: Amount
    acts: Wording
    reason: str
    due: date | None
    since: date | None
    answer: LedgerAnswer | None


@dataclass(frozen=True)
class LedgerPart:
    """Differences of one kind; ``rows`` are the first of them, of ``total``."""

    words: Wording
    rows: tuple[LedgerRow, ...]
    total: int
    sum: Amount


@dataclass(frozen=True)
class LedgerResult:
    """The whole of it: both balances, what separates them, and the balance both come to."""

    number: str
    seller: Wording
    answer_id: int
    file_name: str
    sheet_id: int  # an answer names it
    sheet_number: str
    released_at: datetime
    ours: Amount
    theirs: Amount
    adjusted: Amount
    parts: tuple[LedgerPart, ...]


@dataclass(frozen=True)
class LedgerHandedIn:
    """A ledger of the statement's customer; ``released_at`` None: our people still look at it."""

    answer_id: int
    file_name: str
    name: str
    at: datetime
    released_at: datetime | None


def ledgers_of(statement: Statement) -> tuple[LedgerHandedIn, ...]:
    """Those handed in for any version of a statement, newest first."""
    found = list(_handed_in(statement).order_by("-id"))
    rows: dict[int, list[SheetRelease]] = {}
    for each in SheetRelease.objects.filter(answer__in=found).order_by("-id"):
        rows.setdefault(each.answer_id, []).append(each)
    read = {number: _read_now(releases) for number, releases in rows.items()}
    released = {number: each.released_at for number, each in read.items() if each is not None}
    return tuple(
        LedgerHandedIn(each.id, each.file_name, each.name, each.made_at, released.get(each.id))
        for each in found
    )


def ledger_result(*, visitor: Visitor, answer_id: int) -> LedgerResult:
    """Refuses, in order: CodeIsNeeded, LinkIsNotGood (another's ledger or one whose result is not released, too)."""
    link = link_looked_at(visitor)
    release = own_release(link, answer_id)
    said = json.loads(release.sheet.body)
    core, paper = said["core"], paper_of(link.statement)
    answers = _answers(release.sheet)
    return LedgerResult(
        paper.number, paper.seller, answer_id, release.answer.file_name, release.sheet_id, said["number"], release.released_at,
        Amount(core["ours"], core["currency"]), Amount(core["theirs"], core["currency"]),
        Amount(core["ours_adjusted"], core["currency"]),
        tuple(
            LedgerPart(
                PARTS[key], tuple(_row(each, core["currency"], answers) for each in core["quarters"][key][:ROWS_SHOWN]),
                len(core["quarters"][key]), Amount(core["sums"][key], core["currency"]),
            )
            for key in QUARTERS
            if core["quarters"][key]
        ),
    )  # fmt: skip


def ledger_paper(*, visitor: Visitor, answer_id: int) -> Download:
    """The sheet as PDF, byte for byte as it was frozen. Refuses as ``ledger_result``."""
    sheet = own_release(link_looked_at(visitor), answer_id).sheet
    name = f"{json.loads(sheet.body)['number'].replace('/', '-')}.pdf"
    return Download(name, "application/pdf", bytes(sheet.file.content))


def ledger_facts(*, visitor: Visitor, answer_id: int) -> Mapping[str, Any]:
    """The frozen sheet as plain facts, for a workbook. Refuses as ``ledger_result``."""
    facts: Mapping[str, Any] = json.loads(own_release(link_looked_at(visitor), answer_id).sheet.body)  # fmt: skip
    return facts


def own_release(link: PortalLink, answer_id: int) -> SheetRelease:
    """The newest release of a ledger handed in for any version of the link's statement; every other is as if absent, as is one taken back.

    Version 1, to which it agreed, was followed by version 2, which was taken back: it reads version 1 again.
    Refuses: LinkIsNotGood; LedgerIsLookedAtAgain, which is one, where it was released and taken back.
    """
    rows = SheetRelease.objects.filter(answer_id=answer_id, answer__in=_handed_in(link.statement))
    releases = list(rows.select_related("sheet__file", "answer").order_by("-id"))
    found = _read_now(releases)
    if found is None:
        raise LedgerIsLookedAtAgain if releases else LinkIsNotGood
    return found


def _read_now(releases: Sequence[SheetRelease]) -> SheetRelease | None:
    """Of the releases of one ledger, the newest first: that one, or where it was taken back the last to which the customer ever agreed."""
    standing = [each for each in releases if each.taken_back_at is None]
    if standing[:1] == list(releases[:1]):
        return standing[0] if standing else None
    answers = PortalAnswer.objects.filter(
        kind=ANSWERED, sheet_id__in=[each.sheet_id for each in standing]
    )
    agreed = {each.sheet_id for each in answers if any(line["agrees"] for line in each.lines)}
    return next((each for each in standing if each.sheet_id in agreed), None)


def acting(row: Mapping[str, Any]) -> Wording:
    """Who is to act on a difference of a frozen sheet, said to the customer."""
    for kind, words in KIND_WORDS.items():
        if row["becomes"]["zh"].startswith(words.zh):
            return ACTS[kind]
    return Wording("", "")


def class_of(row: Mapping[str, Any]) -> Wording:
    """What kind of difference it is, said to the customer: *Not in their books* is not in yours."""
    zh, en = row["class"]["zh"], row["class"]["en"]
    return Wording(zh.replace("对方", "贵方"), en.replace("their books", "your books").replace("by them", "by you"))  # fmt: skip


def _handed_in(statement: Statement) -> QuerySet[PortalAnswer]:
    return PortalAnswer.objects.filter(
        company_id=statement.company_id, customer_id=statement.customer_id, kind=UPLOADED,
        statement__year=statement.year, statement__number=statement.number,
    )  # fmt: skip


def _answers(sheet: SharedSheet) -> dict[str, LedgerAnswer]:
    """By the name of the difference; the newest counts."""
    rows = PortalAnswer.objects.filter(sheet=sheet, kind=ANSWERED).order_by("id")
    return {
        line["difference"]: LedgerAnswer(line["agrees"], line["words"], each.name, each.made_at)
        for each in rows
        for line in each.lines
    }


def _row(each: Mapping[str, Any], currency: str, answers: Mapping[str, LedgerAnswer]) -> LedgerRow:
    return LedgerRow(
        each["name"], _day(each["on"]), each["document"], each["text"], class_of(each), Amount(each["amount"], currency),
        acting(each), each["reason"], _day(each["due"]), _day(each["since"]), answers.get(each["name"]),
    )  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

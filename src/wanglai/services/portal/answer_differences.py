"""The customer says of the differences between its ledger and ours, line by line, whether it agrees; where not, why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wanglai.services.ledger.book import known_act
from wanglai.services.portal.answering import WORDS_MAX, Said, keep_answer, known_answer, name_of
from wanglai.services.portal.refusals import DifferencesAreWrong
from wanglai.services.portal.show_ledger import own_release
from wanglai.services.portal.visitor import Visitor, held, proof_of
from wanglai.services.refusals import Wording
from wanglai.store.models import SharedSheet
from wanglai.store.models.portal import ANSWERED

LINES_MAX = 1_000  # of one answer: more than a page shows
LINE_WORDS_MAX = 500
_SUM = Wording("同意 {agreed} 项，不同意 {declined} 项。", "{agreed} agreed to, {declined} not agreed to.")  # fmt: skip


@dataclass(frozen=True)
class SaidOfDifference:
    """Of one difference, by its name on the sheet."""

    difference: str
    agrees: bool
    words: str = ""


def answer_differences(
    *,
    visitor: Visitor,
    address: str,
    answer_id: int,
    sheet_id: int,
    name: str,
    words: str,
    said: Sequence[SaidOfDifference],
    key: str,
) -> int:
    """Keep what the customer says of differences of the sheet released last for a ledger it handed in; the answer's id.

    Of three differences two may be agreed to and one not, with words. Nothing is booked and nothing signed by it. ``sheet_id`` is
    the one it read: where another was released meanwhile, nothing is said of that.
    Refuses, in order: NameIsNeeded, LinkIsNotGood, CodeIsNeeded, LinkIsNotGood (another's ledger, or not released), DifferencesAreWrong,
    TooManyTries.
    """
    name, words = name_of(name), words.replace("\0", "").strip()[:WORDS_MAX]
    with held(visitor) as link:
        if (known := known_answer(link, key)) is not None:
            return known
        code = proof_of(visitor)
        known_act(link.company_id, "", b"")  # takes the book: it is released until this is kept
        sheet = own_release(link, answer_id).sheet
        if sheet.id != sheet_id:
            raise DifferencesAreWrong
        lines = _lines(sheet, said)
        kept = Said(ANSWERED, name, words or _summed(lines, visitor.language), lines=tuple(lines), sheet_id=sheet.id)  # fmt: skip
        return keep_answer(visitor, link, code, kept, address, key)


def _lines(sheet: SharedSheet, said: Sequence[SaidOfDifference]) -> list[dict[str, Any]]:
    """Refuses: DifferencesAreWrong."""
    known = {row["name"]: row for rows in json.loads(sheet.body)["core"]["quarters"].values() for row in rows}  # fmt: skip
    wanted = [each.difference for each in said]
    if not 0 < len(wanted) <= LINES_MAX or len(set(wanted)) != len(wanted) or not known.keys() >= set(wanted):  # fmt: skip
        raise DifferencesAreWrong
    lines = []
    for no, each in enumerate(said, start=1):
        words = each.words.replace("\0", "").strip()
        if len(words) > LINE_WORDS_MAX or (not each.agrees and not words):
            raise DifferencesAreWrong(known[each.difference]["document"])
        row = known[each.difference]
        lines.append({
            "no": no, "difference": each.difference, "document": row["document"], "amount": row["amount"], "agrees": each.agrees,
            "words": words,
        })  # fmt: skip
    return lines


def _summed(lines: Sequence[dict[str, Any]], language: str) -> str:
    agreed = sum(line["agrees"] for line in lines)
    return _SUM.within(language).format(agreed=agreed, declined=len(lines) - agreed)

"""What of the truth a side prints: shared numbers rewritten, moved into text, lost or mistyped.

Runs after the events and before any layout, and records on every line which shared numbers can
really be read there, so that truth can say what is recoverable.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bench.cases.entries import Entry, Story
from bench.cases.knobs import Knobs
from bench.cases.labels import KINDS, REMARKS, TEXTS
from bench.cases.numbering import (
    REWRITES,
    scanning_error,
    typing_error,
    voucher_numbers,
)


@dataclass(frozen=True)
class Evidence:
    """Where and how one side prints the numbers that both sides may know."""

    place: str  # "document" | "order" | "text"
    rewrite: str | None
    has_orders: bool


@dataclass
class Printed:
    """The words of one line as they will stand in its cells."""

    document: str | None
    order: str | None
    text: str
    voucher: str
    kind: str


def draw_evidence(random: Random, knobs: Knobs, *, side: str, story: Story) -> Evidence:
    has_orders = any(entry.order for entry in story.entries)
    place = "document"
    if random.random() < knobs.number_in_text and (side == "theirs" or knobs.dirt > 0.6):
        place = "text"
    elif side == "theirs" and not has_orders and knobs.dirt > 0.2 and random.random() < 0.1:
        place = "order"
    rewrite = None
    if side == "theirs" and random.random() < knobs.number_changed:
        rewrite = random.choice(sorted(REWRITES))
    return Evidence(place, rewrite, has_orders)


def print_side(
    random: Random, knobs: Knobs, evidence: Evidence, story: Story, *, side: str, language: str
) -> dict[Entry, Printed]:
    """Words for every line of a side; each line learns which shared numbers it shows."""
    entries = sorted(story.side(side), key=lambda entry: (entry.booked_on, entry.event))
    vouchers = voucher_numbers(random, chinese=language == "zh")
    printed = {}
    for entry in entries:
        entry.voucher = vouchers.next(entry.booked_on)
        printed[entry] = _print(random, knobs, evidence, entry, language=language)
    _same_words_for_doubles(printed)
    return printed


def _print(
    random: Random, knobs: Knobs, evidence: Evidence, entry: Entry, *, language: str
) -> Printed:
    key = _shown_number(random, knobs, evidence, entry)
    document, in_text = None, ""
    if entry.kind == "receipt":
        # A bank reference stands in the number column only where receipts have no own number.
        document = entry.own
        if key and document is None and evidence.place == "document" and random.random() < 0.5:
            document = key
        elif key:
            in_text = key
    elif key and evidence.place == "text":
        in_text = key
    else:
        document = key
    order = entry.order
    if evidence.place == "order" and document and entry.kind != "receipt":
        document, order = None, document
    if entry.order:
        entry.printed |= {f"order:{entry.order}"}
    text = _text(random, entry, language=language, key=in_text)
    quotes = [_rewritten(evidence, number) for number in entry.quoted]
    if quotes:
        separator = random.choice(("、", "/", ", ", " "))
        if separator == "、" and language != "zh":
            separator = ", "
        text += " " + separator.join(quotes)
        entry.printed |= {f"quote:{number}" for number in entry.quoted}
    return Printed(document, order, text.strip(), entry.voucher, KINDS[entry.kind][language])


def _shown_number(random: Random, knobs: Knobs, evidence: Evidence, entry: Entry) -> str | None:
    if entry.shared is None or random.random() < knobs.reference_lost:
        return None
    if random.random() < knobs.typing_number:
        entry.damaged = True
        return _rewritten(evidence, typing_error(random, entry.shared), entry.kind)
    if random.random() < knobs.ocr and entry.side == "theirs":
        entry.damaged = True
        return _rewritten(evidence, scanning_error(random, entry.shared), entry.kind)
    entry.printed |= {entry.shared}
    return _rewritten(evidence, entry.shared, entry.kind)


def _rewritten(evidence: Evidence, number: str, kind: str = "invoice") -> str:
    """Habits of writing concern invoice numbers; bank references are pasted as they are."""
    if kind == "receipt":
        return number
    return REWRITES[evidence.rewrite](number) if evidence.rewrite else number


def _text(random: Random, entry: Entry, *, language: str, key: str) -> str:
    kind = entry.kind if entry.kind in ("credit", "receipt") else "invoice"
    shown = f" {key}" if key else ""
    words = random.choice(TEXTS[kind, entry.side][language]).format(key=shown)
    value = entry.party if entry.note == "wrong_party" else entry.note_value
    remark = REMARKS.get(entry.note, {}).get(language, "").format(value=value)
    if entry.note in ("discount", "claim"):
        return f"{remark}{shown}"
    return remark + words if entry.note == "reversal" else words + remark


def _same_words_for_doubles(printed: dict[Entry, Printed]) -> None:
    """A document posted twice carries the same words, under another voucher number."""
    first_of: dict[tuple[str, int], Entry] = {}
    for entry, words in list(printed.items()):
        if entry.twin is None:
            continue
        first = first_of.setdefault((entry.side, entry.twin), entry)
        if first is not entry:
            source = printed[first]
            words.document, words.order, words.text = source.document, source.order, source.text
            entry.printed, entry.damaged = first.printed, first.damaged

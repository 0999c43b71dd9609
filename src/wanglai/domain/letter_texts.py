"""Words of letters that a company sets itself: text with named places, ``{company}``, filled in one pass and never run.

A place is a word of a closed list; nothing inside it is looked up, counted or called, and what is filled in is text: a
customer named ``{link}`` stays ``{link}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

SUBJECT_MOST, BODY_MOST = 150, 4_000  # characters
TEXT_MOST = (
    300  # of a text to a telephone or a notice to a group, which have no subject of their own
)
_PLACE = re.compile(r"\{([a-z_]+)\}")
_BRACE = re.compile(r"[{}]")
_GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Places:
    """What may be named in the subject and the body of one kind of letter, and what has to be named in one of the two."""

    subject: frozenset[str]
    body: frozenset[str]
    needed: frozenset[str]


_OF_A_STATEMENT = frozenset({"company", "contact", "first", "last", "number", "currency", "days"})
_OF_A_TEXT = frozenset({"company", "customer", "day", "count", "currency", "total"})
_OF_PAYMENT = Places(
    frozenset({"company", "contact", "customer", "day", "count", "currency", "total"}),
    frozenset(
        {
            "company",
            "contact",
            "customer",
            "day",
            "count",
            "currency",
            "total",
            "items",
            "left_out",
            "credits",
            "account",
            "ask",
        }
    ),
    frozenset(
        {"items", "left_out"}
    ),  # what is asked for, and that what is contested or promised is not
)
PLACES: Mapping[str, Places] = {
    "statement": Places(
        _OF_A_STATEMENT, _OF_A_STATEMENT | {"ask", "digest", "link"}, frozenset({"number", "digest"})
    ),
    "reminder": Places(
        _OF_A_STATEMENT | {"sent", "time"},
        _OF_A_STATEMENT | {"ask", "digest", "link", "sent", "time"},
        frozenset({"number"}),
    ),
    "due_soon": _OF_PAYMENT,
    "overdue": _OF_PAYMENT,
    "reply": Places(
        frozenset({"company", "contact", "number"}),
        frozenset({"company", "contact", "first", "last", "number", "currency", "ask", "link"}),
        frozenset({"number"}),
    ),
    # No link among them: whoever gets a text with one cannot tell it from a swindler's. Groups are told no amount and no name.
    "text_reminder": Places(
        frozenset(), frozenset({"company", "first", "last", "number", "currency", "sent", "time"}), frozenset({"number"})
    ),
    "text_due_soon": Places(frozenset(), _OF_A_TEXT, frozenset({"company", "total"})),
    "text_overdue": Places(frozenset(), _OF_A_TEXT, frozenset({"company", "total"})),
    "group_silent": Places(
        frozenset(), frozenset({"customer_number", "number", "times"}), frozenset({"customer_number", "number"})
    ),
    "group_bounced": Places(frozenset(), frozenset({"customer_number", "letter"}), frozenset({"customer_number"})),
    "group_answer": Places(
        frozenset(), frozenset({"customer_number", "number", "answer"}), frozenset({"customer_number", "number"})
    ),
}  # fmt: skip
GROUP_KINDS = ("group_silent", "group_bounced", "group_answer")
TEXT_KINDS = ("text_reminder", "text_due_soon", "text_overdue")
WITHOUT_SUBJECT = (*TEXT_KINDS, *GROUP_KINDS)


@dataclass(frozen=True)
class Fault:
    """What is wrong with words. ``what``: ``empty``, ``long``, ``unknown``, ``brace`` or ``missing``; ``part``: subject or body;
    ``line`` counts from 1, 0 where it is of the whole; ``shown`` is what stands there, or is wanted there.
    """

    what: str
    part: str
    line: int = 0
    shown: str = ""


def tidied(subject: str, body: str) -> tuple[str, str]:
    """As it is kept: a subject on one line, line ends alike, no blanks at ends, no sign that no letter carries."""
    lines = body.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return " ".join(subject.replace("\0", "").split()), "\n".join(line.rstrip() for line in lines).strip("\n")  # fmt: skip


def faults_of(kind: str, subject: str, body: str) -> tuple[Fault, ...]:
    """Everything wrong with words of this kind of letter, in the order one reads; empty where they can be sent."""
    places = PLACES[kind]
    found = [
        *_faults_in("subject", subject, places.subject, SUBJECT_MOST),
        *_faults_in("body", body, places.body, body_most(kind)),
    ]
    named = named_in(subject) | named_in(body)
    found += [Fault("missing", "body", 0, f"{{{name}}}") for name in sorted(places.needed - named)]
    return tuple(found)


def body_most(kind: str) -> int:
    """How many characters the words of this kind may have."""
    return TEXT_MOST if kind in WITHOUT_SUBJECT else BODY_MOST


def named_in(text: str) -> frozenset[str]:
    """The places a text names."""
    return frozenset(_PLACE.findall(text))


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its places filled in; where an empty one leaves a gap, one blank line stays.

    ``"{company}：{number}"`` with 远景 and 2026-000042 becomes ``"远景：2026-000042"``. A place without a fact is a mistake of ours.
    """
    return _GAP.sub("\n\n", _PLACE.sub(lambda found: facts[found[1]], text))


def _faults_in(part: str, text: str, known: Iterable[str], most: int) -> Iterator[Fault]:
    if not text.strip():
        yield Fault("empty", part)
    if len(text) > most:
        yield Fault("long", part, 0, str(most))
    for number, line in enumerate(text.split("\n"), start=1):
        for found in _PLACE.finditer(line):
            if found[1] not in known:
                yield Fault("unknown", part, number, found[0])
        rest = _PLACE.sub("", line)
        if _BRACE.search(rest):
            yield Fault("brace", part, number, line.strip()[:40])

"""Flags of open items: raised and lowered by people with a note, never part of an amount.

Disputes and promises raise and lower them (``services/disputes``, ``services/promises``); ageing, open items and the
item's own page show them. The note itself is kept with the flag; the act in the chain holds its digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.ledger import DEBIT
from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.ledger.queries import fetch
from wanglai.services.refusals import UnableTo
from wanglai.store.models import ItemFlag, OpenItem

NOTE_MAX = 500
_ENDS = {"dispute_item": "end_dispute", "note_promise": "end_promise"}
FLAGS = {
    "disputed": Wording("有争议", "Disputed"),
    "promised": Wording("承诺付款", "Promised"),
}


class FlagHasNoNote(UnableTo):
    code_of_refusal = "flag.note"
    why = Wording(
        "没有说明，或说明超过 500 字。", "The note is missing or longer than 500 characters."
    )
    next_step = Wording("请简要说明原因。", "Say in a few words why.")
    http_status = 422


class OnlyOpenDebtsAreFlagged(UnableTo):
    code_of_refusal = "flag.item"
    why = Wording(
        "只有未清的应收项可以标记。", "Only what the customer owes and has not paid is flagged."
    )
    next_step = Wording("请选择未清的应收项。", "Choose an open item the customer owes.")
    http_status = 422


class FlagStands(UnableTo):
    code_of_refusal = "flag.stands"
    why = Wording("该项已有此标记。", "The item is flagged like this already.")
    next_step = Wording("请先取消原标记。", "Take the old flag away first.")


class FlagIsNotThere(UnableTo):
    code_of_refusal = "flag.none"
    why = Wording("该项没有此标记。", "The item is not flagged like this.")
    next_step = Wording("请刷新页面。", "Load the page again.")


@dataclass(frozen=True)
class Flag:
    """A flag that stands. ``is_past``: the promised day is over."""

    kind: str
    words: Wording
    until_on: date | None
    note: str
    is_past: bool


@dataclass(frozen=True)
class FlagSaid:
    """One time a flag went up or down."""

    seq: int
    kind: Wording
    is_up: bool
    until_on: date | None
    note: str
    set_on: date
    set_by: str


def raise_flag(
    company_id: int, who: Who, *, act: str, kind: str, item_id: int, note: str,
    until_on: date | None = None,
) -> int:  # fmt: skip
    """Say it of an item; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (item), FlagHasNoNote, OnlyOpenDebtsAreFlagged, FlagStands.
    """
    _check_sight(company_id, who, act, item_id)
    return put_up(
        company_id, who, act=act, kind=kind, item_id=item_id, note=note, until_on=until_on
    )


def lower_flag(company_id: int, who: Who, *, act: str, kind: str, item_id: int, note: str) -> int:
    """Say that it is over; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (item), FlagHasNoNote, FlagIsNotThere.
    """
    _check_sight(company_id, who, act, item_id)
    return put_down(company_id, who, act=act, kind=kind, item_id=item_id, note=note)


def put_up(
    company_id: int, who: Who, *, act: str, kind: str, item_id: int, note: str,
    until_on: date | None = None,
) -> int:  # fmt: skip
    """As ``raise_flag``, for verbs that have let their person in. Refuses, in order: FlagHasNoNote, OnlyOpenDebtsAreFlagged, FlagStands."""
    item = OpenItem.objects.get(company_id=company_id, id=item_id)
    note = _noted(note)
    if item.side != DEBIT or item.allocated == item.amount:
        raise OnlyOpenDebtsAreFlagged
    facts: dict[str, object] = {"item": item_id}
    if until_on is not None:
        facts["until"] = until_on.isoformat()
    seq = _told(company_id, who, act, facts, note)
    if _ordinal(item_id, kind) % 2:
        raise FlagStands
    _write(item, kind, note, seq, who, until_on)
    return seq


def put_down(company_id: int, who: Who, *, act: str, kind: str, item_id: int, note: str) -> int:
    """As ``lower_flag``, for verbs that have let their person in. Refuses, in order: FlagHasNoNote, FlagIsNotThere."""
    item = OpenItem.objects.get(company_id=company_id, id=item_id)
    note = _noted(note)
    seq = _told(company_id, who, _ENDS[act], {"item": item_id}, note)
    if not _ordinal(item_id, kind) % 2:
        raise FlagIsNotThere
    _write(item, kind, note, seq, who, None)
    return seq


def flags_in_force(
    company_id: int, item_ids: Iterable[int], on: date, last: int | None
) -> dict[int, tuple[Flag, ...]]:
    """The flags of each item at the end of a day as known by an act (None: now), for pages that admitted already."""
    rows = fetch(
        _IN_FORCE, {"company": company_id, "items": list(item_ids), "day": on, "last": last}
    )
    found: dict[int, tuple[Flag, ...]] = {}
    for item_id, kind, until_on, note in rows:
        is_past = until_on is not None and until_on < on
        found[item_id] = (
            *found.get(item_id, ()),
            Flag(kind, FLAGS[kind], until_on, note, is_past),
        )
    return found


def flags_said(company_id: int, item_id: int) -> tuple[FlagSaid, ...]:
    """Every time a flag of an item went up or down, the newest first."""
    rows = ItemFlag.objects.filter(company_id=company_id, item_id=item_id).select_related("set_by")
    return tuple(
        FlagSaid(
            each.seq, FLAGS[each.kind], each.is_up, each.until_on, each.note, each.set_on,
            each.set_by.name or each.set_by.email,
        )
        for each in rows.order_by("-id")
    )  # fmt: skip


def standing_note(item_id: int, kind: str) -> str | None:
    """What was said when the flag went up; None where it is down. For verbs that have let their person in."""
    rows = ItemFlag.objects.filter(item_id=item_id, kind=kind).order_by("-ordinal")
    newest = rows.values_list("is_up", "note").first()
    return newest[1] if newest is not None and newest[0] else None


def untrue_flags(company_id: int) -> tuple[tuple[int, str], ...]:
    """Flags that do not say what their acts sealed, and acts that lost their flag: the act and what is wrong.

    A note changed from 少发两件 to 少发一件 has another digest than the act that told of it.
    """
    rows = fetch(_UNTRUE, {"company": company_id, "acts": list(_ENDS) + list(_ENDS.values())})
    return tuple((seq, f"the flag of item {item_id} is not what was said") for seq, item_id in rows)


def _check_sight(company_id: int, who: Who, act: str, item_id: int) -> None:
    """The item is of a customer this person sees."""
    assert who.actor is not None, "people flag, the machine does not"
    admit(company_id=company_id, actor=who.actor, act=act)
    item = OpenItem.objects.filter(company_id=company_id, id=item_id).first()
    if item is None:
        raise NotFound
    sight = admit_to_rows(company_id=company_id, actor=who.actor, act="view_ledger")
    sight.require(item.customer_id)


def _noted(note: str) -> str:
    note = note.strip()
    if not note or len(note) > NOTE_MAX:
        raise FlagHasNoNote
    return note


def _told(company_id: int, who: Who, kind: str, facts: dict[str, object], note: str) -> int:
    """The act takes the company's book, so that what is looked at next cannot change."""
    digest = hashlib.sha256(note.encode()).hexdigest()
    return write_act(company_id, who, kind, {**facts, "note_sha256": digest})


def _ordinal(item_id: int, kind: str) -> int:
    rows = ItemFlag.objects.filter(item_id=item_id, kind=kind).order_by("-ordinal")
    return rows.values_list("ordinal", flat=True).first() or 0


def _write(item: OpenItem, kind: str, note: str, seq: int, who: Who, until_on: date | None) -> None:  # fmt: skip
    assert who.actor is not None
    ordinal, now = _ordinal(item.id, kind) + 1, timezone.now()
    ItemFlag.objects.create(
        company_id=item.company_id, customer_id=item.customer_id, item_id=item.id, kind=kind, ordinal=ordinal,
        is_up=ordinal % 2 == 1, until_on=until_on, note=note, seq=seq, set_by_id=who.actor, set_at=now,
        set_on=timezone.localdate(now),
    )  # fmt: skip


_IN_FORCE = """
SELECT item_id, kind, until_on, note
  FROM (SELECT DISTINCT ON (item_id, kind) item_id, kind, is_up, until_on, note FROM store_itemflag
         WHERE company_id = %(company)s AND item_id = ANY(%(items)s) AND set_on <= %(day)s
           AND (%(last)s::bigint IS NULL OR seq <= %(last)s)
         ORDER BY item_id, kind, ordinal DESC) AS newest
 WHERE is_up ORDER BY item_id, kind
"""
# The day it holds from is that of the company's clock, which may lie a day beside the act's.
_UNTRUE = """
WITH flag AS (
    SELECT flag.*, row_number() OVER (PARTITION BY item_id, kind ORDER BY seq) AS place
      FROM store_itemflag AS flag WHERE company_id = %(company)s
), act AS (
    SELECT seq, kind, actor_id, at, facts::jsonb AS facts
      FROM store_act WHERE company_id = %(company)s AND kind = ANY(%(acts)s)
)
SELECT seq, coalesce(flag.item_id, (facts->>'item')::bigint)
  FROM flag FULL JOIN act USING (seq)
  LEFT JOIN (SELECT id, customer_id FROM store_openitem) AS item ON item.id = flag.item_id
 WHERE flag.item_id IS DISTINCT FROM (facts->>'item')::bigint
    OR flag.is_up IS DISTINCT FROM (act.kind IN ('dispute_item', 'note_promise'))
    OR flag.kind IS DISTINCT FROM CASE WHEN act.kind IN ('dispute_item', 'end_dispute') THEN 'disputed' ELSE 'promised' END
    OR flag.until_on IS DISTINCT FROM (facts->>'until')::date
    OR encode(sha256(convert_to(flag.note, 'UTF8')), 'hex') IS DISTINCT FROM facts->>'note_sha256'
    OR flag.set_by_id IS DISTINCT FROM actor_id
    OR flag.customer_id IS DISTINCT FROM item.customer_id
    OR flag.ordinal IS DISTINCT FROM flag.place
    OR abs(flag.set_on - act.at::date) > 1
 ORDER BY seq
"""

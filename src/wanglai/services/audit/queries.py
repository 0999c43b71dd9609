"""Acts of a company, newest first, by person, time, object and plain words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tieout.refusal import Wording
from wanglai.services.access.scope import admit
from wanglai.services.audit.names import with_names
from wanglai.services.audit.words import (
    ACTS,
    PostedEntry,
    SettledPairs,
    kinds_meant,
    sentence,
    words_of,
)
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import Amount, minor_of, uncommon_currencies
from wanglai.services.searching import literal


@dataclass(frozen=True)
class TrailFilter:
    """What is asked for; empty fields ask nothing. ``until_at`` is included."""

    person_id: int | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None
    about: str = ""  # an entry's number, a document, a customer
    search: str = ""  # plain words of the sentence
    after: int | None = None  # the act below which to go on


@dataclass(frozen=True)
class ActRow:
    """One act. ``entry_seq`` where it posted an entry; ``link`` is its place in the chain, in hex."""

    seq: int
    at: datetime
    kind: Wording
    actor_name: str
    approver_name: str
    origin: str
    sentence: Wording
    entry_seq: int | None
    link: str


@dataclass(frozen=True)
class Trail:
    """``looked_to`` is the act down to which words were looked for, where that is not the first."""

    rows: tuple[ActRow, ...]
    next_after: int | None
    looked_to: int | None = None


@dataclass(frozen=True)
class Actor:
    id: int
    name: str


def trail(
    *, company_id: int, actor: int, wanted: TrailFilter, limit: int = 50, look: int | None = None
) -> Trail:
    """Acts that fit every filter, newest first. Refuses, in order: NotFound, NotPermitted.

    Words are looked for in so many acts at a time where ``look`` says so: ``next_after`` goes on where it stopped.
    """
    admit(company_id=company_id, actor=actor, act="view_audit")
    floor = _floor(company_id, wanted, look)
    conditions, parameters = _conditions(wanted, is_near=floor is not None)
    if floor is not None:
        conditions.append("act.seq > %(floor)s")
        parameters["floor"] = floor
    rows = fetch(
        _ACTS.format(conditions="".join(f"\n   AND {each}" for each in conditions)),
        {"company": company_id, "limit": limit + 1, **parameters},
    )
    shown = rows[:limit]
    seqs = [row[0] for row in shown]
    pairs, periods = _pairs(company_id, seqs), _periods(company_id, seqs)
    facts = with_names(company_id, [json.loads(row[4] or "{}") for row in shown])
    told = tuple(_row(row, said, pairs, periods) for row, said in zip(shown, facts, strict=True))
    if len(rows) > limit:
        return Trail(told, seqs[-1])
    return Trail(told, floor + 1, floor + 1) if floor is not None else Trail(told, None)


def people_of_trail(*, company_id: int, actor: int) -> tuple[Actor, ...]:
    """Members of the company by name, for the filter. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_audit")
    return tuple(Actor(*row) for row in fetch(_PEOPLE, {"company": company_id}))


def _floor(company_id: int, wanted: TrailFilter, look: int | None) -> int | None:
    """The act above which words are looked for; None where nothing is left out."""
    if look is None or not (wanted.about or wanted.search):
        return None
    until = "" if wanted.until_at is None else "AND at <= %(until)s"
    rows = fetch(
        f"SELECT seq FROM store_act WHERE company_id = %(company)s {until} ORDER BY seq DESC LIMIT 1",
        {"company": company_id, "until": wanted.until_at},
    )
    newest = rows[0][0] + 1 if rows else 0
    above = min(newest, wanted.after or newest)
    pairs = fetch(_PAIR_BELOW, {"company": company_id, "above": above, "look": look})
    floor: int = max(above - 1 - look, pairs[0][0] if pairs else 0)
    floor = min(floor, above - 2)  # one act at least, however many pairs it settles
    return floor if floor > 0 else None


def _conditions(wanted: TrailFilter, *, is_near: bool) -> tuple[list[str], dict[str, Any]]:
    conditions: list[str] = []
    parameters: dict[str, Any] = {}
    for name, value, condition in (
        ("after", wanted.after, "act.seq < %(after)s"),
        ("person", wanted.person_id, "%(person)s IN (act.actor_id, act.approver_id)"),
        ("from", wanted.from_at, "act.at >= %(from)s"),
        ("until", wanted.until_at, "act.at <= %(until)s"),
    ):
        if value is not None:
            conditions.append(condition)
            parameters[name] = value
    if wanted.about:
        conditions.append(_about(_OBJECT, "about", is_near))
        parameters |= {"about": _contains(wanted.about), "about_number": _number(wanted.about)}
    for place, word in enumerate(words_of(wanted.search)):
        name = f"word{place}"
        acts, entries = kinds_meant(word)
        conditions.append(_about(_WORD, name, is_near))
        parameters |= {
            name: _contains(word),
            f"{name}_number": _number(word),
            f"{name}_minors": _minors(word),
            f"{name}_acts": acts,
            f"{name}_entries": entries,
        }
    return conditions, parameters


def _about(condition: str, name: str, is_near: bool) -> str:
    settles = _SETTLES_NEAR if is_near else _SETTLES
    return condition.replace("{settles}", settles).replace("$", name)


def _contains(word: str) -> str:
    return f"%{literal(word.strip())}%"


def _number(word: str) -> int:
    word = word.strip()
    return int(word) if word.isascii() and word.isdecimal() and len(word) < 10 else -1


def _minors(word: str) -> str:
    """``1,234.5`` in the minor units of each currency, as JSON: 123450 of those with cents (``""``), none of JPY."""
    told = {currency: minor_of(word, currency) for currency in ("", *uncommon_currencies())}
    return json.dumps({currency: minor or -1 for currency, minor in told.items()})


def _row(
    row: Sequence[Any], facts: Mapping[str, Any], pairs: Mapping[int, SettledPairs],
    periods: Mapping[int, str],
) -> ActRow:  # fmt: skip
    (seq, kind, at, origin, _, link, person, approver, entry_kind, number, document, on, name,
     currency, amount, reverses) = row  # fmt: skip
    entry = None
    if entry_kind is not None:
        said = Amount(amount, currency) if amount else None
        entry = PostedEntry(entry_kind, number, document, on, name, said, reverses)
    return ActRow(
        seq=seq,
        at=at,
        kind=ACTS.get(kind, Wording(kind, kind)),
        actor_name=person,
        approver_name=approver,
        origin=origin,
        sentence=sentence(kind, facts, entry, pairs.get(seq), periods.get(seq, "")),
        entry_seq=seq if entry else None,
        link=bytes(link).hex(),
    )


def _pairs(company_id: int, seqs: Sequence[int]) -> dict[int, SettledPairs]:
    return {
        seq: SettledPairs(debit, credit, name, Amount(total, currency), on, count)
        for seq, debit, credit, name, total, currency, on, count in fetch(
            _PAIRS, {"company": company_id, "seqs": list(seqs)}
        )
    }


def _periods(company_id: int, seqs: Sequence[int]) -> dict[int, str]:
    rows = fetch(_CLOSED, {"company": company_id, "seqs": list(seqs)})
    return {seq: f"{first} – {last}" for seq, first, last in rows}


_ACTS = """
SELECT act.seq, act.kind, act.at, act.origin, act.facts, act.hash,
       coalesce(nullif(person.name, ''), person.email, ''),
       coalesce(nullif(approver.name, ''), approver.email, ''),
       entry.kind, entry.number, entry.document, entry.entry_on, coalesce(customer.name, ''),
       entry.currency, abs(line.amount), entry.reverses_seq
  FROM store_act AS act
  LEFT JOIN store_entry AS entry USING (company_id, seq)
  LEFT JOIN store_entryline AS line
    ON line.company_id = act.company_id AND line.seq = act.seq AND line.line_no = 1
  LEFT JOIN store_customer AS customer ON customer.id = entry.customer_id
  LEFT JOIN store_user AS person ON person.id = act.actor_id
  LEFT JOIN store_user AS approver ON approver.id = act.approver_id
 WHERE act.company_id = %(company)s{conditions}
 ORDER BY act.seq DESC LIMIT %(limit)s
"""
_PAIR = """FROM store_allocation AS part
                JOIN store_openitem AS item ON item.id IN (part.debit_item_id, part.credit_item_id)
                JOIN store_customer AS whose ON whose.id = item.customer_id
               WHERE part.company_id = act.company_id AND part.seq = act.seq
                 AND (item.document ILIKE %($)s OR whose.name ILIKE %($)s)"""
_SETTLES = f"EXISTS (SELECT {_PAIR})"
# Of a stretch of acts: each act's own pairs are looked up, and not first every pair there is.
_SETTLES_NEAR = f"coalesce((SELECT true {_PAIR} LIMIT 1), false)"
# Sealed facts hold numbers: whom and what they name is looked up.
_NAMES = """EXISTS (SELECT FROM store_user AS meant
               WHERE (meant.name ILIKE %($)s OR meant.email ILIKE %($)s)
                 AND meant.id IN ((act.facts::jsonb ->> 'user')::bigint, (act.facts::jsonb ->> 'manager')::bigint,
                                  CASE act.kind WHEN 'delegate' THEN (act.facts::jsonb ->> 'to')::bigint END))
        OR EXISTS (SELECT FROM store_customer AS meant
                    WHERE meant.id = (act.facts::jsonb ->> 'customer')::bigint AND meant.name ILIKE %($)s)
        OR EXISTS (SELECT FROM store_team AS meant
                    WHERE meant.id = (act.facts::jsonb ->> 'team')::bigint AND meant.name ILIKE %($)s)"""
_OBJECT = f"""(entry.document ILIKE %($)s OR customer.name ILIKE %($)s OR entry.number = %($_number)s
        OR act.seq = %($_number)s OR {{settles}} OR {_NAMES})"""
# A figure means other minor units in yen and in dinars: each entry is compared in those of its own currency.
_AMOUNTS = """abs(line.amount) = coalesce(%($_minors)s::jsonb ->> entry.currency, %($_minors)s::jsonb ->> '')::bigint"""
_WORD = f"""(act.kind = ANY(%($_acts)s) OR entry.kind = ANY(%($_entries)s) OR entry.document ILIKE %($)s
        OR customer.name ILIKE %($)s OR entry.text ILIKE %($)s OR entry.currency ILIKE %($)s
        OR person.name ILIKE %($)s OR person.email ILIKE %($)s OR approver.name ILIKE %($)s
        OR act.facts ILIKE %($)s OR {_NAMES}
        OR entry.entry_on::text LIKE %($)s OR {_AMOUNTS}
        OR act.seq = %($_number)s OR {{settles}})"""
_PAIRS = """
SELECT part.seq, debit.document, credit.document, customer.name, act.total, debit.currency,
       part.effective_on, act.pairs
  FROM (SELECT seq, min(row_no) AS row_no, count(*) AS pairs, sum(abs(amount))::bigint AS total
          FROM store_allocation WHERE company_id = %(company)s AND seq = ANY(%(seqs)s) GROUP BY seq) AS act
  JOIN store_allocation AS part USING (seq, row_no)
  JOIN store_openitem AS debit ON debit.id = part.debit_item_id
  JOIN store_openitem AS credit ON credit.id = part.credit_item_id
  JOIN store_customer AS customer ON customer.id = debit.customer_id
 WHERE part.company_id = %(company)s
"""
# Acts may settle thousands of pairs each: a stretch is as long in pairs as it is in acts.
_PAIR_BELOW = """
SELECT seq FROM store_allocation WHERE company_id = %(company)s AND seq < %(above)s
 ORDER BY seq DESC, row_no DESC OFFSET %(look)s LIMIT 1
"""
_CLOSED = """
SELECT closed_seq, from_on, to_on FROM store_period
 WHERE company_id = %(company)s AND closed_seq = ANY(%(seqs)s)
"""
_PEOPLE = """
SELECT DISTINCT person.id, coalesce(nullif(person.name, ''), person.email) AS name
  FROM store_membership AS membership JOIN store_user AS person ON person.id = membership.user_id
 WHERE membership.company_id = %(company)s ORDER BY name, person.id
"""

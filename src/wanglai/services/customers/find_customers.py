"""One box for everything a customer may be found by: names, pinyin, numbers, an account's tail, a document, an amount.

Every way in is an index of its own: pairs of letters for names (``customer_pairs``), the tail or the keyed hash for accounts, the
beginning of a number for documents, minor units for amounts. A hit on a merged customer shows its survivor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tieout.refusal import Wording
from wanglai.domain.bank_accounts import read_bank_account
from wanglai.domain.customer_names import read_name
from wanglai.domain.tax_numbers import plain_number
from wanglai.services.access.scope import SEEN, admit_to_rows
from wanglai.services.customers.assign_customer import Choice
from wanglai.services.customers.bank_accounts import PURPOSE
from wanglai.services.customers.words import class_words
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import minor_of
from wanglai.services.searching import literal
from wanglai.store.models import Customer, CustomerTag, Team, User
from wanglai.store.secret_fields import looked_up

STATES = ("active", "stopped", "all")
TAGS_SHOWN = 200


@dataclass(frozen=True)
class Wanted:
    """What is asked of the list; empty fields ask nothing. ``after`` is the key of the last row shown."""

    search: str = ""
    tag: str = ""
    tier: str = ""
    behaviour: str = ""
    manager_id: int | None = None
    team_id: int | None = None
    is_key_account: bool = False
    state: str = "active"
    after: str = ""


@dataclass(frozen=True)
class CustomerRow:
    """One line of the list. ``found_by`` says why a search led here where the name does not."""

    id: int
    name: str
    short_name: str
    number: str
    region: str
    is_key_account: bool
    is_stopped: bool
    manager: str
    team: str
    tier: Wording | None
    behaviour: Wording | None
    tags: tuple[str, ...]
    found_by: Wording | None


@dataclass(frozen=True)
class CustomerList:
    rows: tuple[CustomerRow, ...]
    next_after: str


@dataclass(frozen=True)
class Offered:
    """The filters of the list."""

    tags: tuple[str, ...]
    managers: tuple[Choice, ...]
    teams: tuple[Choice, ...]


def find_customers(
    *, company_id: int, actor: int, wanted: Wanted | None = None, limit: int = 50
) -> CustomerList:
    """The customers this person sees that fit, by name; with a search the best hits first.

    Refuses, in order: NotFound, NotPermitted.
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_customers")
    wanted = wanted or Wanted()
    conditions, parameters = _conditions(wanted)
    parameters |= {"company": company_id, "only": sight.only, "limit": limit + 1}
    hits = ""
    if wanted.search.strip():
        statement, asked = _hits(company_id, wanted.search)
        parameters |= asked
        hits = f"JOIN ({statement}) AS hit ON hit.customer_id = customer.id"
    rank, order = ("hit.rank", "hit.rank, customer.name") if hits else ("0", "customer.name")
    found_by = "hit.found_by" if hits else "NULL::text[]"
    statement = _LIST.format(
        hits=hits, rank=rank, order=order, found_by=found_by, conditions="".join(f"\n   AND {each}" for each in conditions)
    )  # fmt: skip
    rows = fetch(statement, parameters)
    shown = rows[:limit]
    last = f"{shown[-1][0]}.{shown[-1][2]}" if len(rows) > limit else ""
    return CustomerList(tuple(map(_row, shown)), last)


def filters_offered(*, company_id: int, actor: int) -> Offered:
    """What the list can be narrowed by: what the customers carry that this person sees. Refuses, in order: NotFound, NotPermitted."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_customers")
    customers = sight.of(Customer.objects.filter(company_id=company_id), "id").order_by()
    tags = sight.of(CustomerTag.objects.filter(company_id=company_id)).order_by("tag")
    people = User.objects.filter(id__in=customers.values("manager_id").distinct())
    teams = Team.objects.filter(
        company_id=company_id, id__in=customers.values("team_id").distinct()
    )
    return Offered(
        tags=tuple(tags.values_list("tag", flat=True).distinct()[:TAGS_SHOWN]),
        managers=tuple(Choice(each.id, each.get_full_name()) for each in people.order_by("name", "email")),
        teams=tuple(Choice(each.id, each.name) for each in teams.order_by("name")),
    )  # fmt: skip


def _row(row: Sequence[Any]) -> CustomerRow:
    (_, id_, name, short, number, region, is_key, is_stopped, manager, team, tier, pays, tags, found) = row  # fmt: skip
    return CustomerRow(
        id=id_, name=name, short_name=short, number=number, region=region, is_key_account=is_key,
        is_stopped=is_stopped, manager=manager, team=team, tags=tuple(tags or ()),
        tier=class_words("tier", tier) if tier else None,
        behaviour=class_words("behaviour", pays) if pays else None,
        found_by=_why(*found) if found else None,
    )  # fmt: skip


def _why(kind: str, text: str) -> Wording | None:
    if kind == "account":
        return Wording(f"银行账号 {text}", f"bank account {text}")
    if kind == "document":
        return Wording(f"单据 {text}", f"document {text}")
    if kind == "amount":
        return Wording(f"金额相同：单据 {text}", f"the same amount: document {text}")
    if kind == "merged":
        return Wording(f"已并入：{text}", f"took in {text}")
    return None


def _conditions(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    conditions: list[str] = []
    parameters: dict[str, Any] = {}
    for name, value, condition in (
        ("tag", wanted.tag, "EXISTS (SELECT FROM store_customertag AS tag WHERE tag.customer_id = customer.id AND tag.tag = %(tag)s)"),
        ("tier", wanted.tier, _CLASS.format("tier") + " = %(tier)s"),
        ("behaviour", wanted.behaviour, _CLASS.format("behaviour") + " = %(behaviour)s"),
        ("manager", wanted.manager_id, "customer.manager_id = %(manager)s"),
        ("team", wanted.team_id, "customer.team_id = %(team)s"),
    ):  # fmt: skip
        if value:
            conditions.append(condition)
            parameters[name] = value
    if wanted.is_key_account:
        conditions.append("customer.is_key_account")
    if wanted.state in ("active", "stopped"):
        conditions.append(f"customer.is_stopped = {wanted.state == 'stopped'}")
    rank, _, name = wanted.after.partition(".")
    if rank.isdecimal() and name:
        is_ranked = bool(wanted.search.strip())
        conditions.append(
            "(hit.rank, customer.name) > (%(after_rank)s, %(after_name)s)"
            if is_ranked
            else "customer.name > %(after_name)s"
        )
        parameters |= {"after_rank": int(rank), "after_name": name}
    return conditions, parameters


def _hits(company_id: int, search: str) -> tuple[str, dict[str, Any]]:
    """The ways in that the search can mean, as one statement: customer, rank (0 is best), and how it was found."""
    ways: list[str] = []
    parameters: dict[str, Any] = {}
    core = read_name(search).core or search.strip().lower()
    words = core.split()
    if words:
        ways.append(_BY_NAME.format(pairs=_pairs(words), words=_words(words)))
        parameters |= {
            "core": f"\n{core}\n",
            "start": f"\n{words[0]}",
            "whole": core.replace(" ", ""),
        }
        for place, word in enumerate(words):
            parameters[f"word{place}"] = word
    plain = plain_number(search)
    if len(plain) == 4 and plain.isdecimal():
        ways.append(_BY_TAIL)
        parameters["tail"] = plain
    elif 8 <= len(plain) <= 34 and read_bank_account(search).verdict != "wrong":
        ways.append(_BY_ACCOUNT)
        parameters["number"] = looked_up(plain, company_id=company_id, purpose=PURPOSE)
    if len(search.strip()) >= 3 and any(sign.isdecimal() for sign in search):
        ways.append(_BY_DOCUMENT)
        parameters["document"] = _beginning(search.strip().upper())
    amounts = _amounts(search)
    if amounts:
        ways.append(_BY_AMOUNT)
        parameters["amounts"] = amounts
    if not ways:
        return (
            "SELECT 0::bigint AS customer_id, 0 AS rank, NULL::text[] AS found_by WHERE false",
            {},
        )
    return _TOGETHER.format(ways=" UNION ALL ".join(f"({way})" for way in ways)), parameters


def _pairs(words: Sequence[str]) -> str:
    """Words of one letter have no pair: they are looked for in what the others leave, or in the whole list."""
    return "".join(
        f" AND customer_pairs(found.search) @> customer_pairs(%(word{place})s)"
        for place, word in enumerate(words)
        if len(word) >= 2
    )


def _words(words: Sequence[str]) -> str:
    return "".join(f" AND strpos(found.search, %(word{place})s) > 0" for place in range(len(words)))


def _beginning(text: str) -> str:
    return literal(text) + "%"


def _amounts(search: str) -> list[int]:
    """What is written as money, with two decimals or a separator: in minor units of currencies with cents and without."""
    if not re.fullmatch(r"\s*[0-9][0-9, ]*(\.[0-9]{1,3})?\s*", search) or not re.search("[.,]", search):  # fmt: skip
        return []
    minors = (minor_of(search.strip(), currency) for currency in ("CNY", "JPY", "KWD"))
    return sorted({minor for minor in minors if minor})


# The rows shown are chosen first, what stands beside them is looked up for those alone.
_CLASS = """(SELECT class.value FROM store_customerclass AS class
         WHERE class.customer_id = customer.id AND class.kind = '{0}' ORDER BY class.id DESC LIMIT 1)"""
_LIST = (
    """
WITH customer AS MATERIALIZED (
    SELECT {rank} AS rank, customer.*, {found_by} AS found_by
      FROM store_customer AS customer
      {hits}
     WHERE customer.company_id = %(company)s AND customer.merged_into_id IS NULL
       AND """
    + SEEN.format(customer="customer.id")
    + """{conditions}
     ORDER BY {order} LIMIT %(limit)s)
SELECT customer.rank, customer.id, customer.name, customer.short_name, customer.number, customer.region,
       customer.is_key_account, customer.is_stopped, coalesce(nullif(manager.name, ''), manager.email, ''),
       coalesce(team.name, ''), """
    + _CLASS.format("tier")
    + ", "
    + _CLASS.format("behaviour")
    + """,
       (SELECT array_agg(tag.tag ORDER BY tag.tag) FROM store_customertag AS tag WHERE tag.customer_id = customer.id),
       customer.found_by
  FROM customer
  LEFT JOIN store_user AS manager ON manager.id = customer.manager_id
  LEFT JOIN store_team AS team ON team.id = customer.team_id
 ORDER BY customer.rank, customer.name
"""
)
_TOGETHER = """
SELECT DISTINCT ON (customer_id) customer_id, rank, found_by
  FROM (SELECT coalesce(owner.merged_into_id, owner.id) AS customer_id, way.rank,
               CASE WHEN owner.merged_into_id IS NOT NULL AND way.found_by IS NULL
                    THEN ARRAY['merged', owner.name] ELSE way.found_by END AS found_by
          FROM ({ways}) AS way JOIN store_customer AS owner ON owner.id = way.customer_id
         WHERE owner.company_id = %(company)s) AS every
 ORDER BY customer_id, rank, found_by NULLS FIRST
"""
_BY_NAME = """
SELECT found.id AS customer_id,
       CASE WHEN strpos(found.search, %(core)s) > 0 OR strpos(found.search, chr(10) || %(whole)s || chr(10)) > 0 THEN 0
            WHEN strpos(found.search, %(start)s) > 0 THEN 1 ELSE 2 END AS rank, NULL::text[] AS found_by
  FROM store_customer AS found WHERE found.company_id = %(company)s{pairs}{words}
"""
_BY_TAIL = """
SELECT customer_id, 1, ARRAY['account', shown]::text[] FROM store_customerbankaccount
 WHERE company_id = %(company)s AND last_four = %(tail)s AND ended_at IS NULL
"""
_BY_ACCOUNT = """
SELECT customer_id, 0, ARRAY['account', shown]::text[] FROM store_customerbankaccount
 WHERE company_id = %(company)s AND number_hash = %(number)s AND ended_at IS NULL
"""
_BY_DOCUMENT = """
SELECT customer_id, 2, ARRAY['document', document]::text[] FROM store_openitem
 WHERE company_id = %(company)s AND upper(document) LIKE %(document)s LIMIT 500
"""
_BY_AMOUNT = """
SELECT customer_id, 3, ARRAY['amount', document]::text[] FROM store_openitem
 WHERE company_id = %(company)s AND amount = ANY(%(amounts)s) LIMIT 500
"""

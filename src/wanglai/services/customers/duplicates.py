"""Customers that may be one: looked for over the whole list, kept with their facts, merged or parted by people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.duplicates import Known, Proposal, find_duplicates
from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.customers.bank_accounts import PURPOSE
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import (
    Company,
    Customer,
    CustomerBankAccount,
    CustomerDuplicate,
)
from wanglai.store.secret_fields import decrypted


@dataclass(frozen=True)
class Side:
    """One of the two customers, with the facts people compare."""

    id: int
    name: str
    names: tuple[str, ...]
    number: str
    tax_number: str
    region: str
    accounts: tuple[str, ...]  # masked
    documents: int
    created_at: datetime


@dataclass(frozen=True)
class DuplicateRow:
    """Two customers, why they may be one, and what speaks against it."""

    id: int
    one: Side
    other: Side
    reasons: tuple[Wording, ...]
    against: tuple[Wording, ...]
    found_at: datetime


@transaction.atomic
def look_for_duplicates(*, company_id: int, actor: int, origin: str) -> int:
    """Look through all customers anew; how many pairs wait for a decision. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="merge_customers")
    found = propose_duplicates(company_id)
    record(company_id, Who(actor, origin), "look_for_duplicates", found=found)
    return found


def propose_for_every_company() -> int:
    """For the weekly job; how many pairs wait in all companies."""
    return sum(map(propose_duplicates, Company.objects.order_by("id").values_list("id", flat=True)))


@transaction.atomic
def propose_duplicates(company_id: int) -> int:
    """Keep what is found; pairs that were parted stay parted, and what is found no longer goes."""
    parted = set(
        CustomerDuplicate.objects.filter(company_id=company_id, parted_at__isnull=False)
        .values_list("one_id", "other_id")
    )  # fmt: skip
    found = [
        each
        for each in find_duplicates(_known(company_id)).proposals
        if (each.one, each.other) not in parted
    ]
    CustomerDuplicate.objects.filter(company_id=company_id, parted_at=None).delete()
    CustomerDuplicate.objects.bulk_create(
        (_row(company_id, each) for each in found), batch_size=2_000
    )
    return len(found)


def _known(company_id: int) -> Iterator[Known]:
    accounts: dict[int, list[str]] = {}
    for account in CustomerBankAccount.objects.filter(company_id=company_id, ended_at=None).order_by("id"):  # fmt: skip
        number = decrypted(bytes(account.sealed), company_id=company_id, purpose=PURPOSE)
        accounts.setdefault(account.customer_id, []).append(number)
    rows = Customer.objects.filter(company_id=company_id, merged_into=None, is_suspense=False).order_by("id")  # fmt: skip
    for each in rows.only("id", "name", "names", "tax_number", "tax_country"):
        numbers = (each.tax_number,) if each.tax_number else ()
        yield Known(each.id, (each.name, *each.names), numbers, tuple(accounts.get(each.id, ())), each.tax_country)  # fmt: skip


def _row(company_id: int, each: Proposal) -> CustomerDuplicate:
    return CustomerDuplicate(
        company_id=company_id, one_id=each.one, other_id=each.other,
        reasons=[{"kind": one.kind, "zh": one.sentence.zh, "en": one.sentence.en} for one in each.reasons],
        against=[{"zh": one.zh, "en": one.en} for one in each.against],
    )  # fmt: skip


@transaction.atomic
def part_customers(*, company_id: int, actor: int, origin: str, duplicate_id: int) -> None:
    """Say that two customers are two; the pair is proposed no more. Refuses, in order: NotFound, NotPermitted, NotFound (pair)."""
    admit(company_id=company_id, actor=actor, act="merge_customers")
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_customers")
    rows = CustomerDuplicate.objects.select_for_update(no_key=True)
    pair = rows.filter(company_id=company_id, id=duplicate_id, parted_at=None).first()
    if pair is None:
        raise NotFound
    sight.require(pair.one_id)
    sight.require(pair.other_id)
    pair.parted_at, pair.parted_by_id = timezone.now(), actor
    pair.save(update_fields=["parted_at", "parted_by"])
    record(
        company_id, Who(actor, origin), "part_customers", customer=pair.one_id, customer_into=pair.other_id
    )  # fmt: skip


def duplicates(*, company_id: int, actor: int, after: int = 0, limit: int = 20) -> tuple[DuplicateRow, ...]:  # fmt: skip
    """Pairs that wait, both of which this person sees, in the order they were found. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="merge_customers")
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_customers")
    rows = CustomerDuplicate.objects.filter(company_id=company_id, parted_at=None, id__gt=after)
    rows = sight.of(sight.of(rows, "one_id"), "other_id").order_by("id")[:limit]
    pairs = list(rows)
    sides = _sides(company_id, {side for pair in pairs for side in (pair.one_id, pair.other_id)})
    return tuple(
        DuplicateRow(
            id=pair.id, one=sides[pair.one_id], other=sides[pair.other_id],
            reasons=tuple(Wording(each["zh"], each["en"]) for each in pair.reasons),
            against=tuple(Wording(each["zh"], each["en"]) for each in pair.against),
            found_at=pair.found_at,
        )
        for pair in pairs
    )  # fmt: skip


def may_be_again(company_id: int, customer_id: int) -> int:
    """With how many customers one may be the same."""
    rows = CustomerDuplicate.objects.filter(company_id=company_id, parted_at=None)
    return rows.filter(Q(one_id=customer_id) | Q(other_id=customer_id)).count()


def _sides(company_id: int, ids: set[int]) -> dict[int, Side]:
    masks: dict[int, list[str]] = {}
    for row in CustomerBankAccount.objects.filter(company_id=company_id, customer_id__in=ids, ended_at=None).order_by("id"):  # fmt: skip
        masks.setdefault(row.customer_id, []).append(row.shown)
    documents = dict(fetch(_DOCUMENTS, {"company": company_id, "ids": sorted(ids)}))
    return {
        each.id: Side(
            each.id, each.name, tuple(each.names), each.number, each.tax_number, each.region,
            tuple(masks.get(each.id, ())), documents.get(each.id, 0), each.created_at,
        )
        for each in Customer.objects.filter(company_id=company_id, id__in=ids)
    }  # fmt: skip


_DOCUMENTS = """
SELECT customer_id, count(*) FROM store_openitem
 WHERE company_id = %(company)s AND customer_id = ANY(%(ids)s) GROUP BY customer_id
"""

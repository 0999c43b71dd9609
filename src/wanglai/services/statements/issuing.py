"""How one statement becomes a numbered, sealed, kept paper; shared by the verbs that issue one and many.

Who calls holds the company's book, so numbers follow each other and nobody else goes on from the same statement.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from wanglai.domain import statement_number
from wanglai.domain.payment_reference import payment_reference
from wanglai.domain.statement_number import StatementNumber
from wanglai.domain.statements import Statement as Content
from wanglai.domain.statements import body_of, digest_of
from wanglai.services.files import keep_files
from wanglai.services.ledger.book import NoBook, Who, write_act
from wanglai.services.ledger.queries import fetch
from wanglai.services.ledger.words import KINDS
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.statements.letterhead import letterhead_in_force, printed_facts
from wanglai.store.models import (
    ChainHead,
    Customer,
    CustomerAddress,
    Statement,
    StatementFile,
)


@dataclass(frozen=True)
class Around:
    """What many statements have in common: the letterhead, and the head of the chain they were told from."""

    company_id: int
    letterhead: Mapping[str, Any]
    language: str
    head: Mapping[str, Any]
    issued_on: date


@dataclass(frozen=True)
class Wanted:
    """One to be issued: its place in the series, the version before where there is one, and why."""

    customer_id: int
    content: Content
    before_id: int | None
    run_id: int | None = None
    again: Statement | None = None
    reason: str = ""


def around(company_id: int, known_seq: int) -> Around:
    """The common facts, as of an act."""
    head = letterhead_in_force(company_id)
    rows = fetch(_LINK, {"company": company_id, "seq": known_seq})
    link = {"seq": known_seq, "hash": bytes(rows[0][0]).hex() if rows else bytes(32).hex()}
    return Around(company_id, printed_facts(head), head.language, link, timezone.localdate())


def head_of(company_id: int) -> int:
    """The last act of the company's chain. Refuses: NoBook."""
    seq = ChainHead.objects.filter(company_id=company_id).values_list("seq", flat=True).first()
    if seq is None:
        raise NoBook
    return seq


def issued(who: Who, common: Around, wanted: Iterable[Wanted], *, key: str = "", asked: bytes = b"") -> list[Statement]:  # fmt: skip
    """Number, seal and keep them, in their order. ``key`` is for the verb that issues one."""
    asked_for = list(wanted)
    named = addressed(common.company_id, [each.customer_id for each in asked_for])
    last = _last_number(common)
    found = []
    for each in asked_for:
        if each.again is None:
            last += 1
        year, number, version = _place(common, each, last)
        found.append(_sealed(who, common, each, (year, number, version), named[each.customer_id], key, asked))  # fmt: skip
    return Statement.objects.bulk_create(found)


def kept_prints(who: Who, papers: Iterable[tuple[Statement, bytes]]) -> list[StatementFile]:
    """Keep what was printed, in one act that names every digest; who calls holds the book and knows that none is kept yet."""
    told = list(papers)
    if not told:
        return []
    company_id = told[0][0].company_id
    assert who.actor is not None
    files = keep_files(company_id, who.actor, [Upload(f"{number_of(each)}.pdf", content) for each, content in told])  # fmt: skip
    facts = {"files": {number_of(each): digest_of_bytes(content) for each, content in told}}
    seq = write_act(company_id, who, "print_statements", facts)
    made = [
        StatementFile(company_id=company_id, statement=each, file_id=file_id, seq=seq)
        for (each, _), file_id in zip(told, files, strict=True)
    ]
    return StatementFile.objects.bulk_create(made)


def newest_of(found: Statement) -> Statement:
    """The last one of its customer and currency; of an activity list, the last version of itself."""
    rows = Statement.objects.filter(company_id=found.company_id, customer_id=found.customer_id, currency=found.currency)  # fmt: skip
    if found.kind == "activity":
        rows = rows.filter(year=found.year, number=found.number)
    else:
        rows = rows.exclude(kind="activity")
    newest = rows.defer("body").order_by("-through_on", "-version").first()
    assert newest is not None
    return newest


def body_around(
    common: Around, content: Content, number: str, customer: Mapping[str, Any], reason: str = ""
) -> str:
    """The frozen form of a content with everything that stands around it."""
    return body_of(
        content,
        {
            "number": number,
            "reason": reason,
            "language": common.language,
            "issued_on": common.issued_on,
            "company": common.letterhead,
            "customer": customer,
            "head": common.head,
            "words": _words(content),
        },
    )


def number_of(statement: Statement) -> str:
    """As printed and searched: 2026-000012, and 2026-000012/2 of a second version."""
    return called(statement.year, statement.number, statement.version)


def called(year: int, number: int, version: int) -> str:
    return statement_number.called(StatementNumber(year, number, version))


def further_version(of: str = "") -> Exists:
    """Whether a version after this one was issued; ``of`` leads from the rows that are asked to their statement."""
    return Exists(
        Statement.objects.filter(
            company_id=OuterRef("company_id"), year=OuterRef(f"{of}year"), number=OuterRef(f"{of}number"),
            version__gt=OuterRef(f"{of}version"),
        )
    )  # fmt: skip


def digest_of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _place(common: Around, wanted: Wanted, last: int) -> tuple[int, int, int]:
    if wanted.again is not None:
        return wanted.again.year, wanted.again.number, wanted.again.version + 1
    return common.issued_on.year, last, 1


def _last_number(common: Around) -> int:
    rows = Statement.objects.filter(company_id=common.company_id, year=common.issued_on.year)
    return rows.order_by("-number").values_list("number", flat=True).first() or 0


def _sealed(
    who: Who, common: Around, wanted: Wanted, place: tuple[int, int, int], customer: Mapping[str, Any], key: str, asked: bytes,
) -> Statement:  # fmt: skip
    """Sealed into the chain, and not stored yet."""
    content, number = wanted.content, called(*place)
    body = body_around(common, content, number, customer, wanted.reason)
    digest = digest_of(body)
    facts = {
        "statement": number, "customer": wanted.customer_id, "currency": content.currency, "kind": content.kind,
        "from": content.from_on, "through": content.through_on, "known": content.known_seq, "opening": content.opening,
        "changed": content.changed, "closing": content.closing, "body_sha256": digest.hex(),
    }  # fmt: skip
    seq = write_act(common.company_id, who, "issue_statement", facts, key=key, asked=asked)
    year, ordinal, version = place
    assert who.actor is not None
    return Statement(
        company_id=common.company_id, customer_id=wanted.customer_id, currency=content.currency, kind=content.kind,
        year=year, number=ordinal, version=version, from_on=content.from_on, through_on=content.through_on,
        known_seq=content.known_seq, before_id=wanted.before_id, opening=content.opening, changed=content.changed,
        charged=content.charged, credited=content.credited, closing=content.closing, language=common.language,
        reason=wanted.reason, body=body, body_hash=digest, run_id=wanted.run_id, seq=seq, issued_by_id=who.actor,
    )  # fmt: skip


def _words(content: Content) -> dict[str, dict[str, str]]:
    """What the kinds of its lines are called, kept with it: a later wording changes no issued paper."""
    moved = {each.kind for each in (*content.changes, *content.movements)}
    kinds = moved | {each.kind for each in content.items}
    return {kind: {"zh": KINDS[kind].zh, "en": KINDS[kind].en} for kind in sorted(kinds)}


def addressed(company_id: int, customer_ids: list[int]) -> dict[int, dict[str, Any]]:
    """Name, own number, address and payment reference of each customer, as they stand on the paper."""
    found = {
        id_: {"name": name, "number": number, "tax_number": tax, "address": "", "reference": payment_reference(into or id_)}
        for id_, name, number, tax, into in Customer.objects.filter(company_id=company_id, id__in=customer_ids)
        .values_list("id", "name", "number", "tax_number", "merged_into_id")
    }  # fmt: skip
    places = CustomerAddress.objects.filter(company_id=company_id, customer_id__in=customer_ids, ended_at=None)  # fmt: skip
    order = ("registered", "billing", "letters")  # the last that is there is the one to write to
    for kind in order:
        for customer_id, text in places.filter(kind=kind).order_by("id").values_list("customer_id", "text"):  # fmt: skip
            found[customer_id]["address"] = text
    return found


_LINK = "SELECT hash FROM store_act WHERE company_id = %(company)s AND seq = %(seq)s"

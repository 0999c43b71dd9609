"""Statements as people look at them: the list, and one with everything it says, read from what was frozen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from tieout.refusal import Wording
from wanglai.domain.ageing import UNAPPLIED_WORDS, Scheme
from wanglai.formats.papers.statement import statement_pdf
from wanglai.services.access.scope import NotFound, admit_to_rows
from wanglai.services.files import Download
from wanglai.services.money import Amount
from wanglai.services.portal.answers import STANDINGS, standing_in, standings_of
from wanglai.services.searching import name_fits
from wanglai.services.statements.issuing import further_version, newest_of, number_of
from wanglai.services.statements.print_left import have_left_printed
from wanglai.services.statements.rows import (
    Bucket,
    Line,
    OpenLineRow,
    StatementList,
    StatementPage,
    StatementRow,
    Version,
)
from wanglai.services.statements.words import KINDS, LANGUAGES
from wanglai.store.models import Statement, StatementFile, User

PAGE_ROWS = 50
PAGE_LINES = 200
SHOWN = ("all", "newest", "changed", "replaced")
_NUMBER = re.compile(r"(?:(?P<year>[0-9]{4})-)?(?P<number>[0-9]{1,9})(?:/(?P<version>[0-9]{1,4}))?")


@dataclass(frozen=True)
class Wanted:
    """What of the list is asked for; ``show`` is one of SHOWN, ``standing`` one of STANDINGS or nothing, the days are those a period ends on, both counted in."""

    search: str = ""
    customer_id: int | None = None
    show: str = "all"
    standing: str = ""
    from_on: date | None = None
    to_on: date | None = None
    after: int | None = None


EVERYTHING = Wanted()


def list_statements(*, company_id: int, actor: int, wanted: Wanted = EVERYTHING) -> StatementList:
    """Statements of the customers one sees, newest first. Refuses, in order: NotFound, NotPermitted."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_statements")
    seen = sight.of(Statement.objects.filter(company_id=company_id))
    rows = _fitting(seen, wanted)
    rows = rows.filter(id__lt=wanted.after) if wanted.after else rows
    page = list(_told(rows).defer("body").order_by("-id")[: PAGE_ROWS + 1])
    after = page[PAGE_ROWS - 1].id if len(page) > PAGE_ROWS else None
    shown = page[:PAGE_ROWS]
    standings = standings_of(company_id, [each.id for each in shown])
    told = tuple(replace(_row(each), standing=standings[each.id]) for each in shown)
    return StatementList(told, after, not page and not seen.exists())


def statement_page(
    *, company_id: int, actor: int, statement_id: int, lines_after: int = 0, items_after: int = 0
) -> StatementPage:
    """One statement; its lines and items in stretches. Refuses, in order: NotFound, NotPermitted, NotFound (statement)."""
    found = statement_in_sight(company_id, actor, statement_id)
    said = json.loads(found.body)
    settled = settlements_of(said)
    lines = said["movements"][lines_after : lines_after + PAGE_LINES]
    items = said["items"][items_after : items_after + PAGE_LINES]
    printed = StatementFile.objects.filter(statement=found).values_list("file__sha256", flat=True).first()  # fmt: skip
    return StatementPage(
        row=_row(found),
        kind_key=found.kind,
        language=LANGUAGES[found.language],
        reason=found.reason,
        before_id=found.before_id,
        before=said["before"],
        charged=Amount(found.charged, found.currency),
        credited=Amount(found.credited, found.currency),
        changes=tuple(line_of(each, said, {}) for each in said["changes"]),
        lines=tuple(line_of(each, said, settled) for each in lines),
        lines_total=len(said["movements"]),
        items=tuple(item_of(each, said) for each in items),
        items_total=len(said["items"]),
        strip=tuple(strip_of(said)),
        versions=_versions(found),
        digest=bytes(found.body_hash).hex(),
        print_digest=printed or "",
        seq=found.seq,
        known_seq=found.known_seq,
        run_id=found.run_id,
        is_newest=newest_of(found).id == found.id,
    )


def printed_statement(*, company_id: int, actor: int, statement_id: int) -> Download:
    """The PDF as it was kept; one that still waits for the press is set from the same words, which gives the same bytes, and
    the worker is asked to keep it.

    Refuses, in order: NotFound, NotPermitted, NotFound (statement).
    """
    found = statement_in_sight(company_id, actor, statement_id)
    kept = StatementFile.objects.filter(statement=found).values_list("file__content", flat=True).first()  # fmt: skip
    if kept is None:
        have_left_printed(company_id)
    content = bytes(kept) if kept is not None else statement_pdf(found.body)
    return Download(f"{number_of(found).replace('/', '-')}.pdf", "application/pdf", content)


def statement_in_sight(company_id: int, actor: int, statement_id: int) -> Statement:
    """The statement with its customer and who issued it. Refuses, in order: NotFound, NotPermitted, NotFound (statement)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_statements")
    rows = _told(sight.of(Statement.objects.filter(company_id=company_id, id=statement_id)))
    found = rows.first()
    if found is None:
        raise NotFound
    return found


def statements_of_number(rows: QuerySet[Statement], number: str) -> list[tuple[StatementRow, str]]:
    """Those of a number, or all of them where none is given, each with the digest of its body in hex."""
    found = rows.filter(_numbered(number)) if number else rows
    return [
        (_row(each), bytes(each.body_hash).hex())
        for each in _told(found).defer("body").order_by("id")
    ]


def settlements_of(said: Mapping[str, Any]) -> dict[int, list[str]]:
    """What each credit settled: by the number of its entry, documents with their amounts."""
    settled: dict[int, list[str]] = {}
    for each in said["settlements"]:
        amount = Amount(each["amount"], said["currency"])
        settled.setdefault(each["by_seq"], []).append(f"{each['paid']} {amount.text}")
    return settled


def line_of(each: Mapping[str, Any], said: Mapping[str, Any], settled: Mapping[int, list[str]]) -> Line:  # fmt: skip
    """A movement of a body, in the words it was issued with."""
    amount, currency = each["amount"], said["currency"]
    return Line(
        on=date.fromisoformat(each["on"]),
        kind=_words(said, each["kind"]),
        document=each["document"],
        reference=each["reference"],
        due_on=_day(each["due_on"]),
        seq=each["seq"],
        charged=Amount(amount, currency) if amount > 0 else None,
        credited=Amount(-amount, currency) if amount < 0 else None,
        balance=Amount(each["balance"], currency) if "balance" in each else None,
        settles=tuple(settled.get(each["seq"], ())),
    )


def item_of(each: Mapping[str, Any], said: Mapping[str, Any]) -> OpenLineRow:
    """An open item of a body."""
    currency = said["currency"]
    return OpenLineRow(
        date.fromisoformat(each["on"]), _words(said, each["kind"]), each["document"], each["reference"], _day(each["due_on"]),
        each["days_late"], Amount(each["amount"], currency), Amount(each["open"], currency), each["is_disputed"],
    )  # fmt: skip


def _fitting(rows: QuerySet[Statement], wanted: Wanted) -> QuerySet[Statement]:
    assert wanted.show in SHOWN, wanted.show
    if wanted.search:
        named = name_fits(wanted.search) | Q(customer__number__iexact=wanted.search)  # fmt: skip
        rows = rows.filter(named | _numbered(wanted.search))
    if wanted.standing:
        assert wanted.standing in STANDINGS, wanted.standing
        rows = standing_in(rows, wanted.standing)
    if wanted.customer_id is not None:
        rows = rows.filter(customer_id=wanted.customer_id)
    if wanted.from_on is not None:
        rows = rows.filter(through_on__gte=wanted.from_on)
    if wanted.to_on is not None:
        rows = rows.filter(through_on__lte=wanted.to_on)
    if wanted.show == "changed":
        rows = rows.exclude(changed=0)
    if wanted.show in ("newest", "replaced"):
        rows = rows.filter(further_version() if wanted.show == "replaced" else ~further_version())
    return rows


def _numbered(text: str) -> Q:
    """``2026-000012/2`` is that version, ``2026-000012`` and ``12`` every version of the number; other words are no number."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return Q(pk__in=())
    return Q(**{name: int(value) for name, value in found.groupdict().items() if value})


def _told(rows: QuerySet[Statement]) -> QuerySet[Statement]:
    return rows.select_related("customer", "issued_by").annotate(replaced=further_version())


def _row(found: Statement) -> StatementRow:
    currency = found.currency
    return StatementRow(
        found.id, number_of(found), found.customer_id, found.customer.name, KINDS[found.kind], found.from_on,
        found.through_on, Amount(found.opening, currency), Amount(found.changed, currency),
        Amount(found.closing, currency), bool(found.replaced), found.issued_at, _named(found.issued_by),  # type: ignore[attr-defined] # annotated
    )  # fmt: skip


def _versions(found: Statement) -> tuple[Version, ...]:
    rows = Statement.objects.filter(company_id=found.company_id, year=found.year, number=found.number)  # fmt: skip
    return tuple(
        Version(each.id, number_of(each), Amount(each.closing, each.currency), each.reason, each.issued_at, _named(each.issued_by))
        for each in rows.select_related("issued_by").defer("body").order_by("version")
    )  # fmt: skip


def strip_of(said: Mapping[str, Any]) -> Iterable[Bucket]:
    """The open items of a body by age, then what is unapplied; together the closing."""
    strip, currency = said["strip"], said["currency"]
    words = Scheme(tuple(strip["edges"])).words()
    for (zh, en), amount in zip(words, strip["buckets"], strict=True):
        yield Bucket(Wording(zh, en), Amount(amount, currency))
    yield Bucket(Wording(*UNAPPLIED_WORDS), Amount(strip["unapplied"], currency))


def _words(said: Mapping[str, Any], kind: str) -> Wording:
    return Wording(**said["words"][kind])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _named(person: User) -> str:
    return person.get_full_name()

"""The letterhead as people look at it, and both kinds of preview: a sample in it, and a statement before it is issued."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from wanglai.domain.statements import Kind, Movement, OpenLine, compose
from wanglai.domain.statements import Statement as Content
from wanglai.formats.papers.statement import statement_pictures
from wanglai.services.access.policy import may
from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.money import Amount
from wanglai.services.statements.issue_statement import content_of
from wanglai.services.statements.issuing import Around, addressed, around, body_around, head_of
from wanglai.services.statements.letterhead import (
    LetterheadForm,
    check_letterhead,
    letterhead_in_force,
    printed_facts,
)
from wanglai.services.statements.refusals import DaysMakeNoPeriod
from wanglai.services.statements.rows import LetterheadPage, LetterheadRow, OurAccount
from wanglai.store.models import BankAccount, Customer, Letterhead

PAGES_SHOWN = 3
DRAFT = "DRAFT"


@dataclass(frozen=True)
class Draft:
    """A statement that is not issued: its figures, and PNG pictures of its first pages."""

    from_on: date
    through_on: date
    opening: Amount
    changed: Amount
    closing: Amount
    lines: int
    pages: tuple[bytes, ...]
    pages_total: int


def letterhead_page(*, company_id: int, actor: int) -> LetterheadPage:
    """The letterhead in force and those before it. Refuses, in order: NotFound, NotPermitted."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_statements")
    rows = Letterhead.objects.filter(company_id=company_id).order_by("-version")
    versions = tuple(map(_row, rows.select_related("made_by", "agreed_by", "bank_account")))
    now = versions[0] if versions else _row(letterhead_in_force(company_id))
    ours = BankAccount.objects.filter(company_id=company_id, ended_at=None).order_by("name", "id")
    may_set = any(may(role, "set_letterhead") for role in sight.roles)
    accounts = tuple(OurAccount(*each) for each in ours.values_list("id", "name", "shown"))
    return LetterheadPage(now, versions, accounts if may_set else ())


def ended_account_on_paper(*, company_id: int, actor: int) -> str:
    """The account of ours that the letterhead in force names though it was ended: new papers leave it out. Empty otherwise.

    Refuses, in order: NotFound, NotPermitted.
    """
    admit_to_rows(company_id=company_id, actor=actor, act="view_statements")
    account = letterhead_in_force(company_id).bank_account
    return f"{account.name} {account.shown}" if account is not None and account.ended_at else ""


def preview_letterhead(*, company_id: int, actor: int, **fields: Any) -> tuple[bytes, ...]:
    """A made-up statement in the letterhead that was filled in, as pictures; nothing is kept.

    Refuses, in order: NotFound, NotPermitted, LetterheadIsWrong, NotFound (account).
    """
    admit(company_id=company_id, actor=actor, act="set_letterhead")
    form = LetterheadForm(**fields)
    check_letterhead(company_id, form)
    head = Letterhead(company_id=company_id, version=0, **asdict(form))
    link = {"seq": 0, "hash": "0" * 64}
    common = Around(company_id, printed_facts(head), form.language, link, timezone.localdate())
    customer = {
        "name": "示例客户 Sample Customer Ltd",
        "number": "C-0001",
        "tax_number": "",
        "address": "",
    }
    return tuple(statement_pictures(body_around(common, _sample(), DRAFT, customer))[:PAGES_SHOWN])


def preview_statement(
    *, company_id: int, actor: int, customer_id: int, currency: str, kind: Kind, from_on: date, through_on: date
) -> Draft:  # fmt: skip
    """What would be issued now, to be looked at; nothing is kept and no number is used.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), DaysMakeNoPeriod, PeriodWasStated, NothingToState.
    """
    admit(company_id=company_id, actor=actor, act="issue_statement")
    if not Customer.objects.filter(company_id=company_id, id=customer_id).exists():
        raise NotFound
    if from_on > through_on or through_on > timezone.localdate():
        raise DaysMakeNoPeriod(f"{from_on} – {through_on}")
    known = head_of(company_id)
    content, _ = content_of(company_id, customer_id, currency, kind, from_on, through_on, known)
    named = addressed(company_id, [customer_id])[customer_id]
    pages = statement_pictures(body_around(around(company_id, known), content, DRAFT, named))
    return Draft(
        content.from_on, content.through_on, Amount(content.opening, currency), Amount(content.changed, currency),
        Amount(content.closing, currency), len(content.movements), tuple(pages[:PAGES_SHOWN]), len(pages),
    )  # fmt: skip


def _sample() -> Content:
    """January of somebody: 1,000.00 carried on, 2,340.50 invoiced, 1,000.00 paid."""
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    day = timedelta(days=1)
    moved = (
        Movement(first + 4 * day, "invoice", "INV-0042", "PO-7741", "", 234_050, last + 4 * day, 2),
        Movement(first + 19 * day, "receipt", "RC-0007", "", "", -100_000, None, 3),
    )
    items = (OpenLine(first + 4 * day, "invoice", "INV-0042", "PO-7741", 234_050, 234_050, last + 4 * day),)  # fmt: skip
    return compose(
        kind="forward", currency="CNY", from_on=first, through_on=last, known_seq=0, balance=100_000, before=None,
        movements=moved, items=items,
    )  # fmt: skip


def _row(head: Letterhead) -> LetterheadRow:
    form = {name: getattr(head, name) for name in LetterheadForm.__dataclass_fields__}
    account = head.bank_account
    return LetterheadRow(
        version=head.version,
        account=f"{account.name} {account.shown}" if account is not None else "",
        made_by=head.made_by.get_full_name() if head.version else "",
        agreed_by=head.agreed_by.get_full_name() if head.agreed_by is not None else "",
        made_at=head.made_at if head.version else None,
        **form,
    )

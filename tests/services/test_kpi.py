"""Figures of reconciling: four statements, three sent, two confirmed, one of these after a dispute; by month, customer and manager."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.ledgers import DOOR, Ledger, open_ledger
from tests.mail import PostOffice, open_office
from tests.portal import ADDRESS, Sent, key
from tests.services.test_outbox import every_hour
from tests.stories.test_signed_sheet_stories import _signed as sign_january
from tests.two_sides import JANUARY, reconcile
from wanglai.services.customers.contacts import ContactSaid, add_contact
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.resolve_dispute import resolve_dispute
from wanglai.services.disputes.resolving import Part
from wanglai.services.exports.kpi import kpis_table
from wanglai.services.kpi.reconciling import GROUPS, KpiRow, Rate, ReconcilingKpis, reconciling_kpis
from wanglai.services.kpi.targets import (
    TargetMakesNoSense,
    kpi_targets,
    set_kpi_target,
    target_on,
)
from wanglai.services.ledger.book import Who
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.portal.confirm import confirm
from wanglai.services.portal.make_link import make_link
from wanglai.services.portal.show_statement import whole_statement
from wanglai.services.refusals import NotPermitted
from wanglai.services.statements.issue_statement import issue_statement
from wanglai.services.statements.send_statements import send_statement
from wanglai.store.models import Customer, CustomerContact

NAMES = ("甲", "乙", "丙", "丁")


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    every_hour(ledger)
    for number, name in enumerate(NAMES, start=1):
        ledger.post("invoice", f"INV-{number}", "100.00", "01-10", customer=name)
    Customer.objects.filter(company_id=ledger.company_id, name="甲").update(manager_id=ledger.books.people["SAL"])  # fmt: skip
    return ledger


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_office(settings) as server:
        yield server


def last_day() -> date:
    return timezone.localdate() - timedelta(days=2)


def issued(book: Ledger, name: str) -> int:
    return issue_statement(
        **book.scope, customer_id=book.customer(name), currency="CNY", kind="open_items", from_on=last_day() - timedelta(days=20),
        through_on=last_day(), key=f"of {name}",
    )  # fmt: skip


def mailed(book: Ledger, name: str) -> Sent:
    """Issued and sent to a contact that has been one for three days."""
    statement, asked = issued(book, name), {"consent_on": date(2026, 1, 2), "consent_how": "合同"}
    contact = add_contact(
        **book.books.scope("ARA"), origin=DOOR, customer_id=book.customer(name),
        said=ContactSaid(name, channels={"email": f"c{statement}@kehu.example"}, is_for_statements=True, **asked),
    )  # fmt: skip
    CustomerContact.objects.filter(id=contact).update(agreed_at=timezone.now() - timedelta(days=3))
    send_statement(**book.scope, statement_id=statement)
    assert send_due_messages().sent == 1
    link = make_link(**book.scope, statement_id=statement, contact_id=contact)
    return Sent(book, statement, contact, link)


def confirmed(sent: Sent) -> None:
    visitor = sent.proved()
    shown = whole_statement(visitor=visitor).shown
    confirm(visitor=visitor, address=ADDRESS, name="王芳", shown=shown, key=key())


def contested(book: Ledger, sent: Sent, amount: int = 1_000) -> int:
    return open_dispute(
        company_id=book.company_id, who=Who(book.books.people["ARA"], DOOR), key=key(), customer_id=sent.statement.customer_id,
        item_id=None, statement_id=sent.statement_id, currency="CNY", amount=amount, reason="price", said="单价不符", raised_by="staff",
    )  # fmt: skip


@pytest.fixture
def dispute(book: Ledger, office: PostOffice) -> int:
    right, late, _ = (mailed(book, name) for name in NAMES[:3])
    issued(book, "丁")
    found = contested(book, late)
    confirmed(right)
    confirmed(late)
    return found


def told(book: Ledger, **wanted: Any) -> ReconcilingKpis:
    return reconciling_kpis(**book.reader, **wanted)


def figures(row: KpiRow) -> tuple[Any, ...]:
    return (
        row.statements, row.timeliness.percent, row.confirmation.percent, row.days, row.accuracy.percent, row.disputes, row.handling.percent,
    )  # fmt: skip


def test_each_figure_is_what_its_definition_says(book: Ledger, dispute: int) -> None:
    assert figures(told(book).total) == (4, "75.0", "66.7", "0.0", "50.0", 1, "")
    assert told(book, in_time_days=1).total.timeliness == Rate(0, 4)
    resolve_dispute(
        **book.scope, dispute_id=dispute, key="over", on=timezone.localdate(), parts=[Part("rejected", 1_000)], said="单价相符"
    )  # fmt: skip
    assert told(book).total.handling == Rate(1, 1)


@pytest.mark.usefixtures("dispute")
def test_groups_add_up_to_the_total_and_customers_have_their_own(book: Ledger) -> None:
    for by in GROUPS:
        found = told(book, by=by)
        assert sum(row.statements for row in found.rows) == found.total.statements == 4
        assert sum(row.confirmation.part for row in found.rows) == found.total.confirmation.part
        assert sum(row.accuracy.whole for row in found.rows) == found.total.accuracy.whole
        assert sum(row.disputes for row in found.rows) == found.total.disputes
    own = {row.words.en: row for row in told(book, by="customer").rows}
    assert (own["甲"].accuracy, own["乙"].accuracy, own["丙"].accuracy) == (
        Rate(1, 1),
        Rate(0, 1),
        Rate(0, 0),
    )
    assert (own["丁"].timeliness, own["丁"].confirmation.percent, own["丁"].days) == (
        Rate(0, 1),
        "",
        "",
    )
    assert {row.words.en for row in told(book, by="manager").rows} >= {"Nobody"}


@pytest.mark.usefixtures("dispute")
def test_other_days_hold_nothing_and_a_salesperson_sees_its_own_customers_alone(book: Ledger) -> None:  # fmt: skip
    assert told(book, to_on=date(2020, 1, 1)).rows == ()
    assert reconciling_kpis(**book.books.scope("SAL")).total.statements == 1


@pytest.mark.usefixtures("dispute")
def test_the_table_holds_the_counts_and_what_they_mean(book: Ledger) -> None:
    table = kpis_table(**book.reader, by="customer", in_time_days=3)
    assert list(table.totals[0])[1:4] == [4, 3, "75.0"]
    assert "within 3 days" in " ".join(
        each if isinstance(each, str) else each.en for each in table.facts
    )


def test_a_share_is_rounded_half_up_and_of_nothing_there_is_none() -> None:
    assert [Rate(part, whole).percent for part, whole in ((1, 8), (1, 3), (2, 3), (1, 2_000), (0, 0))] == ["12.5", "33.3", "66.7", "0.1", ""]  # fmt: skip


def target(book: Ledger, kpi: str, from_on: str, tenths: int | None) -> int:
    return set_kpi_target(**book.scope, kpi=kpi, from_on=date.fromisoformat(from_on), tenths=tenths)


@pytest.mark.usefixtures("dispute")
def test_the_clerk_who_reconciled_is_who_issued_the_statement_and_who_owns_the_dispute(book: Ledger) -> None:  # fmt: skip
    rows = {row.key: row for row in told(book, by="clerk").rows}
    assert rows[str(book.books.people["FM"])].statements == 4, "the book's papers are the manager's"
    assert sum(row.disputes for row in rows.values()) == 1


def test_a_signed_sheet_s_preparer_is_the_clerk(db: None) -> None:
    book = open_ledger()
    book.post("invoice", "INV-1", "1,000.00", "01-10", due="02-09")
    book.post("receipt", "R-1", "400.00", "01-20")
    book.post("invoice", "INV-2", "300.00", "01-31", due="03-02")
    issue_statement(
        **book.scope, customer_id=book.customer("远景"), currency="CNY", kind="forward", from_on=date(2026, 1, 1),
        through_on=date(2026, 1, 31), key="s",
    )  # fmt: skip
    assert [row.key for row in told(book, by="clerk").rows] == [str(book.books.people["FM"])]
    sign_january(reconcile(book, "01", JANUARY))
    assert [row.key for row in told(book, by="clerk").rows] == [str(book.books.people["ARA"])]


@pytest.mark.usefixtures("dispute")
def test_a_target_stands_beside_its_figure_from_its_day_on(book: Ledger) -> None:
    assert told(book).total.marks == {}
    target(book, "timeliness", "2026-01-01", 750)
    target(book, "accuracy", "2026-01-01", 501)
    target(book, "days", "2026-01-01", 0)
    target(book, "handling", "2026-01-01", 900)
    marks = told(book).total.marks
    assert {kpi: (mark.sign, mark.value, mark.is_met) for kpi, mark in marks.items()} == {
        "timeliness": ("≥", "75.0", True), "accuracy": ("≥", "50.1", False), "days": ("≤", "0.0", True),
        "handling": ("≥", "90.0", None),
    }  # fmt: skip
    facts = " ".join(each if isinstance(each, str) else each.en for each in kpis_table(**book.reader).facts)  # fmt: skip
    assert "Target of timeliness %: ≥ 75.0 (from 2026-01-01" in facts


def test_of_several_targets_the_one_of_the_latest_first_day_holds_and_of_a_day_the_newest(book: Ledger) -> None:  # fmt: skip
    target(book, "accuracy", "2026-03-01", 900)
    target(book, "accuracy", "2026-01-01", 800)  # said later, of an earlier day
    target(book, "accuracy", "2026-03-01", 950)
    target(book, "accuracy", "2026-05-01", None)
    wanted = kpi_targets(**book.reader)
    days = ("2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01", "2026-04-30", "2026-05-01")
    found = [target_on(wanted, "accuracy", date.fromisoformat(each)) for each in days]
    assert [each and each.value for each in found] == [None, "80.0", "80.0", "95.0", "95.0", None]


@pytest.mark.parametrize(("kpi", "tenths"), [("speed", 1), ("accuracy", 1_001), ("accuracy", -1)])
def test_a_target_that_makes_no_sense_is_refused(book: Ledger, kpi: str, tenths: int) -> None:
    with pytest.raises(TargetMakesNoSense):
        target(book, kpi, "2026-01-01", tenths)
    with pytest.raises(NotPermitted):
        set_kpi_target(**book.books.scope("ARA"), origin=DOOR, kpi="accuracy", from_on=date(2026, 1, 1), tenths=1)  # fmt: skip

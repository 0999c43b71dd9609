"""The walls of rounds: every attempt here goes around the services and the ORM."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.ledgers import DOOR, Ledger, check_now, day, open_ledger
from wanglai.domain.rounds import RoundRule
from wanglai.services.kpi.targets import set_kpi_target
from wanglai.services.rounds.agree_plan import agree_plan
from wanglai.services.rounds.excuses import ask_excuses
from wanglai.services.rounds.open_round import open_round
from wanglai.services.rounds.rule import set_round_rule
from wanglai.store import round_walls
from wanglai.store.models import Customer, ReconcilingRound, RoundMember

MAY = day("05-04")
ROUND = (
    "INSERT INTO store_reconcilinground (company_id, kind, from_on, to_on, zone, state, planners, seq, opened_at) "
    "SELECT company_id, '{kind}', '{first}', '{last}', zone, 'drafted', '{{}}', seq, now() FROM store_reconcilinground LIMIT 1"
)


def refused(statement: str, *values: Any) -> str:
    """What the database says, deferred walls included; empty where it takes it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            check_now()
            transaction.set_rollback(True)
    except DatabaseError as problem:
        return f"{problem} {getattr(problem.__cause__, 'diag', None) and problem.__cause__.diag.constraint_name}"  # type: ignore[union-attr]
    return ""


@pytest.fixture
def book(db: None) -> Ledger:
    """甲 is due monthly, 乙 yearly; both rounds are planned by the accountant, an excuse is asked for."""
    book = open_ledger()
    book.post("invoice", "INV-1", "90.00", "01-10", customer="甲")
    book.post("invoice", "INV-2", "30.00", "01-11", customer="乙")
    Customer.objects.filter(name="甲").update(is_key_account=True)
    set_round_rule(**book.scope, rule=RoundRule())
    set_kpi_target(**book.scope, kpi="accuracy", from_on=day("01-01"), tenths=950)
    clerk = {**book.books.scope("ARA"), "origin": DOOR}
    for kind in ("month", "year"):
        made = open_round(**clerk, kind=kind, day=MAY, on=MAY)
    member = RoundMember.objects.get(round_id=made)
    ask_excuses(**clerk, round_id=made, member_ids=[member.id], reason="停业")
    check_now()
    return book


def test_rules_and_targets_are_only_ever_added_and_nothing_is_removed(book: Ledger) -> None:
    for table in (*round_walls.APPEND_ONLY, *round_walls.NEVER_REMOVED):
        assert "append-only" in refused(f"DELETE FROM {table}"), table
    for table in round_walls.APPEND_ONLY:
        assert "append-only" in refused(f"UPDATE {table} SET company_id = company_id"), table
    for table in round_walls.MOVING:
        assert "does not change" in refused(f"UPDATE {table} SET company_id = company_id + 1"), table  # fmt: skip
    assert "append-only" in refused("TRUNCATE store_roundmember CASCADE")


def test_no_class_is_never_due(book: Ledger) -> None:
    for column in ("key_account", "tier_a", "tier_b", "monthly_terms", "others"):
        values = dict.fromkeys(("key_account", "tier_a", "tier_b", "monthly_terms", "others"), "'year'")  # fmt: skip
        values[column] = "'never'"
        statement = (
            f"INSERT INTO store_roundruleversion (company_id, version, {', '.join(values)}, clerks, seq, set_by_id, set_at) "
            f"SELECT company_id, 2, {', '.join(values.values())}, '{{}}', seq, set_by_id, now() FROM store_roundruleversion"
        )
        assert "round_rule_leaves_nobody_out" in refused(statement), column


def test_a_round_is_a_period_of_the_calendar_once(book: Ledger) -> None:
    for kind, first, last in (
        ("month", "2026-06-02", "2026-06-30"),
        ("month", "2026-06-01", "2026-06-29"),
        ("quarter", "2026-05-01", "2026-07-31"),
        ("year", "2026-01-01", "2027-01-01"),
    ):
        assert "of_the_calendar" in refused(ROUND.format(kind=kind, first=first, last=last)), kind
    assert "reconciling_round_once" in refused(ROUND.format(kind="month", first="2026-05-01", last="2026-05-31"))  # fmt: skip
    assert refused(ROUND.format(kind="quarter", first="2026-04-01", last="2026-06-30")) == ""


def test_a_round_takes_what_the_one_before_left_over(book: Ledger) -> None:
    assert "round_takes_what_was_left" in refused(ROUND.format(kind="month", first="2026-06-01", last="2026-06-30"))  # fmt: skip
    assert "round_takes_what_was_left" in refused(ROUND.format(kind="year", first="2027-01-01", last="2027-12-31"))  # fmt: skip


def test_next_year_s_round_takes_who_was_in_no_round_of_the_year(book: Ledger) -> None:
    """甲 was in the month's round only: the year asks for it all the same."""
    connection.cursor().execute("UPDATE store_roundexcuse SET state = 'agreed', decided_by_id = %s, decided_at = now(), decided_seq = seq", [book.books.people["FM"]])  # fmt: skip
    assert "round_takes_what_was_left" in refused(ROUND.format(kind="year", first="2027-01-01", last="2027-12-31"))  # fmt: skip


def test_a_year_is_not_agreed_while_somebody_is_in_no_round_of_it(book: Ledger) -> None:
    agreed = (
        "UPDATE store_reconcilinground SET state = 'agreed', agreed_by_id = %s, agreed_at = now(), agreed_seq = seq WHERE kind = 'year'"
    )  # fmt: skip
    manager = book.books.people["FM"]
    assert refused(agreed, manager) == ""
    book.post("invoice", "INV-3", "1.00", "05-04", customer="丙")
    assert "round_leaves_nobody_out" in refused(agreed, manager)


def test_who_planned_does_not_agree_and_stays_named(book: Ledger) -> None:
    own = (
        "UPDATE store_reconcilinground SET state = 'agreed', agreed_by_id = %s, agreed_at = now(), agreed_seq = seq WHERE kind = 'month'"
    )  # fmt: skip
    assert "agreed_by_another" in refused(own, book.books.people["ARA"])
    assert "stays named" in refused("UPDATE store_reconcilinground SET planners = '{}'")
    assert "has_its_person" in refused("UPDATE store_reconcilinground SET state = 'agreed'")


def test_nobody_leaves_a_round_but_by_an_excuse(book: Ledger) -> None:
    assert "by an excuse alone" in refused("DELETE FROM store_roundmember")
    assert "does not change" in refused("UPDATE store_roundmember SET why = 'added'")
    assert "a day of its round" in refused("UPDATE store_roundmember SET day = '2027-01-01'")
    month = ReconcilingRound.objects.get(kind="month")
    agree_plan(**book.scope, round_id=month.id)
    assert "keeps its day" in refused("UPDATE store_roundmember SET day = day + 1 WHERE round_id = %s", month.id)  # fmt: skip
    Customer.objects.create(company_id=book.company_id, name="旧", merged_into_id=book.customer("甲"))  # fmt: skip
    statement = (
        "INSERT INTO store_roundmember (company_id, round_id, customer_id, why, owner_id, day) "
        "SELECT company_id, round_id, (SELECT id FROM store_customer WHERE name = '旧'), 'added', owner_id, day FROM store_roundmember LIMIT 1"
    )
    assert "the name that stays" in refused(statement)


def test_an_excuse_has_a_reason_and_another_person(book: Ledger) -> None:
    decided = "UPDATE store_roundexcuse SET state = 'agreed', decided_by_id = {by}, decided_at = now(), decided_seq = seq"  # fmt: skip
    assert "agreed_by_another" in refused(decided.format(by="asked_by_id"))
    assert "agreed_by_another" in refused("UPDATE store_roundexcuse SET state = 'agreed'")
    assert "does not change" in refused("UPDATE store_roundexcuse SET reason = 'x'")
    again = (
        "INSERT INTO store_roundexcuse (company_id, member_id, ordinal, state, reason, asked_by_id, asked_at, seq) "
        "SELECT company_id, member_id, 2, 'asked', '{reason}', asked_by_id, now(), seq FROM store_roundexcuse"
    )
    assert "round_excuse_one_stands" in refused(again.format(reason="x"))
    assert "round_excuse_says_why" in refused(again.format(reason=""))
    assert refused(decided.format(by=book.books.people["FM"])) == ""


def test_everything_of_a_round_has_its_act(book: Ledger) -> None:
    quarter = ROUND.format(kind="quarter", first="2026-04-01", last="2026-06-30")
    assert "has_its_act" in refused(quarter.replace("seq, now()", "999999, now()"))

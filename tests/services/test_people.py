"""Roles are given, taken and switched off by someone else, leave a trace, and never leave a company without a keeper."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import product
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from tests.books import Books, open_company
from tests.ledgers import DOOR, Ledger, open_ledger
from wanglai.services.access.add_person import PersonExists, add_person
from wanglai.services.access.disable_person import (
    PersonIsElsewhereToo,
    disable_person,
    enable_person,
)
from wanglai.services.access.give_role import give_role
from wanglai.services.access.invite_person import PersonIsOfTheDemo, invite_person
from wanglai.services.access.membership import (
    LastAdministrator,
    OwnRoles,
    RoleIsHeld,
    RoleIsUnknown,
    RolesAreApart,
    keep_an_administrator,
)
from wanglai.services.access.people import people, soft_conflicts
from wanglai.services.access.policy import ROLE_NAMES
from wanglai.services.access.queries import companies_of
from wanglai.services.access.report_conflicts import (
    ReportIsSigned,
    SignerIsConcerned,
    conflict_reports,
    report_conflicts_of,
    sign_conflicts,
)
from wanglai.services.access.scope import NotFound
from wanglai.services.access.take_role import RoleIsNotHeld, take_role
from wanglai.services.access.teams import form_team, join_team
from wanglai.services.approvals.bands import DEFAULT_BANDS, ApprovalIsNeeded, Band, set_bands
from wanglai.services.approvals.decide_approval import decide_approval
from wanglai.services.approvals.delegate import delegate
from wanglai.services.approvals.queries import list_requests, show_request
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.audit.queries import TrailFilter, trail
from wanglai.services.refusals import NotPermitted, UnableTo
from wanglai.store.models import Act, Customer, Event, Membership, TeamMember, User


def _keeper(books: Books) -> dict[str, Any]:
    return {**books.scope("ADM"), "origin": DOOR}


def _roles(books: Books, person: int) -> set[str]:
    rows = Membership.objects.filter(company_id=books.company_id, user_id=person)
    return set(rows.values_list("role", flat=True))


def test_a_role_is_given_and_taken_and_leaves_a_trace(books: Books) -> None:
    person = books.people["CRC"]
    give_role(**_keeper(books), person_id=person, role="COL")
    assert _roles(books, person) == {"CRC", "COL"}
    take_role(**_keeper(books), person_id=person, role="CRC")
    assert _roles(books, person) == {"COL"}
    assert list(
        Event.objects.filter(company_id=books.company_id).order_by("id").values_list("kind", "actor_id", "facts")
    ) == [
        (kind, books.people["ADM"], {"user": person, "role": role, "door": DOOR})
        for kind, role in (("give_role", "COL"), ("take_role", "CRC"))
    ]  # fmt: skip


def test_a_company_with_a_book_seals_what_happens_to_its_people(db: None) -> None:
    book: Ledger = open_ledger()
    person = book.books.people["CRC"]
    keeper = _keeper(book.books)
    give_role(**keeper, person_id=person, role="COL")
    take_role(**keeper, person_id=person, role="COL")
    disable_person(**keeper, person_id=person)
    enable_person(**keeper, person_id=person)
    acts = Act.objects.filter(company_id=book.company_id).order_by("-seq")[:4]
    assert [act.kind for act in acts] == [
        "enable_person", "disable_person", "take_role", "give_role",
    ]  # fmt: skip
    assert json.loads(acts[3].facts) == {"user": person, "role": "COL"}
    assert not Event.objects.filter(company_id=book.company_id).exists()
    said = [row.sentence for row in trail(**book.reader, wanted=TrailFilter(), limit=4).rows]
    assert [words.en for words in said] == [
        "Switched CRC yuanjing on again",
        "Switched CRC yuanjing off",
        "Took the role Collector from CRC yuanjing",
        "Gave CRC yuanjing the role Collector",
    ]
    assert said[3].zh == "授予角色：CRC yuanjing，催收"
    book.prove()


@pytest.mark.parametrize(
    ("who", "role", "refusal"),
    [
        ("ADM", "GOD", OwnRoles),
        ("ADM", "FM", OwnRoles),
        ("ARA", "GOD", RoleIsUnknown),
        ("ARA", "ARA", RoleIsHeld),
        ("ARA", "AUD", RolesAreApart),
        ("ARA", "CSH", RolesAreApart),
        ("FM", "ADM", RolesAreApart),
        ("AUD", "CUS", RolesAreApart),
    ],
)
def test_what_is_refused_of_giving(books: Books, who: str, role: str, refusal: type) -> None:
    before = _roles(books, books.people[who])
    with pytest.raises(refusal):
        give_role(**_keeper(books), person_id=books.people[who], role=role)
    assert _roles(books, books.people[who]) == before
    assert not Event.objects.filter(company_id=books.company_id).exists()


def test_the_database_is_heard_where_the_service_saw_nothing(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wanglai.services.access.membership.HARD_PAIRS", ())
    with pytest.raises(RolesAreApart):
        give_role(**_keeper(books), person_id=books.people["ARA"], role="AUD")


def test_what_is_refused_of_taking(books: Books) -> None:
    with pytest.raises(RoleIsNotHeld):
        take_role(**_keeper(books), person_id=books.people["ARA"], role="FM")
    with pytest.raises(OwnRoles):
        take_role(**_keeper(books), person_id=books.people["ADM"], role="ADM")


def _second_keeper(books: Books) -> int:
    second = User.objects.create(email="second@yuanjing.example", name="Second")
    Membership.objects.create(company_id=books.company_id, user=second, role="ADM")
    return int(second.id)


@pytest.mark.parametrize("verb", [take_role, disable_person], ids=["taken", "switched off"])
def test_two_administrators_at_each_other_leave_one(
    committed_books: Books, verb: Callable[..., None]
) -> None:
    first, second = committed_books.people["ADM"], _second_keeper(committed_books)
    more = {"role": "ADM"} if verb is take_role else {}
    start, said = threading.Barrier(2), []

    def go(actor: int, other: int) -> None:
        start.wait()
        try:
            verb(
                company_id=committed_books.company_id, origin=DOOR, actor=actor, person_id=other, **more
            )  # fmt: skip
            said.append("done")
        except UnableTo as refusal:
            said.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=pair) for pair in ((first, second), (second, first))]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "done" in said
    assert set(said) <= {"done", "role.last_admin", "access.not_found", "access.denied"}
    keepers = Membership.objects.filter(
        company_id=committed_books.company_id, role="ADM", user__is_active=True
    )
    assert keepers.count() == 1


def test_the_last_administrator_stays(books: Books) -> None:
    """Nobody reaches themselves, so only two at once could: the rule is asked directly."""
    with pytest.raises(LastAdministrator):
        keep_an_administrator(books.company_id, without=books.people["ADM"])
    keep_an_administrator(books.company_id, without=books.people["FM"])
    second = _second_keeper(books)
    keep_an_administrator(books.company_id, without=books.people["ADM"])
    User.objects.filter(id=second).update(is_active=False)
    with pytest.raises(LastAdministrator):
        keep_an_administrator(books.company_id, without=books.people["ADM"])


def test_a_person_switched_off_sees_no_company_until_switched_on(books: Books) -> None:
    person = books.people["ARA"]
    disable_person(**_keeper(books), person_id=person)
    assert companies_of(actor=person) == ()
    disable_person(**_keeper(books), person_id=person)
    assert Event.objects.filter(kind="disable_person").count() == 1, "nothing happened twice"
    enable_person(**_keeper(books), person_id=person)
    assert [company.roles for company in companies_of(actor=person)] == [("ARA",)]


def test_a_person_of_two_companies_is_not_switched_off_by_one(books: Books) -> None:
    other = open_company("bieren")
    Membership.objects.create(company_id=other.company_id, user_id=books.people["ARA"], role="FM")
    for verb in (disable_person, enable_person):
        with pytest.raises(PersonIsElsewhereToo):
            verb(**_keeper(books), person_id=books.people["ARA"])


def test_people_of_another_company_are_not_there(books: Books) -> None:
    other = open_company("bieren")
    for verb, more in (
        (give_role, {"role": "COL"}),
        (take_role, {"role": "ARA"}),
        (disable_person, {}),
        (enable_person, {}),
    ):
        for person in (other.people["ARA"], 999_999):
            with pytest.raises(NotFound):
                verb(**_keeper(books), person_id=person, **more)
    assert _roles(other, other.people["ARA"]) == {"ARA"}
    assert {row.id for row in people(**books.scope("ADM"))} == set(books.people.values())


def test_a_person_is_invited_and_signs_in_only_with_a_password_of_their_own(books: Books) -> None:
    invite_person(**_keeper(books), email=" New@X.example ", name="新人 Newcomer", role="COL")
    made = User.objects.get(email="new@x.example")
    assert (made.email, made.name, made.has_usable_password()) == (
        "new@x.example", "新人 Newcomer", False,
    )  # fmt: skip
    assert _roles(books, made.id) == {"COL"}
    with pytest.raises(PersonExists):
        invite_person(**_keeper(books), email="new@x.example", name="", role="ARA")
    demo = User.objects.create(email="demo@x.example", is_demo=True)
    with pytest.raises(PersonIsOfTheDemo):
        invite_person(**_keeper(books), email=demo.email, name="", role="ARA")


def test_the_owner_of_the_machine_adds_roles_by_the_same_path(db: None) -> None:
    more = {"company_name": "Huasheng", "email": "li@x.example", "password": "nine-lions-count"}
    person = add_person(**more, role="CRC")
    assert add_person(**more, role="COL") == person
    with pytest.raises(RolesAreApart):
        add_person(**more, role="AUD")
    facts = Event.objects.values_list("kind", "actor_id", "facts__role").order_by("id")
    assert list(facts) == [("give_role", None, "CRC"), ("give_role", None, "COL")]


def test_soft_conflicts_name_the_person_the_pair_and_since_when(books: Books) -> None:
    person = books.people["CRC"]
    assert soft_conflicts(**books.scope("FM")) == ()
    give_role(**_keeper(books), person_id=person, role="COL")
    give_role(**_keeper(books), person_id=person, role="SAL")
    found = soft_conflicts(**books.scope("FM"))
    since = dict(Membership.objects.filter(user_id=person).values_list("role", "created_at"))
    assert [(row.person_id, row.roles, row.since) for row in found] == [
        (person, ("CRC", "COL"), since["COL"]),
        (person, ("SAL", "CRC"), since["SAL"]),
    ]
    assert found[0].why.zh
    assert found[0].why.en


def test_a_list_offers_only_roles_that_go_together(books: Books) -> None:
    listed = {row.id: row for row in people(**books.scope("AUD"))}
    offered = {role: [code for code, _ in listed[books.people[role]].can_get] for role in ROLE_NAMES}  # fmt: skip
    assert offered["AUD"] == offered["ADM"] == []
    assert offered["CSH"] == ["SAL", "COL", "CUS"]
    assert offered["FM"] == ["SAL", "ARA", "CRC", "COL", "CUS"]
    assert [row.is_me for row in listed.values()].count(True) == 1


def _bands(book: Ledger) -> None:
    bands = {kind: [Band(kind, 0, ("FM",), 1)] for kind in ("give_role", "take_role")}
    for kind, wanted in bands.items():
        set_bands(**book.books.scope("FM"), origin=DOOR, kind=kind, bands=wanted)


def _ask(book: Ledger, kind: str, person: int, role: str) -> tuple[int, bytes]:
    keeper = _keeper(book.books)
    asked = request_approval(
        **keeper, kind=kind, subject={"person_id": person, "role": role}, key=f"{kind} {person} {role}"
    )  # fmt: skip
    return asked, bytes.fromhex(
        show_request(**book.books.scope("ADM"), request_id=asked).subject_hash
    )


def test_a_manager_agrees_to_a_role_before_it_is_given(db: None) -> None:
    """Duty 24: the administrator makes, the finance manager approves, and neither does both."""
    book = open_ledger()
    _bands(book)
    person = book.books.people["CRC"]
    with pytest.raises(ApprovalIsNeeded):
        give_role(**_keeper(book.books), person_id=person, role="COL")
    asked, shown = _ask(book, "give_role", person, "COL")
    assert _roles(book.books, person) == {"CRC"}
    with pytest.raises(NotPermitted):
        decide_approval(
            **_keeper(book.books), request_id=asked, verdict="approve", shown_hash=shown
        )
    manager = {**book.books.scope("FM"), "origin": DOOR}
    said = decide_approval(**manager, request_id=asked, verdict="approve", shown_hash=shown)
    assert said == "done"
    assert _roles(book.books, person) == {"CRC", "COL"}
    act = Act.objects.get(company_id=book.company_id, kind="give_role")
    assert (act.actor_id, act.approver_id) == (book.books.people["ADM"], book.books.people["FM"])
    asked, shown = _ask(book, "take_role", person, "CRC")
    decide_approval(**manager, request_id=asked, verdict="approve", shown_hash=shown)
    assert _roles(book.books, person) == {"COL"}


def test_nobody_agrees_to_a_role_of_their_own(db: None) -> None:
    book = open_ledger()
    _bands(book)
    asked, shown = _ask(book, "give_role", book.books.people["FM"], "COL")
    manager = {**book.books.scope("FM"), "origin": DOOR}
    with pytest.raises(OwnRoles):
        decide_approval(**manager, request_id=asked, verdict="approve", shown_hash=shown)
    assert _roles(book.books, book.books.people["FM"]) == {"FM"}


def test_an_administrator_sees_requests_about_people_alone(db: None) -> None:
    book = open_ledger()
    _bands(book)
    set_bands(
        **book.books.scope("FM"), origin=DOOR, kind="write_off", bands=[Band("write_off", 0, ("FM",), 1)]
    )  # fmt: skip
    book.post("invoice", "INV-1", "100.00", "01-05")
    money = request_approval(
        **book.books.scope("ARA"), origin=DOOR, kind="write_off", key="k",
        subject={"item_id": book.item("INV-1").id, "on": "2026-01-31", "reason": "x", "amount": None},
    )  # fmt: skip
    asked, _ = _ask(book, "give_role", book.books.people["CRC"], "COL")
    (row,) = list_requests(**book.books.scope("ADM"))
    assert (row.id, row.document, row.is_of_people) == (asked, "CRC yuanjing", True)
    assert row.role == ROLE_NAMES["COL"]
    with pytest.raises(NotFound):
        show_request(**book.books.scope("ADM"), request_id=money)
    assert {row.id for row in list_requests(**book.books.scope("FM"))} == {asked, money}


def test_pairs_of_roles_are_reported_each_month_and_signed_by_a_manager(db: None) -> None:
    book = open_ledger()
    Membership.objects.create(
        company_id=book.company_id, user_id=book.books.people["CRC"], role="COL"
    )
    assert report_conflicts_of(book.company_id, date(2026, 11, 1))
    assert not report_conflicts_of(book.company_id, date(2026, 11, 28)), "once a month"
    (report,) = conflict_reports(**book.books.scope("AUD"))
    assert (report.month, report.pairs, report.signed_by) == ("2026-11", 1, "")
    with pytest.raises(NotPermitted):
        sign_conflicts(**_keeper(book.books), month="2026-11")
    manager = {**book.books.scope("FM"), "origin": DOOR}
    with pytest.raises(NotFound):
        sign_conflicts(**manager, month="2026-12")
    sign_conflicts(**manager, month="2026-11")
    with pytest.raises(ReportIsSigned):
        sign_conflicts(**manager, month="2026-11")
    (report,) = conflict_reports(**book.books.scope("AUD"))
    assert report.signed_by == "FM yuanjing"
    said = [row.sentence.en for row in trail(**book.reader, wanted=TrailFilter(), limit=2).rows]
    assert said == ["Signed the report of roles of 2026-11", "Reported the pairs of roles of 2026-11: 1"]  # fmt: skip
    assert report_conflicts_of(book.company_id, date(2026, 12, 1))


def test_who_is_named_in_the_report_does_not_sign_it_while_another_could(db: None) -> None:
    book = open_ledger()
    concerned = book.books.people["FM"]
    Membership.objects.create(company_id=book.company_id, user_id=concerned, role="CRC")
    report_conflicts_of(book.company_id, date(2026, 11, 1))
    other = User.objects.create(email="second@x.example")
    Membership.objects.create(company_id=book.company_id, user=other, role="FM")
    with pytest.raises(SignerIsConcerned):
        sign_conflicts(**book.books.scope("FM"), origin=DOOR, month="2026-11")
    sign_conflicts(company_id=book.company_id, actor=other.id, origin=DOOR, month="2026-11")


def test_an_administrator_brings_in_nobody_alone(db: None) -> None:
    """A first role is a role: else a manager of one's own making would agree to everything."""
    book = open_ledger(bands=DEFAULT_BANDS)
    subject = {"email": "sock@x.example", "name": "", "role": "FM"}
    with pytest.raises(ApprovalIsNeeded):
        invite_person(**_keeper(book.books), **subject)
    assert not User.objects.filter(email="sock@x.example").exists()
    asked = request_approval(**_keeper(book.books), kind="invite_person", subject=subject, key="k")
    (row,) = list_requests(**book.books.scope("ADM"))
    assert (row.document, row.role) == ("sock@x.example", ROLE_NAMES["FM"])
    manager = {**book.books.scope("FM"), "origin": DOOR}
    shown = bytes.fromhex(row.subject_hash)
    assert (
        decide_approval(**manager, request_id=asked, verdict="approve", shown_hash=shown) == "done"
    )
    assert _roles(book.books, User.objects.get(email="sock@x.example").id) == {"FM"}


def test_a_person_comes_back_with_a_managers_word_or_where_none_is_left(db: None) -> None:
    book = open_ledger(bands=DEFAULT_BANDS)
    collector, manager = book.books.people["COL"], book.books.people["FM"]
    disable_person(**_keeper(book.books), person_id=collector)
    with pytest.raises(ApprovalIsNeeded):
        enable_person(**_keeper(book.books), person_id=collector)
    disable_person(**_keeper(book.books), person_id=manager)
    enable_person(**_keeper(book.books), person_id=manager)
    assert User.objects.get(id=manager).is_active


def test_nobody_takes_part_in_the_decision_about_themselves(db: None) -> None:
    """Neither with a yes or a no of their own, nor through whom they delegated to."""
    book = open_ledger(bands=DEFAULT_BANDS)
    manager, accountant = book.books.people["FM"], book.books.people["ARA"]
    asked, shown = _ask(book, "take_role", manager, "FM")
    own = {**book.books.scope("FM"), "origin": DOOR}
    for verdict in ("approve", "reject"):
        with pytest.raises(OwnRoles):
            decide_approval(**own, request_id=asked, verdict=verdict, shown_hash=shown)
    today = timezone.localdate()
    delegate(**own, taker=accountant, from_on=today, to_on=today)
    with pytest.raises(OwnRoles):
        decide_approval(
            **book.books.scope("ARA"), origin=DOOR, request_id=asked, verdict="approve", shown_hash=shown
        )  # fmt: skip


def test_what_could_never_be_given_is_not_asked_for_and_nothing_is_asked_twice(db: None) -> None:
    book = open_ledger(bands=DEFAULT_BANDS)
    person = book.books.people["ARA"]
    for role, refusal in (("GOD", RoleIsUnknown), ("ARA", RoleIsHeld), ("AUD", RolesAreApart)):
        with pytest.raises(refusal):
            give_role(**_keeper(book.books), person_id=person, role=role)
    subject = {"person_id": person, "role": "COL"}
    asked = {
        request_approval(**_keeper(book.books), kind="give_role", subject=subject, key=key)
        for key in ("one", "two")
    }
    assert len(asked) == 1


def test_who_leaves_lets_go_of_customers_and_teams(books: Books) -> None:
    person = books.people["SAL"]
    team = form_team(**_keeper(books), name="East")
    join_team(**_keeper(books), team_id=team, person_id=person)
    customer = Customer.objects.create(company_id=books.company_id, name="远景", manager_id=person)
    take_role(**_keeper(books), person_id=person, role="SAL")
    customer.refresh_from_db()
    assert customer.manager_id is None
    assert not TeamMember.objects.filter(user_id=person).exists()
    facts = Event.objects.get(kind="release_customers").facts
    assert (facts["customers"], facts["teams"]) == ([customer.id], [team])


def test_a_role_is_agreed_to_while_its_person_is_switched_off(transactional_db: None) -> None:
    """Both take the person first and the book last: neither waits for the other in a ring."""
    book = open_ledger(bands=DEFAULT_BANDS)
    person = book.books.people["CRC"]
    manager = {**book.books.scope("FM"), "origin": DOOR}
    for kind, role in product(("give_role", "take_role"), ("COL", "SAL", "ARA")):
        asked, shown = _ask(book, kind, person, role)
        said = {"request_id": asked, "verdict": "approve", "shown_hash": shown}
        answers = _at_once(
            partial(decide_approval, **manager, **said),
            partial(disable_person, **_keeper(book.books), person_id=person),
        )
        assert answers == ["done", None]
        User.objects.filter(id=person).update(is_active=True)


def _at_once(*calls: Callable[[], Any]) -> list[Any]:
    answers: list[Any] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers[place] = call()
        except Exception as problem:
            answers[place] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers

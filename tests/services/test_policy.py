"""Every verb and query tried by every role, by strangers and across companies: the table is the truth."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

from tests.books import OURS, THEIRS, Books, open_company
from wanglai.services import demo, reconciliation
from wanglai.services.access.policy import POLICY, ROLE_NAMES, acts_of
from wanglai.services.access.queries import companies_of, person
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.demo.queries import demo_pairs
from wanglai.services.demo.start_demo_reconciliation import start_demo_reconciliation
from wanglai.services.reconciliation import queries
from wanglai.services.reconciliation.accept_group import accept_group
from wanglai.services.reconciliation.cancel_run import cancel_run
from wanglai.services.reconciliation.confirm_reading import confirm_reading
from wanglai.services.reconciliation.correct_reading import correct_reading
from wanglai.services.reconciliation.deciding import open_result
from wanglai.services.reconciliation.download_sheet import download_sheet
from wanglai.services.reconciliation.original_file import original_file
from wanglai.services.reconciliation.prepare_sheet import (
    prepare_sheet,
    run_to_print,
    sheet_progress,
)
from wanglai.services.reconciliation.reject_group import reject_group
from wanglai.services.reconciliation.relink_lines import relink_lines
from wanglai.services.reconciliation.rerun import rerun
from wanglai.services.reconciliation.start_reconciliation import start_reconciliation
from wanglai.services.reconciliation.undo_decision import undo_decision
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.reconciliation.withdraw_note import withdraw_note
from wanglai.services.reconciliation.write_note import write_note
from wanglai.services.refusals import NotPermitted, UnableTo
from wanglai.store.models import Membership, User

FILES = {"ours": Upload("a.csv", OURS.encode()), "theirs": Upload("b.csv", THEIRS.encode())}

# every call that takes company and actor: what else it takes, and the act it stands for
CALLS: dict[Callable[..., Any], tuple[dict[str, Any], str]] = {
    queries.list_reconciliations: ({}, "list_reconciliations"),
    queries.customers: ({}, "list_customers"),
    queries.reconciliation_page: ({"reconciliation_id": 0}, "view_reconciliation"),
    queries.run_progress: ({"reconciliation_id": 0}, "view_reconciliation"),
    queries.reading_of: ({"reconciliation_id": 0, "side": "ours"}, "view_reconciliation"),
    queries.result_rows: ({"reconciliation_id": 0}, "view_reconciliation"),
    queries.result_row: ({"reconciliation_id": 0, "row_id": "r1-1"}, "view_reconciliation"),
    queries.lines_of: ({"reconciliation_id": 0, "side": "ours"}, "view_reconciliation"),
    queries.notes_of: ({"reconciliation_id": 0}, "view_reconciliation"),
    queries.timeline: ({"reconciliation_id": 0}, "view_reconciliation"),
    demo_pairs: ({}, "list_reconciliations"),
    download_sheet: ({"reconciliation_id": 0, "language": "en", "form": "json"}, "download_sheet"),
    prepare_sheet: ({"reconciliation_id": 0, "language": "en"}, "download_sheet"),
    sheet_progress: ({"reconciliation_id": 0, "language": "en"}, "download_sheet"),
    run_to_print: ({"reconciliation_id": 0}, "download_sheet"),
    original_file: ({"reconciliation_id": 0, "side": "ours"}, "original_file"),
    start_reconciliation: (
        {"customer_name": "x", "idempotency_key": "k", **FILES},
        "start_reconciliation",
    ),
    start_demo_reconciliation: ({"key": "x"}, "start_demo_reconciliation"),
    correct_reading: ({"reconciliation_id": 0, "side": "ours", "options": {}}, "correct_reading"),
    confirm_reading: ({"reconciliation_id": 0, "side": "ours"}, "confirm_reading"),
    rerun: ({"reconciliation_id": 0}, "rerun"),
    cancel_run: ({"reconciliation_id": 0}, "cancel_run"),
    accept_group: ({"reconciliation_id": 0, "row_id": "r1-1"}, "accept_group"),
    reject_group: ({"reconciliation_id": 0, "row_id": "r1-1"}, "reject_group"),
    relink_lines: ({"reconciliation_id": 0, "ours": (11,), "theirs": (9,)}, "relink_lines"),
    undo_decision: ({"reconciliation_id": 0, "decision_id": 1}, "undo_decision"),
    write_note: ({"reconciliation_id": 0, "text": "x"}, "write_note"),
    withdraw_note: ({"reconciliation_id": 0, "note_id": 1}, "withdraw_note"),
}


def doors() -> set[Callable[..., Any]]:
    """Every public function of the services that takes a company and an actor, found by looking."""
    found = set()
    for package in (reconciliation, demo):
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if name.startswith("_") or not inspect.isfunction(value):
                    continue
                asked = inspect.signature(value).parameters
                if {"company_id", "actor"} <= asked.keys() and asked[
                    "actor"
                ].kind is inspect.Parameter.KEYWORD_ONLY:
                    found.add(value)
    return found - {admit, open_result}  # the gates themselves


def answer(call: Callable[..., Any], books: Books, scope: dict[str, int]) -> str:
    arguments = dict(CALLS[call][0])
    if "reconciliation_id" in arguments:
        arguments["reconciliation_id"] = books.reconciliation_id
    try:
        call(**scope, **arguments)
    except NotPermitted:
        return "denied"
    except NotFound:
        return "absent"
    except UnableTo as refusal:
        return refusal.code
    return "done"


def test_every_door_stands_in_the_table_of_this_test() -> None:
    assert doors() == set(CALLS)
    assert {act for _, act in CALLS.values()} | {"add_person"} == POLICY.keys()


def test_every_role_gets_exactly_what_the_policy_says(books: Books) -> None:
    books.finished()
    for call, (_, act) in CALLS.items():
        for role in ROLE_NAMES:
            said = answer(call, books, books.scope(role))
            assert (said == "denied") == (role not in POLICY[act]), (
                f"{role} {call.__name__}: {said}"
            )


def test_an_auditor_only_looks() -> None:
    assert acts_of("AUD") == {
        "list_reconciliations", "view_reconciliation", "list_customers", "download_sheet", "original_file",
    }  # fmt: skip
    assert acts_of("ADM") == {"add_person"}, "who keeps the keys keeps no books"


def test_strangers_find_nothing_and_change_nothing(books: Books) -> None:
    books.finished()
    before = books.table()
    other = open_company("bieren")
    nobody = User.objects.create(email="nobody@x.example").id
    for call in CALLS:
        for actor in (other.people["FM"], nobody, 999_999):
            assert answer(call, books, {"company_id": books.company_id, "actor": actor}) == "absent"
        if "reconciliation_id" in CALLS[call][0]:
            assert answer(call, books, other.scope("FM")) == "absent", (
                f"{call.__name__} across companies"
            )
    assert books.table() == before


def test_a_person_switched_off_is_out_at_once(books: Books) -> None:
    books.finished()
    User.objects.filter(id=books.people["FM"]).update(is_active=False)
    assert {answer(call, books, books.scope("FM")) for call in CALLS} == {"absent"}
    assert companies_of(actor=books.people["FM"]) == ()


def test_a_person_taken_out_of_the_company_is_out_at_once(books: Books) -> None:
    books.finished()
    Membership.objects.filter(user_id=books.people["FM"]).delete()
    assert {answer(call, books, books.scope("FM")) for call in CALLS} == {"absent"}


def test_companies_are_told_with_role_and_acts(books: Books) -> None:
    (company,) = companies_of(actor=books.people["AUD"])
    assert (company.name, company.role, company.role_label.zh) == ("yuanjing", "AUD", "审计")
    assert company.acts == acts_of("AUD")
    assert person(actor=books.people["AUD"]).email == "aud@yuanjing.example"


def test_an_act_without_a_policy_row_is_a_mistake_of_ours() -> None:
    from wanglai.services.access.policy import may

    with pytest.raises(AssertionError, match="no policy row"):
        may("FM", "burn_the_books")

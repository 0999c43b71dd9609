"""A salesperson sees the customers they manage and those of their teams, and nothing else; everybody else sees all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from tests.ledgers import DOOR, Ledger, open_ledger
from tests.worlds import ForTheFile
from wanglai.services.access.policy import ACTS, BY_ROW, ROLE_NAMES, may, sees_every_row
from wanglai.services.access.scope import NotFound
from wanglai.services.access.teams import (
    TeamExists,
    TeamNeedsAName,
    form_team,
    join_team,
    leave_team,
    teams,
)
from wanglai.services.audit.queries import TrailFilter, trail
from wanglai.services.customers.assign_customer import assign_customer, assignees, looked_after_by
from wanglai.services.exports.account import account_table
from wanglai.services.ledger import queries
from wanglai.services.ledger.show_account import account_page
from wanglai.services.ledger.show_customers import customers_of_book
from wanglai.services.ledger.show_entry import entry_page
from wanglai.services.ledger.show_items import item_page, open_items_page
from wanglai.services.reconciliation import queries as reconciliations
from wanglai.services.reconciliation.correct_reading import correct_reading
from wanglai.services.reconciliation.download_sheet import download_sheet
from wanglai.services.reconciliation.original_file import original_file
from wanglai.services.reconciliation.prepare_sheet import (
    prepare_sheet,
    run_to_print,
    sheet_progress,
)
from wanglai.services.refusals import NotPermitted
from wanglai.store.models import Act, Customer, Entry, Membership, OpenItem

LAST = date(2026, 1, 31)


def _built() -> Ledger:
    """Two customers with an invoice and a reconciliation each, and a transfer from one to the other."""
    book = open_ledger()
    for name in ("远景", "云帆"):
        book.post("invoice", f"INV-{name}", "100.00", "01-05", customer=name)
        book.books.start(customer=name)
        book.books.work()
    book.transfer("INV-云帆", 1, "01-20", amount=1_000, customer_id=book.customer("远景"))
    return book


@pytest.fixture(scope="module")
def built(for_the_file: ForTheFile) -> Ledger:
    return for_the_file(_built)


@pytest.fixture
def book(built: Ledger, db: None) -> Ledger:
    return deepcopy(built)  # a test may change it, too


def _seller(book: Ledger) -> dict[str, int]:
    return book.books.scope("SAL")


def _assign(
    book: Ledger, name: str, *, manager: int | None = None, team: int | None = None
) -> None:
    assign_customer(
        **book.books.scope("CRC"), origin=DOOR, customer_id=book.customer(name),
        manager_id=manager, team_id=team,
    )  # fmt: skip


def _names(book: Ledger, role: str = "SAL") -> set[str]:
    page = customers_of_book(**book.books.scope(role), on=LAST)
    assert len(page.rows) == page.total
    return {row.name for row in page.rows}


def test_only_a_salesperson_is_limited_and_only_for_looking() -> None:
    limited = {
        (role, act) for act in BY_ROW for role in ROLE_NAMES if may(role, act) and not sees_every_row(role, act)
    }  # fmt: skip
    assert {role for role, _ in limited} == {"SAL"}
    assert {act for _, act in limited} == BY_ROW
    assert not any(may("CUS", act) for act in ACTS), "a customer's contact has the portal"


def test_a_salesperson_sees_the_customers_they_manage(book: Ledger) -> None:
    assert _names(book) == set()
    _assign(book, "远景", manager=book.books.people["SAL"])
    assert _names(book) == {"远景"}
    assert _names(book, "ARA") == {"远景", "云帆"}
    total = customers_of_book(**_seller(book), on=LAST)
    assert total.base.text == "110.00", "a total tells of nobody else"
    _assign(book, "远景")
    assert _names(book) == set()


def test_a_team_sees_its_customers_while_one_is_in_it(book: Ledger) -> None:
    keeper = {**book.books.scope("ADM"), "origin": DOOR}
    team = form_team(**keeper, name=" East ")
    _assign(book, "云帆", team=team)
    assert _names(book) == set()
    person = book.books.people["SAL"]
    join_team(**keeper, team_id=team, person_id=person)
    join_team(**keeper, team_id=team, person_id=person)
    assert _names(book) == {"云帆"}
    (row,) = teams(**book.books.scope("ADM"))
    assert (row.name, [each.id for each in row.members], row.customers) == ("East", [person], 1)
    leave_team(**keeper, team_id=team, person_id=person)
    assert _names(book) == set()
    with pytest.raises(NotFound):
        leave_team(**keeper, team_id=team, person_id=person)
    kinds = Act.objects.filter(company_id=book.company_id).order_by("seq").values_list("kind", flat=True)  # fmt: skip
    assert list(kinds)[-4:] == ["form_team", "assign_customer", "join_team", "leave_team"]


def _looks(book: Ledger, name: str) -> dict[str, Callable[[dict[str, int]], Any]]:
    """Every query that shows something of one customer."""
    customer = book.customer(name)
    item = OpenItem.objects.get(company_id=book.company_id, document=f"INV-{name}", kind="invoice")
    found = {
        each.customer_name: each.id
        for each in reconciliations.list_reconciliations(**book.books.scope()).rows
    }
    here = {"reconciliation_id": found[name]}
    days = {"customer_id": customer, "from_on": date(2026, 1, 1), "to_on": LAST}
    return {
        "balance": lambda who: queries.customer_balance(**who, customer_id=customer, on=LAST),
        "items": lambda who: queries.open_items(**who, customer_id=customer, on=LAST),
        "account": lambda who: account_page(**who, **days),
        "sheet": lambda who: account_table(**who, **days),
        "items page": lambda who: open_items_page(**who, customer_id=customer, on=LAST),
        "item": lambda who: item_page(**who, item_id=item.id),
        "entry": lambda who: entry_page(**who, seq=_invoice(book, name)),
        "looked after": lambda who: looked_after_by(**who, customer_id=customer),
        "page": lambda who: reconciliations.reconciliation_page(**who, **here),
        "progress": lambda who: reconciliations.run_progress(**who, **here),
        "reading": lambda who: reconciliations.reading_of(**who, **here, side="ours"),
        "rows": lambda who: reconciliations.result_rows(**who, **here),
        "lines": lambda who: reconciliations.lines_of(**who, **here, side="ours"),
        "notes": lambda who: reconciliations.notes_of(**who, **here),
        "history": lambda who: reconciliations.timeline(**who, **here),
        "download": lambda who: download_sheet(**who, **here, language="en", form="json"),
        "prepare": lambda who: prepare_sheet(**who, **here, language="en"),
        "run": lambda who: run_to_print(**who, **here),
        "sheet of run": lambda who: sheet_progress(**who, **here, language="en"),
    }


def _invoice(book: Ledger, name: str) -> int:
    return Entry.objects.get(company_id=book.company_id, document=f"INV-{name}", kind="invoice").seq


def test_another_customer_is_as_if_it_were_not_there(book: Ledger) -> None:
    _assign(book, "远景", manager=book.books.people["SAL"])
    for name, look in _looks(book, "远景").items():
        assert look(_seller(book)) is not None, name
    for name, look in _looks(book, "云帆").items():
        with pytest.raises(NotFound):
            pytest.fail(f"{name} shows {look(_seller(book))}")
        assert look(book.books.scope("ARA")) is not None, name
    shown = reconciliations.list_reconciliations(**_seller(book))
    assert {row.customer_name for row in shown.rows} == {"远景"}
    assert shown.total == 1
    assert {row.name for row in reconciliations.customers(**_seller(book))} == {"远景"}


def test_an_entry_of_two_customers_is_seen_by_who_sees_both(book: Ledger) -> None:
    """A transfer names both; a revaluation is of the company."""
    moved = Act.objects.filter(company_id=book.company_id, kind="post").latest("seq").seq
    _assign(book, "远景", manager=book.books.people["SAL"])
    with pytest.raises(NotFound):
        entry_page(**_seller(book), seq=moved)
    _assign(book, "云帆", manager=book.books.people["SAL"])
    assert entry_page(**_seller(book), seq=moved).lines


def test_what_is_of_the_company_is_not_for_who_sees_a_part(book: Ledger) -> None:
    _assign(book, "远景", manager=book.books.people["SAL"])
    for look in (queries.trial_balance, queries.proof):
        with pytest.raises(NotPermitted):
            look(**_seller(book), on=LAST)


def test_a_second_role_shows_every_row(book: Ledger) -> None:
    Membership.objects.create(
        company_id=book.company_id, user_id=book.books.people["SAL"], role="COL"
    )
    assert _names(book) == {"远景", "云帆"}


def test_who_looks_after_a_customer_is_of_the_company(book: Ledger) -> None:
    other = open_ledger("bieren")
    team = form_team(**other.books.scope("ADM"), origin=DOOR, name="Theirs")
    with pytest.raises(NotFound):
        _assign(book, "远景", manager=other.books.people["SAL"])
    with pytest.raises(NotFound):
        _assign(book, "远景", team=team)
    with pytest.raises(NotFound):
        assign_customer(
            **other.books.scope("CRC"), origin=DOOR, customer_id=book.customer("远景"),
            manager_id=None, team_id=None,
        )  # fmt: skip
    people, known = assignees(**book.books.scope("CRC"))
    assert book.books.people["CUS"] not in {each.id for each in people}
    assert known == ()
    before = Act.objects.filter(company_id=book.company_id).count()
    _assign(book, "远景")
    assert Act.objects.filter(company_id=book.company_id).count() == before, "nothing changed"
    assert Customer.objects.filter(company_id=book.company_id, manager__isnull=False).count() == 0


def test_a_team_has_a_name_of_its_own(book: Ledger) -> None:
    keeper = {**book.books.scope("ADM"), "origin": DOOR}
    form_team(**keeper, name="East")
    with pytest.raises(TeamExists):
        form_team(**keeper, name="East")
    with pytest.raises(TeamNeedsAName):
        form_team(**keeper, name="  ")


def test_a_file_of_several_customers_shows_a_salesperson_nothing_of_the_others(
    book: Ledger,
) -> None:
    """The accountant cut the file to one customer; its raw cells and the names in it stay with who sees all."""
    _assign(book, "远景", manager=book.books.people["SAL"])
    ours = (
        "日期,发票号,往来单位,借方,贷方\n2026-03-02,INV-1001,上海远景,512.40,\n"
        "2026-03-05,INV-1002,广州云帆,300.00,\n2026-03-08,INV-1003,上海远景,250.50,\n"
    )
    book.books.start(ours=ours, customer="远景")
    book.books.work()
    correct_reading(**book.books.here(), side="ours", options={"party": "天外"})
    book.books.work()
    here = book.books.here("SAL")
    said = [
        reconciliations.run_progress(**here).refusal,
        reconciliations.reconciliation_page(**here).run.refusal,
        next(row for row in reconciliations.list_reconciliations(**_seller(book)).rows if row.id == here["reconciliation_id"]).refusal,
    ]  # fmt: skip
    assert [refusal.code for refusal in said if refusal] == ["party.unknown"] * 3
    assert "广州云帆" not in repr((said, reconciliations.timeline(**here)))
    assert "广州云帆" in repr(reconciliations.run_progress(**book.books.here()).refusal)
    correct_reading(**book.books.here(), side="ours", options={"party": "上海远景"})
    book.books.work()
    assert "广州云帆" in repr(reconciliations.reading_of(**book.books.here(), side="ours"))
    assert "广州云帆" not in repr(reconciliations.reading_of(**here, side="ours"))
    assert "广州云帆" not in repr(reconciliations.reconciliation_page(**here))
    with pytest.raises(NotPermitted):
        original_file(**here, side="ours")
    sheet = download_sheet(**here, language="en", form="xlsx").content
    with zipfile.ZipFile(io.BytesIO(sheet)) as parts:
        words = b"".join(parts.read(name) for name in parts.namelist())
    assert "广州云帆".encode() not in words, "the sheet goes to one of them"


def test_the_trail_finds_an_act_by_the_names_of_those_it_names(book: Ledger) -> None:
    _assign(book, "远景", manager=book.books.people["SAL"])
    newest = Act.objects.filter(company_id=book.company_id).latest("seq").seq
    for word in ("远景", "SAL yuanjing"):
        found = trail(**book.reader, wanted=TrailFilter(search=word)).rows
        assert newest in {row.seq for row in found}, word
        found = trail(**book.reader, wanted=TrailFilter(about=word)).rows
        assert newest in {row.seq for row in found}, word

"""One box finds a customer by everything it is known by; filters and parts of the list fit together."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ledgers import DOOR, Ledger, open_ledger
from wanglai.services.customers.bank_accounts import AccountSaid, add_bank_account
from wanglai.services.customers.change_customer import change_customer, stop_customer
from wanglai.services.customers.create_customer import create_customer
from wanglai.services.customers.find_customers import Wanted, filters_offered, find_customers
from wanglai.services.customers.merge_customers import merge_customers
from wanglai.services.customers.spelling import spell_every_name
from wanglai.services.customers.tags import tag_customer
from wanglai.store.models import Customer, CustomerClass, Team, TeamMember

NAMES = {
    "重庆长城实业有限公司": {"short_name": "长实", "number": "C-0042", "tax_number": "91350100M000100Y43"},
    "云帆贸易（上海）有限公司": {"names": ["Yunfan Trading Co., Ltd."], "is_key_account": True},
    "景和商贸有限公司": {},
    "Alder Kaufhaus GmbH": {},
}  # fmt: skip


@pytest.fixture
def book(db: None) -> Ledger:
    book = open_ledger()
    for name, more in NAMES.items():
        create_customer(**by(book), said={"name": name, **more})
    return book


def by(book: Ledger, role: str = "CRC") -> dict[str, Any]:
    return {**book.books.scope(role), "origin": DOOR}


def found(book: Ledger, search: str = "", role: str = "AUD", **wanted: Any) -> list[str]:
    page = find_customers(**book.books.scope(role), wanted=Wanted(search=search, **wanted))
    return [row.name for row in page.rows]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("长城", "重庆长城实业有限公司"),
        ("重庆长城实业有限公司", "重庆长城实业有限公司"),
        ("城", "重庆长城实业有限公司"),
        ("cqcc", "重庆长城实业有限公司"),
        ("chongqingchangcheng", "重庆长城实业有限公司"),
        ("CHANGCHENG", "重庆长城实业有限公司"),
        ("长实", "重庆长城实业有限公司"),
        ("cs", "重庆长城实业有限公司"),
        ("c-0042", "重庆长城实业有限公司"),
        ("91350100m000100y43", "重庆长城实业有限公司"),
        ("云帆", "云帆贸易（上海）有限公司"),
        ("云帆贸易(上海)", "云帆贸易（上海）有限公司"),
        ("yunfan trading", "云帆贸易（上海）有限公司"),
        ("trading yunfan", "云帆贸易（上海）有限公司"),
        ("kaufh", "Alder Kaufhaus GmbH"),
        ("ÄLDER", "Alder Kaufhaus GmbH"),
    ],
)
def test_a_customer_is_found_by_any_of_its_names(book: Ledger, typed: str, name: str) -> None:
    assert found(book, typed)[0] == name


@pytest.mark.parametrize("typed", ["zzzz", "%", "_", "长帆", "' OR 1=1 --", "\\", "云帆 长城"])
def test_what_nobody_is_called_finds_nobody(book: Ledger, typed: str) -> None:
    assert found(book, typed) == []


def test_whole_names_come_before_beginnings_and_parts(book: Ledger) -> None:
    for name in ("新长城", "长城", "长城汽车"):
        create_customer(**by(book), said={"name": name})
    assert found(book, "长城") == ["长城", "长城汽车", "新长城", "重庆长城实业有限公司"]


def test_a_customer_is_found_by_its_account(book: Ledger) -> None:
    whose = Customer.objects.get(name="景和商贸有限公司").id
    add_bank_account(**by(book, "ARA"), customer_id=whose, said=AccountSaid("6222021001009876"))
    rows = find_customers(**book.books.scope("AUD"), wanted=Wanted(search="9876")).rows
    assert [(row.name, row.found_by.en) for row in rows if row.found_by] == [
        ("景和商贸有限公司", "bank account 6222 **** **** 9876")
    ]
    assert found(book, "6222 0210 0100 9876") == ["景和商贸有限公司"]
    assert found(book, "6222 0210 0100 9877") == []
    assert found(book, "0100 9876") == [], "a part of a number is not looked up but its tail"


def test_a_customer_is_found_by_a_document_and_by_an_amount(book: Ledger) -> None:
    book.post("invoice", "INV-2026-0815", "1,234.50", "01-05", customer="景和商贸有限公司")
    book.post("invoice", "INV-2026-0816", "99.00", "01-05", customer="Alder Kaufhaus GmbH")
    assert found(book, "inv-2026-0815") == ["景和商贸有限公司"]
    assert set(found(book, "INV-2026")) == {"景和商贸有限公司", "Alder Kaufhaus GmbH"}
    assert found(book, "1,234.50") == found(book, "1234.50") == ["景和商贸有限公司"]
    assert found(book, "1234.51") == []
    row = find_customers(**book.books.scope("AUD"), wanted=Wanted(search="1,234.50")).rows[0]
    assert row.found_by is not None
    assert row.found_by.zh == "金额相同：单据 INV-2026-0815"


def test_filters_fit_together(book: Ledger) -> None:
    yunfan = Customer.objects.get(name__startswith="云帆")
    jinghe = Customer.objects.get(name__startswith="景和")
    team = Team.objects.create(company_id=book.company_id, name="华东")
    Customer.objects.filter(id=jinghe.id).update(team=team, manager_id=book.books.people["SAL"])
    tag_customer(**by(book), customer_id=yunfan.id, tag="重点")
    stop_customer(**by(book), customer_id=jinghe.id, reason="停业")
    for value in ("C", "A"):
        CustomerClass.objects.create(
            company_id=book.company_id, customer_id=yunfan.id, kind="tier", value=value,
            as_of="2026-01-01", reason_zh="", reason_en="",
        )  # fmt: skip
    assert found(book, tag="重点") == [yunfan.name]
    assert found(book, tag="无此标签") == []
    assert found(book, tier="A") == [yunfan.name], "the newest is in force"
    assert found(book, tier="C") == []
    assert found(book, is_key_account=True) == [yunfan.name]
    assert found(book, state="stopped") == found(book, team_id=team.id, state="all") == [jinghe.name]  # fmt: skip
    assert found(book, manager_id=book.books.people["SAL"], state="all") == [jinghe.name]
    assert jinghe.name not in found(book)
    assert found(book, "云帆", tag="重点", is_key_account=True) == [yunfan.name]
    assert found(book, "长城", tag="重点") == []
    assert filters_offered(**book.books.scope("AUD")).tags == ("重点",)
    assert [each.name for each in filters_offered(**book.books.scope("SAL")).teams] == ["华东"]
    assert filters_offered(**book.books.scope("SAL")).tags == ()


def test_the_parts_of_a_list_are_the_whole_list_once(book: Ledger) -> None:
    for number in range(7):
        create_customer(**by(book), said={"name": f"长城{number}"})
    for search in ("", "长城"):
        whole = found(book, search)
        parts, after = [], ""
        while True:
            page = find_customers(
                **book.books.scope("AUD"), wanted=Wanted(search=search, after=after), limit=3
            )
            parts += [row.name for row in page.rows]
            after = page.next_after
            if not after:
                break
        assert parts == whole, search
        assert len(set(parts)) == len(parts) >= 8
    assert found(book, after="what is this") == found(book)


def test_a_salesperson_finds_their_own_and_what_was_merged_into_them(book: Ledger) -> None:
    yunfan = Customer.objects.get(name__startswith="云帆")
    jinghe = Customer.objects.get(name__startswith="景和")
    Customer.objects.filter(id=yunfan.id).update(manager_id=book.books.people["SAL"])
    assert found(book, role="SAL") == [yunfan.name]
    assert found(book, "景和", role="SAL") == []
    merge_customers(**by(book), merged_id=jinghe.id, survivor_id=yunfan.id)
    page = find_customers(**book.books.scope("SAL"), wanted=Wanted(search="景和"))
    assert [(row.name, row.found_by.en) for row in page.rows if row.found_by] == [(yunfan.name, "took in 景和商贸有限公司")]  # fmt: skip
    team = Team.objects.create(company_id=book.company_id, name="华东")
    TeamMember.objects.create(company_id=book.company_id, team=team, user_id=book.books.people["SAL"])  # fmt: skip
    Customer.objects.filter(name__startswith="重庆").update(team=team)
    assert len(found(book, role="SAL")) == 2


def test_a_new_name_is_found_and_the_old_one_is_not(book: Ledger) -> None:
    jinghe = Customer.objects.get(name__startswith="景和")
    said = {"name": "锦禾商贸有限公司", "names": []}
    change_customer(**by(book), customer_id=jinghe.id, version=1, said=said)
    assert found(book, "jhsm") == ["锦禾商贸有限公司"]
    assert found(book, "景和") == []


def test_customers_written_by_the_thousand_are_found_once_they_are_spelled(book: Ledger) -> None:
    Customer.objects.bulk_create(
        Customer(company_id=book.company_id, name=f"批量客户{number}") for number in range(3)
    )
    assert found(book, "批量") == []
    assert spell_every_name() == 3
    assert spell_every_name() == 0
    assert found(book, "plkh") == ["批量客户0", "批量客户1", "批量客户2"]


def test_another_company_finds_nothing_of_ours(book: Ledger) -> None:
    other = open_ledger("bieren")
    whose = Customer.objects.get(name="景和商贸有限公司").id
    add_bank_account(**by(book, "ARA"), customer_id=whose, said=AccountSaid("6222021001009876"))
    book.post("invoice", "INV-1", "1,234.50", "01-05", customer="景和商贸有限公司")
    for typed in ("景和", "9876", "6222021001009876", "INV-1", "1,234.50", ""):
        assert found(other, typed) == []

"""The walls of contracts: every attempt here goes around the services and the ORM."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.agreements import signed
from tests.books import Books, open_company
from tests.store.test_walls import refused, sql
from wanglai.domain.law_form import record_of
from wanglai.domain.penalty import DatedRate
from wanglai.domain.statutory import CHINA_2025
from wanglai.services.contracts.contract_files import attach_file
from wanglai.services.contracts.expiry import write_expiry_warnings
from wanglai.services.contracts.rates import enter_rates
from wanglai.services.contracts.set_law import set_law
from wanglai.services.reconciliation.uploads import Upload
from wanglai.store import contract_walls
from wanglai.store.models import Customer


@pytest.fixture
def contracted(books: Books) -> Books:
    """A contract in force with a row in every append-only table of contracts."""
    contract_id = signed(books, to_on=date(2025, 12, 31))
    Customer.objects.update(manager_id=books.people["SAL"])
    door = {"origin": "test"}
    attach_file(
        **books.scope("SAL"), **door, contract_id=contract_id, upload=Upload("a.pdf", b"%PDF")
    )
    write_expiry_warnings(date(2025, 12, 1))
    set_law(**books.scope("FM"), **door, settings=record_of(CHINA_2025), reason="x")
    rate = DatedRate(date(2025, 5, 20), Decimal("3.00"), source="公告")
    enter_rates(**books.scope("CRC"), **door, table="LPR-1Y", rates=[rate])
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    return books


VERSION = (
    "INSERT INTO store_contractversion (company_id, contract_id, number, agreement, from_on, signed_on, reason, "
    "acknowledged, made_by_id, approved_by_id, made_at) SELECT {company}, contract_id, {number}, agreement, from_on, "
    "signed_on, '{reason}', '[]', made_by_id, {approver}, now() FROM store_contractversion"
)


def version(
    number: int, *, company: str = "company_id", reason: str = "x", approver: str = "NULL"
) -> str:
    return VERSION.format(number=number, company=company, reason=reason, approver=approver)


def test_what_is_signed_said_and_filed_is_only_ever_added(contracted: Books) -> None:
    for table in contract_walls.APPEND_ONLY:
        assert sql(f"SELECT count(*) FROM {table}")[0][0] > 0, f"{table} has no row to attack"
        columns = sql(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", table
        )
        for (column,) in columns:
            assert "append-only" in refused(f'UPDATE {table} SET "{column}" = "{column}"')
        assert "append-only" in refused(f"DELETE FROM {table}")
        assert "append-only" in refused(f"TRUNCATE {table} CASCADE")


def test_versions_are_numbered_without_gaps_and_say_why(contracted: Books) -> None:
    assert "not the next" in refused(version(3))
    assert "not the next" in refused(version(1))
    assert "contract_version_says_why" in refused(version(2, reason=""))
    assert "contract_version_by_two" in refused(version(2, approver="made_by_id"))
    sql(version(2))
    assert sql("SELECT number FROM store_contractversion ORDER BY 1") == [(1,), (2,)]


def test_a_signed_contract_is_not_changed_and_one_that_is_over_stays(contracted: Books) -> None:
    assert "never deleted" in refused("DELETE FROM store_contract")
    for change in ("number = 'x'", "scope = 'x'", "from_on = from_on - 1", "to_on = NULL"):
        assert "amended, not changed" in refused(f"UPDATE store_contract SET {change}")
    assert "amended, not changed" in refused(
        "UPDATE store_contract SET state = 'draft', draft = '{}'"
    )
    assert "whose contract" in refused("UPDATE store_contract SET created_at = now() + '1 day'")
    assert "contract_end_is_within" in refused("UPDATE store_contract SET state = 'ended'")
    assert "contract_end_is_within" in refused(
        "UPDATE store_contract SET state = 'ended', ended_on = from_on - 1"
    )
    assert "contract_" in refused("UPDATE store_contract SET state = 'lost'")
    sql("UPDATE store_contract SET state = 'ended', ended_on = from_on")
    assert "stays as it is" in refused("UPDATE store_contract SET title = 'x'")


CONTRACT = (
    "INSERT INTO store_contract (company_id, customer_id, number, title, scope, from_on, to_on, state, end_reason, "
    "draft, created_by_id, created_at) SELECT {company}, customer_id, '{number}', '', scope, date '{from_on}', NULL, "
    "'{state}', '', {draft}, created_by_id, now() FROM store_contract WHERE number = 'HT-1'"
)


def contract(
    *, number: str = "HT-2", from_on: str = "2026-01-01", state: str = "draft", draft: str = "'{}'",
    company: str = "company_id",
) -> str:  # fmt: skip
    return CONTRACT.format(
        number=number, from_on=from_on, state=state, draft=draft, company=company
    )


def test_two_contracts_of_a_customer_and_scope_never_hold_on_one_day(contracted: Books) -> None:
    put = "UPDATE store_contract SET state = 'in_force' WHERE number = 'HT-2'"
    sql(contract(from_on="2026-01-01"))
    assert "nothing of it is signed" in refused(put)
    sql("UPDATE store_contract SET from_on = date '2025-12-31' WHERE number = 'HT-2'")
    sql(
        "INSERT INTO store_contractversion (company_id, contract_id, number, agreement, from_on, signed_on, reason, "
        "acknowledged, made_by_id, made_at) SELECT company_id, id, 1, '{}', from_on, from_on, '', '[]', created_by_id, "
        "now() FROM store_contract WHERE number = 'HT-2'"
    )
    assert "contract_one_in_force" in refused(put)
    sql("UPDATE store_contract SET from_on = date '2026-01-01' WHERE number = 'HT-2'")
    sql(put)
    assert "contract_number_once" in refused(contract())
    assert "contract_has_a_number" in refused(contract(number=""))
    assert "contract_waits_for_signing" in refused(contract(number="HT-4", draft="NULL"))


def test_contracts_and_what_hangs_on_them_stay_within_the_company(contracted: Books) -> None:
    other = open_company("bieren").company_id
    assert "same_company" in refused(contract(company=str(other)))
    assert "same_company" in refused(version(2, company=str(other)))
    paper = (
        "INSERT INTO store_contractfile (company_id, contract_id, file_id, name, attached_by_id, attached_at) "
        "SELECT {company}, contract_id, {file}, name, attached_by_id, now() FROM store_contractfile"
    )
    assert "same_company" in refused(paper.format(company=other, file="file_id + 1"))
    assert "same_company" in refused(paper.format(company="company_id", file="file_id + 1"))
    assert "contract_file_once" in refused(paper.format(company="company_id", file="file_id"))
    assert "same_company" in refused(
        "INSERT INTO store_expirywarning (company_id, contract_id, days, to_on, written_at) "
        f"SELECT {other}, contract_id, 60, to_on, now() FROM store_expirywarning"
    )
    assert "expiry_said_once" in refused(
        "INSERT INTO store_expirywarning (company_id, contract_id, days, to_on, written_at) "
        "SELECT company_id, contract_id, days, to_on, now() FROM store_expirywarning"
    )


def test_a_published_rate_is_withdrawn_never_changed(contracted: Books) -> None:
    for change in ("percent = 9", "from_on = from_on - 1", "source = 'x'", "\"table\" = 'x'"):
        assert "never changed" in refused(f"UPDATE store_publishedrate SET {change}")
    assert "never changed" in refused("DELETE FROM store_publishedrate")
    copy = (
        'INSERT INTO store_publishedrate (company_id, "table", from_on, percent, source, entered_by_id, entered_at) '
        'SELECT company_id, "table", from_on, 9, {source}, entered_by_id, now() FROM store_publishedrate'
    )
    assert "rate_one_from_a_day" in refused(copy.format(source="source"))
    assert "rate_has_its_source" in refused(copy.format(source="''"))
    sql("UPDATE store_publishedrate SET withdrawn_at = now()")
    assert "never changed" in refused("UPDATE store_publishedrate SET withdrawn_at = NULL")
    sql(copy.format(source="source"))

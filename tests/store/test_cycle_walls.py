"""The walls of settlement cycles: every attempt here goes around the services and the ORM."""

from __future__ import annotations

import pytest

from tests.cycles import amend, bill, close, contract, cycle_to, monthly, opened
from tests.papers import Papers, open_papers
from tests.store.test_walls import refused, sql
from wanglai.domain.terms import Terms
from wanglai.services.cycles.policy import Policy, set_cycle_policy
from wanglai.store import cycle_walls
from wanglai.store.models import Invoice

ROW = (
    "INSERT INTO store_settlementcycle (company_id, customer_id, contract_id, version, from_on, to_on, statement_on, state, "
    "opened_at) SELECT {company}, customer_id, contract_id, {version}, '{from_on}', '{to_on}', '{to_on}', 'open', now() "
    "FROM store_settlementcycle WHERE state <> 'dropped' ORDER BY id LIMIT 1"
)


def cycle(from_on: str, to_on: str, *, version: int = 1, company: str = "company_id") -> str:
    return ROW.format(from_on=from_on, to_on=to_on, version=version, company=company)


@pytest.fixture
def papers(db: None) -> Papers:
    """March is closed and billed, April is open."""
    papers = open_papers()
    contract(papers, monthly(30))
    opened(papers, "03-05", since="03-05")
    papers.order()
    papers.deliver("DN-1", "60", on="03-05")
    set_cycle_policy(**papers.clerk, policy=Policy())
    close(papers, "03-31")
    bill(papers, "03-31")
    sql("UPDATE store_settlementcycle SET state = 'dropped' WHERE from_on > '2026-04-01'")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")
    return papers


def test_rules_billings_and_bills_are_only_ever_added_and_cycles_never_removed(papers: Papers) -> None:  # fmt: skip
    for table in (*cycle_walls.APPEND_ONLY, *cycle_walls.NEVER_REMOVED):
        assert sql(f"SELECT count(*) FROM {table}")[0][0] > 0, f"{table} has no row to attack"
        assert "append-only" in refused(f"DELETE FROM {table}")
    for table in cycle_walls.APPEND_ONLY:
        assert "append-only" in refused(f"UPDATE {table} SET company_id = company_id")
    assert "does not change" in refused("UPDATE store_settlementcycle SET to_on = to_on + 1")


def test_no_day_lies_in_two_cycles_and_none_is_left_out(papers: Papers) -> None:
    assert "leaves 2026-05-01" in refused(cycle("2026-05-02", "2026-05-31"))
    for from_on, to_on in (("2026-04-30", "2026-05-31"), ("2026-03-01", "2026-03-31")):
        assert "follows neither" in refused(cycle(from_on, to_on))
    sql(cycle("2026-05-01", "2026-05-31"))
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # a table with pending checks is not altered
    sql("ALTER TABLE store_settlementcycle DISABLE TRIGGER cycle_goes_on")
    assert "cycle_days_once" in refused(cycle("2026-05-31", "2026-06-30"))


def test_days_between_two_cycles_are_those_without_a_cycle_alone(papers: Papers) -> None:
    signed = cycle_to(papers, "04-30").contract_id
    amend(papers, signed, Terms(("delivery",)), "05-01")
    amend(papers, signed, monthly(30), "05-16")
    assert "leaves 2026-05-16" in refused(cycle("2026-05-20", "2026-05-31", version=3))
    assert "follows neither" in refused(cycle("2026-05-10", "2026-05-31", version=3))
    sql(cycle("2026-05-16", "2026-05-31", version=3))


def test_a_cycle_follows_a_version_that_was_signed(papers: Papers) -> None:
    assert "follows neither" in refused(cycle("2026-05-01", "2026-05-31", version=2))


def test_a_cycle_closes_from_its_cut_off_on_in_order_and_for_ever(papers: Papers) -> None:
    closing = (
        "UPDATE store_settlementcycle SET state = 'closed', closed_on = '{}', closed_at = now(), closed_seq = 1 "
        "WHERE to_on = '{}' AND state = 'open'"
    )
    sql(cycle("2026-05-01", "2026-05-31"))
    assert "cycle_closed_from_its_cut_off_on" in refused(closing.format("2026-04-29", "2026-04-30"))
    assert "is open" in refused(closing.format("2026-06-01", "2026-05-31"))
    sql(closing.format("2026-04-30", "2026-04-30"))
    for state in ("open", "dropped"):
        assert "there is no way" in refused(f"UPDATE store_settlementcycle SET state = '{state}', closed_on = NULL, closed_at = NULL, closed_seq = NULL WHERE state = 'closed'")  # fmt: skip


def test_what_is_closed_is_billed_once_and_with_invoices_of_its_customer(papers: Papers) -> None:
    billing = "INSERT INTO store_cyclebilling (company_id, cycle_id, seq, billed_by_id, billed_at) SELECT company_id, {}, seq, billed_by_id, now() FROM store_cyclebilling"  # fmt: skip
    march, april = cycle_to(papers, "03-31").id, cycle_to(papers, "04-30").id
    assert "is not closed" in refused(billing.format(april))
    assert "cycle_billed_once" in refused(billing.format(march))
    other = papers.book.customer("别人")
    mine = Invoice.objects.get()
    naming = "INSERT INTO store_cyclebill (company_id, cycle_id, invoice_id) SELECT {}, {}, id FROM store_invoice WHERE id = {}"  # fmt: skip
    company = papers.book.company_id
    assert "cycle_bill_of_one" in refused(naming.format(company, march, mine.id))
    assert "is none of cycle" in refused(naming.format(company, april, mine.id))
    papers.customer = "别人"
    assert papers.customer_id == other
    papers.order("SO-9")
    papers.deliver("DN-9", "10", order="SO-9")
    strange = papers.draft("INV-9", *papers.of_delivery("DN-9"))
    assert "is none of cycle" in refused(naming.format(company, march, strange))

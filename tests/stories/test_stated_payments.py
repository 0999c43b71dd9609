"""What a customer pays by the number of a statement: exactly what is open of it is settled, anything else is for a person to look at."""

from __future__ import annotations

import pytest

from tests.ledgers import Ledger, day, minor, open_ledger
from tests.stories.test_advice_stories import came_in, handed_in, state_of
from wanglai.domain.payment_reference import in_fours
from wanglai.domain.statement_number import StatementNumber
from wanglai.domain.statements import Kind
from wanglai.formats.papers.statement import words_of
from wanglai.services.cash.perform_cash_run import perform_cash_run
from wanglai.services.cash.run_life import start_cash_run
from wanglai.services.cash.show_line import cash_line
from wanglai.services.remittances.payment_references import customers_of_references, reference_of
from wanglai.services.remittances.queries import advice_of_line, advice_page
from wanglai.services.remittances.stated import spelled_out, statements_of
from wanglai.services.statements.issue_statement import issue_statement, reissue_statement
from wanglai.services.statements.issuing import number_of
from wanglai.store.models import BankEntry, CashProposal, RemittanceLine, Statement


@pytest.fixture
def book(db: None) -> Ledger:
    made = open_ledger()
    made.post("invoice", "INV-1", "400.00", "03-05", due="04-05")
    made.post("invoice", "INV-2", "300.00", "03-08", due="04-08")
    made.post("credit_note", "K-1", "50.00", "03-09")
    made.post("invoice", "他-1", "650.00", "03-05", customer="他人")
    return made


def _issued(book: Ledger, customer: str = "远景", through: str = "03-31", kind: Kind = "open_items") -> Statement:  # fmt: skip
    scope = {"company_id": book.company_id, "actor": book.scope["actor"], "origin": "test"}
    made = issue_statement(
        **scope, customer_id=book.customer(customer), currency="CNY", kind=kind, from_on=day("03-01"),
        through_on=day(through), key=f"issue:{customer}:{through}:{kind}",
    )  # fmt: skip
    return Statement.objects.get(id=made)


def _said(book: Ledger, line: BankEntry) -> CashProposal:
    perform_cash_run(start_cash_run(**book.books.scope("FM"), waits_for_worker=False))
    return CashProposal.objects.get(bank_entry_id=line.id, state="open")


def _parts(book: Ledger, parts: list[list[int]]) -> dict[str, int]:
    names = {book.item(number).id: number for number in ("INV-1", "INV-2", "K-1", "他-1")}
    return {names[item]: amount for item, amount in parts}


def test_every_statement_prints_a_reference_that_leads_back_to_its_customer(book: Ledger) -> None:
    statement = _issued(book)
    printed = words_of(statement.body)["reference"]
    assert printed == in_fours(reference_of(statement.customer_id))
    assert customers_of_references(book.company_id, [printed.replace(" ", "")]) == {
        printed.replace(" ", ""): statement.customer_id
    }


def test_a_paper_issued_before_there_was_a_reference_prints_none(book: Ledger) -> None:
    body = _issued(book).body
    said = f'"reference":"{reference_of(book.customer("远景"))}",'
    assert said in body
    assert words_of(body.replace(said, ""))["reference"] == ""


def test_exactly_what_is_open_of_a_statement_settles_it_whoever_paid(book: Ledger) -> None:
    number = number_of(_issued(book))
    line = came_in(book, "650.00", other_name="某某代理", text=f"付对账单{number}货款", on="04-03")
    said = _said(book, line)
    assert (said.status, said.rule) == ("auto", "statement")
    assert _parts(book, said.parts) == {"INV-1": minor("400.00"), "INV-2": minor("300.00"), "K-1": -minor("50.00")}  # fmt: skip
    assert number in said.sentence["zh"]
    assert number in said.sentence["en"]
    shown = cash_line(**book.reader, line_id=line.id)
    assert any(fact.value.zh == number for fact in shown.facts)


def test_another_amount_leaves_the_statement_as_a_candidate(book: Ledger) -> None:
    number = number_of(_issued(book))
    line = came_in(book, "555.55", other_name="某某代理", text=f"stmt {number}", on="04-03")
    said = _said(book, line)
    assert (said.status, said.parts) == ("ambiguous", [])
    assert (said.customer_id, said.payer_by) == (book.customer("远景"), "statement")
    (candidate,) = said.alternatives
    assert _parts(book, candidate) == {"K-1": -minor("50.00"), "INV-1": minor("400.00"), "INV-2": minor("205.55")}  # fmt: skip


def test_of_what_was_stated_only_what_is_open_still_counts(book: Ledger) -> None:
    number = number_of(_issued(book))
    book.post("receipt", "R-0", "350.00", "04-01")
    book.settle("INV-1", "R-0", "350.00", "04-01")
    book.post("invoice", "INV-3", "10.00", "04-02")  # after the statement: it is not of it
    line = came_in(book, "300.00", other_name="某某代理", text=number, on="04-03")
    said = _said(book, line)
    assert (said.status, said.rule) == ("auto", "statement")
    assert sum(amount for _, amount in said.parts) == minor("300.00")


def test_a_version_tells_what_it_told(book: Ledger) -> None:
    first = _issued(book)
    book.post("invoice", "INV-3", "70.00", "03-20")
    again = reissue_statement(**book.scope, statement_id=first.id, reason="补记发票", key="again")
    second = Statement.objects.get(id=again)
    asked = [StatementNumber(each.year, each.number, each.version) for each in (first, second)]
    found = statements_of(book.company_id, [*asked, StatementNumber(2099, 1)])
    assert [found[each].total for each in asked] == [minor("650.00"), minor("720.00")]
    assert len(found) == 2
    line = came_in(
        book, "720.00", other_name="某某代理", text=f"对账单 {number_of(second)}", on="04-03"
    )
    assert _said(book, line).rule == "statement"


def test_two_statements_or_none_of_ours_say_nothing(book: Ledger) -> None:
    mine, other = number_of(_issued(book)), number_of(_issued(book, "他人"))
    moved = number_of(_issued(book, kind="activity"))
    for text in (f"{mine} {other}", "2026-999999", moved):
        line = came_in(book, "123.45", other_name="某某代理", text=text, on="04-03")
        assert (_said(book, line).status, _said(book, line).customer_id) == ("none", None)


def test_an_advice_may_name_a_statement_in_place_of_its_documents(book: Ledger) -> None:
    number = number_of(_issued(book))
    advice = handed_in(book, f"对账单号 金额\n{number} 650.00", paid_on=day("04-03"))
    page = advice_page(**book.reader, remittance_id=advice)
    assert page.row.customer == "远景"
    assert {each.number: each.paid.minor for each in page.lines} == {"INV-1": minor("400.00"), "INV-2": minor("300.00"), "K-1": -minor("50.00")}  # fmt: skip
    line = came_in(book, "650.00", on="04-03")
    said = _said(book, line)
    assert state_of(book, advice) == "linked"
    assert (said.status, said.rule) == ("auto", "advice")
    filled = advice_of_line(**book.reader, line_id=line.id)
    assert filled is not None
    assert filled.fill.pays == {book.item("INV-1").id: minor("400.00"), book.item("INV-2").id: minor("300.00"), book.item("K-1").id: minor("50.00")}  # fmt: skip


def test_an_advice_of_another_amount_says_so_beside_the_statement(book: Ledger) -> None:
    number = number_of(_issued(book))
    advice = handed_in(book, f"{number} 600.00", paid_on=day("04-03"))
    (line,) = advice_page(**book.reader, remittance_id=advice).lines
    assert line.item_id is None
    assert line.why_none is not None
    assert "statement" in line.why_none.en


def test_a_number_that_a_document_bears_means_the_document(book: Ledger) -> None:
    """Another's statement of the same number and sum has no say, neither in a text nor in an advice."""
    theirs = _issued(book, customer="他人")
    number = number_of(theirs)
    book.post("invoice", number, "650.00", "03-10")
    assert statements_of(book.company_id, [StatementNumber(theirs.year, theirs.number)]) == {}
    line = came_in(book, "650.00", other_name="远景", text=f"付 {number}", on="04-03")
    said = _said(book, line)
    assert said.customer_id == book.customer("远景")
    assert said.parts == [[book.item(number).id, minor("650.00")]]


def test_an_advice_in_another_currency_or_of_another_customer_is_as_it_was_written(book: Ledger) -> None:  # fmt: skip
    theirs = _issued(book, customer="他人")
    stated = statements_of(book.company_id, [StatementNumber(theirs.year, theirs.number)])
    line = RemittanceLine(company_id=book.company_id, line_no=1, number=number_of(theirs), paid=minor("650.00"))  # fmt: skip

    def told(currency: str, customer_id: int | None) -> list[str]:
        return [each.number for each in spelled_out([line], stated, currency=currency, customer_id=customer_id)]  # fmt: skip

    assert told("CNY", None) == told("CNY", book.customer("他人")) == ["他-1"]
    assert told("EUR", None) == told("CNY", book.customer("远景")) == [number_of(theirs)]


def test_a_long_number_in_a_text_stops_nothing(book: Ledger) -> None:
    came_in(
        book, "650.00", other_name="他人", text="PO 2026-4500012345 / 2025-20260301001", on="04-03"
    )
    line = came_in(book, "400.00", other_name="远景", text="INV-1", on="04-03")
    assert _said(book, line).parts == [[book.item("INV-1").id, minor("400.00")]]

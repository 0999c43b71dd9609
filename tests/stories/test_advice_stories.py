"""A customer says what it paid, and its money is settled by that word: from the mail to the settled invoices."""

from __future__ import annotations

import hashlib
import secrets

import pytest

from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, day, minor, open_ledger
from wanglai.services.cash.perform_cash_run import perform_cash_run
from wanglai.services.cash.run_life import start_cash_run
from wanglai.services.cash.settle_line import Adjustment, Part, Wanted, settle_line
from wanglai.services.exports.advices import advice_table, advices_table
from wanglai.services.ledger.book import CashierSettles
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.remittances.decide_advice import use_advice_as_it_is, withdraw_advice
from wanglai.services.remittances.hand_in_advice import hand_in_advice
from wanglai.services.remittances.linking import link_advice, link_what_fits, part_advice
from wanglai.services.remittances.payment_references import reference_of
from wanglai.services.remittances.queries import (
    advice_of_line,
    advice_page,
    list_advices,
    original_advice,
)
from wanglai.services.remittances.refusals import (
    AdviceHasNoColumns,
    AdviceHasNoTotal,
    AdviceIsOfOtherMoney,
    AdviceIsWithdrawn,
    AdviceSaysNothing,
    AdviceWaits,
    CurrencyOfAdviceIsUnknown,
    DecisionSaysNothing,
    LineIsAdvised,
    NothingToDecide,
)
from wanglai.store.models import AdvisedReceipt, BankEntry, CashProposal, Remittance


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


def came_in(book: Ledger, amount: str, on: str = "03-20", **more: object) -> BankEntry:
    home = our_account(book, f"户{secrets.token_hex(3)}")
    more = {"other_name": "远景", **more}
    return bank_line(bank_statement(home, bank_file(book)), amount, on, **more)


def handed_in(book: Ledger, text: str, name: str = "通知.txt", **more: object) -> int:
    upload = Upload(name, text.encode())
    more = {"currency": "CNY", "paid_on": day("03-20"), **more}
    (made,) = hand_in_advice(**book.scope, upload=upload, **more)  # type: ignore[arg-type]
    return made


def state_of(book: Ledger, advice: int) -> str:
    return advice_page(**book.reader, remittance_id=advice).row.state


def five(book: Ledger, amount: str = "200.00") -> str:
    for number in range(1, 6):
        book.post("invoice", f"INV-{number}", amount, "03-05")
    return "\n".join(f"INV-{number}  {amount}" for number in range(1, 6))


def settled_by_advice(book: Ledger, line: BankEntry) -> None:
    """As the panel does when it was filled from the advice and sent."""
    said = advice_of_line(**book.reader, line_id=line.id)
    assert said is not None
    wanted = Wanted(
        said.customer_id or 0,
        tuple(Part(item, amount) for item, amount in said.fill.pays.items()),
        tuple(Adjustment("bank_fee", item, amount) for item, amount in said.fill.fee.items()),
    )
    settle_line(**book.scope, line_id=line.id, wanted=wanted, key=secrets.token_hex(8))


def test_one_transfer_for_five_invoices_less_a_fee_by_the_customers_word(book: Ledger) -> None:
    text = five(book) + "\n合计 1,000.00"
    line = came_in(book, "985.00", charges=minor("15.00"))
    advice = handed_in(book, text)
    page = advice_page(**book.reader, remittance_id=advice)
    assert (page.row.state, page.row.customer, page.row.total) == ("linked", "远景", page.row.paid)
    assert [each.line_id for each in page.money] == [line.id], "the bank says that it took 15.00"
    said = advice_of_line(**book.reader, line_id=line.id)
    assert said is not None
    assert sorted(said.fill.pays.values()) == [20_000] * 5
    assert list(said.fill.fee.values()) == [1_500]
    settled_by_advice(book, line)
    assert book.open_table("03-20") == []
    assert book.accounts("03-20") == {"bank": "985.00", "finance": "15.00", "revenue": "-1,000.00"}
    book.prove()


def test_an_advice_that_does_not_add_up_is_used_by_nobody_until_somebody_decides(book: Ledger) -> None:  # fmt: skip
    line = came_in(book, "1,000.00")
    advice = handed_in(book, five(book) + "\n合计 1,020.00")
    page = advice_page(**book.reader, remittance_id=advice)
    assert page.row.state == "held"
    assert page.gap is not None
    assert page.gap.minor == 2_000
    perform_cash_run(start_cash_run(**book.books.scope("FM"), waits_for_worker=False))
    assert not AdvisedReceipt.objects.exists(), "the machine does not use it either"
    with pytest.raises(AdviceWaits):
        link_advice(**book.scope, remittance_id=advice, line_id=line.id)
    with pytest.raises(DecisionSaysNothing):
        use_advice_as_it_is(**book.scope, remittance_id=advice, reason=" ")
    use_advice_as_it_is(**book.scope, remittance_id=advice, reason="合计多写 20 元，已电话确认")
    with pytest.raises(NothingToDecide):
        use_advice_as_it_is(**book.scope, remittance_id=advice, reason="再来")
    page = advice_page(**book.reader, remittance_id=advice)
    assert (page.row.state, page.decision) == ("open", "合计多写 20 元，已电话确认"), (
        "1,020.00 did not come"
    )
    link_advice(**book.scope, remittance_id=advice, line_id=line.id)
    settled_by_advice(book, line)
    assert book.open_table("03-20") == []


def test_two_receipts_come_for_one_advice(book: Ledger) -> None:
    book.post("invoice", "INV-1", "600.00", "03-05")
    book.post("invoice", "INV-2", "400.00", "03-06")
    first, second = came_in(book, "700.00", "03-20"), came_in(book, "300.00", "03-22")
    advice = handed_in(book, "INV-1 600.00\nINV-2 400.00\n合计 1,000.00")
    assert state_of(book, advice) == "open", "no line is 1,000.00"
    for line in (first, second):
        link_advice(**book.scope, remittance_id=advice, line_id=line.id)
    link_advice(**book.scope, remittance_id=advice, line_id=second.id)  # said twice
    assert AdvisedReceipt.objects.count() == 2
    assert advice_page(**book.reader, remittance_id=advice).left.minor == 0
    perform_cash_run(start_cash_run(**book.books.scope("FM"), waits_for_worker=False))
    said = {each.bank_entry_id: each for each in CashProposal.objects.filter(state="open")}
    one, two = book.item("INV-1", 1).id, book.item("INV-2", 1).id
    assert (said[first.id].rule, said[first.id].status) == ("advice", "auto")
    assert sorted(said[first.id].parts) == sorted([[one, 60_000], [two, 10_000]])
    assert said[second.id].parts == [[two, 30_000]]
    settled_by_advice(book, first)
    assert book.open_table("03-20") == ["INV-2 CNY 300.00"]
    settled_by_advice(book, BankEntry.objects.get(id=second.id))
    assert book.open_table("03-22") == []
    book.prove()


def test_the_machine_settles_by_an_advice_that_names_what_the_text_does_not(book: Ledger) -> None:
    for number in range(1, 7):  # six alike: only the advice says which
        book.post("invoice", f"INV-{number}", "200.00", "03-05")
    advice = handed_in(book, "INV-2 200.00\nINV-5 200.00\n合计 400.00")
    assert state_of(book, advice) == "open"
    line = came_in(book, "400.00", text="货款")
    perform_cash_run(start_cash_run(**book.books.scope("FM"), waits_for_worker=False))
    assert state_of(book, advice) == "linked", "its money came after it"
    said = CashProposal.objects.get(bank_entry_id=line.id, state="open")
    assert (said.rule, said.status) == ("advice", "auto")
    assert sorted(said.parts) == sorted([[book.item(f"INV-{no}", 1).id, 20_000] for no in (2, 5)])


def test_two_lines_that_fit_are_nobodys_choice_and_what_was_parted_stays_parted(book: Ledger) -> None:  # fmt: skip
    five(book)
    lines = [came_in(book, "200.00", on) for on in ("03-20", "03-21")]
    advice = handed_in(book, "INV-1 200.00")
    assert state_of(book, advice) == "open"
    link_advice(**book.scope, remittance_id=advice, line_id=lines[0].id)
    part_advice(**book.scope, remittance_id=advice, line_id=lines[0].id)
    settle_line(**book.scope, line_id=lines[1].id, wanted=Wanted(book.customer("远景")), key="k")
    assert link_what_fits(book.company_id) == 0, "a person said that it is not its money"
    assert state_of(book, advice) == "open"


def test_money_of_another_payer_or_another_time_is_not_found_by_its_amount(book: Ledger) -> None:
    five(book)
    came_in(book, "200.00", other_name="别家贸易")
    came_in(book, "200.00", "05-20")
    came_in(book, "200.00", other_name="")
    assert state_of(book, handed_in(book, "INV-1 200.00")) == "open"


def test_the_reference_of_the_payment_finds_it_whatever_the_amount(book: Ledger) -> None:
    five(book)
    line = came_in(book, "190.00", other_name="别家贸易", reference="PAY-77")
    came_in(book, "200.00", "03-21")
    advice = handed_in(book, "INV-1 200.00", reference="PAY-77")
    (money,) = advice_page(**book.reader, remittance_id=advice).money
    assert (money.line_id, money.by_words and money.by_words.en) == (line.id, "by the reference")


def test_the_same_bytes_are_one_advice_and_a_withdrawn_one_may_come_again(book: Ledger) -> None:
    five(book)
    first = handed_in(book, "INV-1 200.00")
    assert handed_in(book, "INV-1 200.00", name="另名.txt") == first
    line = came_in(book, "200.00")
    assert link_what_fits(book.company_id) == 1
    withdraw_advice(**book.scope, remittance_id=first)
    assert advice_of_line(**book.reader, line_id=line.id) is None
    with pytest.raises(AdviceIsWithdrawn):
        withdraw_advice(**book.scope, remittance_id=first)
    again = handed_in(book, "INV-1 200.00")
    assert again != first
    assert [each.id for each in list_advices(**book.reader).rows] == [again, first]
    kept = original_advice(**book.reader, remittance_id=first)
    assert (kept.name, kept.content) == ("通知.txt", b"INV-1 200.00")
    assert hashlib.sha256(kept.content).hexdigest() == advice_page(**book.reader, remittance_id=first).sha256  # fmt: skip


def test_a_table_is_read_by_our_own_numbers_with_its_credits_and_deductions(book: Ledger) -> None:
    book.post("invoice", "INV-1", "600.00", "03-05")
    book.post("invoice", "INV-2", "400.00", "03-05")
    book.post("credit_note", "CN-1", "100.00", "03-06")
    table = "日期,我司号,贵司发票,实付,扣款,原因\n2026-03-19,A1,INV-1,550.00,50.00,破损\n2026-03-19,A2,INV-2,400.00,,\n2026-03-19,A3,CN-1,-100.00,,\n合计,,,850.00,50.00,\n"
    line = came_in(book, "850.00")
    advice = handed_in(book, table, name="明细.csv")
    page = advice_page(**book.reader, remittance_id=advice)
    assert (page.row.state, page.row.total and page.row.total.minor) == ("linked", 85_000), (
        page.problems
    )
    assert {words.en: label for words, label in page.columns}["Document"] == "贵司发票"
    assert [(each.number, each.paid.minor, each.reason) for each in page.lines] == [("INV-1", 55_000, "破损"), ("INV-2", 40_000, ""), ("CN-1", -10_000, "")]  # fmt: skip
    settled_by_advice(book, line)
    assert book.open_table("03-20") == ["INV-1 CNY 50.00"], "what was kept back is owed still"
    rows = list(advice_table(**book.reader, remittance_id=advice).rows)
    assert [row[0] for row in rows] == ["INV-1", "INV-2", "CN-1"]
    assert len(list(advices_table(**book.reader, state="linked", search="CN-1").rows)) == 1
    assert list(advices_table(**book.reader, search="没有").rows) == []


def test_what_cannot_be_an_advice_is_refused_and_nothing_is_kept(book: Ledger) -> None:
    for text, name, more, refusal in (
        ("您好", "a.txt", {}, AdviceSaysNothing),
        ("a,b\nx,y\n", "a.csv", {}, AdviceHasNoColumns),
        ("INV-1 1.00", "a.txt", {"currency": "yuan"}, CurrencyOfAdviceIsUnknown),
        ("INV-1 1.00", "a.txt", {"total": "一百"}, AdviceHasNoTotal),
    ):
        with pytest.raises(refusal):
            handed_in(book, text, name=name, **more)
    assert not Remittance.objects.exists()


def test_a_typed_total_stands_where_none_is_stated_and_two_that_differ_wait(book: Ledger) -> None:
    five(book)
    assert state_of(book, handed_in(book, "INV-1 200.00", total="200.00")) == "open"
    assert state_of(book, handed_in(book, "INV-2 200.00", total="210.00")) == "held"
    third = handed_in(book, "INV-3 200.00\n合计 200.00", total="210.00")
    assert [each.code for each in advice_page(**book.reader, remittance_id=third).problems] == ["remittance.two_totals"]  # fmt: skip


def test_whose_it_is_may_be_said_by_the_payment_reference(book: Ledger) -> None:
    customer = book.customer("远景")
    advice = handed_in(book, f"X-9 10.00 {reference_of(customer)}")
    assert advice_page(**book.reader, remittance_id=advice).row.customer == "远景"
    line = came_in(book, "77.00", other_name="某某代理", text=f"款 {reference_of(customer)}")
    nobody = came_in(
        book, "78.00", other_name="某某代理", text=f"款 {reference_of(customer + 999)}"
    )
    perform_cash_run(start_cash_run(**book.books.scope("FM"), waits_for_worker=False))
    said = {each.bank_entry_id: each for each in CashProposal.objects.filter(state="open")}
    assert (said[line.id].customer_id, said[line.id].payer_by) == (customer, "reference")
    assert said[nobody.id].customer_id is None


def test_who_brought_the_money_does_not_say_what_it_is_for(book: Ledger) -> None:
    five(book)
    home = our_account(book, "另户")
    mine = bank_line(bank_statement(home, bank_file(book, book.scope["actor"])), "990.00", "03-20")
    other, spent = came_in(book, "991.00"), came_in(book, "-5.00")
    first, second = handed_in(book, "INV-1 200.00"), handed_in(book, "INV-2 200.00")
    with pytest.raises(CashierSettles):
        link_advice(**book.scope, remittance_id=first, line_id=mine.id)
    with pytest.raises(AdviceIsOfOtherMoney):
        link_advice(**book.scope, remittance_id=first, line_id=spent.id)
    link_advice(**book.scope, remittance_id=first, line_id=other.id)
    with pytest.raises(LineIsAdvised):
        link_advice(**book.scope, remittance_id=second, line_id=other.id)

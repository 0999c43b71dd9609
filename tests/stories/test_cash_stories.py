"""From the bank's file to the settled invoice, with figures a clerk can check by hand."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from decimal import Decimal

import pytest

from tests import agreements
from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, day, minor, open_ledger
from wanglai.domain.discount import Discount, Rung
from wanglai.domain.terms_ready import net
from wanglai.services.cash.accept_status import acceptable, start_accepting
from wanglai.services.cash.deciding import (
    answer_question,
    ask_colleague,
    bring_back,
    set_aside,
)
from wanglai.services.cash.perform_cash_run import perform_cash_run
from wanglai.services.cash.policy import Policy, set_cash_policy
from wanglai.services.cash.refusals import (
    LineHasChanged,
    LineIsElsewhere,
    MoreThanTheLine,
    NobodyPaysForThem,
    NothingIsUndone,
    PartIsNotOpen,
    QuestionSaysNothing,
)
from wanglai.services.cash.run_life import start_cash_run
from wanglai.services.cash.settle_line import Adjustment, Part, Share, Wanted, settle_line
from wanglai.services.cash.show_figures import cash_figures
from wanglai.services.cash.show_line import cash_line
from wanglai.services.cash.show_queue import cash_queue
from wanglai.services.cash.undo_settlement import undo_settlement
from wanglai.services.deductions.refusals import (
    DifferenceIsTooLarge,
    DiscountIsNotAgreed,
    FeeIsTooLarge,
    NoToleranceIsSet,
    TooMuchThisMonth,
)
from wanglai.services.ledger.book import CashierSettles
from wanglai.store.models import BankEntry, CashProposal, CashRun, Customer, Settlement


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


def came_in(
    book: Ledger,
    amount: str,
    on: str = "03-20",
    currency: str = "CNY",
    brought_by: int | None = None,
    **more: object,
) -> BankEntry:
    home = our_account(book, f"户{secrets.token_hex(3)}", currency)
    return bank_line(bank_statement(home, bank_file(book, brought_by)), amount, on, **more)


def part(book: Ledger, number: str, amount: str, side: int = 1) -> Part:
    return Part(book.item(number, side).id, minor(amount))


def settle(
    book: Ledger, line: BankEntry, customer: str, parts: Sequence[Part] = (), **more: object
) -> int:
    wanted = Wanted(book.customer(customer), tuple(parts), **more)  # type: ignore[arg-type]
    return settle_line(
        **book.scope, line_id=line.id, wanted=wanted, key=secrets.token_hex(8), version=line.version
    )


def lets_go(book: Ledger, amount: str = "20.00", per_mille: int = 50, cap: str = "40.00") -> None:
    tolerances = {"CNY": (minor(amount), per_mille)}
    set_cash_policy(**book.scope, policy=Policy(tolerances=tolerances, tolerance_cap=minor(cap)))


def test_one_transfer_pays_five_invoices_less_a_fee(book: Ledger) -> None:
    for number in range(1, 6):
        book.post("invoice", f"INV-{number}", "200.00", "03-05")
    line = came_in(book, "985.00", charges=minor("15.00"))
    parts = [part(book, f"INV-{number}", "200.00") for number in range(1, 6)]
    fee = Adjustment("bank_fee", parts[4].item_id, minor("15.00"))
    settle(book, line, "远景", parts, adjustments=(fee,))
    assert book.open_table("03-20") == []
    assert book.open_table("03-19") == [f"INV-{number} CNY 200.00" for number in range(1, 6)]
    assert book.accounts("03-20") == {"bank": "985.00", "finance": "15.00", "revenue": "-1,000.00"}
    line.refresh_from_db()
    assert (line.state, line.customer_id) == ("posted", book.customer("远景"))
    book.prove()


def test_a_parent_pays_for_three_children(book: Ledger) -> None:
    parent = book.customer("集团")
    children = [book.customer(f"子公司{number}") for number in range(1, 4)]
    Customer.objects.filter(id__in=children).update(parent_id=parent)
    for number in range(1, 4):
        book.post("invoice", f"K-{number}", f"{number}00.00", "03-05", customer=f"子公司{number}")
    line = came_in(book, "650.00")
    shares = tuple(
        Share(child, (part(book, f"K-{number}", f"{number}00.00"),))
        for number, child in enumerate(children, start=1)
    )
    settle(book, line, "集团", shares=shares)
    assert [book.open_table("03-20", f"子公司{number}") for number in range(1, 4)] == [[], [], []]
    assert [row.split(" ", 1)[1] for row in book.open_table("03-20", "集团")] == ["CNY -50.00"], (
        "the rest stays the parent's"
    )
    book.prove()


def test_a_stranger_does_not_pay_for_others(book: Ledger) -> None:
    book.post("invoice", "INV-1", "100.00", "03-05", customer="别家")
    line = came_in(book, "100.00")
    with pytest.raises(NobodyPaysForThem):
        settle(
            book,
            line,
            "远景",
            shares=(Share(book.customer("别家"), (part(book, "INV-1", "100.00"),)),),
        )
    line.refresh_from_db()
    assert line.state == "waiting"


def test_a_credit_note_helps_to_pay_and_too_much_stays_on_account(book: Ledger) -> None:
    book.post("invoice", "INV-1", "800.00", "03-05")
    book.post("credit_note", "CN-1", "100.00", "03-08")
    line = came_in(book, "750.00")
    settle(book, line, "远景", [part(book, "INV-1", "800.00"), part(book, "CN-1", "100.00", -1)])
    assert [row.split(" ", 1)[1] for row in book.open_table("03-20")] == ["CNY -50.00"]
    book.prove()


def test_money_that_comes_before_its_invoice_waits_on_account(book: Ledger) -> None:
    line = came_in(book, "500.00", "03-02", bank_reference="20260302001")
    settle(book, line, "远景")
    assert book.open_table("03-02") == ["20260302001 CNY -500.00"]
    book.post("invoice", "INV-9", "500.00", "03-25")
    line.refresh_from_db()
    settle(book, line, "远景", [part(book, "INV-9", "500.00")])
    assert book.open_table("03-24") == ["20260302001 CNY -500.00"], (
        "nothing is settled before both exist"
    )
    assert book.open_table("03-25") == []
    book.prove()


def test_dollars_pay_dollars_and_the_rate_makes_the_difference(book: Ledger) -> None:
    book.post("invoice", "INV-1", "1,000.00", "03-05", currency="USD", rate="7.10")
    line = came_in(book, "1,000.00", currency="USD")
    settle(book, line, "远景", [part(book, "INV-1", "1,000.00")], rate=Decimal("7.20"))
    assert book.open_table("03-20") == []
    assert book.accounts("03-20") == {
        "bank": "7,200.00",
        "revenue": "-7,100.00",
        "exchange": "-100.00",
    }
    book.prove()


def test_what_was_made_of_a_line_is_taken_back_at_its_old_age(book: Ledger) -> None:
    book.post("invoice", "INV-1", "600.00", "03-05", due="03-15")
    book.post("invoice", "INV-2", "400.00", "03-06")
    lets_go(book)
    line = came_in(book, "985.00")
    parts = [part(book, "INV-1", "600.00"), part(book, "INV-2", "400.00")]
    made = settle(
        book,
        line,
        "远景",
        parts,
        adjustments=(Adjustment("tolerance", parts[1].item_id, minor("15.00")),),
    )
    undo_settlement(**book.scope, settlement_id=made)
    assert sorted(book.open_table("03-20")) == ["INV-1 CNY 600.00", "INV-2 CNY 400.00"]
    assert book.accounts("03-20") == {"receivable": "1,000.00", "revenue": "-1,000.00"}
    assert book.item("INV-1", 1).due_on.isoformat() == "2026-03-15"
    line.refresh_from_db()
    assert (line.state, line.entry_seq) == ("waiting", None)
    with pytest.raises(NothingIsUndone):
        undo_settlement(**book.scope, settlement_id=made)
    settle(book, line, "远景", parts[:1])
    book.prove()


def paid_short(book: Ledger, number: str, amount: str, by: str, kind: str = "tolerance", on: str = "03-20") -> int:  # fmt: skip
    """Money that is ``by`` less than the item pays all of it."""
    line = came_in(book, f"{(minor(amount) - minor(by)) / 100:.2f}", on)
    item = part(book, number, amount)
    return settle(book, line, "远景", [item], adjustments=(Adjustment(kind, item.item_id, minor(by)),))  # fmt: skip


def test_small_differences_go_within_the_policy_and_no_further(book: Ledger) -> None:
    for number in range(1, 6):
        book.post("invoice", f"INV-{number}", "400.00", "03-05")
    with pytest.raises(NoToleranceIsSet):
        paid_short(book, "INV-1", "400.00", "0.01")
    lets_go(book)
    with pytest.raises(DifferenceIsTooLarge):
        paid_short(book, "INV-1", "400.00", "20.01")
    first = paid_short(book, "INV-1", "400.00", "20.00")
    paid_short(book, "INV-2", "400.00", "19.99")
    with pytest.raises(TooMuchThisMonth):
        paid_short(book, "INV-3", "400.00", "0.02")
    paid_short(book, "INV-3", "400.00", "0.01")
    paid_short(book, "INV-4", "400.00", "20.00", on="04-01")
    undo_settlement(**book.scope, settlement_id=first)
    paid_short(book, "INV-5", "400.00", "20.00")
    assert book.open_table("04-01") == ["INV-1 CNY 400.00"], "what was taken back counts no more"
    book.prove()


def less_a_fee(book: Ledger, line: BankEntry, number: str, amount: str, fee: str) -> int:
    """So much of the invoice is paid, of which the fee is not asked for."""
    item = part(book, number, amount)
    return settle(book, line, "远景", [item], adjustments=(Adjustment("bank_fee", item.item_id, minor(fee)),))  # fmt: skip


def test_a_bank_s_fee_is_what_the_bank_took_or_a_small_difference_of_the_money(
    book: Ledger,
) -> None:
    """1.00 does not pay 10,000.00 less a fee: that were a write-off by one person."""
    book.post("invoice", "INV-1", "10,000.00", "03-05")
    tiny = came_in(book, "1.00")
    for amount, fee in (("10,000.00", "10,000.00"), ("1.01", "0.01")):
        with pytest.raises(FeeIsTooLarge):
            less_a_fee(book, tiny, "INV-1", amount, fee)
    said = came_in(book, "85.00", charges=minor("15.00"))
    with pytest.raises(FeeIsTooLarge):
        less_a_fee(book, said, "INV-1", "100.01", "15.01")
    lets_go(book, "20.00", 50)
    with pytest.raises(FeeIsTooLarge):
        less_a_fee(book, tiny, "INV-1", "1.06", "0.06")
    less_a_fee(book, tiny, "INV-1", "1.05", "0.05")
    first = less_a_fee(book, said, "INV-1", "58.00", "18.00")
    said.refresh_from_db()
    with pytest.raises(FeeIsTooLarge):
        less_a_fee(book, said, "INV-1", "40.00", "1.26")
    less_a_fee(book, said, "INV-1", "46.25", "1.25")
    assert first
    assert book.accounts("03-20")["finance"] == "19.30"
    book.prove()


def test_without_a_cap_the_policy_lets_no_fee_go_but_the_bank_s(book: Ledger) -> None:
    book.post("invoice", "INV-1", "1,000.00", "03-05")
    lets_go(book, cap="0.00")
    with pytest.raises(FeeIsTooLarge):
        less_a_fee(book, came_in(book, "985.00"), "INV-1", "1,000.00", "15.00")
    assert book.open_table("03-20") == ["INV-1 CNY 1,000.00"]


def test_two_small_differences_of_one_debt_are_one(book: Ledger) -> None:
    book.post("invoice", "INV-1", "400.00", "03-05")
    lets_go(book)
    line = came_in(book, "100.00")
    item = part(book, "INV-1", "110.00")
    settle(book, line, "远景", [item], adjustments=(Adjustment("tolerance", item.item_id, 1_000),))
    with pytest.raises(DifferenceIsTooLarge):
        paid_short(book, "INV-1", "290.00", "10.01")
    paid_short(book, "INV-1", "290.00", "10.00")
    assert book.open_table("03-20") == []
    book.prove()


def test_nothing_is_let_go_of_a_debt_that_is_not_paid_here(book: Ledger) -> None:
    book.post("invoice", "INV-1", "400.00", "03-05")
    book.post("invoice", "INV-2", "400.00", "03-05")
    lets_go(book)
    line = came_in(book, "400.00")
    other = Adjustment("tolerance", book.item("INV-2").id, 100)
    with pytest.raises(PartIsNotOpen):
        settle(book, line, "远景", [part(book, "INV-1", "400.00")], adjustments=(other,))


def test_an_agreed_discount_is_taken_in_time_and_for_full_payment_only(book: Ledger) -> None:
    """1,130.00 of 10 March with 2 % of the net within 10 days: 20.00 until 20 March, nothing on the 21st."""
    discount = Discount((Rung(Decimal(2), 10),), "net")
    terms = agreements.record(net(30), discount=discount)
    agreements.signed(book.books, role="FM", agreement=terms)
    for number in (1, 2):
        book.post("invoice", f"INV-{number}", "1,130.00", "03-10", tax="130.00")
    with pytest.raises(DiscountIsNotAgreed):
        paid_short(book, "INV-1", "1,130.00", "20.01", "discount")
    with pytest.raises(DiscountIsNotAgreed):
        paid_short(book, "INV-1", "1,129.99", "20.00", "discount")
    with pytest.raises(DiscountIsNotAgreed):
        paid_short(book, "INV-1", "1,130.00", "20.00", "discount", on="03-21")
    paid_short(book, "INV-1", "1,130.00", "20.00", "discount")
    assert book.open_table("03-20") == ["INV-2 CNY 1,130.00"]
    assert book.accounts("03-20")["discount"] == "20.00"
    book.prove()


def test_shares_are_taken_back_too(book: Ledger) -> None:
    parent, child = book.customer("集团"), book.customer("子公司")
    Customer.objects.filter(id=child).update(parent_id=parent)
    book.post("invoice", "K-1", "300.00", "03-05", customer="子公司")
    line = came_in(book, "300.00")
    made = settle(book, line, "集团", shares=(Share(child, (part(book, "K-1", "300.00"),)),))
    undo_settlement(**book.scope, settlement_id=made)
    assert book.open_table("03-20", "子公司") == ["K-1 CNY 300.00"]
    assert book.open_table("03-20", "集团") == []
    book.prove()


def test_money_that_came_before_its_invoice_is_taken_back_on_the_invoices_day(book: Ledger) -> None:
    line = came_in(book, "300.00", "03-20")
    book.post("invoice", "INV-1", "300.00", "03-22")
    made = settle(book, line, "远景", [part(book, "INV-1", "300.00")])
    undo_settlement(**book.scope, settlement_id=made)
    assert book.open_table("03-22") == ["INV-1 CNY 300.00"]
    assert len(book.open_table("03-21")) == 1, "until the 22nd the money was on account"
    book.prove()


def test_the_same_key_settles_once_and_an_old_page_is_refused(book: Ledger) -> None:
    book.post("invoice", "INV-1", "100.00", "03-05")
    line = came_in(book, "100.00")
    wanted = Wanted(book.customer("远景"), (part(book, "INV-1", "100.00"),))
    first = settle_line(**book.scope, line_id=line.id, wanted=wanted, key="k", version=1)
    assert settle_line(**book.scope, line_id=line.id, wanted=wanted, key="k", version=1) == first
    with pytest.raises(LineHasChanged):
        settle_line(**book.scope, line_id=line.id, wanted=wanted, key="other", version=1)
    assert Settlement.objects.count() == 1
    with pytest.raises(LineIsElsewhere):
        settle_line(
            **book.scope,
            line_id=line.id,
            wanted=Wanted(book.customer("别家")),
            key="third",
            version=2,
        )


def test_more_than_the_money_or_the_item_is_refused_and_nothing_is_half_done(book: Ledger) -> None:
    book.post("invoice", "INV-1", "100.00", "03-05")
    book.post("invoice", "INV-2", "100.00", "03-05")
    line = came_in(book, "150.00")
    with pytest.raises(MoreThanTheLine):
        settle(book, line, "远景", [part(book, "INV-1", "100.00"), part(book, "INV-2", "50.01")])
    with pytest.raises(PartIsNotOpen):
        settle(book, line, "远景", [part(book, "INV-1", "100.01")])
    line.refresh_from_db()
    assert (line.state, line.version, Settlement.objects.count()) == ("waiting", 1, 0)
    assert book.open_table("03-20") == ["INV-1 CNY 100.00", "INV-2 CNY 100.00"]


def test_who_brought_the_file_does_not_settle_its_lines(book: Ledger) -> None:
    book.post("invoice", "INV-1", "100.00", "03-05")
    line = came_in(book, "100.00", brought_by=book.scope["actor"])
    with pytest.raises(CashierSettles):
        settle(book, line, "远景", [part(book, "INV-1", "100.00")])


def test_nor_does_who_brought_it_by_accepting_many_at_once(book: Ledger) -> None:
    for number in (1, 2):
        book.post("invoice", f"INV-203{number}", "500.00", "03-05")
        came_in(
            book, "500.00", other_name="远景", text=f"INV-203{number}", bank_reference=f"2026032000{number}",
            brought_by=book.scope["actor"] if number == 1 else None,
        )  # fmt: skip
    run(book)
    assert accepted(book).booked == 1
    assert book.open_table("03-20") == ["INV-2031 CNY 500.00"], "another person settles it"
    book.prove()


def run(book: Ledger) -> CashRun:
    number = start_cash_run(
        company_id=book.company_id, actor=book.scope["actor"], waits_for_worker=False
    )
    perform_cash_run(number)
    return CashRun.objects.get(id=number)


def accepted(book: Ledger, status: str = "auto") -> CashRun:
    """Everything of a status at one word, as the worker does it."""
    reader = {"company_id": book.company_id, "actor": book.scope["actor"]}
    said = acceptable(**reader, status=status)
    assert said is not None
    number = start_accepting(**reader, status=status, newest=said.newest, waits_for_worker=False)
    perform_cash_run(number)
    return CashRun.objects.get(id=number)


def test_the_machine_proposes_and_books_nothing_without_a_policy(book: Ledger) -> None:
    book.post("invoice", "INV-2031", "700.00", "03-05")
    book.post("invoice", "INV-2032", "300.00", "03-06")
    line = came_in(book, "1,000.00", other_name="远景", text="货款 INV-2031 INV-2032")
    stranger = came_in(book, "77.00", other_name="无名氏")
    found = run(book)
    assert (found.state, found.lines, found.items, found.booked) == ("done", 2, 2, 0)
    said = CashProposal.objects.get(bank_entry_id=line.id, state="open")
    assert (said.status, said.customer_id, said.left) == ("auto", book.customer("远景"), 0)
    assert sorted(said.parts) == sorted(
        [[book.item("INV-2031").id, 70_000], [book.item("INV-2032").id, 30_000]]
    )
    assert all("INV-2031" in said.sentence[language] for language in ("zh", "en"))
    nothing = CashProposal.objects.get(bank_entry_id=stranger.id, state="open")
    assert (nothing.status, nothing.customer_id, nothing.left) == ("none", None, 7_700)
    assert [said.rank, nothing.rank] == [1, 2]
    assert BankEntry.objects.filter(state="waiting").count() == 2


def test_the_policy_lets_it_book_and_each_line_is_undone_alone(book: Ledger) -> None:
    for number in range(1, 4):
        book.post("invoice", f"INV-203{number}", "500.00", "03-05")
        came_in(
            book,
            "500.00",
            other_name="远景",
            text=f"INV-203{number}",
            bank_reference=f"2026032000{number}",
        )
    dear = came_in(book, "9,000.00", other_name="远景", text="INV-2040")
    book.post("invoice", "INV-2040", "9,000.00", "03-05")
    set_cash_policy(**book.scope, policy=Policy(books_automatically=True, amount_max=100_000))
    found = run(book)
    assert (found.booked, dict(found.proposals)) == (3, {"auto": 4})
    assert BankEntry.objects.get(id=dear.id).state == "waiting", "above the limit a person decides"
    assert book.open_table("03-20") == ["INV-2040 CNY 9,000.00"]
    one = Settlement.objects.order_by("id").first()
    assert one is not None
    assert (one.policy_id, one.settled_by_id, one.allocated) == (found.policy_id, None, 50_000)
    undo_settlement(**book.scope, settlement_id=one.id)
    assert len(book.open_table("03-20")) == 2
    assert run(book).booked == 1, "an undone line is booked again as another event"
    book.prove()


def test_the_queue_shows_what_helps_most_first_and_one_line_with_everything(book: Ledger) -> None:
    book.post("invoice", "INV-2031", "700.00", "03-05", due="03-10")
    line = came_in(book, "700.00", other_name="远景", text="货款 INV-2031")
    came_in(book, "77.00", other_name="无名氏")
    run(book)
    later = came_in(book, "5.00", other_name="后来的")
    queue = cash_queue(**book.reader)
    assert [(row.status, row.payer, row.customer) for row in queue.rows] == [
        ("auto", "远景", "远景"),
        ("none", "无名氏", ""),
    ]
    assert {name: count for name, _, count in queue.counts if count} == {
        "auto": 1,
        "none": 1,
        "new": 1,
    }
    assert [row.line_id for row in cash_queue(**book.reader, status="new").rows] == [later.id]
    assert [row.payer for row in cash_queue(**book.reader, search="无名").rows] == ["无名氏"]
    page = cash_line(**book.reader, line_id=line.id)
    assert (page.customer, page.left.minor, page.is_open) == ("远景", 70_000, True)
    assert [
        (each.document, each.days_late, each.chosen and each.chosen.minor) for each in page.items
    ] == [("INV-2031", 10, 70_000)]


def test_many_are_accepted_at_once_and_the_rest_stays(book: Ledger) -> None:
    for number in range(1, 4):
        book.post("invoice", f"INV-203{number}", "500.00", "03-05")
        came_in(
            book,
            "500.00",
            other_name="远景",
            text=f"INV-203{number}",
            bank_reference=f"2026032000{number}",
        )
    run(book)
    book.write_off("INV-2032", None, "03-20")  # settled meanwhile by somebody else
    assert accepted(book).booked == 2
    assert BankEntry.objects.filter(state="waiting").count() == 1
    assert [each.settled_by_id for each in Settlement.objects.all()] == [book.scope["actor"]] * 2
    made = Settlement.objects.values_list("receipt_seq", "allocate_seq")
    assert max(receipt for receipt, _ in made) < min(act for _, act in made), (
        "one that does not fit leaves the others together"
    )
    book.prove()


def test_figures_count_what_the_machine_did_and_what_was_taken_back(book: Ledger) -> None:
    """Three invoices by the machine, one of them taken back, one by a person: 2 of 3 standing are the machine's, precision 66.67 %."""
    for number in range(1, 5):
        book.post("invoice", f"INV-203{number}", "500.00" if number < 4 else "450.00", "03-05")
        came_in(
            book,
            "500.00",
            other_name="远景",
            text=f"INV-203{number}" if number < 4 else "",
            bank_reference=f"2026032000{number}",
        )
    set_cash_policy(**book.scope, policy=Policy(books_automatically=True, chance_max="0"))
    assert run(book).booked == 3
    one = Settlement.objects.order_by("id").first()
    assert one is not None
    undo_settlement(**book.scope, settlement_id=one.id)
    last = BankEntry.objects.get(bank_reference="20260320004")
    settle(book, last, "远景", [part(book, "INV-2034", "450.00")])
    found = cash_figures(**book.reader, from_on=day("03-01"), to_on=day("03-31"))
    assert (found.lines, found.waiting, found.invoices, found.invoices_by_machine) == (4, 1, 3, 2)
    assert (str(found.automatic_rate), str(found.precision)) == ("66.67", "66.67")
    assert [each.minor for each in found.unapplied] == [5_000]
    assert str(found.unapplied_days) == "11.0"


def test_a_colleague_is_asked_and_a_line_is_put_aside(book: Ledger) -> None:
    line = came_in(book, "77.00", other_name="无名氏")
    who = {name: book.scope[name] for name in ("company_id", "actor")}
    with pytest.raises(QuestionSaysNothing):
        ask_colleague(**who, line_id=line.id, question=" ")
    number = ask_colleague(
        **who, line_id=line.id, question="谁的款？", asked_of=book.books.scope("SAL")["actor"]
    )
    assert [row.status for row in cash_queue(**book.reader, status="asked").rows] == ["asked"]
    answer_question(**book.books.scope("COL"), question_id=number, answer="利息")
    line.refresh_from_db()
    assert line.state == "waiting"
    set_aside(**book.scope, line_id=line.id, kind="interest", note="活期利息", version=line.version)
    assert cash_line(**book.reader, line_id=line.id).is_open is False
    bring_back(**book.scope, line_id=line.id)
    assert cash_line(**book.reader, line_id=line.id).questions[0].answer == "利息"

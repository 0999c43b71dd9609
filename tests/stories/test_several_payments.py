"""One table or text of several payments: an advice each, and a bad row holds up its own payment alone."""

from __future__ import annotations

import pytest

from tests.ledgers import Ledger, day, minor, open_ledger
from tests.stories.test_advice_stories import came_in, state_of
from wanglai.domain.payment_reference import payment_reference
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.remittances.decide_advice import withdraw_advice
from wanglai.services.remittances.hand_in_advice import hand_in_advice
from wanglai.services.remittances.queries import advice_page
from wanglai.store.models import AdvisedReceipt, Remittance, RemittanceLine

HEAD = "付款编号,付款日期,发票号,付款金额"
ROWS = (
    "P-1001,2026-03-20,INV-1,200.00",
    "P-1001,2026-03-20,INV-2,200.00",
    "P-1002,2026-03-21,INV-3,坏",
    "P-1002,2026-03-21,INV-4,200.00",
    "P-1003,2026-03-22,INV-5,150.00",
)  # fmt: skip


@pytest.fixture
def book(db: None) -> Ledger:
    made = open_ledger()
    for number in range(1, 6):
        made.post("invoice", f"INV-{number}", "200.00", "03-05")
    return made


def _handed_in(book: Ledger, *rows: str, head: str = HEAD, **more: str) -> tuple[int, ...]:
    content = "\n".join((head, *rows)).encode()
    return hand_in_advice(**book.scope, upload=Upload("通知.csv", content), currency="CNY", **more)  # type: ignore[arg-type]


def _written(book: Ledger, text: str, name: str = "通知.txt", **more: str) -> tuple[int, ...]:
    return hand_in_advice(**book.scope, upload=Upload(name, text.encode()), currency="CNY", **more)  # type: ignore[arg-type]


def _lines(advice: int) -> list[tuple[str, int]]:
    return list(RemittanceLine.objects.filter(remittance_id=advice).order_by("line_no").values_list("number", "paid"))  # fmt: skip


def _told(made: tuple[int, ...]) -> list[tuple[str, object, int, int, int]]:
    rows = (Remittance.objects.get(id=each) for each in made)
    return [
        (each.reference, each.paid_on, each.lines, each.paid, len(each.problems)) for each in rows
    ]


def test_each_payment_is_an_advice_of_its_own_and_every_row_is_read(book: Ledger) -> None:
    made = _handed_in(book, *ROWS)
    assert _told(made) == [
        ("P-1001", day("03-20"), 2, minor("400.00"), 0),
        ("P-1002", day("03-21"), 1, minor("200.00"), 1),
        ("P-1003", day("03-22"), 1, minor("150.00"), 0),
    ]
    assert [state_of(book, each) for each in made] == ["open", "held", "open"]
    assert {advice_page(**book.reader, remittance_id=each).row.customer for each in made} == {
        "远景"
    }


def test_each_finds_its_own_money(book: Ledger) -> None:
    first, last = came_in(book, "400.00", "03-20"), came_in(book, "150.00", "03-22")
    came_in(book, "200.00", "03-21")
    made = _handed_in(book, *ROWS)
    links = dict(AdvisedReceipt.objects.values_list("remittance_id", "bank_entry_id"))
    assert links == {made[0]: first.id, made[2]: last.id}


def test_the_same_bytes_are_the_same_advices_and_what_was_withdrawn_comes_again_alone(book: Ledger) -> None:  # fmt: skip
    made = _handed_in(book, *ROWS)
    assert _handed_in(book, *ROWS) == made
    withdraw_advice(**book.scope, remittance_id=made[1])
    again = _handed_in(book, *ROWS)
    assert (again[0], again[2]) == (made[0], made[2])
    assert again[1] not in made
    assert Remittance.objects.count() == 4


def test_days_part_payments_where_no_number_does(book: Ledger) -> None:
    rows = ("2026-03-20,INV-1,200.00", "2026-03-21,INV-2,200.00", "2026-03-20,INV-3,200.00")
    made = _handed_in(book, *rows, head="付款日期,发票号,付款金额")
    assert _told(made) == [
        ("", day("03-20"), 2, minor("400.00"), 0),
        ("", day("03-21"), 1, minor("200.00"), 0),
    ]


def test_where_a_row_names_no_payment_all_of_several_wait(book: Ledger) -> None:
    """It may complete any of them: none is believed, whatever money fits."""
    came_in(book, "400.00", "03-20")
    made = _handed_in(book, *ROWS[:2], ",2026-03-22,INV-5,150.00", ROWS[4])
    assert {state_of(book, each) for each in made} == {"held"}
    assert not AdvisedReceipt.objects.exists()


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("付款日期,发票号,付款金额", ("2026-03-20,INV-1,100.00", ",INV-2,200.00", ",INV-3,200.00")),
        (HEAD, ("P-7,2026-03-20,INV-1,100.00", ",,INV-2,200.00", ",,INV-3,200.00")),
    ],
)
def test_joined_cells_say_their_payment_once(book: Ledger, head: str, rows: tuple[str, ...]) -> None:  # fmt: skip
    """One day or number in the first row alone: it is one payment of 500.00, not one of 100.00 and a rest."""
    came_in(book, "100.00", "03-20")
    (made,) = _handed_in(book, *rows, head=head, total="500.00")
    advice = Remittance.objects.get(id=made)
    assert (advice.lines, advice.paid, advice.paid_on) == (3, minor("500.00"), day("03-20"))
    assert state_of(book, made) == "open"
    assert not AdvisedReceipt.objects.exists(), "100.00 is not its money"


def test_one_payment_with_two_days_waits(book: Ledger) -> None:
    made = _handed_in(book, ROWS[0], "P-1001,2026-03-21,INV-2,200.00", ROWS[4])
    assert [state_of(book, each) for each in made] == ["held", "open"]
    (problem,) = advice_page(**book.reader, remittance_id=made[0]).problems
    assert problem.code == "remittance.two_days"


def test_payments_that_do_not_come_to_the_total_all_wait(book: Ledger) -> None:
    good = (ROWS[0], ROWS[1], ROWS[4])
    assert {state_of(book, each) for each in _handed_in(book, *good, total="550.00")} == {"open"}
    book = open_ledger("other")
    for number in (1, 2, 5):
        book.post("invoice", f"INV-{number}", "200.00", "03-05")
    made = _handed_in(book, *good, total="560.00")
    assert {state_of(book, each) for each in made} == {"held"}


def test_one_payment_stays_one_advice_with_its_number(book: Ledger) -> None:
    made = _handed_in(book, *ROWS[:2])
    assert _told(made) == [("P-1001", day("03-20"), 2, minor("400.00"), 0)]


SENTENCE = "我司于2026年3月20日支付INV-1、INV-2货款400.00元，于2026年3月22日支付INV-5货款150.00元。"


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "We paid 400.00 on 20 March 2026 for INV-1, INV-2 and 150.00 on 22 March 2026 for INV-5.",
        "Payment of 400.00 on 2026-03-20\nINV-1 200.00\nINV-2 200.00\nPayment of 150.00 on 2026-03-22\nINV-5 150.00\nTotal 550.00",
    ],
)  # fmt: skip
def test_a_text_of_several_payments_is_an_advice_each_and_finds_its_money(book: Ledger, text: str) -> None:  # fmt: skip
    first, last = came_in(book, "400.00", "03-20"), came_in(book, "150.00", "03-22")
    made = _written(book, text)
    assert _told(made) == [
        ("", day("03-20"), 2, minor("400.00"), 0),
        ("", day("03-22"), 1, minor("150.00"), 0),
    ]
    links = dict(AdvisedReceipt.objects.values_list("remittance_id", "bank_entry_id"))
    assert links == {made[0]: first.id, made[1]: last.id}
    assert _written(book, text) == made


def test_one_amount_for_several_documents_is_each_as_it_is_open_or_nothing(book: Ledger) -> None:
    book.post("credit_note", "CN-1", "50.00", "03-06")
    (made,) = _written(book, "Paid 350.00 on 20 March 2026 for INV-1, INV-2, CN-1")
    assert _lines(made) == [("INV-1", minor("200.00")), ("INV-2", minor("200.00")), ("CN-1", -minor("50.00"))]  # fmt: skip
    (held,) = _written(book, "Paid 360.00 on 20 March 2026 for INV-1, INV-2")
    assert (_lines(held), state_of(book, held)) == ([], "held")


def test_a_payment_that_does_not_come_to_its_documents_holds_up_itself_alone(book: Ledger) -> None:
    made = _written(book, SENTENCE.replace("400.00", "390.00"))
    assert [state_of(book, each) for each in made] == ["held", "open"]
    assert [each["code"] for each in Remittance.objects.get(id=made[0]).problems] == ["remittance.together"]  # fmt: skip


def test_payments_that_do_not_come_to_the_total_of_all_wait_together(book: Ledger) -> None:
    text = "In total 600.00:\nPayment of 200.00 on 2026-03-20\nINV-1 200.00\nPayment of 150.00 on 2026-03-22\nINV-5 150.00"
    made = _written(book, text)
    assert [state_of(book, each) for each in made] == ["held", "held"]


def test_payments_nobody_can_tell_apart_are_one_advice_that_waits(book: Ledger) -> None:
    (made,) = _written(book, "We paid 200.00 on 20 March and 150.00 on 22 March for:\nINV-1 200.00\nINV-5 150.00")  # fmt: skip
    assert (state_of(book, made), len(_lines(made))) == ("held", 2)
    assert [each["code"] for each in Remittance.objects.get(id=made).problems] == ["remittance.payments"]  # fmt: skip


@pytest.mark.parametrize(
    "heading",
    [
        "2026年3月20日付款400.00元，合同号HT-2026-01",
        "Paid 400.00 on 20 March 2026 for PO 4500012345",
        "Paid 400.00 on 20 March 2026, RF56000034",
    ],
)
@pytest.mark.parametrize("below", ["INV-1 200.00\nINV-2 200.00", "明细：\nINV-1\nINV-2"])
def test_a_number_beside_the_amount_counts_no_money_twice(book: Ledger, heading: str, below: str) -> None:  # fmt: skip
    came = came_in(book, "400.00", "03-20")
    (made,) = _written(book, f"{heading}\n{below}")
    assert _lines(made) == [("INV-1", minor("200.00")), ("INV-2", minor("200.00"))]
    assert Remittance.objects.get(id=made).adds_up
    assert list(AdvisedReceipt.objects.values_list("bank_entry_id", flat=True)) == [came.id]


def test_a_payment_reference_says_whose_its_own_payment_is(book: Ledger) -> None:
    book.post("invoice", "INV-77", "300.00", "03-05", customer="别家")
    ours = payment_reference(book.customer("远景"))
    made = _written(book, f"Payment of 200.00 on 2026-03-20, {ours}\nINV-1 200.00\nPayment of 300.00 on 2026-03-22\nINV-77 300.00")  # fmt: skip
    assert [Remittance.objects.get(id=each).customer_id for each in made] == [book.customer("远景"), book.customer("别家")]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "请于2026年3月12日前付款：INV-3 200.00\n已于2026年3月20日付款：INV-1 200.00",
        "3月20日付款200.00元 INV-1\n3月20日付款200.00元 INV-2",
        "Paid 200.00 on 20 March 2026 for INV-1\nINV-2 200.00 will be paid on 22 March 2026",
        "INV-1 200.00\n合计 200.00\nINV-2 200.00\nINV-3 200.00\n合计 400.00\n本次汇款一并支付",
    ],
)
def test_a_doubtful_text_is_one_advice_that_takes_no_money(book: Ledger, text: str) -> None:
    for amount, on in (("200.00", "03-12"), ("400.00", "03-20"), ("200.00", "03-22")):
        came_in(book, amount, on)
    (made,) = _written(book, text)
    assert state_of(book, made) == "held"
    assert not AdvisedReceipt.objects.exists()


def test_the_day_that_was_typed_is_the_day_of_the_one_payment(book: Ledger) -> None:
    came = came_in(book, "400.00", "03-20")
    came_in(book, "400.00", "03-05")
    (made,) = _written(book, "3月5日付款：\nINV-1 200.00\nINV-2 200.00", paid_on=day("03-20"))  # type: ignore[arg-type]
    assert Remittance.objects.get(id=made).paid_on == day("03-20")
    assert list(AdvisedReceipt.objects.values_list("bank_entry_id", flat=True)) == [came.id]


def test_numbers_of_ours_in_the_place_of_a_payments_number_are_documents(book: Ledger) -> None:
    (made,) = _written(book, "Payment reference: INV-4 200.00\nPayment reference: INV-5 200.00")
    assert _lines(made) == [("INV-4", minor("200.00")), ("INV-5", minor("200.00"))]
    (held,) = _written(book, "Payment reference: INV-3\nINV-1 100.00")
    assert state_of(book, held) == "held", "INV-3 is ours and has no amount"

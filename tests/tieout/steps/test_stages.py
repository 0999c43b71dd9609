"""Each stage by its smallest example, and the example next to it that must not match."""

from __future__ import annotations

import pytest

from tests.ledger_lines import decided, invoice, lines, receipt
from tieout import Rules, match
from tieout.causes import cause_of_gap, is_discount, is_fee, is_slip, is_tax
from tieout.steps.lines import Line
from tieout.steps.numbers import is_near, keys_of, tokens_of

SHARED = [invoice(f"INV-{n}", 100 * n + 7) for n in range(1000, 1006)]  # rows 2 to 7


def beside(*more: dict) -> list[dict]:
    return [*SHARED, *more]


def after_shared(ours: list[dict], theirs: list[dict]) -> list[str]:
    return [
        row
        for row in decided(beside(*ours), beside(*theirs))
        if " 8" in row or " 9" in row or "- | 8" in row
    ]


@pytest.mark.parametrize(
    ("mine", "yours"),
    [
        ("INV-2026-00123", "inv2026/123"),
        ("INV-2026-00123", "INV 2026 00123"),
        ("ＩＮＶ－００１２３", "INV-123"),
        ("FP-0012345", "12345"),
        ("INV-10O23", "INV-10023"),
    ],
)
def test_one_number_in_two_spellings_is_one_number(mine: str, yours: str) -> None:
    assert decided([invoice(mine, 5_000)], [invoice(yours, 5_000)])[0].startswith("auto document")


@pytest.mark.parametrize(("mine", "yours"), [("INV-1", "INV-2"), ("A12", "B12"), ("", "INV-1")])
def test_two_numbers_stay_two(mine: str, yours: str) -> None:
    found = decided(beside(invoice(mine, 5_000)), beside(invoice(yours, 5_000)))
    assert not [row for row in found if row.startswith("auto document") and row.endswith("8 = 8")]


def test_a_number_quoted_in_the_words_counts() -> None:
    found = decided([invoice("INV-1001", 5_000)], [invoice(None, 5_000, text="货款 inv1001 三月")])
    assert found == ["auto reference_amount 2 = 2"]


def test_one_invoice_booked_in_parts_is_one_group() -> None:
    ours = [invoice("INV-9", 11_300)]
    theirs = [invoice("INV-9", 10_000, text="net"), invoice("INV-9", 1_300, text="VAT")]
    assert decided(ours, theirs) == ["auto document_total 2 = 2,3"]


def test_one_transfer_for_several_quoted_invoices_is_one_group() -> None:
    ours = [receipt(30_000, text="付 INV-1001、INV-1002、INV-1003")]
    theirs = [receipt(10_000, text=f"付 INV-{n}") for n in (1001, 1002)]
    theirs.append(receipt(10_000, text="付 INV-1003"))
    assert decided(ours, theirs) == ["auto document_total 2 = 2,3,4"]


def test_parts_that_do_not_add_up_are_not_taken_for_the_whole() -> None:
    found = decided([invoice("INV-9", 11_300)], [invoice("INV-9", 4_000), invoice("INV-9", 1_300)])
    assert not [row for row in found if row.startswith("auto")]


def test_an_entry_and_its_reversal_cancel_on_their_own_side() -> None:
    ours = beside(
        invoice("INV-9", 5_000), {**invoice("INV-9", -5_000), "kind": None, "text": "冲销 INV-9"}
    )
    assert "auto reversal 8,9 = -" in decided(ours, SHARED)


def test_an_invoice_and_its_receipt_do_not_cancel() -> None:
    ours = beside(invoice("INV-9", 5_000), receipt(5_000, document="INV-9"))
    assert not [row for row in decided(ours, SHARED) if "reversal" in row]


def test_booked_reversed_and_booked_again_meets_the_last() -> None:
    storno = {**invoice("INV-9", -5_000, "2026-03-06"), "kind": None, "text": "红冲"}
    ours = beside(invoice("INV-9", 5_000), storno, invoice("INV-9", 5_000, "2026-03-07"))
    found = decided(ours, beside(invoice("INV-9", 5_000, "2026-03-08")))
    assert {"auto reversal 8,9 = -", "auto document_amount 10 = 8"} <= set(found)


def test_a_receipt_without_number_is_found_by_amount_and_day() -> None:
    assert decided(beside(receipt(61_734, "2026-03-10")), beside(receipt(61_734, "2026-03-08")))[6] == "auto amount_date 8 = 8"  # fmt: skip


def test_a_receipt_two_months_away_is_not() -> None:
    found = decided(beside(receipt(61_734, "2026-03-10")), beside(receipt(61_734, "2026-05-20")))
    assert not [row for row in found if "8 = 8" in row]


def test_a_slip_in_a_number_is_seen_through_when_the_amount_agrees() -> None:
    found = decided(beside(invoice("INV-20456", 61_734)), beside(invoice("INV-20546", 61_734)))
    assert "auto document_slip 8 = 8" in found


def test_equal_numbers_with_other_amounts_are_one_document() -> None:
    found = decided(beside(invoice("INV-9", 125_400)), beside(invoice("INV-9", 124_500)))
    assert found[-2:] == ["auto document_differs 8 = 8", "transposition 8 | 8 900"]


def test_a_part_that_lost_its_number_is_found_beside_its_fellow() -> None:
    ours = beside(invoice("INV-9", 26_400))
    theirs = beside(invoice("INV-9", 19_200), invoice(None, 7_200))
    assert "auto document_total 8 = 8,9" in decided(ours, theirs)


def test_a_batch_of_one_day_meets_the_single_transfer() -> None:
    ours = beside(receipt(10_011, "2026-03-10"), receipt(20_022, "2026-03-10"))
    found = decided(ours, beside(receipt(30_033, "2026-03-10")))
    assert "auto bundle_total 8,9 = 8" in found


@pytest.mark.parametrize(
    ("mine", "yours", "kind", "text", "cause"),
    [
        (10_000, -10_000, "invoice", None, "sign"),
        (10_001, 10_000, "invoice", None, "tax_rounding"),
        (11_300, 10_000, "invoice", None, "tax_rounding"),
        (11_302, 10_000, "invoice", None, "amount"),
        (100_000, 98_000, "invoice", None, "discount"),
        (100_000, 97_300, "invoice", None, "amount"),
        (-998_500, -1_000_000, "receipt", None, "fee"),
        (-600_000, -1_000_000, "receipt", None, "partial"),
        (125_400, 124_500, "invoice", None, "transposition"),
        (123_456, 12_456, "invoice", None, "transposition"),
        (100_000, 1_000_000, "invoice", None, "transposition"),
        (718_090, 712_340, "invoice", "USD 1000.00 @ 7.1234", "fx"),
        (444_283, 155_499, "invoice", "部分到货 余量待收", "partial"),
    ],
)
def test_the_cause_of_a_gap(mine: int, yours: int, kind: str, text: str | None, cause: str) -> None:
    left, right = (_line(amount, kind, text) for amount in (mine, yours))
    assert cause_of_gap([left], [right], Rules()) == cause


def test_a_late_line_is_timing_and_an_early_one_is_missing() -> None:
    spread = [invoice(f"INV-{n}", 100 * n + 7, f"2026-03-{n - 990:02d}") for n in range(1000, 1020)]
    found = decided(
        [*spread, invoice("X-77", 4_321, "2026-03-29"), invoice("X-78", 1_234, "2026-03-11")],
        spread,
    )
    assert "timing 22 | - 4321" in found
    assert "missing_theirs 23 | - 1234" in found


def test_a_line_before_the_other_file_begins_is_unknown_not_missing() -> None:
    spread = [invoice(f"INV-{n}", 100 * n + 7, f"2026-03-{n - 990:02d}") for n in range(1000, 1020)]
    found = decided([*spread, invoice("X-77", 4_321, "2026-01-12")], spread)
    assert "unknown 22 | - 4321" in found


def test_a_line_under_another_party_is_named_so() -> None:
    ours = [invoice("INV-1", 5_000, party="甲"), invoice("INV-2", 6_000, party="乙")]
    theirs = [invoice("INV-1", 5_000, party="甲"), invoice("INV-2", 6_000, party="甲")]
    theirs.append(invoice("INV-3", 1, party="乙"))
    found = decided(ours, theirs)
    assert {"wrong_party 3 | - 6000", "wrong_party - | 3 -6000"} <= set(found)


def test_keys_go_from_strong_to_weak() -> None:
    keys = keys_of("INV-2026-00123")
    assert [keys.form(form) for form in ("full", "runs", "core", "digits", "tail", "folded")] == [
        "inv202600123", "inv-2026-123", "2026-123", "202600123", "123", "1nv202600123",
    ]  # fmt: skip
    assert keys_of("no digits").runs == ""


def test_numbers_are_picked_out_of_words() -> None:
    assert tokens_of("付 INV-0012、INV-0013 货款 3月") == ("INV-0012", "INV-0013")
    assert "SH/2025/77220" in tokens_of("合并入账 SH/2025/77219/SH/2025/77220")
    assert tokens_of("2026 SH/2026") == ()


@pytest.mark.parametrize(
    ("left", "right", "near"),
    [
        ("inv10231", "inv10321", True),
        ("inv10231", "inv1031", True),
        ("inv10231", "inv10239", True),
        ("inv10231", "inv10231", False),
        ("inv10231", "inv12031", True),
        ("inv10231", "inv13021", False),
        ("12", "13", False),
    ],
)
def test_one_slip_is_near_two_are_not(left: str, right: str, near: bool) -> None:
    assert is_near(left, right) is near


def test_the_arithmetic_of_causes_stands_at_its_edges() -> None:
    rules = Rules()
    assert is_slip(1_254_00, 1_245_00)
    assert not is_slip(1_254_00, 1_254_00)
    assert is_tax(113_00, 100_00, rules)
    assert is_tax(112_99, 100_00, rules)
    assert not is_tax(112_98, 100_00, rules)
    assert is_discount(1_000_00, 980_00, rules)
    assert is_discount(1_000_00, 980_01, rules)
    assert not is_discount(1_000_00, 980_02, rules)
    assert is_fee(-9_999_00, -10_000_00, rules)
    assert not is_fee(-9_000_00, -10_000_00, rules)


def _line(amount: int, kind: str, text: str | None) -> Line:
    return Line("ours", 2, 0, None, None, None, text, kind, None, "CNY", amount, "", kind, 2)


def test_numberings_that_run_side_by_side_say_nothing_of_each_other() -> None:
    """Our own entry 881 and their own entry 881 share digits by chance, also where a reference repeats them."""
    shared = [invoice(f"INV-{n}", 100 * n + 7) for n in range(1000, 1006)]
    ours = [*shared, invoice("AUTH-4400", 80_021, voucher="LED-C01-881", order="REF-881")]
    theirs = [*shared, invoice("AUTH-5500", 36_704, voucher="ACQ-C01-881", order="BANK-881")]
    assert decided(ours, theirs)[-2:] == ["timing 8 | - 80021", "timing - | 8 -36704"]


def test_equal_digits_count_where_one_side_adds_letters_to_the_other() -> None:
    ours = [invoice(None, 80_000, text="goods RE-2025-44040"), invoice(None, 20_000, text="goods RE-2025-44041")]  # fmt: skip
    theirs = [invoice(None, 100_000, text="invoices FP-RE-2025-44040 FP-RE-2025-44041")]
    assert decided(ours, theirs) == ["auto document_total 2,3 = 2"]


def test_a_payout_that_lists_its_orders_is_suggested_with_what_is_missing() -> None:
    sold = [invoice(None, amount, order=f"ORD-{place}") for place, amount in enumerate((168_683, 99_948, 178_278), 700)]  # fmt: skip
    [group, difference] = decided(sold, [invoice(None, 446_810, text="ORD-700|ORD-701|ORD-702")])
    assert group == "suggested document_differs 2,3,4 = 2"
    assert difference.endswith(" 2,3,4 | 2 99")


def test_a_reversal_that_was_itself_reversed_is_settled_once() -> None:
    """Booked, reversed, and the reversal reversed: hypothesis found the line that was taken twice."""
    theirs = [
        invoice("INV-2", -5_000, None),
        invoice("INV-2", 5_000, None, text="冲销 INV-2"),
        invoice("INV-2", -5_000, None, text="冲销 INV-2"),
    ]
    found = match(lines(invoice(None, 0, None)), lines(*theirs))
    rows = [row for group in found.groups for row in group.members.theirs]
    assert len(rows) == len(set(rows))

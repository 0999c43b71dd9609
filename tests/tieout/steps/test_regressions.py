"""What other systems get wrong, as reported by their users: each row of the list is a case here."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pyarrow as pa
import pytest

from tests.ledger_lines import decided, invoice, lines, receipt, table_of
from tieout import Members, Pin, match
from tieout.steps import conflicts, dated, pairing


def test_identical_lines_of_one_day_stay_two() -> None:
    twice = [invoice("INV-1", 5_000), invoice("INV-1", 5_000)]
    assert decided(twice, twice) == ["auto document_amount 2,3 = 2,3"]


def test_a_change_of_words_changes_no_match() -> None:
    ours = [invoice("INV-1", 5_000, text="March goods"), invoice("INV-2", 7_000, text="Pumps")]
    theirs = [invoice("INV-1", 5_000), invoice("INV-2", 7_000)]
    renamed = [{**line, "text": "something else"} for line in ours]
    assert decided(ours, theirs) == decided(renamed, theirs)


def test_the_same_amount_near_the_day_is_not_enough_for_a_list_price() -> None:
    sold = [invoice(f"A-{n}", 19_900, f"2026-03-{n:02d}") for n in range(1, 29)]
    bought = [invoice(None, 19_900, "2026-03-15")]
    found = decided(sold, bought)
    assert not [row for row in found if row.startswith("auto")]


def test_a_different_number_forbids_the_match_whatever_the_amount() -> None:
    shared = [invoice(f"INV-{n}", 100 * n + 7, f"2026-03-{n - 980}") for n in range(1000, 1006)]
    found = decided([*shared, invoice("INV-2001", 44_444)], [*shared, invoice("INV-2050", 44_444)])
    assert found[-2:] == ["missing_theirs 8 | - 44444", "missing_ours - | 8 -44444"]


def test_a_tie_is_named_not_guessed() -> None:
    ours = [receipt(88_001, "2026-03-10")]
    theirs = [receipt(88_001, "2026-03-09"), receipt(88_001, "2026-03-11")]
    found = match(lines(*ours), lines(*theirs))
    [group] = found.groups
    assert group.status == "ambiguous"
    assert {group.members, *group.alternatives} == {Members((2,), (2,)), Members((2,), (3,))}


def test_an_overpayment_is_not_closed_in_silence() -> None:
    shared = [invoice(f"INV-{n}", 100 * n + 7) for n in range(1000, 1004)]
    quoted = {"text": "payment INV-1003"}
    found = decided([*shared, receipt(100_307, **quoted)], [*shared, receipt(150_307, **quoted)])
    assert "partial 6 | 6 50000" in found


def test_no_line_is_ever_consumed_twice() -> None:
    rng = random.Random(20)
    ours = [invoice(f"N{rng.randrange(30)}", rng.choice([100, 200, 300])) for _ in range(60)]
    theirs = [invoice(f"N{rng.randrange(30)}", rng.choice([100, 200, 300])) for _ in range(60)]
    found = match(lines(*ours), lines(*theirs))
    for side in ("ours", "theirs"):
        in_groups = [row for group in found.groups for row in getattr(group.members, side)]
        lone = [
            row
            for each in found.differences
            if not (each.members.ours and each.members.theirs) and each.members not in
            {group.members for group in found.groups}
            for row in getattr(each.members, side)
        ]  # fmt: skip
        assert sorted(in_groups + lone) == list(range(2, 62))


def test_a_surplus_is_told_as_loudly_as_a_shortage() -> None:
    once, twice = [invoice("INV-1", 5_000)], [invoice("INV-1", 5_000), invoice("INV-1", 5_000)]
    assert decided(twice, once)[1:] == ["duplicate_ours 3 | - 5000"]
    assert decided(once, twice)[1:] == ["duplicate_theirs - | 3 -5000"]


def test_five_thousand_equal_lines_cost_five_thousand_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Comparing all with all would take twenty-five million; the looks are counted, not the seconds."""
    looks = Counter()
    for module, name in (
        (conflicts.Conflicts, "forbid"),
        (pairing, "days_apart"),
        (dated, "days_apart"),
    ):
        monkeypatch.setattr(module, name, _counted(getattr(module, name), looks))
    count = 5_001
    same = lines(*[receipt(5_000, f"2026-03-{day % 28 + 1:02d}") for day in range(count)])
    found = match(same, same)
    assert sum(len(group.members.ours) for group in found.groups) == count
    assert sum(looks.values()) < 20 * count


def _counted(function: Callable[..., object], looks: Counter) -> Callable[..., object]:
    def counting(*arguments: object, **named: object) -> object:
        looks["all"] += 1
        return function(*arguments, **named)

    return counting


def test_two_currencies_never_meet() -> None:
    found = decided([invoice("INV-1", 5_000)], [invoice("INV-1", 5_000, currency="USD")])
    assert not [row for row in found if row.startswith("auto")]


def test_a_third_party_payer_is_not_learned_in_silence() -> None:
    """Money under another name is matched by its facts; the name of the payer decides nothing."""
    ours = [receipt(77_123, "2026-03-10", party="A 公司")]
    theirs = [receipt(77_123, "2026-03-10", party="B 公司")]
    [row] = decided(ours, theirs)
    assert row == "auto amount_date 2 = 2"


def test_what_a_person_decided_is_never_decided_again() -> None:
    ours = [invoice("INV-1", 5_000), invoice("INV-2", 5_000)]
    theirs = [invoice("INV-1", 5_000), invoice("INV-2", 5_000)]
    crossed = Pin(Members((2,), (3,)), "accepted")
    rejected = Pin(Members((3,), (2,)), "rejected")
    found = decided(ours, theirs, pins=(crossed, rejected))
    assert found[0] == "auto by_hand 2 = 3"
    assert not [row for row in found[1:] if "3 = 2" in row]


def test_the_order_of_rows_decides_nothing() -> None:
    rng = random.Random(7)
    ours = lines(*[invoice(f"INV-{n}", rng.randrange(100, 9_999), f"2026-03-{n % 28 + 1:02d}") for n in range(80)],
                 *[receipt(rng.choice([5_000, 7_500]), f"2026-03-{n % 28 + 1:02d}") for n in range(20)])  # fmt: skip
    theirs = ours.take(rng.sample(range(100), 90))
    shuffled = theirs.take(rng.sample(range(90), 90))
    expected = table_of(match(ours, theirs))
    assert table_of(match(ours, shuffled)) == expected
    assert table_of(match(ours.take(rng.sample(range(100), 100)), theirs)) == expected
    assert (
        table_of(match(ours, pa.concat_tables([theirs.slice(40), theirs.slice(0, 40)]))) == expected
    )


def _alike(count: int) -> list[dict[str, object]]:
    return [invoice(f"REF-C02-{n:06d}", 10_000 + 37 * n, f"2026-03-{n % 27 + 1:02d}") for n in range(1, count + 1)]  # fmt: skip


def test_equal_digits_of_two_series_tie_nothing() -> None:
    """Our REF-C02-000841 and their BANKONLY-C02-000841 are the 841st of two series, not one document."""
    ours = [*_alike(12), invoice("REF-C02-000841", 44_400, "2026-03-10")]
    theirs = [*_alike(12), invoice("BANKONLY-C02-000841", 51_700, "2026-03-11")]
    found = decided(ours, theirs)
    assert found[-2:] == ["missing_theirs 14 | - 44400", "missing_ours - | 14 -51700"]


def test_a_series_under_two_names_is_known_by_what_agreed() -> None:
    """Where their FP is our REF time and again, the one that differs in its amount is the same document."""
    renamed = [{**line, "document": str(line["document"]).replace("REF", "FP")} for line in _alike(12)]  # fmt: skip
    ours = [*_alike(12), invoice("REF-C02-000841", 44_400, "2026-03-10")]
    theirs = [*renamed, invoice("FP-C02-000841", 44_700, "2026-03-10")]
    assert decided(ours, theirs)[12] == "auto document_differs 14 = 14"


@pytest.mark.parametrize("we_sum", [True, False])
def test_a_sum_names_its_parts_by_the_digits_of_a_series_that_is_one(we_sum: bool) -> None:
    """Whichever side sums up: where their FP is our REF, a line that says FP 841 and 842 names our REF 841 and 842, and a third completes them."""
    renamed = [{**line, "document": str(line["document"]).replace("REF", "FP")} for line in _alike(12)]  # fmt: skip
    parts, said = ("FP", "REF") if we_sum else ("REF", "FP")
    singles = [invoice(f"{parts}-C02-000841", 44_400, "2026-03-10"), invoice(f"{parts}-C02-000842", 7_311, "2026-03-10"), invoice(None, 90_501, "2026-03-10")]  # fmt: skip
    total = invoice(None, 142_212, "2026-03-11", text=f"{said}-C02-000841 {said}-C02-000842")
    ours = [*_alike(12), *([total] if we_sum else singles)]
    theirs = [*renamed, *(singles if we_sum else [total])]
    found = decided(ours, theirs)
    assert found[12] == f"auto sum_quoted_rest {'14 = 14,15,16' if we_sum else '14,15,16 = 14'}"


def _day_of_two(lone: int) -> list[str]:
    """Our payment of 1,050.00, theirs of 350.00 and 700.00 on one day, and as many others of a price list on both sides."""
    prices = (9_900, 19_900, 35_000, 70_000, 105_000, 49_500)
    ours = [receipt(105_000, "2026-03-10")]
    theirs = [receipt(35_000, "2026-03-11"), receipt(70_000, "2026-03-11")]
    for at in range(lone):
        ours.append(receipt(2 * prices[at % 6] + 100, f"2026-03-{at % 28 + 1:02d}"))
        theirs.append(receipt(prices[at % 6], f"2026-{4 + at // 24:02d}-{at % 24 + 5:02d}"))
    return [row for row in decided(ours, theirs) if "bundle_total 2 = 2,3" in row]


def test_a_day_that_makes_an_amount_decides_only_where_chance_hardly_makes_one() -> None:
    """With nothing else open two receipts of a day are one payment; among sixty of a price list such days come about by chance."""
    assert _day_of_two(0) == ["auto bundle_total 2 = 2,3"]
    assert _day_of_two(60) in ([], ["suggested bundle_total 2 = 2,3"])

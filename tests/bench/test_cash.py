"""The cash-application cases add up, and the scorer counts what it should."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bench.cash.baselines import BASELINES, run_baseline
from bench.cash.case import CashCase, draw_case, minor, write_case
from bench.cash.evidence import combinations_hitting, is_only_combination
from bench.cash.knobs import PRESETS
from bench.cash.score import score_seeds
from bench.cash.scoring import Said, score_cash, upper_bound
from bench.cash.seeds import WITHOUT, cells_of

from tieout.cash.rules import CashRules

SMALL = replace(PRESETS["realistic"], customers=25)


@pytest.fixture(scope="module", params=sorted(PRESETS))
def case(request: pytest.FixtureRequest) -> CashCase:
    return draw_case(replace(PRESETS[request.param], customers=40), 7)


def test_every_receipt_is_its_allocations_and_what_stayed_unapplied(case: CashCase) -> None:
    for receipt in case.receipts:
        assert receipt.amount == sum(a for _, a in receipt.allocations) + receipt.unapplied
        assert bool(receipt.unapplied) == bool(receipt.reason)


def test_no_item_is_paid_beyond_its_open_amount(case: CashCase) -> None:
    used: Counter[int] = Counter()
    for receipt in case.receipts:
        for item, amount in receipt.allocations:
            used[item.row] += amount
            assert amount * item.amount > 0
            assert item.party in (receipt.party, *receipt.payer.pays_for)
            assert item.issued_on < receipt.received_on
        for deduction in receipt.deductions:
            if deduction.reason in ("discount", "fee"):
                used[deduction.item.row] += deduction.amount
    for item in case.items:
        assert abs(used[item.row]) <= abs(item.amount)
        assert used[item.row] * item.amount >= 0


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (write_case(draw_case(SMALL, 3), tmp_path / name) for name in ("one", "other"))
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes()


def test_other_seeds_give_other_receipts() -> None:
    one, other = draw_case(SMALL, 3), draw_case(SMALL, 4)
    assert [r.amount for r in one.receipts] != [r.amount for r in other.receipts]


def test_splits_share_no_customer() -> None:
    names = [
        {p.name for seed in range(6) for p in draw_case(SMALL, first + seed).parties}
        for first in (0, 1000, 2000)
    ]
    assert not names[0] & (names[1] | names[2])
    assert not names[1] & names[2]


def test_files_say_what_truth_says(case: CashCase, tmp_path: Path) -> None:
    tables = case.tables()
    assert tables["receipts"].num_rows == len(case.receipts)
    printed = [minor(text) for text in tables["items"]["open amount"].to_pylist()]
    assert printed == [item.amount for item in case.items]
    rows = [item.row for item in case.items]
    assert rows == list(range(2, len(rows) + 2))


def test_most_receipts_pay_one_item() -> None:
    receipts = draw_case(replace(PRESETS["realistic"], customers=400), 1).receipts
    share = sum(r.event == "single" for r in receipts) / len(receipts)
    assert 0.52 < share < 0.64
    assert {"batch", "statement", "second", "short", "bounce", "credit"} <= {
        r.event for r in receipts
    }


def test_truth_is_known_only_when_one_combination_exists() -> None:
    assert combinations_hitting([100, 200, 300, 400], 700) == 2  # 300+400 and 100+200+400
    assert is_only_combination([100, 250, 325], 350, size=2)
    assert not is_only_combination([100, 250, 350], 350, size=2)
    assert is_only_combination([100, 250, 350], 350, size=1)
    assert not is_only_combination([350, 350], 350, size=1)
    assert combinations_hitting([100, 200, -50], 250) == 1  # a credit is taken off


def _truth() -> dict[str, Any]:
    def item(row: int, amount: int, due: str = "2026-02-01") -> dict[str, Any]:
        return {
            "row": row,
            "party": "C1",
            "amount": amount,
            "issued_on": "2026-01-01",
            "due_on": due,
        }

    def receipt(row: int, parts: list[list[int]], *, known: bool = True) -> dict[str, Any]:
        return {
            "row": row,
            "event": "single",
            "party": "C1",
            "amount": sum(a for _, a in parts),
            "allocations": parts,
            "recoverable": known,
            "tie": "a test",
        }

    return {
        "preset": "by hand",
        "seed": 0,
        "items": [item(2, 100), item(3, 100), item(4, 100, "2026-03-01"), item(5, 70), item(6, 30)],
        "receipts": [
            receipt(2, [[2, 100]]),
            receipt(3, [[5, 70], [6, 30]]),
            receipt(4, [[4, 100]], known=False),
        ],
    }


def test_equal_items_count_by_class_but_other_dates_do_not() -> None:
    twin = score_cash(_truth(), [Said(2, ((3, 100),))])
    assert (twin.right, twin.wrong) == (1, 0)
    other_due = score_cash(_truth(), [Said(2, ((4, 100),))])
    assert (other_due.right, other_due.wrong) == (0, 1)
    assert other_due.wrong_per_million == 1_000_000


def test_half_a_group_is_wrong_but_its_money_is_weighed() -> None:
    score = score_cash(_truth(), [Said(3, ((5, 70),))])
    assert (score.right, score.wrong, score.parts_right, score.parts_said) == (0, 1, 70, 70)
    assert score.money_precision == 0


def test_a_lucky_guess_earns_nothing_and_a_wrong_one_counts() -> None:
    lucky = score_cash(_truth(), [Said(4, ((4, 100),))])
    assert (lucky.right, lucky.wrong, lucky.lucky, lucky.recall) == (0, 0, 1, 0)
    assert score_cash(_truth(), [Said(4, ((2, 100),))]).wrong == 1


def test_an_overdrawn_item_or_a_receipt_that_does_not_add_up_is_a_closure_error() -> None:
    assert score_cash(_truth(), [Said(2, ((2, 100),)), Said(4, ((2, 100),))]).closure_error == 100
    assert score_cash(_truth(), [Said(2, ((2, 90),), unapplied=0)]).closure_error == 10
    assert score_cash(_truth(), [Said(2, ((2, 90),), unapplied=10)]).closure_error == 0


def test_an_ambiguous_receipt_is_asked_for_the_truth_among_its_alternatives() -> None:
    said = Said(3, ((2, 100),), "ambiguous", (((5, 70), (6, 30)),))
    score = score_cash(_truth(), [said])
    assert (score.ambiguous, score.ambiguous_with_truth, score.wrong) == (1, 1, 0)
    assert score_cash(_truth(), [replace(said, alternatives=())]).ambiguous_with_truth == 0


def test_bound_follows_the_rule_of_three() -> None:
    assert upper_bound(0, 3000) == pytest.approx(0.000998, abs=2e-6)
    assert upper_bound(1, 10) == pytest.approx(0.3942, abs=1e-4)
    assert upper_bound(0, 0) == 1.0


@pytest.mark.parametrize("name", sorted(BASELINES))
def test_baselines_never_use_money_twice(name: str, tmp_path: Path) -> None:
    case = draw_case(replace(SMALL, items_each=(3, 15)), 2)
    score = score_cash(case.truth(), run_baseline(name, write_case(case, tmp_path)))
    assert score.closure_error == 0
    assert score.right > 0


def test_an_engine_that_took_its_time_begins_no_other_case() -> None:
    assert score_seeds("exact join", SMALL, range(3)).cases == 3
    assert score_seeds("exact join", SMALL, range(3), cap_seconds=0.0).cases == 1


def test_without_a_guard_the_rules_are_others_and_the_command_takes_them(tmp_path: Path) -> None:
    rules = {name: _rules(knob, tmp_path) for name, knob in WITHOUT.items()}
    assert len({CashRules.from_file(each).digest for each in rules.values()}) == len(WITHOUT)
    whole, once = (
        score_seeds("tieout", SMALL, range(1), rules=rules[name])
        for name in ("tieout", "tieout, every step once")
    )
    assert once.right < whole.right


def _rules(knob: str, folder: Path) -> Path:
    path = folder / f"{len(list(folder.iterdir()))}.toml"
    path.write_text(f"[cash]\n{knob}\n", encoding="utf-8")
    return path


def test_an_engine_that_decided_nothing_has_no_precision() -> None:
    nothing = score_cash(_truth(), [])
    assert list(cells_of(nothing)[2:4]) == ["-", "-"]

"""Why two rows of two ledgers are together or are not: every reason by its smallest pair of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger_lines import invoice, lines
from tests.tieout.why.small_files import SHARED, Row, answer, ask, ledger, reasons
from tieout import Members, Pin
from tieout.rulebook import version_of, versions_of
from tieout.why.arithmetic import sides_equal
from tieout.why.ledgers import why_lines
from tieout.why.words import REASONS

EIGHTS = ("ours:8", "theirs:8")


def line(day: str, document: str, amount: str, words: str = "服务", order: str = "") -> Row:
    return (day, document, order, words, amount)


# Reason, the rule that gives it, our rows from 8 on, theirs, what the English sentence quotes.
Case = tuple[str, str, tuple[Row, ...], tuple[Row, ...], str]
CASES: tuple[Case, ...] = (
    ("numbers_differ", "document_amount", (line("2026-03-10", "INV-2001", "900.00"),), (line("2026-03-10", "INV-2002", "900.00"),), "INV-2001 and INV-2002"),
    ("contradiction", "amount_date", (line("2026-03-10", "INV-2001", "900.00"),), (line("2026-03-10", "INV-2002", "900.00"),), "vetoed"),
    ("number_absent", "document_amount", (line("2026-03-10", "", "900.00"),), (line("2026-03-10", "INV-2002", "780.00"),), "— and INV-2002"),
    ("amount_differs", "document_amount", (line("2026-03-10", "INV-2001", "900.00", "发票"),), (line("2026-03-10", "INV-2001", "-900.00", "收款"),), "1,800.00"),
    ("facts", "document_differs", (line("2026-03-10", "INV-2001", "900.00", "发票"),), (line("2026-03-10", "INV-2001", "-900.00", "收款"),), "two facts"),
    ("direction", "document_differs", (line("2026-03-10", "INV-2001", "900.00", "发票"),), (line("2026-03-10", "INV-2001", "-850.00", "退货"),), "Opposite direction"),
    ("beyond_tolerance", "document_total", (line("2026-03-10", "INV-2001", "900.00"),), (line("2026-03-10", "INV-2001", "7.13"),), "892.87 apart, beyond the tolerance of 0.02"),
    ("other_series", "document_total", (line("2026-03-10", "AB-700123", "900.00", "发票"),), (line("2026-03-10", "RQ-700123", "850.00", "发票"),), "AB-700123 and RQ-700123"),
    ("implausible", "document_differs", (line("2026-03-10", "INV-2001", "900.00"),), (line("2026-03-10", "INV-2001", "7.13"),), "892.87"),
    ("amounts_equal", "amount_near", (line("2026-03-01", "", "912.34"),), (line("2026-05-28", "", "912.34"),), "are equal"),
    ("far_apart", "amount_date", (line("2026-03-01", "", "912.34"),), (line("2026-05-28", "", "912.34"),), "88 days apart beyond the usual delay, more than 45"),
    ("rival", "amount_date", (line("2026-03-10", "", "912.34"),), (line("2026-03-10", "", "912.34"), line("2026-03-10", "", "912.34", "服务 二")), "Their row 9 fits equally"),
    ("chance", "amount_date", (line("2026-03-10", "", "10000.00"),), (line("2026-03-12", "", "10000.00"), line("2026-03-11", "", "88.12"), line("2026-03-11", "", "83.12")), "by chance, more than 0.05"),
    ("undated", "amount_near", (line("", "", "900.00"),), (line("2026-04-10", "", "895.00"),), "no date"),
    ("not_near", "amount_near", (line("2026-03-10", "", "900.00"),), (line("2026-03-10", "", "-900.00"),), "more than a quarter"),
    ("no_cause", "amount_near", (line("2026-03-10", "", "900.00"),), (line("2026-03-10", "", "780.00"),), "120.00"),
    ("no_bundle", "bundle_total", (line("2026-03-10", "", "900.00"),), (line("2026-03-10", "", "780.00"),), "several lines"),
    ("bundle_differs", "bundle_total", (line("2026-03-10", "", "900.00"), line("2026-03-10", "", "100.00")), (line("2026-03-10", "", "1111.00"),), "The 2 lines of that day or voucher are 1,000.00, not the 1,111.00"),
    ("quotes_another", "amount_date", (line("2026-03-10", "", "900.00", "服务 INV-1001"),), (line("2026-03-10", "", "900.00"),), "name another document"),
    ("no_slip", "document_slip", (line("2026-03-10", "INV-2001", "0.00"),), (line("2026-03-10", "INV-3331", "0.00"),), "INV-2001 and INV-3331"),
    ("zero", "amount_date", (line("2026-03-10", "INV-2001", "0.00"),), (line("2026-03-10", "INV-3331", "0.00"),), "zero"),
    ("no_quoted_sum", "sum_quoted", (line("2026-03-10", "", "900.00"),), (line("2026-03-10", "", "780.13"), line("2026-03-11", "", "55.02")), "Neither row quotes several"),
    ("no_sum", "sum_amounts", (line("2026-03-10", "", "900.00"),), (line("2026-03-10", "", "780.13"), line("2026-03-11", "", "55.02")), "beyond chance"),
    ("other_sum", "sum_amounts", (line("2026-03-10", "", "900.11"),), (line("2026-03-10", "", "61.57"), line("2026-03-11", "", "512.34"), line("2026-03-12", "", "387.77")), "2 other lines, 900.11"),
    ("no_rest_total", "rest_total", (line("2026-03-10", "", "900.00"),), (line("2026-03-10", "", "780.13"), line("2026-03-11", "", "55.02")), "does not agree in total"),
    ("own_numbering", "document_differs", tuple(line(f"2026-03-1{n}", f"RC00010{n}", f"{n + 1}11.00", "发票") for n in range(4)), tuple(line(f"2026-03-1{n}", f"RC00010{n}", f"{n + 3}22.07", "发票") for n in range(4)), "each side's own"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "rule", "ours", "theirs", "quoted"), CASES, ids=[c[0] for c in CASES])  # fmt: skip
def test_each_reason_by_its_smallest_files(
    tmp_path: Path, code: str, rule: str, ours: tuple[Row, ...], theirs: tuple[Row, ...], quoted: str
) -> None:  # fmt: skip
    said = of_files(tmp_path, ours, theirs)
    assert reasons(said)[rule] == code
    (check,) = [check for check in said["checks"] if check["rule"] == rule]
    assert quoted in check["sentences"]["en"]
    assert check["sentences"]["zh"] != check["sentences"]["en"]
    assert "{" not in check["sentences"]["zh"] + check["sentences"]["en"]


def of_files(
    folder: Path, ours: tuple[Row, ...], theirs: tuple[Row, ...],
    words: tuple[str, str] = EIGHTS, *, alone: bool = False,
) -> dict:  # fmt: skip
    mine = ledger(folder / "ours.csv", ours, alone=alone)
    yours = ledger(folder / "theirs.csv", theirs, theirs=True, alone=alone)
    return answer(folder, words, str(mine), str(yours))


def test_few_equal_numbers_that_differ_in_amount_are_no_habit(tmp_path: Path) -> None:
    ours = (line("2026-03-10", "INV-2001", "900.00"), line("2026-03-10", "INV-3001", "123.45"))
    theirs = (line("2026-03-10", "INV-2001", "850.13"), line("2026-03-12", "INV-4001", "88.00"))
    said = of_files(tmp_path, ours, theirs, ("ours:2", "theirs:2"), alone=True)
    assert reasons(said)["document_differs"] == "no_habit"


def test_a_row_already_settled_says_with_which_and_by_what(tmp_path: Path) -> None:
    ours = (line("2026-03-10", "INV-2001", "900.00"), line("2026-03-10", "INV-2001", "900.00"))
    said = of_files(
        tmp_path, ours, (line("2026-03-10", "INV-2001", "900.00"),), ("ours:9", "theirs:8")
    )
    assert (said["verdict"], reasons(said)["document_total"]) == ("apart", "taken")
    assert "Their row 8 is settled with our row 8 by the rule “Number and amount”." in [
        fate["sentences"]["en"] for fate in said["fates"]
    ]
    assert "对方第 8 行已与我方第 8 行按“单据号与金额”配在一起。" in [
        fate["sentences"]["zh"] for fate in said["fates"]
    ]
    assert [(one["rule"], one["rule_version"]) for one in said["nearest"]] == [("taken", None)]


def test_the_decision_and_every_check_say_in_which_version_of_the_rule(tmp_path: Path) -> None:
    ours = (line("2026-03-10", "INV-2001", "900.00"),)
    said = of_files(tmp_path, ours, (line("2026-03-10", "INV-2001", "900.00"),))
    assert said["decision"]["rule_version"] == version_of(said["decision"]["rule"]) > 0
    apart = of_files(tmp_path, ours, (line("2026-03-10", "INV-2002", "780.13"),))
    found = {check["rule"]: check["rule_version"] for check in apart["checks"]}
    assert found.items() <= versions_of("match").items()
    assert found


def test_the_page_says_what_is_said(tmp_path: Path) -> None:
    ours = (line("2026-03-10", "INV-2001", "900.00"),)
    said = of_files(tmp_path, ours, (line("2026-03-10", "INV-2002", "900.00"),))
    page = Path(__file__).resolve().parents[3] / "docs/algorithms/matching.md"
    rows = [
        f"| `{check['rule']}` | `{check['reason']}` | {check['sentences']['en']} |"
        for check in said["checks"]
    ]
    told = [text for text in page.read_text("utf-8").splitlines() if text in rows]
    assert len(told) == 5


NEAREST = (
    ("number_only", line("2026-03-10", "INV-2001", "900.00", "发票"), line("2026-03-10", "INV-2001", "-850.00", "退货"), "1,750.00 apart"),
    ("other_fact", line("2026-03-10", "INV-2001", "900.00", "发票"), line("2026-03-10", "INV-2001", "-900.00", "收款"), "receipt"),
    ("amount_apart", line("2026-03-10", "", "900.00"), line("2026-05-10", "", "20.00"), "880.00 apart"),
    ("sign", line("2026-03-10", "", "900.00"), line("2026-03-10", "", "-900.00"), "opposite sign"),
    ("date_window", line("2026-03-01", "", "912.34"), line("2026-05-28", "", "912.34"), "88 days"),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "ours", "theirs", "quoted"), NEAREST, ids=[n[0] for n in NEAREST])
def test_both_lone_rows_carry_what_is_nearest_and_its_rule(
    tmp_path: Path, rule: str, ours: Row, theirs: Row, quoted: str
) -> None:
    said = of_files(tmp_path, (ours,), (theirs,))
    assert [(one["of"], one["rule"]) for one in said["nearest"]] == [
        ("ours", rule),
        ("theirs", rule),
    ]
    assert quoted in said["nearest"][0]["sentences"]["en"]
    assert "行" in said["nearest"][0]["sentences"]["zh"]


def test_every_reason_has_its_test() -> None:
    elsewhere = {"no_habit", "taken", "other_party", "rejected_by_hand"}
    elsewhere |= {"advice_names_others", "advice_does_not_close"}
    from tests.tieout.why.test_why_cash import CASES as CASH

    tested = {case[0] for case in CASES} | {case[0] for case in CASH} | elsewhere
    # What no condition of the pair explains: the fallback, so that no rule is ever silent.
    assert set(REASONS) - tested == {"unsure"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (({"currency": "USD"}, {}), "other_currency"),
        (({"party": "A"}, {"party": "B"}), "other_party"),
    ],
)
def test_lines_of_two_accounts_never_meet(more: tuple[dict, dict], code: str) -> None:
    names = [{"party": "A"}, {"party": "B"}] if "party" in more[0] else [{}, {}]
    shared = [invoice(f"INV-{at}", 700 + at, **name) for at, name in enumerate(names)]
    left = lines(*shared, invoice("INV-9", 500, **more[0]))
    right = lines(*shared, invoice("INV-8", 500, **more[1]))
    found = why_lines(left, right, (4, 4))
    assert [check.reason.code for check in found.checks] == [code]


def test_what_a_person_rejected_is_said_first() -> None:
    table = lines(invoice("INV-9", 500))
    pins = (Pin(Members((2,), (2,)), "rejected"),)
    found = why_lines(table, table, (2, 2), pins=pins)
    assert [(check.rule, check.reason.code) for check in found.checks] == [
        ("by_hand", "rejected_by_hand")
    ]


def test_together_with_evidence_arithmetic_and_uniqueness(tmp_path: Path) -> None:
    ours = (line("2026-03-10", "INV-2001", "41250.00"),)
    theirs = (
        line("2026-03-10", "INV-2001", "12000.00"),
        line("2026-03-10", "INV-2001", "29250.00"),
    )
    said = of_files(tmp_path, ours, theirs, ("theirs:9", "ours:8"))
    assert said["verdict"] == "matched"
    decision = said["decision"]
    assert decision["rule"] == "document_total"
    assert decision["arithmetic"] == "41,250.00 = 12,000.00 + 29,250.00"
    assert ["amount", "41,250.00", "41,250.00", "equal"] in decision["evidence"]
    assert decision["uniqueness"] == {"candidates": 3, "alternatives": 0, "chance": ""}
    assert "INV-2001" in decision["sentences"]["zh"]


def test_a_tie_names_the_pair_as_undecided_or_as_the_other_answer(tmp_path: Path) -> None:
    ours = (line("2026-03-10", "", "912.34"),)
    theirs = (line("2026-03-10", "", "912.34"), line("2026-03-10", "", "912.34", "服务 二"))
    first = of_files(tmp_path, ours, theirs)
    second = of_files(tmp_path, ours, theirs, ("ours:8", "theirs:9"))
    assert {first["verdict"], second["verdict"]} == {"ambiguous", "alternative"}
    assert first["decision"]["uniqueness"]["alternatives"] == 1


@pytest.mark.parametrize(
    ("language", "verdict", "grounds"),
    [("en", "Together.", "number: INV-1001"), ("zh", "已配在一起。", "号码: INV-1001")],
)
def test_the_terminal_speaks_both_languages(
    tmp_path: Path, language: str, verdict: str, grounds: str
) -> None:
    mine, yours = ledger(tmp_path / "a.csv", ()), ledger(tmp_path / "b.csv", (), theirs=True)
    run = ask(tmp_path, ("ours:2", "theirs:2"), str(mine), str(yours), language=language)
    assert run.exit_code == 0
    assert verdict in run.output
    assert grounds in run.output
    assert f"{SHARED[0][4]} = {SHARED[0][4]}" in run.output


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        (("ours:99", "theirs:2"), "why.no_row", "its last one is row 9"),
        (("ours:1", "theirs:2"), "why.not_a_line", "it is the header"),
        (("ours:2", "theirs:8"), "why.not_a_line", "it is a total"),
        (("ours:8", "theirs:2"), "why.not_a_line", "it is the opening balance"),
        (("ours:0", "theirs:2"), "why.word", "“ours:0” is not understood"),
        (("us:3", "theirs:2"), "why.word", "“us:3” is not understood"),
        (("ours:3", "ours:2"), "why.sides", "are no pair"),
        (("ours:3", "receipt:2"), "why.sides", "are no pair"),
        (("item:2", "receipt:2"), "cash.no_column", "No column for"),
    ],
)
def test_refusals(tmp_path: Path, words: tuple[str, str], code: str, what: str) -> None:
    mine = ledger(tmp_path / "a.csv", (line("2026-03-01", "", "", "期初余额"), SHARED[0]))
    yours = ledger(tmp_path / "b.csv", (), theirs=True)
    with yours.open("a", encoding="utf-8") as stream:
        stream.write(",,,合计,0.00,2149.81\n")
    out = tmp_path / "out.json"
    run = ask(tmp_path, words, str(mine), str(yours), "--json", str(out))
    assert run.exit_code == 2
    assert code in run.output
    assert what in run.output
    assert not out.exists()


def test_arithmetic_is_true_with_a_gap_a_credit_and_many_terms() -> None:
    def whole(amount: int) -> str:
        return str(amount)

    assert sides_equal([100], [90], whole) == "100 = 90 + 10"
    assert sides_equal([90], [100], whole) == "90 = 100 - 10"
    assert sides_equal([70], [100, -30], whole) == "70 = 100 - 30"
    assert sides_equal([5, -5], [], whole) == "5 - 5 = 0"
    assert sides_equal([14], [1] * 14, whole).endswith("+ … (14)")

"""Why a receipt pays an item or does not: every reason by its smallest pair of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tieout.why.small_files import answer, ask, reasons

ITEM_HEAD = "客户编码,客户名称,单据号,单据日期,到期日,未清金额,币种"
RECEIPT_HEAD = "日期,金额,币种,付款人,附言"
LONGHAO, MINGDE = "厦门隆浩食品有限公司", "上海明德贸易有限公司"
PARTIES = f"客户编码,客户名称,别名,银行账号\nC1,{LONGHAO},,\nC2,{MINGDE},,\n"


def item(number: str, amount: str, party: str = LONGHAO, day: str = "2026-03-02", currency: str = "CNY") -> str:  # fmt: skip
    code = "C1" if party == LONGHAO else "C2"
    return f"{code},{party},SI-2026-000{number},{day},2026-04-30,{amount},{currency}"


def receipt(amount: str, text: str = "货款", payer: str = LONGHAO, day: str = "2026-03-20") -> str:
    return f"{day},{amount},CNY,{payer},{text}"


QUOTE = "货款 SI-2026-000{}".format
# Reason, the condition that gives it, items from row 2, receipts from row 2, what is quoted, the pair.
Case = tuple[str, str, tuple[str, ...], tuple[str, ...], str, tuple[str, str]]
FIRSTS = ("item:2", "receipt:2")
CASES: tuple[Case, ...] = (
    ("other_currency", "currency", (item("101", "1000.00", currency="USD"),), (receipt("1000.00"),), "CNY", FIRSTS),
    ("receipt_closed", "receipt", (item("101", "1000.00"), item("102", "400.00")), (receipt("1000.00", QUOTE(101)), receipt("1000.00", QUOTE(101), day="2026-03-21")), "row 2, received again", ("item:3", "receipt:3")),
    ("receipt_closed", "receipt", (item("101", "1000.00"),), (receipt("900.00"), receipt("-900.00", day="2026-03-25")), "Cancelled by the return in row 3", FIRSTS),
    ("payer_unknown", "payer", (item("101", "1000.00"),), (receipt("1000.00", payer="神秘公司"),), "神秘公司", FIRSTS),
    ("not_linked", "payer", (item("101", "1000.00"), item("102", "700.00", MINGDE)), (receipt("700.00"),), MINGDE, ("item:3", "receipt:2")),
    ("named_other", "payer", (item("101", "1000.00"), item("102", "700.00", MINGDE)), (receipt("1000.00", f"代{MINGDE}付款"),), MINGDE, FIRSTS),
    ("issued_later", "issued", (item("101", "1000.00", day="2026-04-02"),), (receipt("1000.00"),), "2026-04-02, after the receipt of 2026-03-20", FIRSTS),
    ("settled_by", "open", (item("101", "1000.00"),), (receipt("1000.00", QUOTE(101)), receipt("1000.00", day="2026-03-29")), "receipt 2 (Quoted total)", ("item:2", "receipt:3")),
    ("spent", "spent", (item("101", "1000.00"), item("102", "400.00")), (receipt("1000.00", QUOTE(101)),), "item 2 (Quoted total)", ("item:3", "receipt:2")),
    ("no_advice", "advice", (item("101", "1000.00"),), (receipt("480.00"),), "no remittance advice", FIRSTS),
    ("quotes_nothing", "quoted", (item("101", "1000.00"),), (receipt("480.00"),), "no number", FIRSTS),
    ("quotes_others", "quoted", (item("101", "1000.00"), item("102", "400.00")), (receipt("1000.00", QUOTE(101)),), "SI-2026-000101, not this item", ("item:3", "receipt:2")),
    ("quoted_does_not_close", "quoted", (item("101", "1000.00"), item("102", "100.00")), (receipt("80.00", QUOTE(101) + " SI-2026-000102 SI-2026-000103"),), "1,100.00 is open of what it quotes and the receipt is 80.00", ("item:3", "receipt:2")),
    ("named_by_text", "amount", (item("101", "1000.00"), item("102", "400.00")), (receipt("1000.00", QUOTE(101)),), "names items already", ("item:3", "receipt:2")),
    ("prepaid", "amount", (item("101", "1000.00"),), (receipt("1000.00", "预付款"),), "prepayment", FIRSTS),
    ("amount_not_met", "amount", (item("101", "1000.00"),), (receipt("480.00"),), "520.00 apart", FIRSTS),
    ("other_answer", "amount", (item("101", "1000.00"), item("102", "400.00")), (receipt("400.00"),), "only SI-2026-000102 has this amount", FIRSTS),
    ("waits", "amount", (item("101", "1000.00", day="2026-04-02"),), (receipt("1000.00"),), "No open item", FIRSTS),
)  # fmt: skip


@pytest.mark.parametrize(("code", "rule", "items", "receipts", "quoted", "words"), CASES, ids=[c[0] for c in CASES])  # fmt: skip
def test_each_reason_by_its_smallest_files(
    tmp_path: Path, code: str, rule: str, items: tuple[str, ...], receipts: tuple[str, ...],
    quoted: str, words: tuple[str, str],
) -> None:  # fmt: skip
    said = of_files(tmp_path, items, receipts, words)
    assert reasons(said).get(rule) == code, reasons(said)
    (check,) = [check for check in said["checks"] if check["rule"] == rule]
    assert quoted in check["sentences"]["en"]
    assert check["sentences"]["zh"] != check["sentences"]["en"]
    assert "{" not in check["sentences"]["zh"] + check["sentences"]["en"]


def of_files(
    folder: Path, items: tuple[str, ...], receipts: tuple[str, ...],
    words: tuple[str, str] = FIRSTS, *more: str,
) -> dict[str, Any]:  # fmt: skip
    return answer(folder, words, *files(folder, items, receipts), *more)


def files(folder: Path, items: tuple[str, ...], receipts: tuple[str, ...]) -> list[str]:
    (folder / "parties.csv").write_text(PARTIES, encoding="utf-8")
    (folder / "items.csv").write_text("\n".join((ITEM_HEAD, *items)) + "\n", encoding="utf-8")
    (folder / "receipts.csv").write_text("\n".join((RECEIPT_HEAD, *receipts)) + "\n", encoding="utf-8")  # fmt: skip
    paths = [str(folder / "items.csv"), str(folder / "receipts.csv")]
    return [*paths, "--parties", str(folder / "parties.csv")]


@pytest.mark.parametrize(
    ("document", "paid", "code"),
    [
        ("SI-2026-000102", "1000.00", "advice_names_others"),
        ("SI-2026-000101", "900.00", "advice_does_not_close"),
    ],
)
def test_a_remittance_advice_that_does_not_bring_them_together(
    tmp_path: Path, document: str, paid: str, code: str
) -> None:
    advice = tmp_path / "advice.csv"
    advice.write_text(
        f"日期,付款金额,单据号,本次付款\n2026-03-20,777.00,{document},{paid}\n", encoding="utf-8"
    )
    items = (item("101", "1000.00"), item("102", "400.00"))
    said = of_files(tmp_path, items, (receipt("777.00"),), FIRSTS, "--remittance", str(advice))
    assert reasons(said)["advice"] == code


def test_together_with_evidence_arithmetic_and_uniqueness(tmp_path: Path) -> None:
    items = (item("101", "12000.00"), item("102", "29250.00"), item("103", "77.00"))
    paid = (receipt("41250.00", QUOTE(101) + " SI-2026-000102"),)
    decision = of_files(tmp_path, items, paid)["decision"]
    assert decision["arithmetic"] == "41,250.00 = 12,000.00 + 29,250.00"
    assert decision["rule"] == "quoted_total"
    assert ["payer", LONGHAO, LONGHAO, "name"] in decision["evidence"]
    assert decision["uniqueness"] == {"candidates": 3, "alternatives": 0, "chance": ""}


def test_two_like_items_are_undecided_and_both_named(tmp_path: Path) -> None:
    items = (item("101", "500.00"), item("102", "500.00", day="2026-03-05"))
    first = of_files(tmp_path, items, (receipt("500.00"),))
    second = of_files(tmp_path, items, (receipt("500.00"),), ("item:3", "receipt:2"))
    assert (first["verdict"], second["verdict"]) == ("ambiguous", "alternative")
    assert second["decision"]["uniqueness"]["alternatives"] == 1


def test_the_nearest_of_both_rows_are_named_with_what_rejected_them(tmp_path: Path) -> None:
    items = (item("101", "1000.00"), item("102", "500.00"))
    said = of_files(tmp_path, items, (receipt("480.00"), receipt("990.00", day="2026-03-22")))
    assert [(one["of"], one["item"], one["receipt"], one["rule"]) for one in said["nearest"]] == [
        ("receipt", [3], [2], "amount"),
        ("item", [2], [3], "amount"),
    ]
    assert "20.00 apart" in said["nearest"][0]["sentences"]["en"]
    assert "相差 10.00" in said["nearest"][1]["sentences"]["zh"]


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        (("item:9", "receipt:2"), "why.no_row", "its last one is row 2"),
        (("item:1", "receipt:2"), "why.not_a_line", "it is the heading or stands above it"),
        (("item:2", "receipt:3"), "why.not_a_line", "it is blank or a total"),
    ],
)
def test_refusals(tmp_path: Path, words: tuple[str, str], code: str, what: str) -> None:
    paths = files(tmp_path, (item("101", "1000.00"),), (receipt("480.00"), "", receipt("99.00")))
    run = ask(tmp_path, words, *paths)
    assert run.exit_code == 2
    assert code in run.output
    assert what in run.output


def test_chinese_in_the_terminal(tmp_path: Path) -> None:
    paths = files(tmp_path, (item("101", "1000.00"),), (receipt("480.00"),))
    run = ask(tmp_path, FIRSTS, *paths, language="zh")
    assert "未配在一起。" in run.output
    assert "金额: 未清 1,000.00，收款 480.00，相差 520.00" in run.output

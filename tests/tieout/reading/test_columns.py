"""Which column is what: overlap with our ledger first, header words second, shape third."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tieout.reading.ledgers import (
    Value,
    amounts,
    column,
    csv_bytes,
    read_both,
    read_rows,
    write,
)
from tieout.reading import ReadingOptions, read_ledger
from tieout.reading.assign import assign
from tieout.reading.words import meanings
from tieout.refusal import Refusal

OURS: list[list[Value]] = [
    ["日期", "凭证号", "单据号", "订单号", "摘要", "借方", "贷方"],
    *[
        [f"2026-03-{at:02d}", f"记-{at}", f"XS-2026-{at:04d}", f"PO{at + 7000}", "销售" if at % 3 else "收款",
         f"{at * 37}.25" if at % 3 else None, None if at % 3 else f"{at * 11}.75"]
        for at in range(1, 25)
    ],
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("日期", "date"), ("记账日期", "date"), ("Posting Date", "date"), ("到期日", "due"), ("Due date", "due"), ("发票号码", "document"),
        ("单据编号", "document"), ("Invoice No.", "document"), ("凭证字号", "voucher"), ("凭证号", "voucher"), ("Journal No", "voucher"),
        ("采购订单号", "order"), ("送货单号", "order"), ("合同编号", "order"), ("PO Number", "order"), ("摘要", "text"), ("Description", "text"),
        ("备注", "text"), ("单据类型", "kind"), ("客户名称", "party"), ("往来单位", "party"), ("币种", "currency"), ("金额(元)", "amount"),
        ("价税合计", "amount"), ("Amount in EUR", "amount"), ("借方金额", "debit"), ("本期发生额/借方", "debit"), ("Debit", "debit"),
        ("贷方发生额", "credit"), ("Credit (CNY)", "credit"), ("方向", "direction"), ("借/贷", "direction"), ("Dr/Cr", "direction"),
        ("余额", "balance"), ("Running Balance", "balance"), ("税额", "nothing"), ("数量", "nothing"), ("制单人", "nothing"),
    ],
)  # fmt: skip
def test_a_heading_means_its_field_before_all_others(label: str, field: str) -> None:
    senses = meanings(label)
    assert max(senses, key=lambda name: senses[name]) == field


def test_overlap_with_our_numbers_beats_the_heading() -> None:
    theirs: list[list[Value]] = [["日期", "凭证号", "单据号", "摘要", "贷方", "借方"]]
    for row in OURS[1:]:
        theirs.append(
            [
                row[0],
                row[2],
                f"内部{random.Random(str(row[2])).randint(1, 9999)}",
                "采购",
                row[5],
                row[6],
            ]
        )
    _, customer = read_both(OURS, theirs)
    assert customer.reading.columns["document"] == "凭证号"
    choice = next(one for one in customer.reading.choices if one.field == "document")
    assert "24 of 24" in choice.evidence.en
    assert "24" in choice.evidence.zh
    assert choice.score > dict(choice.rejected).get("单据号", 0)


def test_an_unlabelled_file_is_recognised_by_what_it_shares_with_ours() -> None:
    theirs: list[list[Value]] = [[row[0], row[2], "purchase", row[6], row[5]] for row in OURS[1:]]
    ours, customer = read_both(OURS, theirs)
    assert customer.reading.columns["document"] == "B"
    assert sorted(amounts(customer)) == sorted(amounts(ours))


def test_numbers_written_without_our_prefix_still_announce_the_document_column() -> None:
    theirs: list[list[Value]] = [["Datum", "X", "Y", "Soll", "Haben"]]
    theirs += [
        [row[0], f"900{at}", str(row[2])[3:].replace("-", "/"), row[6], row[5]]
        for at, row in enumerate(OURS[1:])
    ]
    _, customer = read_both(OURS, theirs)
    assert customer.reading.columns["document"] == "Y"


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
def test_the_order_of_columns_changes_nothing(order: tuple[int, ...]) -> None:
    theirs: list[list[Value]] = [
        ["Date", "Ref", "Debit", "Credit"],
        *[[row[0], row[2], row[6], row[5]] for row in OURS[1:]],
    ]
    _, customer = read_both(OURS, [[row[at] for at in order] for row in theirs])
    assert customer.reading.columns["document"] == "Ref"
    assert customer.reading.sign == "credit-debit"
    assert sum(amounts(customer)) == sum(amounts(read_both(OURS, theirs)[1]))


def test_several_text_columns_are_joined() -> None:
    ledger = read_rows(
        [
            ["日期", "摘要", "备注", "金额"],
            ["2026-03-01", "销售", "加急", "5.00"],
            ["2026-03-02", "销售", "-", "6.00"],
        ]
    )
    assert column(ledger, "text") == ["销售 加急", "销售"]


def test_kinds_are_said_by_the_type_or_the_text_and_otherwise_unknown() -> None:
    texts = [
        "销售发票",
        "收到货款",
        "红字发票",
        "手续费",
        "xyz",
        "Credit note 7",
        "Payment received",
    ]
    rows: list[list[Value]] = [
        ["日期", "摘要", "金额"],
        *[["2026-03-01", text, f"{at + 1}.00"] for at, text in enumerate(texts)],
    ]
    assert column(read_rows(rows), "kind") == [
        "invoice",
        "receipt",
        "credit",
        "fee",
        None,
        "credit",
        "receipt",
    ]


def test_a_person_names_columns_by_label_or_letter() -> None:
    options = ReadingOptions(columns={"document": "凭证号", "date": "A", "order": ""})
    reading = read_rows(OURS, options=options).reading
    assert reading.columns["document"] == "凭证号"
    assert "order" not in reading.columns
    choice = next(one for one in reading.choices if one.field == "document")
    assert choice.evidence.en == "named by a person"


def test_a_person_names_the_money_columns_of_a_foreign_heading() -> None:
    rows: list[list[Value]] = [
        ["День", "№", "Кт", "Дт"],
        ["2026-03-01", "A1", None, "10.00"],
        ["2026-03-02", "A2", "4.00", None],
    ]
    options = ReadingOptions(
        columns={"date": "День", "document": "№", "debit": "Дт", "credit": "Кт"},
        sign="debit-credit",
    )
    assert amounts(read_rows(rows, options=options)) == [1_000, -400]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"date": "没有"}, "columns.unknown"),
        ({"datum": "日期"}, "columns.unknown_field"),
        ({"date": "日期", "due": "A"}, "columns.twice"),
    ],
)
def test_a_wrong_name_is_refused_with_the_names_there_are(
    columns: dict[str, str], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read_rows(OURS, options=ReadingOptions(columns=columns))
    assert refused.value.code == code
    assert "凭证号" in refused.value.remedy.en or code == "columns.unknown_field"


def test_a_file_of_several_customers_keeps_the_one_that_is_asked_for() -> None:
    rows: list[list[Value]] = [
        ["日期", "客户名称", "单据号", "金额"],
        ["2026-03-01", "华强贸易有限公司", "A1", "10.00"],
        ["2026-03-02", "东方商行", "A2", "20.00"],
        ["2026-03-03", "华强贸易有限公司", "A3", "30.00"],
    ]
    path = write(csv_bytes(rows))
    kept = read_ledger(path, side="ours", party="华强贸易有限公司")
    assert amounts(kept) == [1_000, 3_000]
    assert [row for row, _ in kept.reading.skipped] == [3]
    assert column(read_ledger(path, side="ours"), "party") == [
        "华强贸易有限公司",
        "东方商行",
        "华强贸易有限公司",
    ]
    with pytest.raises(Refusal) as refused:
        read_ledger(path, side="ours", party="西部")
    assert refused.value.code == "party.unknown"


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(-5, 30), min_size=4, max_size=4), min_size=1, max_size=4))
def test_the_assignment_is_the_best_there_is(scores: list[list[int]]) -> None:
    chosen = assign(scores)
    taken = [at for at in chosen if at is not None]
    assert len(taken) == len(set(taken))
    total = sum(scores[row][at] for row, at in enumerate(chosen) if at is not None)
    best = max(
        sum(max(0, scores[row][at]) for row, at in enumerate(order) if at < 4)
        for order in itertools.permutations(range(8), len(scores))
    )
    assert total == best


def test_a_wrongly_posted_line_stays_in_the_account_of_its_file(tmp_path: Path) -> None:
    """Nine lines of one customer and one of another: dropping it would hide the error."""
    rows = [f"2026-03-{day:02d},INV-{day},{day}00.00,华强贸易有限公司" for day in range(1, 10)]
    rows.append("2026-03-10,INV-10,1000.00,创新机械有限公司")
    path = tmp_path / "ours.csv"
    path.write_text("\n".join(["日期,单据号,金额,客户名称", *rows]), encoding="utf-8")
    kept = read_ledger(path, side="ours", party="华强贸易有限公司")
    assert kept.reading.rows == 10
    assert kept.lines.column("party").to_pylist()[-1] == "创新机械有限公司"

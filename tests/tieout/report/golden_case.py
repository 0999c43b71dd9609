"""A small case with every class of difference, put together by hand: 创新电子 against our books.

Each line is (row, date, document, text, amount in fen). Our sign on both sides.
"""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from tieout.decisions import Difference, Evidence, Group, Members, Reconciliation, Rejected
from tieout.ledger import LINES, ColumnChoice, Ledger, Problem, Reading, Side, TotalRow
from tieout.outcomes import outcomes_of
from tieout.refusal import Wording

Line = tuple[int, str | None, str | None, str, int]

OUR_LINES: list[Line] = [
    (5, "2026-02-27", "INV-0998", "轴承 6204 一批", 880_000),
    (6, "2026-03-02", "INV-1001", "轴承 6205 一批", 1_200_000),
    (7, "2026-03-03", "INV-1002", "联轴器", 456_789),
    (8, "2026-03-04", "INV-1003", "密封圈", 100_003),
    (9, "2026-03-05", "RC-0301", "银行收款,对方扣手续费", -500_000),
    (10, "2026-03-06", "INV-1004", "皮带", 200_000),
    (11, "2026-03-07", "INV-1005", "链条", 75_000),
    (12, "2026-03-07", "INV-1005", "链条(重复)", 75_000),
    (13, "2026-03-09", "INV-1006", "=SUM(A1:A9) 公式样的摘要", 310_050),
    (14, "2026-03-10", "CN-0007", "退货", -64_000),
    (15, "2026-03-11", "INV-1007", "导轨", 123_450),
    (16, "2026-03-12", "INV-1008", "滑块,分两次到货", 900_000),
    (17, "2026-03-13", "INV-1009", "出口丝杠", 701_000),
    (18, "2026-03-16", "INV-1010", "电机", 333_300),
    (19, "2026-03-31", "INV-1011", "月末发货", 250_000),
    (20, "2026-03-18", "INV-1012", "减速机 A", 150_000),
    (21, "2026-03-18", "INV-1013", "减速机 B", 150_000),
    (22, "2026-03-20", "RC-0302", "收三张发票款", -1_806_789),
    (23, "2026-03-23", None, "服务费", 42_000),
    (24, "2026-03-24", None, "服务费", 42_000),
    (25, "2026-03-25", None, "抹零调整", 1_234),
]
THEIR_LINES: list[Line] = [
    (4, "2026-03-03", "INV1001", "入库 轴承", 1_200_000),
    (5, "2026-03-04", "INV1002", "入库 联轴器", 465_789),
    (6, "2026-03-05", "INV1003", "入库 密封圈", 100_000),
    (7, "2026-03-05", None, "付货款", -501_500),
    (8, "2026-03-08", "INV1004", "入库 皮带,扣 2% 折扣", 196_000),
    (9, "2026-03-09", "INV1005", "入库 链条", 75_000),
    (10, "2026-03-12", "RT-0007", "退货", 64_000),
    (11, "2026-03-12", "INV1007", "入库 导轨", 123_000),
    (12, "2026-03-14", "INV1008", "首批到货", 400_000),
    (13, "2026-03-15", "INV1009", "进口丝杠", 698_760),
    (14, "2026-03-17", "INV1010", "入库 电机", 333_300),
    (15, "2026-03-17", "INV1010", "入库 电机", 333_300),
    (16, "2026-03-19", "INV1012", "入库 减速机", 150_000),
    (17, "2026-03-19", "INV1013", "入库 减速机", 150_000),
    (18, "2026-03-20", "PAY-77", "付三张发票", -1_806_789),
    (19, "2026-03-26", "ZJ-0326", "罚款 迟交 <2 天> & 返工", -30_000),
    (20, "2026-03-24", None, "服务费", 42_000),
]


def ledger(lines: list[Line], reading: Reading) -> Ledger:
    rows = [
        {
            "row": row,
            "date": date.fromisoformat(day) if day else None,
            "document": document,
            "text": text,
            "currency": reading.currency,
            "amount": amount,
        }
        for row, day, document, text, amount in lines
    ]
    return Ledger(reading, pa.Table.from_pylist(rows, schema=LINES))


def reading(side: Side, lines: list[Line], *, currency: str = "CNY") -> Reading:
    total = sum(line[4] for line in lines)
    opening = 2_000_000
    ours = side == "ours"
    columns = (
        {"date": "日期", "document": "单据号", "text": "摘要", "debit": "借方", "credit": "贷方"}
        if ours
        else {"date": "Date", "document": "Ref.", "text": "Remark", "debit": "Dr", "credit": "Cr"}
    )
    choices = tuple(
        ColumnChoice(
            field,
            label,
            "ABCDE"[place],
            980 - place,
            Wording("40 个编号中有 37 个也在我方账上", "37 of 40 numbers also stand in our ledger"),
            (("备注" if ours else "Memo", 310),),
        )
        for place, (field, label) in enumerate(columns.items())
    )
    return Reading(
        file="我方应收账.xlsx" if ours else "cx-electronics-payables.csv",
        sha256=("3f" if ours else "a9") * 32,
        sheet="三月" if ours else None,
        header_row=4 if ours else 3,
        encoding=None if ours else "gb18030",
        columns=columns,
        choices=choices,
        sign="debit-credit" if ours else "credit-debit",
        date_format="Y-M-D",
        decimal_mark=".",
        currency=currency,
        rows=len(lines),
        opening=opening,
        closing=opening + total if ours else None,
        total=total,
        opening_row=None,
        closing_row=26 if ours else None,
        totals=(
            TotalRow(26, "closing", "期末余额", opening + total, opening + total, True),
            TotalRow(21, "month", "本月合计", 1, 2, False),
        )
        if ours
        else (),
        skipped=((1, "创新电子往来对账"), (2, "")) if ours else (),
        problems=()
        if ours
        else (
            Problem(
                21,
                "Dr",
                "12,34,56",
                Wording("这个金额读不出来。", "This amount cannot be read."),
                Wording("请在原文件更正后重新读取。", "Correct it in the file and read it again."),
            ),
        ),
        sheets=("三月", "二月") if ours else (),
        unused_columns=("备注",) if ours else ("Memo",),
    )


def with_changes(row, **changes):
    return row._replace(**changes)


def _group(
    status: str, rule: str, ours: list[int], theirs: list[int], difference: int, zh: str, en: str
) -> Group:
    return Group(
        match_id=f"{rule}:{ours}:{theirs}",
        status=status,  # type: ignore[arg-type]
        rule=rule,
        members=Members(tuple(ours), tuple(theirs)),
        difference=difference,
        sentence=Wording(zh, en),
        evidence=(Evidence("document", f"row {ours[0]}", f"row {theirs[0]}", "equal"),),
    )


def _difference(
    kind: str, ours: list[int], theirs: list[int], amount: int, zh: str, en: str
) -> Difference:
    return Difference(kind, Members(tuple(ours), tuple(theirs)), amount, Wording(zh, en))


GROUPS = (
    _group(
        "auto", "document_amount", [6], [4], 0, "单据号和金额都相同。", "Same number and amount."
    ),
    _group(
        "auto",
        "document",
        [7],
        [5],
        -9_000,
        "单据号相同,金额有两位数字互换。",
        "Same number; two digits are swapped.",
    ),
    _group(
        "auto", "document_differs", [8], [6], 3, "单据号相同,差 0.03。", "Same number; 0.03 apart."
    ),
    _group(
        "auto",
        "amount_near",
        [9],
        [7],
        1_500,
        "同日收付款,差 15.00 手续费。",
        "Same day, 15.00 fee apart.",
    ),
    _group(
        "auto",
        "document",
        [10],
        [8],
        4_000,
        "单据号相同,扣了 2% 折扣。",
        "Same number; 2 % discount taken.",
    ),
    _group(
        "auto", "document_amount", [11], [9], 0, "单据号和金额都相同。", "Same number and amount."
    ),
    _group(
        "auto",
        "document_differs",
        [14],
        [10],
        -128_000,
        "同一退货,方向相反。",
        "The same return with the opposite sign.",
    ),
    _group(
        "auto",
        "document_differs",
        [15],
        [11],
        450,
        "单据号相同,金额差 4.50。",
        "Same number; 4.50 apart.",
    ),
    _group(
        "auto",
        "document",
        [16],
        [12],
        500_000,
        "对方只记了 4,000.00。",
        "They booked only 4,000.00.",
    ),
    _group(
        "auto",
        "document",
        [17],
        [13],
        2_240,
        "同一发票,汇率不同。",
        "The same invoice at another rate.",
    ),
    _group(
        "auto", "document_amount", [18], [14], 0, "单据号和金额都相同。", "Same number and amount."
    ),
    _group(
        "auto",
        "document_total",
        [20, 21],
        [16, 17],
        0,
        "两张发票对两笔入库。",
        "Two invoices against two receipts of goods.",
    ),
    _group(
        "suggested",
        "amount_date",
        [22],
        [18],
        0,
        "金额和日期相同,单据号不同。",
        "Same amount and date, other numbers.",
    ),
    with_changes(
        _group(
            "ambiguous",
            "amount_date",
            [23],
            [20],
            0,
            "两笔服务费都可能对应。",
            "Either service fee could be meant.",
        ),
        alternatives=(Members((24,), (20,)),),
    ),
)
DIFFERENCES = (
    _difference("missing_theirs", [13], [], 310_050, "对方文件覆盖 3 月 9 日,但没有 INV-1006。", "Their file covers 9 March but has no INV-1006."),
    _difference("missing_ours", [], [19], 30_000, "对方记了罚款 300.00,我方没有。", "They booked a penalty of 300.00; we did not."),
    _difference("timing", [19], [], 250_000, "月末发货,对方次月入账。", "Shipped on the last day; they book it next month."),
    _difference("amount", [15], [11], 450, "金额差 4.50,没有已知原因。", "4.50 apart for no known reason."),
    _difference("tax_rounding", [8], [6], 3, "差 0.03,在每行一分之内。", "0.03 apart, within one cent a line."),
    _difference("fee", [9], [7], 1_500, "差 15.00,等于银行手续费。", "15.00 apart, the bank's fee."),
    _difference("discount", [10], [8], 4_000, "差 40.00,等于 2,000.00 的 2%。", "40.00 apart, 2 % of 2,000.00."),
    _difference("duplicate_ours", [12], [], 75_000, "我方把 INV-1005 记了两次。", "We booked INV-1005 twice."),
    _difference("duplicate_theirs", [], [15], -333_300, "对方把 INV-1010 记了两次。", "They booked INV-1010 twice."),
    with_changes(
        _difference("wrong_party", [5], [], 880_000, "应属创新机械。", "Belongs to 创新机械."),
        nearest=(
            Rejected(Members((5,), (4,)), "document", Wording("单据号不同。", "The numbers differ.")),
        ),
    ),
    _difference("sign", [14], [10], -128_000, "对方把退货记成了增加。", "They booked the return as an increase."),
    _difference("transposition", [7], [5], -9_000, "4,567.89 与 4,657.89:两位互换。", "4,567.89 and 4,657.89: two digits swapped."),
    _difference("partial", [16], [12], 500_000, "余下 5,000.00 未入账。", "5,000.00 is still to be booked."),
    _difference("fx", [17], [13], 2_240, "汇率 7.01 与 6.9876。", "Rates of 7.01 and 6.9876."),
    _difference("unknown", [24], [], 42_000, "只有一笔服务费对得上。", "Only one of the service fees has a counterpart."),
    _difference("unknown", [25], [], 1_234, "没有相近的一笔。", "Nothing comes near."),
)  # fmt: skip


def golden_case() -> tuple[Reconciliation, Ledger, Ledger]:
    ours = ledger(OUR_LINES, reading("ours", OUR_LINES))
    theirs = ledger(THEIR_LINES, reading("theirs", THEIR_LINES))
    reconciliation = Reconciliation(
        ours=ours.reading,
        theirs=theirs.reading,
        currency="CNY",
        groups=GROUPS,
        differences=DIFFERENCES,
        ruleset="5d41402abc4b",
        engine_version="0.1.0",
        outcomes=outcomes_of(GROUPS, ours, theirs),
    )
    assert reconciliation.unexplained == 0, reconciliation.unexplained
    return reconciliation, ours, theirs

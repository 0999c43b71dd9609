"""Pairs of ledgers the browser hands in: small ones with known answers, a long one, one that is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random


@dataclass(frozen=True)
class Pair:
    """Text of both files: ours as CSV in our sign, theirs as the customer's payables."""

    ours: str
    theirs: str


def _money(minor: int) -> str:
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def long_pair(lines: int, *, seed: int = 7) -> Pair:
    """Invoices and receipts on both sides; every 40th is missing at theirs, every 55th at ours."""
    random = Random(seed)
    ours = ["日期,单据号,摘要,借方,贷方"]
    theirs = ["Date,Reference,Description,Debit,Credit"]
    day = date(2026, 1, 4)
    for number in range(1, lines + 1):
        day += timedelta(days=1 if number % max(1, lines // 80) == 0 else 0)
        amount = random.randrange(2_000, 9_000_000)
        is_receipt = number % 4 == 0
        document = f"{'SK' if is_receipt else 'XS'}2026{number:06d}"
        our_cells = f",{_money(amount)}" if is_receipt else f"{_money(amount)},"
        their_cells = f"{_money(amount)}," if is_receipt else f",{_money(amount)}"
        words = "收款" if is_receipt else "销售发票"
        said = "Payment" if is_receipt else "Purchase invoice"
        if number % 55:
            ours.append(f"{day.isoformat()},{document},{words},{our_cells}")
        if number % 40:
            booked = day + timedelta(days=random.choice((0, 0, 0, 1, 2)))
            theirs.append(f"{booked.isoformat()},{document},{said},{their_cells}")
    return Pair("\n".join(ours) + "\n", "\n".join(theirs) + "\n")


SMALL = Pair(
    ours="""日期,单据号,摘要,借方,贷方
2026-03-02,FP20260301,销售发票 轴承 6204,12800.00,
2026-03-05,FP20260302,销售发票 密封圈,3450.50,
2026-03-09,FP20260303,销售发票 皮带轮,8600.00,
2026-03-12,SK20260311,收款 中国银行,,12800.00
2026-03-16,FP20260304,销售发票 联轴器,5600.00,
2026-03-16,FP20260305,销售发票 联轴器,5600.00,
2026-03-20,FP20260306,销售发票 减速机,45210.00,
2026-03-24,HC20260301,红字发票 退货,,1200.00
2026-03-27,FP20260307,销售发票 链条,2380.80,
2026-03-30,FP20260308,销售发票 电机 三月末,19900.00,
""",
    theirs="""Date,Reference,Description,Debit,Credit
2026-03-03,FP20260301,Bearings 6204,,12800.00
2026-03-06,FP20260302,Seals,,3450.50
2026-03-10,FP20260303,Pulleys,,8060.00
2026-03-12,PAY-3391,Bank transfer,12800.00,
2026-03-17,FP20260304,Couplings,,5600.00
2026-03-17,FP20260305,Couplings,,5600.00
2026-03-21,FP20260306,Gear reducer,,45210.00
2026-03-25,HC20260301,Returned goods,1200.00,
2026-03-28,FP20260307,Chains,,2380.80
2026-03-31,FEE-0331,Bank charge,35.00,
""",
)

# Two receipts of ours for one payment of theirs, twice: either could be meant.
DOUBTFUL = Pair(
    ours="""日期,单据号,摘要,借方,贷方
2026-03-02,FP20260301,销售发票 轴承,12800.00,
2026-03-05,FP20260302,销售发票 密封圈,3450.50,
2026-03-06,SK-81,收款 现金,,500.00
2026-03-08,SK-82,收款 现金,,500.00
2026-03-12,SK-83,收款 银行,,12800.00
2026-03-15,SK-84,收款 现金,,320.00
2026-03-17,SK-85,收款 现金,,320.00
2026-03-25,FP20260306,销售发票 皮带,1960.00,
""",
    theirs="""Date,Reference,Description,Debit,Credit
2026-03-03,FP20260301,Bearings,,12800.00
2026-03-06,FP20260302,Seals,,3450.50
2026-03-07,P1,Cash paid,500.00,
2026-03-13,P2,Bank,12800.00,
2026-03-16,P3,Cash paid,320.00,
2026-03-26,FP20260306,Belts,,1960.00
""",
)

# Days and months cannot be told apart: every day is below 13 and neither side helps.
UNDECIDABLE = Pair(
    ours="""日期,单据号,摘要,借方,贷方
03/04/2026,A-1001,销售发票,1200.00,
05/04/2026,A-1002,销售发票,2300.00,
07/06/2026,A-1003,销售发票,900.00,
""",
    theirs="""Date,Reference,Description,Debit,Credit
03/04/2026,A-1001,Goods,,1200.00
05/04/2026,A-1002,Goods,,2300.00
07/06/2026,A-1003,Goods,,900.00
""",
)

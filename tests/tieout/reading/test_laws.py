"""Laws that hold for any ledger: nothing is lost, layout and row order of columns change nothing."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.tieout.reading.ledgers import Value, amounts, csv_bytes, unaccounted, write, xlsx_bytes
from tieout.reading import Limits, ReadingOptions
from tieout.reading.courier import fetch
from tieout.reading.pair import read_grid
from tieout.refusal import Refusal

_CELLS: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.sampled_from(["合计", "期初余额", "期末余额", "本月合计", "日期", "借方", "2026-03-05", "05/03/2026", "-", "x", "INV-1", "1,234.56", "(5.00)", "¥3", "=1+1", "制单：王", "Total", "借"]),
    st.decimals(-10_000, 10_000, places=2), st.text(max_size=6).filter(lambda text: "\r" not in text and "\x00" not in text),
)  # fmt: skip
_LINES = st.lists(
    st.tuples(st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)), st.integers(1, 10**9), st.booleans()),
    min_size=2, max_size=25,
)  # fmt: skip
_LAW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def _written(lines: list[tuple[datetime.date, int, bool]], *, opening: int) -> list[list[Value]]:
    balance = opening
    rows: list[list[Value]] = [["日期", "单据号", "摘要", "借方", "贷方", "余额"]]
    rows.append([None, None, "期初余额", None, None, Decimal(opening) / 100])
    for at, (day, size, raises) in enumerate(sorted(lines)):
        balance += size if raises else -size
        amount = Decimal(size) / 100
        rows.append(
            [
                day,
                f"D-{at:04d}",
                "销售" if raises else "收款",
                amount if raises else None,
                None if raises else amount,
                Decimal(balance) / 100,
            ]
        )
    rows.append([None, None, "期末余额", None, None, Decimal(balance) / 100])
    return rows


@_LAW
@given(_LINES, st.integers(-(10**8), 10**8), st.booleans())
def test_every_ledger_comes_back_to_the_cent(
    lines: list[tuple[datetime.date, int, bool]], opening: int, as_workbook: bool
) -> None:
    rows = _written(lines, opening=opening)
    path = write(xlsx_bytes(rows), "a.xlsx") if as_workbook else write(csv_bytes(rows))
    grid = fetch(path, limits=Limits())
    ledger = read_grid(
        grid, side="ours", options=ReadingOptions(sign="debit-credit"), reference=None, party=None
    )
    assert amounts(ledger) == [size if raises else -size for _, size, raises in sorted(lines)]
    assert ledger.reading.opening == opening
    assert ledger.reading.balance == opening + sum(amounts(ledger))
    assert ledger.lines.column("date").to_pylist() == [day for day, _, _ in sorted(lines)]
    assert not unaccounted(grid, ledger)


@_LAW
@example([(datetime.date(2026, 1, 1), 1, False)] * 2, [(2, ["²"])])
@given(
    _LINES,
    st.lists(st.tuples(st.integers(2, 26), st.lists(_CELLS, min_size=1, max_size=8)), max_size=6),
)
def test_no_row_is_lost_whatever_is_put_between_the_lines(
    lines: list[tuple[datetime.date, int, bool]], dirt: list[tuple[int, list[Value]]]
) -> None:
    rows = _written(lines, opening=0)
    for at, row in dirt:
        rows.insert(min(at, len(rows)), row)
    try:
        grid = fetch(write(csv_bytes(rows)), limits=Limits())
        ledger = read_grid(
            grid,
            side="ours",
            options=ReadingOptions(accept_unbalanced=True, date_order="DMY"),
            reference=None,
            party=None,
        )
    except Refusal:
        return
    assert not unaccounted(grid, ledger)
    assert ledger.reading.total == sum(amounts(ledger))
    assert ledger.lines.num_rows == ledger.reading.rows

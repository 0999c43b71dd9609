"""Real exports of Chinese banks and wallets, where they lie beside the repository.

Sums are those of the ledgers published with them, or counted by hand. They cannot be carried along,
so their dirt is repeated in small in test_bank_dirt.py, which runs everywhere.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.tieout.reading.ledgers import amounts, column, unaccounted
from tieout.ledger import Ledger
from tieout.reading import Limits, ReadingOptions
from tieout.reading.courier import fetch
from tieout.reading.pair import read_grid
from tieout.refusal import Refusal

BANKS = Path(__file__).resolve().parents[4] / "shared" / "data" / "bank" / "cn"

# file, options, lines, minor units in, minor units out, first day, rows that count as neither
EXPORTS: list[tuple[str, dict[str, str | bool], int, int, int, str, int]] = [
    ("abc_debit/example-abc_debit-records.csv", {}, 5, 1_000_001, 1_235_589, "2024-01-01", 0),
    ("alipay/example-alipay-records.csv", {"sign": "direction"}, 6, 22_222_850, 21_164, "2023-02-12", 4),
    ("boc/debit/example-boc-records.csv", {}, 17, 982_100, 939_430, "2025-08-22", 0),
    ("boc/credit/example-boc-records.csv", {"currency": "CNY"}, 13, 98_984, 122_809, "2024-12-14", 0),
    ("boc/credit/example-boc-records.csv", {"currency": "USD"}, 1, 0, 372, "2024-12-24", 0),
    ("bocom_debit/example-bocom_debit-records.csv", {"sign": "mirrored-direction"}, 6, 1_125, 11_400, "2025-01-01", 0),
    ("ccb/交易明细_xxxx_2025xxxx_2025xxxx.xls", {"accept_unbalanced": True}, 6, 0, 70_326, "2025-01-01", 0),
    ("icbc/credit/example-icbc-credit-records.csv", {}, 9, 462_101, 36_313, "2023-04-22", 0),
    ("icbc/debit-v1/example-icbc-debit-v1-records.csv", {}, 11, 284_174, 424_108, "2023-05-02", 0),
    ("icbc/debit-v2/example-icbc-debit-v2-records.csv", {}, 11, 284_174, 424_108, "2023-05-02", 0),
    ("jd/example-jd-records.csv", {}, 18, 0, 227_770, "2024-12-30", 8),
    ("wechat/example-wechat-records.csv", {}, 16, 2_849, 290_453, "2019-09-26", 11),
    ("wechat/example-wechat-records.xlsx", {"sheet": "example-wechat-records"}, 16, 2_849, 290_453, "2019-09-26", 11),
    ("wechat/example-wechat-records.xlsx", {"sheet": "Sheet1"}, 16, 2_849, 290_453, "2019-09-26", 11),
]  # fmt: skip


def _read(file: str, options: ReadingOptions) -> Ledger:
    grid = fetch(BANKS / file, limits=Limits())
    ledger = read_grid(grid, side="ours", options=options, reference=None, party=None)
    assert not unaccounted(grid, ledger)
    return ledger


def test_every_export_is_read_to_the_cent() -> None:
    for file, options, lines, plus, minus, first, neither in EXPORTS if BANKS.is_dir() else []:
        ledger = _read(file, ReadingOptions(**options))  # type: ignore[arg-type]
        found = amounts(ledger)
        assert len(found) == lines, file
        assert sum(amount for amount in found if amount > 0) == plus, file
        assert -sum(amount for amount in found if amount < 0) == minus, file
        assert column(ledger, "date")[0] == datetime.date.fromisoformat(first), file
        assert not ledger.reading.problems, file
        skipped = [why for _, why in ledger.reading.skipped if why.startswith("不计收支")]
        assert len(skipped) == neither, file


def test_exports_that_contradict_themselves_are_refused() -> None:
    refused_for = {
        "boc/credit/example-boc-records.csv": "currency.mixed",
        "ccb/交易明细_xxxx_2025xxxx_2025xxxx.xls": "balance.does_not_close",
        "wechat/example-wechat-records.xlsx": "sheet.undecidable",
    }
    for file, code in refused_for.items() if BANKS.is_dir() else []:
        with pytest.raises(Refusal) as refused:
            _read(file, ReadingOptions())
        assert refused.value.code == code, file

"""A voucher as other books know it: word, number, day, and lines that balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class VoucherLine:
    """One line: debit above zero, credit below, in minor units of its currency and of the company's.

    ``account_code`` is the user's own. The customer stands on lines of accounts that are kept by customer (客户往来).
    """

    text: str
    account_code: str
    account_name: str
    currency: str
    amount: int
    base_amount: int
    rate: Decimal
    customer_code: str = ""
    customer_name: str = ""

    @property
    def is_debit(self) -> bool:
        return self.base_amount > 0 or (self.base_amount == 0 and self.amount > 0)


@dataclass(frozen=True)
class Voucher:
    """``word`` is 记, 收, 付 or 转; numbers run per word within a period."""

    word: str
    number: int
    on: date
    document: str
    preparer: str
    base_currency: str
    lines: tuple[VoucherLine, ...]

    def __post_init__(self) -> None:
        assert len(self.lines) >= 2, "a voucher has two lines at least"
        assert sum(line.base_amount for line in self.lines) == 0, "a voucher balances"

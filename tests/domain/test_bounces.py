"""Which words mean that money goes back, and which receipt a line takes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wanglai.domain.bounces import DAYS, Told, facts_for, may_return, speaks_of_return

CAME = Told(
    date(2026, 3, 3), 100_000, "CNY", "远景贸易", "a1", "INV-2031", "2026030300017", "货款", "NTRF"
)
WENT = Told(date(2026, 3, 6), -100_000, "CNY")


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("退票 2026030300017", "", True),
        ("跨行退汇", "", True),
        ("RETURNED CHEQUE 000123", "", True),
        ("Refer to drawer", "", True),
        ("", "NRTI", True),
        ("", "PMNT-RCHQ-UPCQ", True),
        ("", "555", True),
        ("付货款", "NTRF", False),
        ("returns desk deposit", "", False),
        ("", "N5550", False),
    ],
)
def test_a_bank_says_in_few_words_that_money_goes_back(text: str, code: str, says: bool) -> None:
    assert speaks_of_return(text, code) is says


def test_only_the_same_money_the_other_way_is_taken_back() -> None:
    assert may_return(WENT, CAME)
    assert may_return(replace(WENT, on=CAME.on), CAME), "on the same day, too"
    for other in (
        replace(WENT, amount=-99_999),
        replace(WENT, amount=100_000),
        replace(WENT, currency="USD"),
        replace(WENT, on=date(2026, 3, 2)),
        replace(WENT, on=date.fromordinal(CAME.on.toordinal() + DAYS + 1)),
    ):
        assert not may_return(other, CAME)


def test_what_speaks_for_a_receipt_is_named_strongest_first() -> None:
    assert facts_for(WENT, CAME) == ()
    assert facts_for(replace(WENT, text="退票 20260303-00017"), CAME) == ("bank_reference",)
    assert facts_for(replace(WENT, reference="inv 2031", account="a1"), CAME) == ("reference", "account")  # fmt: skip
    assert facts_for(replace(WENT, text="退 远景贸易 货款"), CAME) == ("name",)
    short = replace(CAME, bank_reference="17", name="")
    assert facts_for(replace(WENT, text="17 17"), short) == (), "two digits are no reference"

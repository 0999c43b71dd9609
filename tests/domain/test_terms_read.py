"""Terms as people write them in a cell, one row each; and what is refused rather than guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from wanglai.domain.discount import Discount, Rung
from wanglai.domain.instalments import Part, Percent, Rest
from wanglai.domain.terms import Terms
from wanglai.domain.terms_read import TermsRead, TermsUnclear, TermsUnreadable, read_terms
from wanglai.domain.terms_ready import (
    CASH_ON_DELIVERY,
    PREPAID,
    monthly_by_days,
    monthly_by_months,
    monthly_from_next_month,
    monthly_from_receipt,
    net,
)

PLAIN: tuple[tuple[str, Terms], ...] = (
    ("net 30", net(30)), ("Net30", net(30)), ("N 45 days", net(45)), ("净30天", net(30)), ("开票后60日", net(60)), ("30天", net(30)),
    ("30 days net", net(30)), ("ｎｅｔ　３０", net(30)), ("net 0", net(0)), ("票到30天", net(30, "invoice_received")),
    ("款到发货", PREPAID), ("Prepaid", PREPAID), ("货到付款", CASH_ON_DELIVERY), ("COD", CASH_ON_DELIVERY),
    ("月结60（读法A）", monthly_by_days(60)), ("月结60天 B", monthly_by_months(60)), ("月结30 (reading C)", monthly_from_receipt(30)),
    ("月结90[d]", monthly_from_next_month(90)), ("月结60 25日截止 A", monthly_by_days(60, 25)), ("月结 30 每月20号对账（读法A）", monthly_by_days(30, 20)),
)  # fmt: skip


@pytest.mark.parametrize(("text", "terms"), PLAIN)
def test_a_ready_made_reading_is_known_by_its_usual_words(text: str, terms: Terms) -> None:
    assert read_terms(text) == TermsRead(terms)


def test_parts_advance_and_discount() -> None:
    days = read_terms("30/60/90 分期")
    assert days.plan == tuple(Part(Rest(), net(each)) for each in (30, 60, 90))
    for text in ("预付30%，余款净30天", "30% advance, rest net 30"):
        assert read_terms(text) == TermsRead(net(30), (Part(Percent(Decimal(30)), PREPAID), Part(Rest(), net(30))))  # fmt: skip
    for text in ("2/10 net 30", "2/10, n/30"):
        assert read_terms(text) == TermsRead(net(30), discount=Discount((Rung(Decimal(2), 10),)))


@pytest.mark.parametrize("text", ["月结60", "月结 60 天", "月结45", "预付30%，余款月结60"])
def test_monthly_terms_without_their_reading_are_not_guessed(text: str) -> None:
    with pytest.raises(TermsUnclear):
        read_terms(text)
    assert read_terms(text, "A") != read_terms(text, "D")


@pytest.mark.parametrize(
    "text",
    [
        "", "看情况", "net", "net 367", "net 999", "45 EOM", "90/60/30", "30/30", "30/60/999", "月结45 B", "月结60 32日截止 A",
        "预付0%，余款净30天", "预付100%，余款净30天", "预付30%，余款30/60", "2/30 net 30", "100/10 net 30", "预付款", "net 30 or 60",
    ],
)  # fmt: skip
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(TermsUnreadable):
        read_terms(text)

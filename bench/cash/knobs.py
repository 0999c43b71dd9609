"""The knobs of the cash-application generator, and the presets that set them together.

A curve is drawn by replacing one field: ``dataclasses.replace(PRESETS["realistic"], quoted=0.2)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# What a receipt is, by frequency. ``single`` is one item in full.
KINDS: Mapping[str, float] = {
    "single": 0.5,
    "batch": 0.22,
    "statement": 0.03,  # all items due by a day
    "oldest": 0.03,  # the oldest items first
    "partial": 0.055,  # and half of them a second part later
    "short": 0.025,  # a deduction with a reason
    "discount": 0.025,
    "fee": 0.02,
    "credit": 0.02,  # a credit note is taken off
    "duplicate": 0.012,
    "prepayment": 0.018,
    "overpayment": 0.015,
    "bounced": 0.01,
}

GRANULARITIES = ("cents", "whole", "prices")


@dataclass(frozen=True)
class CashKnobs:
    """What one case looks like. Shares are probabilities in 0..1 unless said otherwise."""

    preset: str
    customers: int = 120
    items_each: tuple[int, int] = (3, 120)  # least and most of one customer; Pareto between
    shape: float = 1.1  # of the Pareto sizes: smaller is more unequal
    days: int = 120  # over which the items were issued
    granularity: Mapping[str, float] = field(
        default_factory=lambda: {"cents": 0.55, "whole": 0.2, "prices": 0.25}
    )  # share of customers whose amounts are such
    batch: tuple[int, int] = (2, 8)
    kinds: Mapping[str, float] = field(default_factory=lambda: dict(KINDS))
    settled: float = 0.85  # of a customer's items, about, before the receipts end

    quoted: float = 0.62  # receipts that name their items, all or some
    quoted_some: float = 0.2  # of these: only some of them
    rewritten: float = 0.35  # of quoted numbers: another spelling
    tail_only: float = 0.1  # of quoted numbers: only the last digits
    mistyped: float = 0.01  # of quoted numbers
    remittance: float = 0.15  # of receipts of more than one item, or with a deduction

    name_noise: float = 0.3  # payer names not as in the master
    account_known: float = 0.5  # customers whose bank account is in the master
    parent_pays: float = 0.03
    third_party: float = 0.02  # confirmed in the master
    third_party_new: float = 0.015  # not confirmed
    english: float = 0.3  # customers
    text_noise: float = 0.4  # receipts whose text carries other numbers
    text_width: int = 140  # characters the bank keeps


PRESETS: dict[str, CashKnobs] = {
    "easy": CashKnobs(
        "easy",
        items_each=(2, 30),
        granularity={"cents": 0.9, "whole": 0.05, "prices": 0.05},
        batch=(2, 4),
        quoted=0.9,
        quoted_some=0.05,
        rewritten=0.1,
        tail_only=0.0,
        mistyped=0.0,
        name_noise=0.1,
        account_known=0.9,
        third_party_new=0.0,
        text_noise=0.1,
    ),
    "realistic": CashKnobs("realistic"),
    "hard": CashKnobs(
        "hard",
        items_each=(4, 300),
        granularity={"cents": 0.3, "whole": 0.35, "prices": 0.35},
        quoted=0.35,
        quoted_some=0.35,
        rewritten=0.6,
        tail_only=0.25,
        mistyped=0.04,
        remittance=0.05,
        name_noise=0.6,
        account_known=0.25,
        parent_pays=0.06,
        third_party=0.04,
        third_party_new=0.04,
        text_noise=0.7,
        text_width=60,
    ),
}

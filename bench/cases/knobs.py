"""The knobs of the case generator, and the presets that set them together.

Every knob is one number or range on one frozen dataclass, so a curve is drawn by replacing a
single field: ``dataclasses.replace(PRESETS["realistic"], ocr=0.10)``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Knobs:
    """What one two-sided case looks like. Shares are probabilities in 0..1 unless said otherwise."""

    preset: str

    # Size and time
    lines: tuple[int, int] = (100, 600)  # lines of our ledger, drawn log-uniformly
    months: tuple[int, int] = (1, 3)  # length of the period both files cover
    lag_invoice: int = 4  # the customer books an invoice 0..n days after us
    lag_receipt: int = 3  # we book a payment 0..n days after the customer

    # What happens
    share_receipts: float = 0.28  # of all events; the rest are invoices and credit notes
    share_credits: float = 0.05
    share_many: float = 0.05  # events whose lines are split differently on the two sides (n:m)
    share_reversal: float = 0.01  # posted, reversed and posted again by one side
    opening_carry: float = (
        0.25  # of cases: invoices of the month before, booked late by the customer
    )
    opening_gap: float = 0.15  # of cases: the two openings differ by an unexplained sum

    # Differences, as shares of all events
    missing_theirs: float = 0.012
    missing_ours: float = 0.008
    amount: float = 0.010
    tax_rounding: float = 0.012
    fee: float = 0.008
    discount: float = 0.008
    duplicate_ours: float = 0.005
    duplicate_theirs: float = 0.007
    wrong_party: float = 0.003
    sign: float = 0.004
    transposition: float = 0.010
    partial: float = 0.006
    fx: float = 0.004

    # Evidence
    short_numbers: float = (
        0.0  # of cases: invoice numbers of 2-4 digits, which collide with everything
    )
    number_in_text: float = 0.15  # of sides: the shared number stands only inside the text
    number_changed: float = 0.40  # of sides of the customer: prefix, padding or separators differ
    receipt_reference: float = 0.65  # receipts of which both sides print the bank reference
    receipt_quotes: float = 0.30  # receipts whose text names the invoice they pay
    own_receipt_numbers: float = (
        0.50  # of cases: each side numbers receipts by itself, in its number column
    )
    order_column: float = 0.35  # of cases: an order number stands on both sides
    reference_lost: float = 0.01  # lines whose shared number was left out or cut off
    typing_number: float = 0.005  # lines whose shared number carries a typing error
    ocr: float = 0.0  # lines whose shared number was read by a scanner (O/0, I/1, S/5)

    # Amounts
    granularity: int = 1  # minor units: 1 cents, 100 whole units
    equal_amounts: float = 0.08  # invoices repeating a standing order's amount exactly

    # Layout; dirt is the chance of each separate nuisance
    dirt: float = 0.45
    foreign_layouts: float = 0.20  # of sides: German or unlabelled instead of Chinese or English
    euro: float = 0.08  # of cases in EUR, stated by both files
    formats: tuple[str, ...] = ("xlsx", "xlsx", "csv", "csv", "xls", "tsv")


EASY = Knobs(
    preset="easy",
    lines=(40, 120),
    months=(1, 1),
    lag_invoice=1,
    lag_receipt=1,
    share_many=0.0,
    share_reversal=0.0,
    opening_carry=0.0,
    opening_gap=0.0,
    wrong_party=0.0,
    fx=0.0,
    partial=0.0,
    number_in_text=0.0,
    number_changed=0.0,
    receipt_reference=1.0,
    receipt_quotes=0.0,
    own_receipt_numbers=0.0,
    reference_lost=0.0,
    typing_number=0.0,
    equal_amounts=0.03,
    dirt=0.1,
    foreign_layouts=0.0,
    euro=0.0,
    formats=("xlsx", "csv"),
)

REALISTIC = Knobs(preset="realistic")

HARD = Knobs(
    preset="hard",
    lines=(200, 900),
    months=(2, 3),
    lag_invoice=9,
    lag_receipt=5,
    share_many=0.12,
    share_reversal=0.03,
    opening_carry=0.5,
    opening_gap=0.3,
    missing_theirs=0.025,
    missing_ours=0.020,
    amount=0.015,
    tax_rounding=0.020,
    fee=0.015,
    discount=0.012,
    duplicate_ours=0.012,
    duplicate_theirs=0.012,
    wrong_party=0.006,
    sign=0.008,
    transposition=0.015,
    partial=0.012,
    fx=0.008,
    short_numbers=0.4,
    number_in_text=0.5,
    number_changed=0.7,
    receipt_reference=0.45,
    receipt_quotes=0.5,
    own_receipt_numbers=0.7,
    reference_lost=0.05,
    typing_number=0.02,
    ocr=0.02,
    granularity=100,
    equal_amounts=0.35,
    dirt=0.8,
    foreign_layouts=0.4,
)

REFUSE = Knobs(
    preset="refuse",
    lines=(40, 90),
    months=(2, 3),
    opening_carry=0.0,
    opening_gap=0.0,
    number_in_text=0.0,
    dirt=0.1,
    foreign_layouts=0.0,
    euro=0.0,
    formats=("xlsx", "csv"),
)

PRESETS = {knobs.preset: knobs for knobs in (EASY, REALISTIC, HARD, REFUSE)}

# The kinds of difference that are drawn per event, in the order they are drawn.
DIFFERENCE_KNOBS = (
    "missing_theirs",
    "missing_ours",
    "amount",
    "tax_rounding",
    "fee",
    "discount",
    "duplicate_ours",
    "duplicate_theirs",
    "wrong_party",
    "sign",
    "transposition",
    "partial",
    "fx",
)

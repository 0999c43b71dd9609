"""Writes the demo pairs: real invoices of one month, generated receipts, customers' ledgers with truth.

``python -m bench.demo`` rewrites ``src/wanglai/demo`` byte for byte. Invoice and credit-note numbers,
days and amounts on our side are the source's; everything else (names, receipts, the customers'
own books and their mistakes) is generated. See ``SOURCE.md`` there.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from bench.cases import Case, Draft, Knobs, write_case
from bench.cases.amounts import PriceList
from bench.cases.entries import Entry
from bench.cases.evidence import label_lines
from bench.cases.mishaps import MISHAPS
from bench.cases.splits import in_deliveries
from bench.cases.story import Teller
from bench.cases.surface import print_side
from bench.demo_accounts import ACCOUNTS, MISHAPS_IN_ORDER, OUR_LAYOUT, OUR_NAME, Account

DEMO = Path(__file__).parents[1] / "src" / "wanglai" / "demo"
SOURCE = DEMO / "uci_online_retail_2011_11.csv"
FIRST, LAST = date(2011, 11, 1), date(2011, 11, 30)
CURRENCY = "GBP"
LARGE = 500_00
NEEDS_LARGE = ("tax_rounding", "amount", "transposition", "partial", "discount")

KNOBS = Knobs(
    preset="demo",
    months=(1, 1),
    lag_invoice=3,
    lag_receipt=2,
    share_credits=0.0,
    order_column=0.0,
    receipt_reference=0.75,
    receipt_quotes=0.4,
    own_receipt_numbers=0.5,
    reference_lost=0.0,
    typing_number=0.0,
    equal_amounts=0.0,
    euro=0.0,
)


@dataclass(frozen=True)
class Document:
    """One real invoice or credit note of the source, in pence."""

    number: str
    issued_on: date
    amount: int


class RealPrices(PriceList):
    """A price list that quotes the amount of the real document in hand."""

    document: Document

    def invoice(self) -> int:
        return abs(self.document.amount)


class DemoTeller(Teller):
    """Tells the month with real documents instead of drawn ones."""

    def __init__(self, random: Random, account: Account) -> None:
        super().__init__(random, KNOBS)
        self.story.currency = CURRENCY
        self.story.first, self.story.last = FIRST, LAST
        self.story.our_name, self.story.their_name = OUR_NAME, account.name
        self.story.opening_ours = account.opening
        self.story.opening_theirs = account.opening + account.opening_gap
        self.prices = RealPrices(random, granularity=1, equal_amounts=0.0)
        self.earlier = [random.randint(60_00, 900_00) for _ in range(4)]  # paid in November

    def take(self, document: Document) -> None:
        self.event += 1
        self.today = document.issued_on
        assert isinstance(self.prices, RealPrices)
        self.prices.document = document

    def invoice_number(self, day: date) -> str:  # noqa: ARG002 - real documents carry their own
        assert isinstance(self.prices, RealPrices)
        return self.prices.document.number

    def settle(self) -> tuple[int, tuple[str, ...]]:
        """Payments begin with what was open before the month, then follow the invoices."""
        if self.earlier:
            return self.earlier.pop(), ()
        if not self.unpaid:
            return self.random.randint(60_00, 900_00), ()
        return super().settle()


def documents_of(account: Account) -> list[Document]:
    """The account's real documents of the month in the source's order; nothing for 0.00 is a document."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["Country"] == account.country]
    wanted = [
        row
        for row in rows
        if row["CustomerID"] and (not account.customers or row["CustomerID"] in account.customers)
    ]
    documents = [
        Document(
            row["InvoiceNo"],
            date.fromisoformat(row["InvoiceDate"][:10]),
            int(Decimal(row["Amount"]) * 100),
        )
        for row in wanted
    ]
    return [document for document in documents if document.amount]


def draft_demo(account: Account) -> Draft:
    random = Random(f"demo/{account.key}")
    teller = DemoTeller(random, account)
    documents = documents_of(account)
    if account.opening_gap:
        teller.event += 1
        teller.differ("opening", [], []).amount_without_lines = -account.opening_gap
    waiting = list(MISHAPS_IN_ORDER)
    quiet = sum(teller.is_quiet(document.issued_on) for document in documents)
    every, since = max(2, quiet // (len(waiting) + 3)), 0
    for document in documents:
        teller.take(document)
        used, since = False, since + 1
        if since >= every and waiting and teller.is_quiet(teller.today):
            left = len(waiting)
            used = _go_wrong(teller, document, waiting)
            since = 0 if len(waiting) < left else since
        if not used:
            _tell_document(teller, document)
        if random.random() < 0.38:
            teller.event += 1
            teller.today = min(document.issued_on + timedelta(days=random.randint(0, 2)), LAST)
            teller.close_pair(*teller.receipt_pair(teller.today, *teller.settle()))
    return _printed(account, teller)


def _tell_document(teller: DemoTeller, document: Document) -> None:
    if document.amount < 0:
        pair = teller.invoice_pair(teller.today, document.amount, kind="credit")
        teller.close_pair(*pair)
        return
    if teller.is_quiet(teller.today) and document.amount > LARGE and teller.random.random() < 0.12:
        in_deliveries(teller)
        return
    ours, theirs = teller.invoice_pair(teller.today, document.amount)
    teller.remember(ours)
    teller.close_pair(ours, theirs)


def _go_wrong(teller: DemoTeller, document: Document, waiting: list[str]) -> bool:
    """Lets the next mishap happen that this document can have; True when it used the document.

    What would change a real document on our side is taken back and tried again.
    """
    story = teller.story
    for name in waiting:
        if document.amount < (LARGE if name in NEEDS_LARGE else 1):
            continue
        for _ in range(30):
            before = (dict(story.entries), len(story.groups), len(story.differences))
            MISHAPS[name](teller)
            added = [entry for entry in story.entries if entry not in before[0]]
            if _keeps_the_source(name, document, added):
                waiting.remove(name)
                return any(entry.shared == document.number for entry in added)
            story.entries = before[0]
            del story.groups[before[1] :]
            del story.differences[before[2] :]
    return False


def _keeps_the_source(name: str, document: Document, added: list[Entry]) -> bool:
    ours = [e for e in added if e.side == "ours" and e.kind != "receipt"]
    theirs = [e for e in added if e.side == "theirs"]
    about = [e for e in added if e.shared == document.number]
    if about and (not ours or any(e.amount != document.amount for e in ours)):
        return False
    if name == "wrong_party" and about:
        return False  # a real document stays with its customer
    if name == "tax_rounding":
        return abs(ours[0].amount - theirs[0].amount) <= 2
    return True


def _printed(account: Account, teller: DemoTeller) -> Draft:
    layouts = {
        "ours": OUR_LAYOUT,
        "theirs": replace(account.layout, evidence=account.evidence),
    }
    draft = Draft(KNOBS, 0, teller.story, layouts, {})
    for side, layout in layouts.items():
        draft.printed[side] = print_side(
            Random(f"demo/{account.key}/{side}"),
            KNOBS,
            layout.evidence,
            teller.story,
            side=side,
            language=layout.language,
        )
        label_lines(draft.printed[side])
    return draft


def write_demo(folder: Path) -> list[Case]:
    """All demo pairs and their catalogue."""
    cases = [write_case(draft_demo(account), folder / account.key) for account in ACCOUNTS]
    catalogue = {
        "customers": [
            {
                "key": account.key,
                "name": {"zh": account.name_zh, "en": account.name_en},
                "layout": {"zh": account.layout_zh, "en": account.layout_en},
                "languages": [account.language],
                "ours": case.ours.name,
                "theirs": case.theirs.name,
                "currency": CURRENCY,
            }
            for account, case in zip(ACCOUNTS, cases, strict=True)
        ]
    }
    text = json.dumps(catalogue, ensure_ascii=False, indent=2)
    (folder / "catalogue.json").write_text(text + "\n", encoding="utf-8")
    return cases


def main(
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = DEMO,
) -> None:
    """Write the demo pairs again."""
    for case in write_demo(out):
        ours, theirs = len(case.truth.ours.lines), len(case.truth.theirs.lines)
        typer.echo(f"{case.ours.parent.name}: {ours} and {theirs} lines, gap {case.truth.gap}")


if __name__ == "__main__":
    typer.run(main)

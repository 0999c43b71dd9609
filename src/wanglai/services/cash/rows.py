"""What screens get of cash application: frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.cash.third_party import Stranger
from wanglai.services.money import Amount


@dataclass(frozen=True)
class QueueRow:
    """One line that waits, with what the machine says of it."""

    line_id: int
    proposal_id: int | None
    on: date
    amount: Amount
    payer: str  # as the bank writes it
    text: str
    status: str
    status_words: Wording
    customer_id: int | None
    customer: str
    sentence: Wording | None
    documents: int  # how many items the proposal pays
    left: Amount
    is_own: bool  # the person who looks brought the file: another settles it
    stranger: Stranger | None = None  # the payer, where it is another than the customer

    @property
    def is_free(self) -> bool:
        """Whether nobody else has to agree that another pays."""
        return self.stranger is None or self.stranger.is_allowed


@dataclass(frozen=True)
class Queue:
    """A page of the queue, and how many wait in each tab."""

    rows: tuple[QueueRow, ...]
    counts: tuple[tuple[str, Wording, int], ...]
    next_after: str


@dataclass(frozen=True)
class Fact:
    """One thing the engine saw: ticked where it speaks for the proposal."""

    name: Wording
    value: Wording


@dataclass(frozen=True)
class ItemRow:
    """An open item of the customer as the panel offers it; ``chosen`` is what the proposal pays of it."""

    id: int
    document: str
    kind_words: Wording
    side: int
    document_on: date
    due_on: date | None
    days_late: int
    open: Amount
    chosen: Amount | None


@dataclass(frozen=True)
class AlternativeRow:
    """Another answer that fits as well: which documents, with their amounts."""

    parts: tuple[tuple[str, Amount], ...]


@dataclass(frozen=True)
class SettlementRow:
    id: int
    by: str  # a person, or the policy
    is_machine: bool
    at: datetime
    allocated: Amount
    is_undone: bool
    undone_by: str
    for_another: str  # the paper or word by which somebody else paid; empty where the customer did
    stays: Wording | None  # why it cannot be undone now; None where it can


@dataclass(frozen=True)
class QuestionRow:
    id: int
    question: str
    asked_by: str
    asked_of: str
    asked_at: datetime
    answer: str
    answered_by: str


@dataclass(frozen=True)
class RefundRow:
    """So much of a line's money went back to whoever paid it."""

    seq: int
    on: date
    amount: Amount


@dataclass(frozen=True)
class LearnedRow:
    """A payer's name that means a customer, and whose word that was."""

    id: int
    name: str
    customer: str
    by: str
    at: datetime
    line_id: int


@dataclass(frozen=True)
class LinePage:
    """One line: what the bank says, what the machine says, what can be chosen, what was done."""

    line_id: int
    version: int
    state: str
    state_words: Wording
    account: str
    on: date
    amount: Amount
    left: Amount  # of it, what can still be settled
    payer: str
    payer_account: str  # masked
    text: str
    reference: str
    bank_reference: str
    charges: Amount | None
    proposal_id: int | None
    status_words: Wording | None
    payer_sentence: Wording | None
    sentence: Wording | None
    left_sentence: Wording | None
    rule: str
    facts: tuple[Fact, ...]
    customer_id: int | None
    customer: str
    items: tuple[ItemRow, ...]
    items_total: int  # open items of the customer, more than are shown perhaps
    alternatives: tuple[AlternativeRow, ...]
    settlements: tuple[SettlementRow, ...]
    questions: tuple[QuestionRow, ...]
    needs_rate: bool
    is_own: bool
    is_suspended: bool  # its money stands on the suspense customer
    asked_to_leave: int | None  # the request that waits to take it out
    stranger: Stranger | None  # the payer, where it is another than the customer
    asked_to_accept: int | None  # the request that waits to let it pay for the customer
    has_account: bool  # the bank says the payer's account
    learned: tuple[LearnedRow, ...]  # what was learned from this line
    item_id: int | None  # the credit its money is in the book
    asked_to_refund: int | None  # the request that waits to pay some of it back
    refunds: tuple[RefundRow, ...]

    @property
    def days(self) -> int:
        """Since it came."""
        return max(0, (timezone.localdate() - self.on).days)

    @property
    def is_open(self) -> bool:
        """Whether there is something to settle."""
        return self.state in ("waiting", "asked") or (
            self.state == "posted" and self.left.minor > 0
        )


@dataclass(frozen=True)
class ShareRow:
    """Whether a line's money, one customer's, may pay another customer's debts, and the request for it that waits."""

    customer_id: int
    customer: str
    is_allowed: bool
    asked: int | None


@dataclass(frozen=True)
class RunRow:
    """The newest run of the machine."""

    id: int
    state: str
    is_at_work: bool
    asked_at: datetime
    finished_at: datetime | None
    lines: int
    booked: int
    failed: Wording | None
    accepts: Wording | None  # the status a person accepted; none where the machine looks


@dataclass(frozen=True)
class Acceptable:
    """How many proposals of a status one word would make, and the newest of them."""

    status: str
    count: int
    newest: int


@dataclass(frozen=True)
class PolicyRow:
    """A policy as it was agreed; the first of a list is in force."""

    version: int
    books_automatically: bool
    chance_max: Decimal
    amount_max: Amount | None
    order_words: Wording
    order: str
    tolerance: Amount | None
    per_mille: int
    tolerance_cap: Amount
    made_by: str
    agreed_by: str
    made_at: datetime


@dataclass(frozen=True)
class Colleague:
    id: int
    name: str


@dataclass(frozen=True)
class Figures:
    """How well it goes, over lines that came in between two days (both included)."""

    from_on: date
    to_on: date
    currency: str
    lines: int
    waiting: int
    invoices: int  # settlements of debts, one for each debt
    invoices_by_machine: int
    taken_back: int  # of the machine's lines, those somebody undid
    lines_by_machine: int
    unapplied: tuple[Amount, ...]
    unapplied_days: Decimal | None  # its age, weighed by amount
    hours: Decimal | None  # from the bank's file to the settlement, the median

    @property
    def automatic_rate(self) -> Decimal | None:
        return _share(self.invoices_by_machine, self.invoices)

    @property
    def precision(self) -> Decimal | None:
        """Of what the machine booked, what nobody had to take back."""
        return _share(self.lines_by_machine - self.taken_back, self.lines_by_machine)


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01")) if whole else None

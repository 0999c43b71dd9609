"""Lines by which money goes back, and the receipts each may take back: what is proposed, with what speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from tieout.refusal import Wording
from wanglai.domain.bank_lines import plain
from wanglai.domain.bounces import DAYS, Told, facts_for
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.bank.our_accounts import accounts_of_numbers
from wanglai.services.bank.words import LINE_STATES
from wanglai.services.cash.words import RETURN_FACTS
from wanglai.services.customers.bank_accounts import PURPOSE as OF_CUSTOMERS
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import Amount
from wanglai.store.models import BankAccount, BankEntry, BouncedReceipt, Company, Letterhead
from wanglai.store.secret_fields import decrypted

SHOWN = 50


@dataclass(frozen=True)
class ReturnedLine:
    """A line by which money went back, as its page shows it."""

    line_id: int
    version: int
    account: str
    on: date
    amount: Amount
    name: str
    text: str
    reference: str
    state: str
    state_words: Wording
    bounce: Bounce | None
    candidates: tuple[Candidate, ...]  # of a part, too
    is_own: bool  # who looks brought the file


@dataclass(frozen=True)
class Candidate:
    """A receipt that the line may take back, with what speaks for it, and what its money settled."""

    line_id: int
    on: date
    name: str
    text: str
    state_words: Wording
    customer: str
    facts: tuple[Wording, ...]
    settles: tuple[str, ...]  # documents that would be open again, or of which so much
    amount: Amount  # what came
    is_part: bool  # less than that goes back
    account: str  # of ours, where it came on another one


@dataclass(frozen=True)
class Bounce:
    """What was said of a receipt that came back."""

    id: int
    came_id: int | None
    went_id: int | None
    bill_id: int | None
    on: date
    reason: str
    by: str
    at: Any
    can_be_withdrawn: bool
    customer_id: int | None  # whose receipt it was; None of money nobody had booked
    customer: str
    part: Amount | None  # where not all of it came back


def told_of(line: BankEntry) -> Told:
    """A line as the rules of returns see it."""
    account = bytes(line.other_account_hash).hex() if line.other_account_hash else ""
    return Told(
        line.booked_on, line.amount, line.currency, line.other_name, account, line.reference, line.bank_reference,
        line.text, line.code,
    )  # fmt: skip


def returned_line(*, company_id: int, actor: int, line_id: int) -> ReturnedLine:
    """A line by which money went back, and which receipts it may return, the likeliest first.

    Refuses, in order: NotFound, NotPermitted, NotFound (line, or money came in with it).
    """
    admit(company_id=company_id, actor=actor, act="view_receipts")
    line = BankEntry.objects.filter(company_id=company_id, id=line_id, amount__lt=0).first()
    if line is None:
        raise NotFound
    bounce = bounce_with(company_id, line_id)
    account = fetch("SELECT name FROM store_bankaccount WHERE id = %(id)s", {"id": line.bank_account_id})[0][0]  # fmt: skip
    found = [] if bounce else likely(company_id, [line])[line.id]
    return ReturnedLine(
        line.id, line.version, account, line.booked_on, Amount(line.amount, line.currency), line.other_name, line.text,
        line.reference or line.bank_reference, line.state, LINE_STATES[line.state], bounce,
        tuple(_shown(company_id, found[:SHOWN])), line.handed_in_by_id == actor,
    )  # fmt: skip


@dataclass(frozen=True)
class Likely:
    """A receipt that a line may return, wholly or in part, and what speaks for it."""

    came: BankEntry
    facts: tuple[str, ...]
    is_part: bool
    is_elsewhere: bool  # it came on another account of ours

    @property
    def is_plain(self) -> bool:
        """All of it goes back, on the account it came on."""
        return not (self.is_part or self.is_elsewhere)

    @property
    def is_named(self) -> bool:
        """The line writes a reference of the receipt: a payer's name alone may be on a refund or on something we bought."""
        return "bank_reference" in self.facts or "reference" in self.facts

    @property
    def weight(self) -> tuple[int, bool, bool]:
        """What speaks for it, and then the plainer answer: all of it, and the account it came on."""
        return len(self.facts), not self.is_part, not self.is_elsewhere


def likely(company_id: int, lines: Sequence[BankEntry]) -> dict[int, list[Likely]]:
    """For each line the receipts it may return: what most speaks for first, of those alike the latest.

    The same amount on the same account is enough; one that came on another account, or was larger, has something more to speak for it, and
    is not money between accounts of ours. None where a refund of so much still lacks its line: that line is this one.
    """
    wanted = [line.id for line in lines]
    asked = {"company": company_id, "lines": wanted, "days": DAYS, "rows": 4 * SHOWN}
    pairs = [*fetch(_WHOLE, asked), *fetch(_PARTS, asked)]
    came = BankEntry.objects.in_bulk([receipt for _, receipt in pairs])
    found: dict[int, list[Likely]] = {line.id: [] for line in lines}
    by_id = {line.id: line for line in lines}
    for number, receipt in pairs:
        went, other = by_id[number], came[receipt]
        facts = facts_for(told_of(went), told_of(other))
        is_part, is_elsewhere = other.amount != -went.amount, other.bank_account_id != went.bank_account_id  # fmt: skip
        if facts or not (is_part or is_elsewhere):
            found[number].append(Likely(other, facts, is_part, is_elsewhere))
    between = _between_ours(company_id, [(by_id[number], each.came) for number, some in found.items() for each in some if not each.is_plain])  # fmt: skip
    for number, some in found.items():
        some[:] = [each for each in some if (number, each.came.id) not in between]
    for each in found.values():
        each.sort(key=lambda one: (one.weight, one.came.booked_on.toordinal(), one.came.id), reverse=True)  # fmt: skip
    return found


def _between_ours(
    company_id: int, pairs: Sequence[tuple[BankEntry, BankEntry]]
) -> set[tuple[int, int]]:
    """Pairs of a line and a receipt that are two legs between accounts of ours: either names us, or an account of ours."""
    names = _our_names(company_id) if pairs else set()
    lines = {line.id: line for pair in pairs for line in pair}
    numbers = {
        line.id: decrypted(bytes(line.other_account_sealed), company_id=company_id, purpose=OF_CUSTOMERS)
        for line in lines.values()
        if line.other_account_sealed is not None
    }  # fmt: skip
    ours = {number for number, found in accounts_of_numbers(company_id, set(numbers.values())).items() if found}  # fmt: skip
    own = {line.id for line in lines.values() if plain(line.other_name) in names or numbers.get(line.id) in ours}  # fmt: skip
    return {(went.id, came.id) for went, came in pairs if own & {went.id, came.id}}


def _our_names(company_id: int) -> set[str]:
    heads = Letterhead.objects.filter(company_id=company_id).values_list("name_zh", "name_en")
    told = Company.objects.filter(id=company_id).values_list("name", flat=True)
    return {plain(name) for name in (*told, *(name for head in heads for name in head))} - {""}


def not_returned(came: BankEntry) -> int:
    """Minor units of a receipt that have not gone back: of 1,000.00 of which 300.00 came back, 700.00."""
    rows = BouncedReceipt.objects.filter(company_id=came.company_id, came_id=came.id, withdrawn_at=None)  # fmt: skip
    return came.amount - (rows.aggregate(gone=Sum("part"))["gone"] or 0)


def left_of(came: BankEntry) -> int:
    """Minor units of a receipt that can still go back: of 1,000.00, 300.00 came back and 500.00 were refunded or moved on, 200.00."""
    asked = {"company": came.company_id, "id": came.id}
    moved = fetch(f"SELECT {_MOVED_ON} FROM store_bankentry AS other WHERE other.company_id = %(company)s AND other.id = %(id)s", asked)  # fmt: skip
    return not_returned(came) - int(moved[0][0])


def is_refunded(went: BankEntry, came: BankEntry) -> bool:
    """Whether we refunded so much to the receipt's customer and the refund's line is not told: then this line is it.

    1,000.00 came, 500.00 were refunded, a line of -500.00 comes: yes. Once another line of -500.00 is put aside as paid out: no.
    """
    asked = {"company": came.company_id, "went": went.id, "came": came.id}
    return bool(
        fetch(
            f"SELECT 1 FROM store_bankentry AS went JOIN store_bankentry AS other ON other.id = %(came)s AND other.company_id = went.company_id"
            f" WHERE went.company_id = %(company)s AND went.id = %(went)s AND {_REFUNDED}",
            asked,
        )
    )


# What of a receipt was refunded, or is another customer's now; of what was undone, nothing.
_MOVED_ON = """(
    SELECT coalesce(sum(allocation.amount), 0)
      FROM store_openitem AS credit
      JOIN store_allocation AS allocation ON allocation.company_id = credit.company_id AND allocation.credit_item_id = credit.id
      JOIN store_openitem AS debit ON debit.id = allocation.debit_item_id AND debit.kind IN ('refund', 'transfer')
     WHERE credit.company_id = other.company_id AND credit.seq = coalesce(other.moved_seq, other.entry_seq) AND credit.side = -1
       AND credit.customer_id = other.customer_id)"""
# More refunds of exactly so much to the receipt's customer since it came than lines put aside that may be theirs. Nothing ties a refund
# to its line, so they are counted: a refund is booked before its line comes, or within a month after it.
_REFUNDED = """(
    SELECT count(*) FROM store_openitem AS paid
     WHERE paid.company_id = went.company_id AND paid.customer_id = other.customer_id AND paid.kind = 'refund' AND paid.side = 1
       AND paid.currency = went.currency AND paid.amount = -went.amount
       AND paid.document_on BETWEEN other.booked_on AND went.booked_on + 31
       AND NOT EXISTS (SELECT FROM store_entry AS back WHERE back.company_id = paid.company_id AND back.reverses_seq = paid.seq)
    ) > (
    SELECT count(*) FROM store_bankaccount AS ours
      JOIN store_bankentry AS line ON line.bank_account_id = ours.id AND line.company_id = ours.company_id
     WHERE ours.company_id = went.company_id AND line.id <> went.id AND line.amount = went.amount AND line.currency = went.currency
       AND line.state = 'aside' AND line.aside_kind = 'paid_out' AND line.booked_on >= other.booked_on
       AND (line.other_name IN ('', other.other_name)
            OR line.other_name = (SELECT customer.name FROM store_customer AS customer WHERE customer.id = other.customer_id)))"""
# The same money the other way on an account of ours, whose receipt stands: not reversed, no part of it bounced.
_WHOLE = f"""
SELECT went.id, came.id
  FROM store_bankentry AS went
  JOIN store_bankaccount AS account ON account.company_id = went.company_id AND account.currency = went.currency
 CROSS JOIN LATERAL (
       SELECT other.id FROM store_bankentry AS other
        WHERE other.bank_account_id = account.id AND other.company_id = went.company_id
          AND other.amount = -went.amount AND other.currency = went.currency
          AND other.booked_on BETWEEN went.booked_on - %(days)s AND went.booked_on
          AND other.state IN ('waiting', 'asked', 'posted')
          AND NOT EXISTS (SELECT FROM store_bouncedreceipt AS bounce
                           WHERE bounce.company_id = other.company_id AND bounce.came_id = other.id AND bounce.withdrawn_at IS NULL)
          AND NOT {_REFUNDED}
        ORDER BY other.booked_on DESC, other.id DESC LIMIT %(rows)s) AS came
 WHERE went.company_id = %(company)s AND went.id = ANY(%(lines)s) AND went.amount < 0
"""
# Larger receipts in the book of which so much has not gone back, by the payer's account or name or a reference that the line writes.
_PARTS = f"""
SELECT went.id, came.id
  FROM store_bankentry AS went
  JOIN store_bankaccount AS account ON account.company_id = went.company_id AND account.currency = went.currency
 CROSS JOIN LATERAL (
       SELECT other.id FROM store_bankentry AS other
        WHERE other.bank_account_id = account.id AND other.company_id = went.company_id
          AND other.amount > -went.amount AND other.currency = went.currency AND other.state = 'posted'
          AND other.booked_on BETWEEN went.booked_on - %(days)s AND went.booked_on
          AND (other.other_account_hash = went.other_account_hash
               OR other.other_name <> '' AND (other.other_name = went.other_name OR strpos(went.text, other.other_name) > 0)
               OR length(other.bank_reference) > 3 AND strpos(concat_ws(' ', went.text, went.reference, went.bank_reference), other.bank_reference) > 0
               OR length(other.reference) > 3 AND strpos(concat_ws(' ', went.text, went.reference, went.bank_reference), other.reference) > 0)
          AND -went.amount <= other.amount - (
              SELECT coalesce(sum(coalesce(bounce.part, other.amount)), 0) FROM store_bouncedreceipt AS bounce
               WHERE bounce.company_id = other.company_id AND bounce.came_id = other.id AND bounce.withdrawn_at IS NULL) - {_MOVED_ON}
          AND NOT {_REFUNDED}
          AND NOT EXISTS (SELECT FROM store_bill AS bill WHERE bill.company_id = other.company_id AND bill.ended_seq = other.entry_seq)
        ORDER BY other.booked_on DESC, other.id DESC LIMIT %(rows)s) AS came
 WHERE went.company_id = %(company)s AND went.id = ANY(%(lines)s) AND went.amount < 0
"""


def _shown(company_id: int, found: Iterable[Likely]) -> Iterable[Candidate]:
    rows = list(found)
    customers = dict(
        fetch(
            "SELECT id, name FROM store_customer WHERE company_id = %(company)s AND id = ANY(%(ids)s)",
            {"company": company_id, "ids": [each.came.customer_id for each in rows if each.came.customer_id]},
        )
    )  # fmt: skip
    elsewhere = {each.came.bank_account_id for each in rows if each.is_elsewhere}
    accounts = dict(BankAccount.objects.filter(id__in=elsewhere).values_list("id", "name"))
    settled: dict[int, list[str]] = {}
    for line, document in fetch(_SETTLED, {"company": company_id, "lines": [each.came.id for each in rows]}):  # fmt: skip
        settled.setdefault(line, []).append(document)
    for each in rows:
        yield Candidate(
            each.came.id, each.came.booked_on, each.came.other_name, each.came.text, LINE_STATES[each.came.state],
            customers.get(each.came.customer_id, ""), tuple(RETURN_FACTS[fact] for fact in each.facts),
            tuple(settled.get(each.came.id, ())), Amount(each.came.amount, each.came.currency), each.is_part,
            accounts.get(each.came.bank_account_id, "") if each.is_elsewhere else "",
        )  # fmt: skip


_SETTLED = """
SELECT DISTINCT settlement.bank_entry_id, debt.document
  FROM store_settlement AS settlement
  JOIN store_allocation AS allocation
    ON allocation.company_id = settlement.company_id AND allocation.seq = ANY(settlement.other_seqs) AND allocation.amount > 0
  JOIN store_openitem AS debt ON debt.id = allocation.debit_item_id AND debt.kind <> 'transfer'
 WHERE settlement.company_id = %(company)s AND settlement.bank_entry_id = ANY(%(lines)s) AND settlement.undone_at IS NULL
 ORDER BY 1, 2
"""


def bounce_of_line(*, company_id: int, actor: int, line_id: int) -> Bounce | None:
    """The bounce that a line stands in, if there is one. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    return bounce_with(company_id, line_id)


def bounce_with(company_id: int, line_id: int) -> Bounce | None:
    """The bounce that a line stands in, either of the two; None where there is none, or where only parts of it went back."""
    found = _bounces(company_id, "(bounce.went_id = %(id)s OR bounce.came_id = %(id)s AND bounce.part IS NULL)", line_id)  # fmt: skip
    return found[0] if found else None


def parts_of_line(*, company_id: int, actor: int, line_id: int) -> tuple[Bounce, ...]:
    """What went back of a receipt in parts, the oldest first. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    return _bounces(company_id, "bounce.came_id = %(id)s AND bounce.part IS NOT NULL", line_id)


def bounce_of_bill(company_id: int, bill_id: int) -> Bounce | None:
    """Who said that a bill was not paid, when and why; None where nobody did."""
    found = _bounces(company_id, "bounce.bill_id = %(id)s", bill_id)
    return found[0] if found else None


def _bounces(company_id: int, which: str, number: int) -> tuple[Bounce, ...]:
    rows = fetch(f"{_BOUNCE}{which} ORDER BY bounce.id", {"company": company_id, "id": number})
    return tuple(_bounce(*row) for row in rows)


def _bounce(*row: Any) -> Bounce:
    *told, part, currency = row
    told.append(Amount(part, currency) if part is not None else None)
    return Bounce(*told)


_BOUNCE = """
SELECT bounce.id, bounce.came_id, bounce.went_id, bounce.bill_id, bounce.bounced_on, bounce.reason,
       coalesce(nullif(person.name, ''), person.email), bounce.bounced_at, bounce.bill_id IS NULL, bounce.customer_id,
       coalesce(customer.name, ''), bounce.part, came.currency
  FROM store_bouncedreceipt AS bounce
  LEFT JOIN store_customer AS customer ON customer.id = bounce.customer_id
  LEFT JOIN store_bankentry AS came ON came.id = bounce.came_id
  JOIN store_user AS person ON person.id = bounce.bounced_by_id
 WHERE bounce.company_id = %(company)s AND bounce.withdrawn_at IS NULL AND """


@dataclass(frozen=True)
class ProposedReturn:
    """What the machine says of a line by which money goes back."""

    status: str
    sentence: Wording
    evidence: tuple[tuple[str, str], ...]
    customer_id: int | None


def proposed_returns(company_id: int, line_ids: Sequence[int]) -> dict[int, ProposedReturn]:
    """For each line that may return a receipt: suggested where more speaks for one than for any other, else ambiguous.

    A part, or money that came on another account, is proposed by a reference, never by a name alone; a person may still choose it.
    """
    lines = list(BankEntry.objects.filter(company_id=company_id, id__in=line_ids, amount__lt=0))
    found = {
        number: [each for each in some if each.is_plain or each.is_named]
        for number, some in likely(company_id, lines).items()
    }
    return {line.id: _proposed(line, found[line.id]) for line in lines if found[line.id]}


def _proposed(line: BankEntry, found: Sequence[Likely]) -> ProposedReturn:
    best = found[0]
    is_alone = len(found) == 1 or found[1].weight < best.weight
    amount, on = Amount(best.came.amount, line.currency), best.came.booked_on
    part = Amount(-line.amount, line.currency)
    name = best.came.other_name or best.came.bank_reference or str(best.came.id)
    evidence = (("receipt", str(best.came.id)), *((fact, "yes") for fact in best.facts))
    return ProposedReturn(
        "suggested" if is_alone else "ambiguous",
        Wording(
            f"退回 {on} {name} 的收款 {amount} {line.currency}。",
            f"Takes back the receipt of {amount} {line.currency} from {name} of {on}.",
        )
        if not best.is_part
        else Wording(
            f"退回 {on} {name} 的收款 {amount} {line.currency} 中的 {part}。",
            f"Takes back {part} of the receipt of {amount} {line.currency} from {name} of {on}.",
        ),
        evidence,
        best.came.customer_id,
    )

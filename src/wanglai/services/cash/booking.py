"""What the policy lets the machine book: many lines at a time by set-based verbs, each line an act of its own that can be undone alone."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from decimal import Decimal
from functools import partial
from typing import NamedTuple, TypeVar

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from wanglai.services.cash.booked_at_once import booking_at_once
from wanglai.services.cash.booked_with_shares import book_with_shares
from wanglai.services.cash.composing import owners_of, wanted_of
from wanglai.services.cash.lines import looked_at
from wanglai.services.cash.planning import Plan, Planner, Ready
from wanglai.services.cash.run_life import tell
from wanglai.services.cash.settle_line import settle
from wanglai.services.cash.third_party import Asked, Stranger, strangers_of
from wanglai.services.ledger.book import Who, chart_of, known_act
from wanglai.services.refusals import Refusal
from wanglai.store.models import (
    AcceptedPayer,
    Act,
    BankEntry,
    CashPolicy,
    CashProposal,
    CashRun,
    ChainHead,
)

_T = TypeVar("_T")
CHUNK = 4_000  # lines of one transaction
AT_ONCE = 250  # of them in one call, while the next are planned
# Of a proposal, what booking it needs.
BOOKED_BY = ("bank_entry_id", "customer_id", "payer_by", "parts")


def book_automatically(run: CashRun) -> int:
    """Book every automatic proposal within the policy; how many lines were booked.

    What no longer fits since the machine looked stays an open proposal.
    """
    policy = run.policy
    assert policy is not None, "only a policy lets the machine book"
    who = Who(None, f"policy {policy.version}", policy.agreed_by_id)
    wanted = CashProposal.objects.filter(run_id=run.id, state="open", status="auto")
    return book_in_chunks(run, who, wanted, policy)


def book_in_chunks(
    run: CashRun, who: Who, wanted: QuerySet[CashProposal], policy: CashPolicy | None = None
) -> int:
    """Book what a run may, a transaction for each chunk, told as it goes on, until all is done or somebody stops it; how many lines.

    What a policy does not allow, or no longer fits, stays an open proposal.
    """
    booked = run.booked
    read = partial(_chunk, run.company_id, who, wanted, policy)
    asked = list(_batched(_as_the_money_came(wanted), CHUNK))
    with closing(_one_ahead(read, asked)) as chunks:
        for chunk in chunks:
            found = chunk.found_now(run.company_id, who, policy)
            booked += book_sorted(run.company_id, who, found, policy.id if policy else None)
            if not tell(run.id, booked=booked):
                break
    return booked


class Sorted(NamedTuple):
    """What a word, or the policy, lets be made of some proposals: as it was read, holding nothing."""

    ready: list[Ready]
    told: Set[int]  # of them the lines whose act tells who pays for another


class _Chunk(NamedTuple):
    """Proposals as they were read, with what lets them be made as of an act of the book."""

    proposals: list[CashProposal]
    found: Sorted
    as_of: int

    def found_now(self, company_id: int, who: Who, policy: CashPolicy | None) -> Sorted:
        """Read again where more was said since than booking says itself: a payer's name may be forgotten while the chunk before is booked."""
        since = Act.objects.filter(company_id=company_id, seq__gt=self.as_of)
        if since.exclude(kind__in=("post", "allocate")).exists():
            return _sorted_within(company_id, who, self.proposals, policy)
        return self.found


def _as_the_money_came(wanted: QuerySet[CashProposal]) -> list[int]:
    """The proposals by the day of their lines, of one day as the lines were taken in: so receipts are numbered.

    Lines that lie together are then written together, which is faster as well.
    """
    line = BankEntry.objects.filter(id=OuterRef("bank_entry_id"))
    dated = wanted.annotate(came_on=Subquery(line.values("booked_on")))
    return list(dated.order_by("came_on", "bank_entry_id").values_list("id", flat=True))


def _one_ahead(
    read: Callable[[Sequence[int]], _Chunk], asked: Sequence[Sequence[int]]
) -> Generator[_Chunk, None, None]:
    """Chunk after chunk; while one is booked, a connection of its own reads the next."""
    # Inside a transaction no other connection sees what was written.
    if len(asked) < 2 or connection.in_atomic_block:
        yield from map(read, asked)
        return
    with ThreadPoolExecutor(1) as reader:
        try:
            chunk = read(asked[0])
            for following in asked[1:]:
                coming = reader.submit(read, following)
                yield chunk
                chunk = coming.result()
            yield chunk
        finally:
            reader.submit(_let_go).result()


def _let_go() -> None:
    """Each thread has a connection of its own: this one is the reader's."""
    connection.close()


def _chunk(
    company_id: int,
    who: Who,
    wanted: QuerySet[CashProposal],
    policy: CashPolicy | None,
    asked: Sequence[int],
) -> _Chunk:
    fields = (*BOOKED_BY, "evidence") if policy else BOOKED_BY
    as_of = ChainHead.objects.values_list("seq", flat=True).get(company_id=company_id)
    said = {each.id: each for each in wanted.filter(id__among=asked).only(*fields)}
    read = [said[each] for each in asked if each in said]
    return _Chunk(read, _sorted_within(company_id, who, read, policy), as_of)


def _sorted_within(
    company_id: int, who: Who, read: Sequence[CashProposal], policy: CashPolicy | None
) -> Sorted:
    if policy is None:
        return sorted_out(company_id, who, read)
    allowed = [each for each in read if _is_within(each, policy.chance_max)]
    return sorted_out(company_id, who, allowed, amount_max=policy.amount_max)


def _is_within(proposal: CashProposal, chance_max: Decimal) -> bool:
    """Whether so few accidental answers are expected; evidence that names the debts leaves none to chance."""
    said = dict(proposal.evidence).get("chance")
    return said is None or Decimal(str(said)) <= chance_max


def book_proposals(
    company_id: int, who: Who, proposals: Sequence[CashProposal], *, policy_id: int | None
) -> int:
    """Make of each line what its proposal says; how many were made. Those ``sorted_out`` leaves stay."""
    return book_sorted(company_id, who, sorted_out(company_id, who, proposals), policy_id)


def sorted_out(
    company_id: int, who: Who, proposals: Sequence[CashProposal], *, amount_max: int | None = None
) -> Sorted:
    """What can be made of them now, without those too large for the policy.

    Lines of a file the person brought in stay, and so do those of another currency than the company's: somebody gives the rate.
    """
    owners = owners_of(item for each in proposals for item, _ in each.parts)
    lines = looked_at([each.bank_entry_id for each in proposals])
    base = chart_of(company_id).base
    ready = []
    for each in proposals:
        wanted, line = wanted_of(each, owners), lines[each.bank_entry_id]
        is_small = amount_max is None or line.amount <= amount_max
        is_theirs = line.handed_in_by_id == who.actor
        if wanted is not None and line.state == "waiting" and line.currency == base and is_small and not is_theirs:  # fmt: skip
            ready.append(Ready(line, wanted, each.id))
    # Who pays for another is told one by one, with the paper or the word on the act; what has neither is for a person.
    strangers = _strangers(company_id, ready, {each.id: each for each in proposals})
    ready = [each for each in ready if each.line.id not in strangers or strangers[each.line.id].is_allowed]  # fmt: skip
    return Sorted(ready, strangers.keys() | _spoken_for(ready))


def book_sorted(company_id: int, who: Who, found: Sorted, policy_id: int | None) -> int:
    """Book them in one transaction where they can be, else one by one; how many were made. What changed since it was read waits."""
    together = [each for each in found.ready if each.line.id not in found.told]
    alone = [each for each in found.ready if each.line.id in found.told]
    try:
        with transaction.atomic():
            made = _book_together(company_id, who, together, policy_id)
    except Refusal:
        made, alone = 0, found.ready
    return made + sum(_book_alone(company_id, who, each, policy_id) for each in alone)


def _spoken_for(ready: Sequence[Ready]) -> set[int]:
    """Lines of which two people said that their money pays another customer's debts."""
    lines = [each.line.id for each in ready if each.wanted.shares]
    rows = AcceptedPayer.objects.filter(bank_entry_id__among=lines)
    return set(rows.values_list("bank_entry_id", flat=True)) if lines else set()


def _strangers(
    company_id: int, ready: Sequence[Ready], said: Mapping[int, CashProposal]
) -> dict[int, Stranger]:
    asked = [Asked(each.line, each.wanted.customer_id, said.get(each.proposal_id or 0)) for each in ready]  # fmt: skip
    return strangers_of(company_id, asked)


def _book_alone(company_id: int, who: Who, ready: Ready, policy_id: int | None) -> int:
    """One line by the verb of people; what it refuses waits for them."""
    try:
        with transaction.atomic():
            settle(
                company_id, who, ready.line.id, ready.wanted, key=ready.key, version=ready.line.version,
                proposal_id=ready.proposal_id, policy_id=policy_id,
            )  # fmt: skip
    except Refusal:
        return 0
    return 1


def _book_together(company_id: int, who: Who, ready: Sequence[Ready], policy_id: int | None) -> int:
    """Those that pay for nobody else a few calls, planned while the ones before are written; then those that do. How many lines were made.

    One that does not fit beside the others would be refused alone as well, since they are made: it waits.
    """
    held = _held(ready)
    if not held:
        return 0
    known_act(company_id, "", b"")  # takes the book
    chart = chart_of(company_id)
    planner = Planner(company_id, who, chart, held)
    moving: list[Plan] = []
    made = 0
    with booking_at_once(company_id, who, policy_id) as book:
        for some in _batched(held, AT_ONCE):
            plans = [plan for each in some if (plan := planner.plan(each)) is not None]
            moving += [plan for plan in plans if plan.moves]
            book([plan for plan in plans if not plan.moves])
            made += len(plans)
    if moving:
        book_with_shares(company_id, who, chart, moving, policy_id)
    return made


def _batched(asked: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """So many at a time, in their order."""
    return (asked[start : start + size] for start in range(0, len(asked), size))


def _held(ready: Sequence[Ready]) -> list[Ready]:
    """Those whose line still waits as it was looked at, locked in the order of their ids, and whose proposal nobody rejected."""
    ids = [each.line.id for each in ready]
    rows = BankEntry.objects.select_for_update(no_key=True).filter(id__among=ids, state="waiting")
    # What was looked at is what is held: whatever changes of a line, its version does.
    held = set(rows.order_by("id").values_list("id", "version"))
    said = CashProposal.objects.filter(id__among=[each.proposal_id for each in ready], state="open")
    open_ones = set(said.values_list("id", flat=True))
    return [
        each for each in ready
        if each.proposal_id in open_ones and (each.line.id, each.line.version) in held
    ]  # fmt: skip

"""What people do with lines beside settling them: reject a proposal, ask a colleague, put a line aside, accept many at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.cash.booking import BOOKED_BY, book_proposals
from wanglai.services.cash.lines import bounces_with, line_within
from wanglai.services.cash.refusals import LineIsElsewhere, QuestionSaysNothing
from wanglai.services.ledger.book import Who
from wanglai.store.models import BankEntry, CashProposal, LineQuestion, Membership
from wanglai.store.models.bank import ASIDE_KINDS

TOGETHER = 10_000  # proposals accepted in one go; all of them are one transaction anyway


@transaction.atomic
def reject_proposal(*, company_id: int, actor: int, proposal_id: int) -> None:
    """The machine is wrong about a line: it waits without a proposal until the next look.

    Refuses, in order: NotFound, NotPermitted, NotFound (proposal).
    """
    admit(company_id=company_id, actor=actor, act="apply_cash")
    rows = CashProposal.objects.filter(company_id=company_id, id=proposal_id, state="open")
    said = rows.first()
    if said is None:
        raise NotFound
    # The line first, as whoever books it does: what is booked is not rejected, what is rejected is not booked.
    line_within(company_id=company_id, line_id=said.bank_entry_id)
    found = rows.select_for_update(no_key=True).first()
    if found is None:
        raise NotFound
    found.state, found.decided_by_id, found.decided_at = "rejected", actor, timezone.now()
    found.save(update_fields=["state", "decided_by", "decided_at"])


@transaction.atomic
def accept_many(*, company_id: int, actor: int, origin: str, proposal_ids: Sequence[int]) -> int:
    """Make of each line what its proposal says, where it still fits; how many were made. The others stay in the queue.

    Each is an act of its own and can be undone alone; lines of a file the person brought in stay, too. Refuses, in order: NotFound, NotPermitted.
    """
    admit(company_id=company_id, actor=actor, act="apply_cash")
    _hold_lines(company_id, proposal_ids)
    made = 0
    for start in range(0, len(proposal_ids), TOGETHER):
        wanted = proposal_ids[start : start + TOGETHER]
        rows = CashProposal.objects.filter(company_id=company_id, id__among=wanted, state="open").only(*BOOKED_BY)  # fmt: skip
        with transaction.atomic():
            made += book_proposals(company_id, Who(actor, origin), list(rows.order_by("rank")), policy_id=None)  # fmt: skip
    return made


def _hold_lines(company_id: int, proposal_ids: Sequence[int]) -> None:
    """Every line before the book, in the order of their ids: who settles one of them holds it and waits for the book."""
    said = CashProposal.objects.filter(company_id=company_id, id__among=proposal_ids)
    # Read first, then held: joined, they were held against each other row by row while the tables were young.
    lines = list(said.values_list("bank_entry_id", flat=True))
    rows = BankEntry.objects.select_for_update(no_key=True).filter(company_id=company_id, id__among=lines)  # fmt: skip
    list(rows.order_by("id").values_list("id"))


@transaction.atomic
def ask_colleague(
    *, company_id: int, actor: int, line_id: int, question: str, asked_of: int | None = None
) -> int:  # fmt: skip
    """Ask about a line; it waits apart until somebody answers. The question's id.

    Refuses, in order: NotFound, NotPermitted, QuestionSaysNothing, NotFound (line, colleague), LineIsElsewhere.
    """
    admit(company_id=company_id, actor=actor, act="apply_cash")
    if not question.strip():
        raise QuestionSaysNothing
    line = line_within(company_id=company_id, line_id=line_id, states=("waiting",))
    if asked_of is not None and not Membership.objects.filter(company_id=company_id, user_id=asked_of).exists():  # fmt: skip
        raise NotFound
    made = LineQuestion.objects.create(
        company_id=company_id, bank_entry_id=line.id, question=question.strip()[:500], asked_by_id=actor,
        asked_of_id=asked_of,
    )  # fmt: skip
    _move(line, "asked")
    return int(made.id)


@transaction.atomic
def answer_question(*, company_id: int, actor: int, question_id: int, answer: str) -> None:
    """Answer; the line waits in the queue again, with both sentences beside it.

    Refuses, in order: NotFound, NotPermitted, QuestionSaysNothing, NotFound (question).
    """
    admit(company_id=company_id, actor=actor, act="view_receipts")
    if not answer.strip():
        raise QuestionSaysNothing
    rows = LineQuestion.objects.select_for_update(no_key=True)
    found = rows.filter(company_id=company_id, id=question_id, answered_at=None).first()
    if found is None:
        raise NotFound
    found.answer, found.answered_by_id, found.answered_at = answer.strip()[:500], actor, timezone.now()  # fmt: skip
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    line = line_within(company_id=company_id, line_id=found.bank_entry_id)
    if line.state == "asked":
        _move(line, "waiting")


@transaction.atomic
def set_aside(
    *, company_id: int, actor: int, origin: str, line_id: int, kind: str, note: str = "", version: int | None = None
) -> None:  # fmt: skip
    """The line is not a customer's: a charge, interest, money between our own accounts. It stays in the bank reconciliation.

    Refuses, in order: NotFound, NotPermitted, NotFound (line), LineHasChanged, LineIsElsewhere (also where the kind is not of such money).
    """
    admit(company_id=company_id, actor=actor, act="decide_bank_file")
    assert kind in ASIDE_KINDS, "why it is put aside is one of a few"
    line = line_within(company_id=company_id, line_id=line_id, version=version, states=("waiting", "asked"))  # fmt: skip
    # A return is registered with its receipt; what came in was not paid out.
    if kind == "bounced" or (kind == "paid_out" and line.amount > 0):
        raise LineIsElsewhere(line.state)
    line.aside_kind, line.aside_note = kind, note.strip()[:500]
    _move(line, "aside", "aside_kind", "aside_note")
    CashProposal.objects.filter(company_id=company_id, bank_entry_id=line_id, state="open").update(
        state="replaced", decided_by_id=actor, decided_at=timezone.now()
    )
    record(company_id, Who(actor, origin), "set_line_aside", line=line_id, named=_called(line), why=kind)  # fmt: skip


@transaction.atomic
def bring_back(*, company_id: int, actor: int, origin: str, line_id: int) -> None:
    """A line that was put aside waits again; one that came or went with a bounce when that is withdrawn only.

    Refuses, in order: NotFound, NotPermitted, NotFound (line), LineIsElsewhere.
    """
    admit(company_id=company_id, actor=actor, act="decide_bank_file")
    line = line_within(company_id=company_id, line_id=line_id, states=("aside",))
    if line.amount == 0 or bounces_with(line).exists():
        raise LineIsElsewhere(line.state)
    line.aside_kind = line.aside_note = ""
    _move(line, "waiting", "aside_kind", "aside_note")
    record(company_id, Who(actor, origin), "bring_line_back", line=line_id, named=_called(line))


def _called(line: BankEntry) -> str:
    return line.bank_reference or line.other_name or str(line.id)


def _move(line: BankEntry, state: str, *more: str) -> None:
    line.state = state
    line.version += 1
    line.save(update_fields=["state", "version", *more])

"""A difference that is disputed becomes a case: of the open item it stands on, else of the paper one side has and the other lacks."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from wanglai.domain.ledger import DEBIT
from wanglai.services.contested.items import uncontested
from wanglai.services.contested.owners import may_own
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.ledger.book import Who
from wanglai.services.reconciliation.deciding import OpenResult
from wanglai.services.reconciliation.difference_names import LineNames
from wanglai.services.reconciliation.open_differences import OpenDifference
from wanglai.store.models import BookSide, Disposition, Dispute, LedgerLine, OpenItem

DOCUMENT_MAX = 100


def contest_difference(
    result: OpenResult, found: OpenDifference, names: LineNames, *, origin: str, cause: str, said: str, owner_id: int,
    due_on: date,
) -> int | None:  # fmt: skip
    """The case of a difference, opened now or before; None where our side is a file, for then no book holds what is disputed.

    Our INV-2 of 300.00 that they do not have is disputed as that item: 300.00 of it, or what is open and undisputed of it by now; where
    all of that is disputed already, the case is the one that does. Their payment of 50.00 that we do not have is disputed as the
    paper by its number. An owner who may settle no dispute owns the difference alone; its case goes to whoever may.
    Refuses what ``open_dispute`` refuses.
    """
    side = BookSide.objects.filter(reconciliation_id=result.reconciliation.id).first()
    if side is None:
        return None
    company_id, amount = result.reconciliation.company_id, abs(found.amount)
    item = _item(company_id, found, names)
    free = uncontested(item) if item else 0
    standing = _open_case(result, found.name, item if free <= 0 else None)
    if standing is not None:
        return standing
    item_id = int(item.id) if item and free > 0 else None
    amount = min(amount, free) if item_id else amount
    return open_dispute(
        company_id=company_id, who=Who(result.actor, origin), key=_key(result, found.name),
        customer_id=result.reconciliation.customer_id, item_id=item_id, currency=side.currency, amount=amount,
        statement_id=side.statement_id, reason=cause, said=said, raised_by="staff",
        owner_id=owner_id if may_own(company_id, owner_id, "keep_dispute") else None, due_on=due_on,
        document="" if item_id else _document(result, found),
    )  # fmt: skip


def _open_case(result: OpenResult, name: str, taken: OpenItem | None) -> int | None:
    """The case that is open of it still, whatever was said of the difference since, or of its item where that is all taken."""
    said = Disposition.objects.filter(
        company_id=result.reconciliation.company_id, reconciliation__customer_id=result.reconciliation.customer_id, difference=name,
    )  # fmt: skip
    mine = Q(id__in=said.exclude(dispute_id=None).values("dispute_id"))
    if taken is not None:
        mine |= Q(item_id=taken.id)
    rows = Dispute.objects.filter(mine, company_id=result.reconciliation.company_id, state="open")
    return rows.order_by("-id").values_list("id", flat=True).first()


def _key(result: OpenResult, name: str) -> str:
    """Of each time somebody disputes it anew; the result is held, so that nobody counts beside us."""
    before = Disposition.objects.filter(
        company_id=result.reconciliation.company_id, difference=name, dispute_id__isnull=False
    )
    return f"difference:{result.reconciliation.customer_id}:{name}:{before.count()}"


def _item(company_id: int, found: OpenDifference, names: LineNames) -> OpenItem | None:
    """The one debt of ours that it stands on."""
    if found.amount <= 0 or len(found.members.ours) != 1:
        return None
    seq = names.entry("ours", found.members.ours[0])
    items = (
        list(OpenItem.objects.filter(company_id=company_id, seq=seq, side=DEBIT)[:2]) if seq else []
    )
    return items[0] if len(items) == 1 else None


def _document(result: OpenResult, found: OpenDifference) -> str:
    """What the paper is called, ours first; an opening has none."""
    for side, rows in (("ours", found.members.ours), ("theirs", found.members.theirs)):
        line = LedgerLine.objects.filter(run_id=result.run.id, side=side, row__in=rows).order_by("row").first()  # fmt: skip
        called = (line.document or line.order or line.voucher) if line else ""
        if called:
            return str(called)[:DOCUMENT_MAX]
    return ""

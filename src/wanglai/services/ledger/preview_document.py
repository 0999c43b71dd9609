"""What a document would be in the book, before anybody posts it."""

from __future__ import annotations

from dataclasses import dataclass

from tieout.refusal import Wording
from wanglai.domain.ledger import Document
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import PeriodIsNotOpen
from wanglai.services.ledger.post import checked_draft
from wanglai.services.money import Amount
from wanglai.store.models import Account, Period


@dataclass(frozen=True)
class PreviewLine:
    account_code: str
    account: Wording
    debit: Amount | None
    credit: Amount | None
    base: Amount


def preview_document(*, company_id: int, actor: int, document: Document) -> tuple[PreviewLine, ...]:
    """The lines the entry would have. Refuses what ``post_document`` would, in its order, keys apart."""
    admit(company_id=company_id, actor=actor, act="post_document")
    draft, chart = checked_draft(company_id, document)
    is_open = Period.objects.filter(
        company_id=company_id, closed_seq=None, from_on__lte=document.on, to_on__gte=document.on
    )
    if not is_open.exists():
        raise PeriodIsNotOpen(document.on.isoformat())
    names = {
        each.role: (each.shown_code, Wording(each.name_zh, each.name_en))
        for each in Account.objects.filter(company_id=company_id)
    }
    return tuple(
        PreviewLine(
            *names[line.account],
            debit=Amount(line.amount, line.currency) if line.amount > 0 else None,
            credit=Amount(-line.amount, line.currency) if line.amount < 0 else None,
            base=Amount(line.base_amount, chart.base),
        )
        for line in draft.lines
    )

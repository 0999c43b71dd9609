"""A document of a customer becomes a sealed entry with its open items."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain.ledger import RULES, Document, Draft, entry_of, first_fault
from wanglai.domain.money import converted
from wanglai.services.access.scope import admit
from wanglai.services.approvals.bands import require_approval
from wanglai.services.ledger.book import (
    Chart,
    Posted,
    Who,
    chart_of,
    known_act,
    post_alone,
    post_drafts,
    request_hash,
)
from wanglai.services.refusals import UnableTo

CREDIT_NOTE = "credit_note"  # lowers what is owed: the kind of document, of act, and of band


class KindIsUnknown(UnableTo):
    code_of_refusal = "entry.kind"
    why = Wording("没有这种单据。", "There is no such kind of document.")
    next_step = Wording("请选择单据类型。", "Choose a kind of document.")
    http_status = 422


class CustomerIsUnknown(UnableTo):
    code_of_refusal = "entry.customer"
    why = Wording("没有这个客户。", "There is no such customer.")
    next_step = Wording("请从列表中选择客户。", "Choose a customer from the list.")
    http_status = 422


class AmountIsNotPositive(UnableTo):
    code_of_refusal = "entry.amount"
    why = Wording("金额必须大于零。", "The amount must be above zero.")
    next_step = Wording(
        "减少余额请用红字单据或收款。", "To lower a balance, post a credit note or a receipt."
    )
    http_status = 422


class TaxDoesNotFit(UnableTo):
    code_of_refusal = "entry.tax"
    why = Wording("税额不在零与价税合计之间。", "The tax is not between nothing and the total.")
    next_step = Wording("请核对税额。", "Check the tax.")
    http_status = 422


class RateDoesNotFit(UnableTo):
    code_of_refusal = "entry.rate"
    why = Wording(
        "汇率必须大于零，本位币为 1。",
        "The rate must be above zero, and 1 for the company's own currency.",
    )
    next_step = Wording("请填写汇率。", "Give the rate.")
    http_status = 422


class InstalmentsDoNotAddUp(UnableTo):
    code_of_refusal = "entry.instalments"
    why = Wording("各期金额之和不等于单据金额。", "The instalments do not add up to the document.")
    next_step = Wording("请核对各期金额。", "Check the amounts of the instalments.")
    http_status = 422


class DueBeforeDocument(UnableTo):
    code_of_refusal = "entry.due"
    why = Wording("到期日早于单据日期。", "It would be due before it exists.")
    next_step = Wording("请核对到期日。", "Check the due day.")
    http_status = 422


_FAULTS: dict[str, type[UnableTo]] = {
    "amount": AmountIsNotPositive,
    "tax": TaxDoesNotFit,
    "rate": RateDoesNotFit,
    "instalments": InstalmentsDoNotAddUp,
    "due": DueBeforeDocument,
}


def post_document(
    *,
    company_id: int,
    actor: int,
    origin: str,
    document: Document,
    key: str,
    approver: int | None = None,
) -> Posted:
    """Post one document; the same key with the same document answers the same entry, for ever.

    A credit note needs the word its band asks for, as one made of an invoice does: 100.00 USD at 7.10 weigh 710.00.
    Refuses, in order: NotFound, NotPermitted, KindIsUnknown, NoBook, CustomerIsUnknown, AmountIsNotPositive, TaxDoesNotFit,
    RateDoesNotFit, InstalmentsDoNotAddUp, DueBeforeDocument, KeyWasUsed, ApprovalIsNeeded, PeriodIsNotOpen.
    """
    assert key, "an outside event carries a key"
    admit(company_id=company_id, actor=actor, act="post_document")
    if document.kind == CREDIT_NOTE:
        admit(company_id=company_id, actor=actor, act="credit_note")
    draft, chart = checked_draft(company_id, document)
    asked, who = request_hash(asdict(document)), Who(actor, origin, approver)
    if document.kind != CREDIT_NOTE:
        return post_alone(company_id, who, (key, asked, draft), chart)
    with transaction.atomic():
        if known_act(company_id, key, asked) is None:
            require_approval(company_id, CREDIT_NOTE, weight_of(document, chart.base), approver)
        return post_drafts(company_id, who, [(key, asked, draft)], chart=chart)[0]


def weight_of(document: Document, base: str) -> int:
    """What a document is worth in the company's own currency, for the bands; minor units."""
    return converted(document.gross, currency=document.currency, base=base, rate=document.rate)


def checked_draft(company_id: int, document: Document) -> tuple[Draft, Chart]:
    """The entry a document would make, and the chart it would stand on; nothing is written.

    Refuses, in order: KindIsUnknown, NoBook, CustomerIsUnknown, AmountIsNotPositive, TaxDoesNotFit, RateDoesNotFit,
    InstalmentsDoNotAddUp, DueBeforeDocument.
    """
    if document.kind not in RULES:
        raise KindIsUnknown(document.kind)
    chart = chart_of(company_id, document.customer_id)
    if not chart.has_customer:
        raise CustomerIsUnknown(str(document.customer_id))
    fault = first_fault(document, chart.base)
    if fault is not None:
        raise _FAULTS[fault](document.number)
    return entry_of(document, chart.base), chart

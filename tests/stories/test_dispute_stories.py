"""From what a customer contests to its outcome in the book, told with figures a clerk can check by hand."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.ledgers import minor
from tests.papers import Papers, open_papers, steel
from wanglai.services.approvals.bands import DEFAULT_BANDS, ApprovalIsNeeded
from wanglai.services.approvals.decide_approval import OwnRequest, decide_approval
from wanglai.services.approvals.queries import show_request
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.contested.items import disputed_of
from wanglai.services.disputes.causes import causes
from wanglai.services.disputes.claims import Claim
from wanglai.services.disputes.escalate_dispute import escalate_late_disputes
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.queries import Wanted, dispute_page, disputes
from wanglai.services.disputes.refusals import DisputeDoesNotFit, ItemIsOfInvoice
from wanglai.services.disputes.resolve_dispute import resolve_dispute
from wanglai.services.disputes.resolving import Part, approval_kind
from wanglai.services.disputes.say_in_dispute import say_in_dispute
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.item_flags import standing_note
from wanglai.store.models import Dispute


@pytest.fixture
def papers(db: None) -> Papers:
    """100 pieces at 10.00 net and 13 % tax are invoiced: 1,130.00."""
    told = open_papers(bands=DEFAULT_BANDS)
    told.order()
    told.deliver("DN-1", "100")
    told.invoice("INV-1", *told.of_delivery("DN-1"))
    return told


def raised(papers: Papers, amount: str, reason: str, said: str, role: str = "ARA", number: str = "INV-1") -> int:  # fmt: skip
    item = papers.book.item(number, 1)
    return open_dispute(
        company_id=papers.book.company_id, who=Who(papers.book.books.people[role], "test"), key=secrets.token_hex(8),
        customer_id=item.customer_id, item_id=item.id, statement_id=None, currency="CNY", amount=minor(amount), reason=reason,
        said=said, raised_by="staff",
    )  # fmt: skip


def asked(papers: Papers, dispute: int, *parts: Part, said: str, role: str = "ARA") -> int:
    """The verb says that another must agree; so it is asked for, as the screen does."""
    subject: dict[str, Any] = {"dispute_id": dispute, "said": said, "on": "2026-03-20"}
    key = secrets.token_hex(8)
    with pytest.raises(ApprovalIsNeeded):
        resolve_dispute(
            **papers.scope(role),
            dispute_id=dispute,
            parts=parts,
            said=said,
            on=papers.paper("INV-1").on,
            key=key,
        )
    subject["parts"] = [asdict(part) for part in parts]
    return request_approval(**papers.scope(role), kind=approval_kind(parts), subject=subject, key=key)  # fmt: skip


def agreed(papers: Papers, request: int, role: str = "FM") -> str:
    row = show_request(**papers.book.reader, request_id=request)
    return decide_approval(
        **papers.scope(role), request_id=request, verdict="approve", shown_hash=bytes.fromhex(row.subject_hash)
    )  # fmt: skip


def open_now(papers: Papers) -> list[str]:
    return papers.book.open_table("03-31")


def test_a_price_dispute_ends_in_a_credit_note_of_the_invoice(papers: Papers) -> None:
    """The contract says 9.50; 0.50 a piece are 50.00 net and 6.50 tax."""
    dispute = raised(papers, "56.50", "price", "合同单价 9.50 元")
    with pytest.raises(ItemIsOfInvoice):
        resolve_dispute(
            **papers.scope("CRC"), dispute_id=dispute, parts=[Part("credit_note", 5_650, number="CN-1")], said="x",
            on=papers.paper("INV-1").on, key="k", approver=papers.book.books.people["FM"],
        )  # fmt: skip
    note = papers.credit("CN-1", "INV-1", (1, "50.00"), reason="price", post=False)
    request = asked(papers, dispute, Part("credit_note", 5_650, paper_id=note), said="按合同价")
    assert open_now(papers) == ["INV-1 CNY 1,130.00"], "nothing moves before another agrees"
    with pytest.raises(OwnRequest):
        agreed(papers, request, "ARA")
    assert agreed(papers, request) == "done"
    assert open_now(papers) == ["INV-1 CNY 1,073.50"]
    page = dispute_page(**papers.book.reader, dispute_id=dispute)
    assert (page.row.state, page.row.standing.text, page.steps[-1].amount and page.steps[-1].amount.text) == ("credit_note", "0.00", "56.50")  # fmt: skip
    assert papers.paper("CN-1").state == "posted"
    papers.prove()


def test_of_a_settled_invoice_too_the_credit_note_is_made_of_its_lines(papers: Papers) -> None:
    """It was paid, and the price was 0.50 too much all the same."""
    papers.book.post("receipt", "R-1", "1,130.00", "03-20")
    papers.book.settle("INV-1", "R-1", None, "03-20")
    item = papers.book.item("INV-1", 1)
    dispute = open_dispute(
        company_id=papers.book.company_id, who=Who(papers.book.books.people["COL"], "test"), key="d", customer_id=item.customer_id,
        item_id=None, statement_id=None, currency="CNY", amount=5_650, reason="price", said="合同单价 9.50 元",
        raised_by="customer", document="INV-1", claim=Claim("line", item.id),
    )  # fmt: skip
    ends: dict[str, Any] = {
        "dispute_id": dispute,
        "said": "按合同价",
        "on": papers.paper("INV-1").on,
    }
    ends["approver"] = papers.book.books.people["FM"]
    with pytest.raises(ItemIsOfInvoice):
        resolve_dispute(**papers.scope("CRC"), **ends, parts=[Part("credit_note", 5_650, number="CN-0")], key="a")  # fmt: skip
    note = papers.credit("CN-1", "INV-1", (1, "50.00"), reason="price", post=False)
    page = dispute_page(**papers.book.reader, dispute_id=dispute)
    assert (page.invoice_id, [each.id for each in page.notes]) == (papers.paper("INV-1").id, [note])
    resolve_dispute(**papers.scope("ARA"), **ends, parts=[Part("credit_note", 5_650, paper_id=note)], key="b")  # fmt: skip
    assert (papers.paper("CN-1").state, open_now(papers)) == ("posted", ["CN-1 CNY -56.50"])
    papers.prove()


def test_a_short_delivery_is_credited_in_part_and_rejected_for_the_rest(papers: Papers) -> None:
    """Ten pieces are said to be missing, 113.00; six are, 67.80."""
    dispute = raised(papers, "113.00", "quantity", "少 10 件")
    item = papers.book.item("INV-1", 1)
    assert disputed_of(papers.book.company_id, [item.id]) == {item.id: 11_300}
    say_in_dispute(company_id=papers.book.company_id, who=Who(papers.book.books.people["COL"], "test"), dispute_id=dispute, said="签收单上少 6 件")  # fmt: skip
    note = papers.credit("CN-1", "INV-1", (1, "6"), reason="quantity", post=False)
    parts = (Part("credit_note", 6_780, paper_id=note), Part("rejected", 4_520))
    agreed(papers, asked(papers, dispute, *parts, said="认 6 件"))
    assert open_now(papers) == ["INV-1 CNY 1,062.20"]
    assert Dispute.objects.get().state == "split"
    (row,) = causes(**papers.book.reader).rows
    assert (row.words.zh, row.amount.text, row.upheld.text) == ("数量短缺", "113.00", "67.80")
    assert standing_note(item.id, "disputed") is None
    papers.prove()


def test_a_duplicate_invoice_is_taken_back(papers: Papers) -> None:
    papers.invoice("INV-2", steel("5"))
    dispute = raised(papers, "56.50", "duplicate", "与 INV-1 重复", number="INV-2")
    agreed(papers, asked(papers, dispute, Part("correction", 5_650), said="重复开票"))
    assert open_now(papers) == ["INV-1 CNY 1,130.00"]
    assert (papers.paper("INV-2").state, Dispute.objects.get().state) == ("reversed", "correction")
    papers.prove()


def test_what_nobody_settles_goes_up_to_the_manager(papers: Papers) -> None:
    dispute = raised(papers, "113.00", "quality", "锈蚀")
    late = Dispute.objects.get().due_on + timedelta(days=1)
    assert escalate_late_disputes(papers.book.company_id, late) == 1
    assert escalate_late_disputes(papers.book.company_id, late) == 0
    manager = {**papers.book.books.scope("FM")}
    assert [row.id for row in disputes(**manager, wanted=Wanted("mine")).rows] == [dispute]
    step = dispute_page(**papers.book.reader, dispute_id=dispute).steps[-1]
    assert (step.kind, step.by, step.owner) == ("escalated", "", "FM yuanjing")
    papers.prove()


def test_nobody_disputes_more_than_is_open(papers: Papers) -> None:
    raised(papers, "1,000.00", "quality", "锈蚀")
    with pytest.raises(DisputeDoesNotFit):
        raised(papers, "130.01", "price", "还有")
    raised(papers, "130.00", "price", "还有")
    papers.book.post("receipt", "RC-1", "1,130.00", "03-25")
    papers.book.settle("INV-1", "RC-1", None, "03-25")
    assert [row.standing.text for row in disputes(**papers.book.reader).rows] == ["0.00", "0.00"]
    with pytest.raises(DisputeDoesNotFit):
        raised(papers, "0.01", "price", "已付清")
    assert timezone.localdate() <= Dispute.objects.earliest("id").due_on

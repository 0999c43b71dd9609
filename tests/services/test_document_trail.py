"""What is done with documents stands in the audit trail in both languages, with numbers and without names."""

from __future__ import annotations

import json

from tests.ledgers import day
from tests.papers import open_papers
from wanglai.services.audit.queries import TrailFilter, trail
from wanglai.services.documents.accept_delivery import accept_delivery
from wanglai.services.documents.bill_steps import present_bill
from wanglai.services.documents.order_states import close_order
from wanglai.store.models import Act


def test_every_act_of_a_document_is_told_in_words(db: None) -> None:
    papers = open_papers()
    order = papers.order()
    delivery = papers.deliver("DN-1", "60")
    accept_delivery(**papers.seller, delivery_id=delivery, on=day("03-08"))
    papers.invoice("INV-1", *papers.of_delivery("DN-1", "40"))
    papers.credit("CN-1", "INV-1", (1, "1"))
    present_bill(**papers.clerk, bill_id=papers.bill("B-1", "100.00", "INV-1"))
    close_order(**papers.seller, order_id=order)
    acts = Act.objects.filter(company_id=papers.book.company_id, facts__contains='"paper"')
    assert [act.kind for act in acts.order_by("seq")] == [
        "enter_order", "confirm_order", "deliver", "accept_delivery", "make_invoice", "make_credit_note",
        "present_bill", "close_order",
    ]  # fmt: skip
    assert "远景" not in "".join(act.facts for act in acts), "sealed facts name nobody"
    assert json.loads(acts.get(kind="deliver").facts)["paper"] == "DN-1"
    told = [row.sentence for row in trail(**papers.book.reader, wanted=TrailFilter()).rows]
    said = {words.en for words in told} | {words.zh for words in told}
    for sentence in (
        "Entered the order SO-1 of 远景", "Delivered by DN-1 of 远景", "Made the credit note CN-1 of 远景",
        "验收 DN-1，客户 远景", "提示付款 B-1，客户 远景", "关闭订单 SO-1，客户 远景",
    ):  # fmt: skip
        assert sentence in said, said
    papers.prove()

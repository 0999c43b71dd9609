"""Words people put on customers, to find them by."""

from __future__ import annotations

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.customers.gate import enter
from wanglai.services.customers.history import Changed, tell
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import CustomerTag

TAGS_MAX = 20


class TagMakesNoSense(UnableTo):
    code_of_refusal = "customer.tag"
    why = Wording("标签为空，或该客户的标签已满 20 个。", "The tag is empty, or the customer has twenty.")  # fmt: skip
    next_step = Wording("请填写标签，或先去掉一个。", "Write a tag, or take one away first.")
    http_status = 422


@transaction.atomic
def tag_customer(*, company_id: int, actor: int, origin: str, customer_id: int, tag: str) -> int:
    """Put a word on a customer; the act's number, 0 where it is there already.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, TagMakesNoSense.
    """
    customer = enter(company_id, actor, "tag_customer", customer_id).customer
    tag = " ".join(tag.split())[:40]
    held = set(CustomerTag.objects.filter(customer=customer).values_list("tag", flat=True))
    if not tag or (tag not in held and len(held) >= TAGS_MAX):
        raise TagMakesNoSense(tag)
    if tag in held:
        return 0
    CustomerTag.objects.create(company_id=company_id, customer=customer, tag=tag)
    return tell(customer, Who(actor, origin), "change_customer", [Changed("tags", "", tag)])


@transaction.atomic
def untag_customer(*, company_id: int, actor: int, origin: str, customer_id: int, tag: str) -> int:
    """Take a word off a customer; the act's number, 0 where it is not there.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged.
    """
    customer = enter(company_id, actor, "tag_customer", customer_id).customer
    gone, _ = CustomerTag.objects.filter(customer=customer, tag=tag).delete()
    if not gone:
        return 0
    return tell(customer, Who(actor, origin), "change_customer", [Changed("tags", tag, "")])

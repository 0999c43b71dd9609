"""The demo's procedure: the ready-made one, agreed by the manager, and three customers at different steps of it."""

from __future__ import annotations

from collections.abc import Mapping

from wanglai.services.demo.catalogue import demo_customers
from wanglai.services.procedures.cases import do_step, open_case
from wanglai.services.procedures.reading import keep_drawing, ready_made
from wanglai.services.procedures.set_procedure import newest_version, set_procedure
from wanglai.store.models import ChainHead, Customer

ORIGIN = "wanglai demo"
LANGUAGE = "zh"
# What was done for the first three customers: the step, its answer, and who did it; by hand, for the demo's papers are older than its cases.
_SAID = "演示：在系统之外完成 · Demo: it happened elsewhere"
_DONE = (
    (),
    (("issue", "", "ARA"), ("answer", "differs", "ARA"), ("compare", "theirs", "ARA")),
    (("issue", "", "ARA"), ("answer", "agrees", "ARA"), ("sign", "", "FM")),
)


def follow_demo_procedure(company_id: int, people: Mapping[str, int]) -> None:
    """Put it in force and open the cases, once; a company without a book is left alone."""
    if not ChainHead.objects.filter(company_id=company_id).exists() or newest_version(company_id):
        return
    file_id = keep_drawing(company_id=company_id, actor=people["ARA"], upload=ready_made(LANGUAGE))
    set_procedure(
        company_id=company_id, actor=people["ARA"], origin=ORIGIN, file_id=file_id, approver=people["FM"]
    )  # fmt: skip
    for number, (wanted, done) in enumerate(zip(demo_customers(), _DONE, strict=False)):
        customer = Customer.objects.get(company_id=company_id, name=wanted.customer_name)
        case = open_case(
            company_id=company_id, actor=people["ARA"], origin=ORIGIN, customer_id=customer.id, title="2011-12 对账",
            key=f"demo case {number}",
        )  # fmt: skip
        for count, (step, way, role) in enumerate(done):
            do_step(
                company_id=company_id, actor=people[role], origin=ORIGIN, case_id=case, step=step, done=count, way=way, said=_SAID
            )  # fmt: skip

"""Who looks after the demo's customers: the salesperson manages one, their team another."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from wanglai.services.access.teams import form_team, join_team
from wanglai.services.customers.assign_customer import assign_customer
from wanglai.services.demo.catalogue import demo_customers
from wanglai.store.models import Customer, Team

ORIGIN = "wanglai demo"
TEAM = "华东大客户组 Key accounts East"


@transaction.atomic
def assign_demo_customers(company_id: int, people: Mapping[str, int]) -> None:
    """Found the team and assign two customers, once."""
    if Team.objects.filter(company_id=company_id, name=TEAM).exists():
        return
    keeper = {"company_id": company_id, "actor": people["ADM"]}
    team = form_team(**keeper, origin=ORIGIN, name=TEAM)
    join_team(**keeper, origin=ORIGIN, team_id=team, person_id=people["SAL"])
    first, second = (each.customer_name for each in demo_customers()[:2])
    for name, manager, of_team in ((first, people["SAL"], None), (second, None, team)):
        customer = Customer.objects.get(company_id=company_id, name=name)
        assign_customer(
            company_id=company_id, actor=people["CRC"], origin=ORIGIN, customer_id=customer.id,
            manager_id=manager, team_id=of_team,
        )  # fmt: skip

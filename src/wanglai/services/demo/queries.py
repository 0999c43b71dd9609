"""What the demo offers."""

from __future__ import annotations

from django.db.models import Max

from wanglai.services.access.scope import admit_to_rows
from wanglai.services.demo.catalogue import demo_customers
from wanglai.services.reconciliation.rows import DemoPair
from wanglai.store.models import Company, Reconciliation


def demo_pairs(*, company_id: int, actor: int) -> tuple[DemoPair, ...]:
    """The pairs of the catalogue; empty for any company that is not the demo company."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="list_reconciliations")
    if not Company.objects.filter(id=company_id, is_demo=True).exists():
        return ()
    newest = dict(
        sight.of(Reconciliation.objects.filter(company_id=company_id))
        .exclude(demo_key="")
        .values_list("demo_key")
        .annotate(newest=Max("id"))
    )
    return tuple(
        DemoPair(
            key=each.key,
            name=each.name,
            layout=each.layout,
            ours_file=each.ours.name,
            theirs_file=each.theirs.name,
            reconciliation_id=newest.get(each.key),
        )
        for each in demo_customers()
    )

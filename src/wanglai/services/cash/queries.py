"""What stands around cash application: the newest run of the machine, the policies, whom one can ask."""

from __future__ import annotations

from wanglai.services.access.scope import admit
from wanglai.services.cash.rows import Colleague, PolicyRow, RunRow
from wanglai.services.cash.words import ORDERS, STATUSES, wording_of
from wanglai.services.money import Amount
from wanglai.store.models import CashPolicy, CashRun, Company, Membership
from wanglai.store.models.cash import RUN_AT_WORK


def last_run(*, company_id: int, actor: int) -> RunRow | None:
    """The newest run of the machine. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    run = CashRun.objects.filter(company_id=company_id).order_by("-id").first()
    if run is None:
        return None
    return RunRow(
        run.id, run.state, run.state in RUN_AT_WORK, run.asked_at, run.finished_at, run.lines, run.booked,
        wording_of(run.refusal), STATUSES.get(run.accepts),
    )  # fmt: skip


def policies(*, company_id: int, actor: int) -> tuple[PolicyRow, ...]:
    """Every policy, the one in force first. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    rows = CashPolicy.objects.filter(company_id=company_id).select_related("made_by", "agreed_by")
    found = []
    for each in rows.order_by("-version"):
        amount, share = each.tolerances.get(base, (0, 0))
        found.append(
            PolicyRow(
                each.version, each.books_automatically, each.chance_max,
                Amount(each.amount_max, base) if each.amount_max is not None else None, ORDERS[each.order], each.order,
                Amount(amount, base) if amount else None, share, Amount(each.tolerance_cap, base),
                each.made_by.get_full_name(), each.agreed_by.get_full_name() if each.agreed_by else "", each.made_at,
            )
        )  # fmt: skip
    return tuple(found)


def colleagues_of_cash(*, company_id: int, actor: int) -> tuple[Colleague, ...]:
    """Who can be asked about a line: everybody of the company but oneself. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    rows = Membership.objects.filter(company_id=company_id, user__is_active=True).exclude(role__in=("CUS", "ADM"))  # fmt: skip
    people = {each.user_id: each.user.get_full_name() for each in rows.exclude(user_id=actor).select_related("user")}  # fmt: skip
    return tuple(Colleague(number, name) for number, name in sorted(people.items(), key=lambda each: each[1]))  # fmt: skip

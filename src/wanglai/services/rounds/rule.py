"""How often each class of customers is due and whose work it is: in versions; the newest is in force, the house's until there is one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from wanglai.domain.rounds import HOUSE, KINDS, RoundRule
from wanglai.services.access.policy import POLICY
from wanglai.services.access.scope import admit, admit_to_rows
from wanglai.services.contested.owners import Owner, owners_of
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.rounds.refusals import NobodyReconciles, RoundRuleMakesNoSense
from wanglai.store.models import Membership, RoundRuleVersion

KIND = "set_round_rule"


@dataclass(frozen=True)
class RuleRow:
    """A version of the rule; 0: the house's. ``clerks`` by name, none named: every clerk."""

    version: int
    rule: RoundRule
    clerks: tuple[Owner, ...]
    set_by: str
    set_at: datetime | None


@transaction.atomic
def set_round_rule(
    *, company_id: int, actor: int, origin: str, rule: RoundRule, clerks: Collection[int] = ()
) -> int:
    """From the next round on customers are due like this, and are the work of these people; the act's number.

    Refuses, in order: NotFound, NotPermitted, RoundRuleMakesNoSense, NobodyReconciles, NoBook.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    if not set(rule.all) <= set(KINDS):
        raise RoundRuleMakesNoSense
    chosen = sorted(set(clerks))
    if not set(chosen) <= {each.id for each in may_reconcile(company_id)}:
        raise NobodyReconciles
    known_act(company_id, "", b"")  # takes the book, so that versions follow each other
    rows = RoundRuleVersion.objects.filter(company_id=company_id)
    version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    said = {
        "key_account": rule.key_account, "tier_a": rule.tier_a, "tier_b": rule.tier_b,
        "monthly_terms": rule.monthly_terms, "others": rule.others,
    }  # fmt: skip
    seq = write_act(company_id, Who(actor, origin), KIND, {"version": version, **said, "clerks": chosen})  # fmt: skip
    RoundRuleVersion.objects.create(
        company_id=company_id, version=version, clerks=chosen, seq=seq, set_by_id=actor, **said
    )
    return seq


def round_rules(*, company_id: int, actor: int) -> tuple[RuleRow, ...]:
    """The rule in force, then those before it, at most 50. Refuses, in order: NotFound, NotPermitted."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_rounds")
    people = {each.id: each for each in may_reconcile(company_id)}
    rows = RoundRuleVersion.objects.filter(company_id=company_id).select_related("set_by")
    found = tuple(
        RuleRow(
            each.version, _rule(each), tuple(people.get(one, Owner(one, "?")) for one in each.clerks),
            each.set_by.get_full_name(), each.set_at,
        )
        for each in rows.order_by("-version")[:50]
    )  # fmt: skip
    return found or (RuleRow(0, HOUSE, (), "", None),)


def rule_in_force(company_id: int) -> RoundRule:
    newest = RoundRuleVersion.objects.filter(company_id=company_id).order_by("-version").first()
    return _rule(newest) if newest else HOUSE


def may_reconcile(company_id: int) -> tuple[Owner, ...]:
    """Everybody at work who may issue statements, by name."""
    return owners_of(company_id, "issue_statement")


def clerks_of(company_id: int) -> tuple[int, ...]:
    """Whose work rounds are: those the rule names and are still at work; else who makes statements; else whoever may.

    Refuses: NobodyReconciles.
    """
    able = [each.id for each in may_reconcile(company_id)]
    newest = RoundRuleVersion.objects.filter(company_id=company_id).order_by("-version").first()
    named = [each for each in able if newest and each in newest.clerks]
    makers = POLICY["issue_statement"] - POLICY["agree_rounds"]
    rows = Membership.objects.filter(company_id=company_id, role__in=makers, user__is_active=True)
    make = set(rows.values_list("user_id", flat=True))
    found = named or [each for each in able if each in make] or able
    if not found:
        raise NobodyReconciles
    return tuple(found)


def _rule(row: RoundRuleVersion) -> RoundRule:
    return RoundRule(row.key_account, row.tier_a, row.tier_b, row.monthly_terms, row.others)

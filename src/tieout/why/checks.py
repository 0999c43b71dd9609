"""Every rule asked about one pair, through the functions its step uses; the first unmet condition answers.

None means that the pair itself meets the rule: then a line that was taken, or the lines around it, decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from tieout import decide
from tieout.refusal import Wording
from tieout.sentences import SIDES, Figures
from tieout.steps import (
    differing,
    exact,
    group_sums,
    lags,
    near_amounts,
    netting,
    plain,
    rest_totals,
    same_day,
    shared,
    slips,
)
from tieout.steps.account import Account
from tieout.steps.conflicts import Conflicts, conflicts_in
from tieout.steps.dated import Chance
from tieout.steps.lines import Line
from tieout.steps.numbers import shape_of
from tieout.steps.pairing import days_apart
from tieout.steps.pools import Pools
from tieout.why.answer import Reason
from tieout.why.words import reason

_SHOWN = 3  # rivals named


@dataclass
class Pair:
    """Our line and theirs, in the account as it stands."""

    account: Account
    ours: Line
    theirs: Line

    @property
    def gap(self) -> int:
        return self.ours.amount - self.theirs.amount

    @cached_property
    def figures(self) -> Figures:
        return Figures(self.account.currency)

    @property
    def conflicts(self) -> Conflicts:
        return conflicts_in(self.account)

    @property
    def days(self) -> int | None:
        return days_apart(self.ours, self.theirs, self.account.lag(self.ours))

    def money(self, minor_units: int) -> str:
        return self.figures.money(minor_units)

    def numbers(self, ours: str, theirs: str) -> dict[str, str]:
        return {"mine": _said(self.ours, ours), "yours": _said(self.theirs, theirs)}


def _said(line: Line, field: str) -> str:
    return getattr(line, field) or "—"


def _gap(pair: Pair) -> Reason:
    return reason("amount_differs", gap=pair.money(abs(pair.gap)))


def _rival(lines: list[Line]) -> Reason:
    """The lines that fit as well: their row 17."""
    zh = "、".join(f"{SIDES[one.side].zh}第 {one.row} 行" for one in lines[:_SHOWN])
    en = ", ".join(f"{SIDES[one.side].en} row {one.row}" for one in lines[:_SHOWN])
    more = len(lines) - _SHOWN
    return reason(
        "rival",
        rows=Wording(
            zh + (f"等 {len(lines)} 行" if more > 0 else ""),
            en + (f" and {more} more" if more > 0 else ""),
        ),
    )


def _others(pair: Pair, fits: Callable[[Line, Line], bool]) -> list[Line]:
    """Open lines of the same amounts that could stand in place of either."""
    account, ours, theirs = pair.account, pair.ours, pair.theirs
    mine = [
        line
        for line in account.of_amount("ours", ours.amount)
        if line.open and line is not ours and fits(line, theirs)
    ]
    return mine + [
        line
        for line in account.of_amount("theirs", theirs.amount)
        if line.open and line is not theirs and fits(ours, line)
    ]


def _tiers(rule: str) -> Callable[[Pair], Reason | None]:
    """A rule of equal number and amount: the strongest tier that sees both lines answers."""
    tiers = [tier for tier in exact.TIERS if tier.rule == rule]

    def check(pair: Pair) -> Reason | None:
        account = pair.account
        seeing = [
            tier for tier in tiers if exact.keys_shared(account, tier, pair.ours, pair.theirs)
        ]
        if not seeing:
            return _no_number(pair, tiers)
        if pair.gap:
            return _gap(pair)
        found = [_tier_reason(pair, tier) for tier in seeing]
        return found[0] if all(found) else None

    return check


def _no_common(pair: Pair) -> Reason:
    """No number ties them: each has its own, or one has none at all."""
    both = pair.ours.document and pair.theirs.document
    return reason(
        "numbers_differ" if both else "number_absent", **pair.numbers("document", "document")
    )


def _other_series(pair: Pair) -> Reason:
    return reason("other_series", **pair.numbers("document", "document"))


def _no_number(pair: Pair, tiers: list[exact.Tier]) -> Reason:
    first = tiers[0]
    for tier in tiers:
        if getattr(pair.ours, tier.ours) and getattr(pair.theirs, tier.theirs):
            return reason("numbers_differ", **pair.numbers(tier.ours, tier.theirs))
    return reason("number_absent", **pair.numbers(first.ours, first.theirs))


def _tier_reason(pair: Pair, tier: exact.Tier) -> Reason | None:
    account = pair.account
    objection = exact.objection_to(account, tier, pair.ours, pair.theirs)
    if objection == "facts":
        return reason("facts")
    if objection == "far_apart":
        return _far(pair, account.rules.window_days)
    rivals = _others(pair, lambda a, b: bool(exact.keys_shared(account, tier, a, b)))
    return _rival(rivals) if rivals else None


def _far(pair: Pair, most: int) -> Reason:
    return reason("far_apart", days=str(abs(pair.days or 0)), most=str(most))


def _total(pair: Pair) -> Reason | None:
    """Lines under a shared number, with all that hangs on it, must add up."""
    ties = {
        each: shared.tie_of(pair.account, pair.ours, pair.theirs, each) for each in shared.FIELDS
    }
    fields = next((each for each, tie in ties.items() if tie == "number"), None)
    if fields is None:
        return _other_series(pair) if "digits" in ties.values() else _no_common(pair)
    if not pair.ours.amount or not pair.theirs.amount:
        return reason("zero")
    left, right = _component(pair, fields)
    if exact.mix_facts(left, right):
        return reason("facts")
    ours, theirs = (sum(line.amount for line in lines) for lines in (left, right))
    tolerance = shared.tolerance_of(pair.account, left, right)
    if abs(ours - theirs) <= tolerance:
        return None
    return reason(
        "beyond_tolerance",
        ours=pair.money(ours), theirs=pair.money(theirs),
        gap=pair.money(abs(ours - theirs)), tolerance=pair.money(tolerance),
    )  # fmt: skip


def _component(pair: Pair, fields: tuple[str, ...]) -> tuple[list[Line], list[Line]]:
    """The open lines that hang on the pair's number; the pair alone where one of it is settled."""
    if pair.ours.open and pair.theirs.open:
        for sign in shared.SIGNS:
            for left, right in shared.components(pair.account, fields, sign):
                if pair.ours in left and pair.theirs in right:
                    return left, right
    return [pair.ours], [pair.theirs]


def _slip(pair: Pair) -> Reason | None:
    ours, theirs = pair.ours, pair.theirs
    if not ours.document or not theirs.document:
        return reason("number_absent", **pair.numbers("document", "document"))
    if pair.gap:
        return _gap(pair)
    if not pair.conflicts.is_slip(ours, theirs):
        return reason("no_slip", **pair.numbers("document", "document"))
    rivals = _others(pair, pair.conflicts.is_slip)
    return _rival(rivals) if rivals else _forbidden(pair)


def _forbidden(pair: Pair) -> Reason | None:
    ground = pair.conflicts.ground(pair.ours, pair.theirs)
    if ground == "contradiction":
        return reason("contradiction", **pair.numbers("document", "document"))
    return reason(ground) if ground else None


def _differing(pair: Pair) -> Reason | None:
    account, ours, theirs = pair.account, pair.ours, pair.theirs
    form = next(
        (form for form in differing.FORMS if ours.keys.form(form) and ours.keys.form(form) == theirs.keys.form(form)),
        None,
    )  # fmt: skip
    quoted = any(
        shared.tie_of(account, ours, theirs, fields) == "number" for fields in differing.QUOTED
    )
    if form is None and not quoted:
        return _no_common(pair)
    if not pair.gap:
        return reason("amounts_equal")
    if not ours.amount or not theirs.amount:
        return reason("zero")
    if exact.are_different_facts(ours, theirs):
        return reason("facts")
    if differing.are_opposite(ours, theirs) and not differing.may_be_sign_error(ours, theirs):
        return reason("direction")
    if form is not None and shape_of(ours.document) in differing.foreign_shapes(
        account, differing.cells_of(account, form)
    ):
        return reason("own_numbering")
    numbers = ours.document, theirs.document
    of_one = pair.conflicts.are_of_one_series(*numbers)
    if form is not None and not of_one and not differing.times_learned(account, *numbers):
        return _other_series(pair)
    if not differing.is_plausible(account, [ours], [theirs]):
        return reason("implausible", gap=pair.money(abs(pair.gap)))
    if form is None:
        return None
    same = [
        line
        for line in account.open_ours() + account.open_theirs()
        if line is not ours and line is not theirs and line.keys.form(form) == ours.keys.form(form)
    ]
    if same:
        return _rival(same)
    return None if differing.numbers_are_shared(account) else reason("no_habit")


def _dated(pair: Pair) -> Reason | None:
    """The wider window of what is only suggested first: beyond it, that is what a person is told."""
    if pair.gap:
        return _gap(pair)
    if not pair.ours.amount:
        return reason("zero")
    forbidden = _forbidden(pair)
    if forbidden:
        return forbidden
    for most in (pair.account.rules.suggest_days, pair.account.rules.window_days):
        if pair.days is not None and abs(pair.days) > most:
            return _far(pair, most)
    rivals = _others(pair, lambda a, b: not pair.conflicts.forbid(a, b))
    if rivals:
        return _rival(rivals)
    if pair.days is None:
        rare = Chance(pair.account).is_rare(pair.ours)
        return None if rare else reason("undated")
    return _by_chance(pair)


def _by_chance(pair: Pair) -> Reason | None:
    chance = Chance(pair.account)
    expected = chance.expected(pair.ours, pair.theirs)
    if chance.is_small(expected):
        return None
    return reason("chance", chance=expected.text(), most=pair.account.rules.chance_max)


def _bundle(pair: Pair) -> Reason | None:
    account = pair.account
    reasons: list[Reason] = []
    for one, single in ((pair.ours, pair.theirs), (pair.theirs, pair.ours)):
        if not one.open:
            continue
        many = account.open_ours() if one.side == "ours" else account.open_theirs()
        for by_voucher in (True, False):
            for bundle in same_day.bundles_of(many, by_voucher=by_voucher):
                if one not in bundle:
                    continue
                found = _bundle_reason(pair, bundle, single)
                if found is None:
                    return None
                reasons.append(found)
    return reasons[0] if reasons else reason("no_bundle")


def _bundle_reason(pair: Pair, bundle: list[Line], single: Line) -> Reason | None:
    total = sum(line.amount for line in bundle)
    if total != single.amount:
        return reason(
            "bundle_differs", count=str(len(bundle)), total=pair.money(total), size=pair.money(single.amount)
        )  # fmt: skip
    if same_day.is_near_bundle(pair.account, bundle, single, pair.conflicts):
        return None
    return _forbidden(pair) or _far(pair, pair.account.rules.window_days)


def _near(pair: Pair) -> Reason | None:
    account, ours, theirs = pair.account, pair.ours, pair.theirs
    if not pair.gap:
        return reason("amounts_equal")
    if not near_amounts.is_comparable(ours, theirs):
        return reason("not_near", gap=pair.money(abs(pair.gap)))
    if pair.days is None:
        return reason("undated")
    most = near_amounts.reach_of(account)
    if abs(pair.days) > most:
        return _far(pair, most)
    if not near_amounts.has_cause(account, ours, theirs):
        return reason("no_cause", gap=pair.money(abs(pair.gap)))
    return _forbidden(pair)


def _quoted_sum(pair: Pair) -> Reason | None:
    return _sum(pair, group_sums.by_numbers, "no_quoted_sum")


def _amounts_sum(pair: Pair) -> Reason | None:
    return _sum(pair, group_sums.by_amounts, "no_sum")


def _sum(
    pair: Pair, find: Callable[[Account, Pools, Line], group_sums.Sum | None], nothing: str
) -> Reason | None:
    """Either line as a sum of lines of the other side: None where the other line is a part of it."""
    pools = group_sums.pools_of(pair.account)
    for one, other in ((pair.ours, pair.theirs), (pair.theirs, pair.ours)):
        made = find(pair.account, pools, one) if pools and pools.may_be_sum(one) else None
        if made is None:
            continue
        if other in made.many or any(other in many for many in made.others):
            return None
        total = pair.money(sum(line.amount for line in made.many))
        return reason("other_sum", count=str(len(made.many)), total=total)
    return reason(nothing)


def _rest_total(_: Pair) -> Reason | None:
    return reason("no_rest_total")


Ask = Callable[[Pair], Reason | None]

# The rules in the order in which they are tried. Pins come before all, see ``ledgers``.
RULES: dict[str, Ask] = {
    **{rule: _tiers(rule) for rule in dict.fromkeys(tier.rule for tier in exact.TIERS)},
    "document_total": _total,
    "document_slip": _slip,
    "document_differs": _differing,
    "amount_date": _dated,
    "bundle_total": _bundle,
    "amount_near": _near,
    "sum_quoted": _quoted_sum,
    "sum_amounts": _amounts_sum,
    "rest_total": _rest_total,
}
_EXACT = tuple(dict.fromkeys(tier.rule for tier in exact.TIERS))

# Which rules a stage applies to a pair of both sides. A test holds this to the stages there are.
OF_STAGE: dict[decide.Stage, tuple[str, ...]] = {
    netting.settle_surplus_reversals: (),  # lines of one side only
    plain.settle_plain: (),  # the plain pairs of ``settle_exact``
    lags.learn_lags: (),  # settles nothing
    exact.settle_exact: _EXACT,
    shared.settle_document_totals: ("document_total",),
    netting.settle_reversals: (),  # lines of one side only
    slips.settle_slips: ("document_slip",),
    differing.settle_differing: ("document_differs",),
    shared.settle_shared_totals: ("document_total",),
    decide.settle_dated_to_the_end: ("amount_date",),
    same_day.settle_bundles: ("bundle_total",),
    differing.settle_differing_references: ("document_differs",),
    differing.suggest_differing: ("document_differs",),
    near_amounts.settle_near_amounts: ("amount_near",),
    decide.suggest_dated: ("amount_date",),
    group_sums.settle_quoted_sums: ("sum_quoted",),
    group_sums.settle_sums: ("sum_amounts",),
    group_sums.suggest_sums: ("sum_amounts",),
    rest_totals.suggest_rest_totals: ("rest_total",),
}

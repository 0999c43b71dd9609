"""Stages 3 and 4: the same number and the same amount.

A *cell* is (key, amount). Lines of both sides in one cell are candidates for each other; cells, not
pairs, are joined, so the cost is that of two hash tables whatever the repetition.
Tiers run from the strongest kind of agreement to the weakest; each only sees what is still open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal, NamedTuple

from tieout.steps.account import Account, Tie
from tieout.steps.lines import Line
from tieout.steps.numbers import Form, keys_of, tokens_of
from tieout.steps.pairing import days_apart, pair_by_date, same_facts


class Tier(NamedTuple):
    """One way two lines can carry the same number."""

    rule: str
    ours: str  # field of our line
    theirs: str
    form: Form


TIERS = (
    Tier("document_amount", "document", "document", "runs"),
    Tier("document_amount", "document", "document", "full"),
    Tier("document_amount", "document", "document", "digits"),
    Tier("document_amount", "document", "document", "core"),
    Tier("reference_amount", "document", "text", "runs"),
    Tier("reference_amount", "text", "document", "runs"),
    Tier("reference_amount", "document", "text", "digits"),
    Tier("reference_amount", "text", "document", "digits"),
    Tier("reference_amount", "document", "voucher", "runs"),
    Tier("reference_amount", "voucher", "document", "runs"),
    Tier("order_amount", "order", "order", "runs"),
    Tier("order_amount", "document", "order", "runs"),
    Tier("order_amount", "order", "document", "runs"),
    Tier("order_amount", "order", "text", "runs"),
    Tier("order_amount", "text", "order", "runs"),
    Tier("reference_amount", "voucher", "text", "runs"),
    Tier("reference_amount", "text", "voucher", "runs"),
    Tier("reference_amount", "text", "text", "runs"),
    Tier("document_folded", "document", "document", "folded"),
    Tier("document_tail", "document", "document", "tail"),
    Tier("document_tail", "document", "text", "tail"),
    Tier("document_tail", "text", "document", "tail"),
)

# The tiers in which both lines carry the same document number, letter for letter of its strongest key.
SAME_NUMBER = tuple(
    at
    for at, tier in enumerate(TIERS)
    if tier.ours == tier.theirs == "document" and tier.form == "runs"
)
_EVENT_DAYS = 14
NEVER_RECEIPTS = ("invoice", "credit", "fee")  # kinds that no receipt is ever the partner of
_ALL_FORMS: tuple[Form, ...] = ("full", "runs", "digits", "core", "folded", "tail")


def settle_exact(account: Account) -> None:
    """Settle all lines whose number and amount agree, tier by tier."""
    hopeful = account.view(_Hopeful, _Hopeful)
    for tier in tuple(hopeful.tiers):
        if not account.open_of_common_amounts()[0]:
            return
        if not settle_tier(account, tier):
            hopeful.tiers.remove(tier)


class _Hopeful:
    """The tiers under which lines of both sides may still agree: cells are found once, and lines only close."""

    def __init__(self, _: Account) -> None:
        self.tiers = list(TIERS)


def settle_tiers(account: Account) -> None:
    """The same for cells of one line each, see ``plain``.

    A line of a crowded cell waits for its own tier, and is not given away to a weaker one meanwhile.
    """
    waiting: set[int] = set()
    for tier in TIERS:
        settle_tier(account, tier, waiting)


def settle_tier(account: Account, tier: Tier, waiting: set[int] | None = None) -> bool:
    """Settle what agrees under one tier; False where no lines of both sides do."""
    if not account.has("ours", tier.ours) or not account.has("theirs", tier.theirs):
        return False
    cells = account.open_ties(tier, lambda: _find_cells(account, tier))
    torn = _torn(cells) if "text" in (tier.ours, tier.theirs) else set()
    crowded = []
    for cell in cells:
        ours, theirs = cell.ours[0], cell.theirs[0]
        if len(cell.ours) > 1 or len(cell.theirs) > 1 or id(ours) in torn or id(theirs) in torn:
            crowded.append(cell)
        elif not (ours.open and theirs.open):
            continue
        elif not (waiting and waiting & {id(ours), id(theirs)}):
            _take_pair(account, tier, ours, theirs)
    for cell in crowded:
        left, right = cell.still_open()[1:]
        if waiting is not None:
            waiting.update(id(line) for line in left + right)
        elif left and right:
            sure = not any(id(line) in torn for line in left + right)
            _settle_cell(account, tier, left, right, sure=sure)
    return bool(cells)


def _find_cells(account: Account, tier: Tier) -> list[Tie]:
    """Every (key, amount) of a tier that stands on both sides, in a fixed order."""
    ours, theirs = account.open_of_common_amounts()
    mine = _cells(account, ours, tier.ours, tier.form)
    yours = _cells(account, theirs, tier.theirs, tier.form) if mine else {}
    cells = [Tie(key, mine[key], yours[key]) for key in mine.keys() & yours.keys()]
    if "text" in (tier.ours, tier.theirs):
        return sorted(cells, key=_size_first)
    # One line a side under one key of one field: these cells cannot meet, so their order is free.
    plain = [cell for cell in cells if len(cell.ours) == len(cell.theirs) == 1]
    crowded = [cell for cell in cells if len(cell.ours) > 1 or len(cell.theirs) > 1]
    return plain + sorted(crowded, key=_size_first)


def _size_first(cell: Tie) -> tuple[int, object]:
    key = cell.key
    assert isinstance(key, tuple), "a cell is named by its key and its amount"
    return abs(key[1]), key


def _settle_cell(
    account: Account, tier: Tier, left: list[Line], right: list[Line], *, sure: bool
) -> None:
    if len(left) == len(right) == 1:
        _take_pair(account, tier, left[0], right[0])
        return
    if mix_facts(left, right):
        return
    if len(left) != len(right) and _is_one_event(left + right):
        if sure:
            _settle_set(account, tier.rule, left, right)
        return
    pairing = pair_by_date(left, right, account.lag(left[0]))
    for ours, theirs in pairing.pairs:
        _take_pair(account, tier, ours, theirs)
    if sure or len(pairing.ours) == len(pairing.theirs):
        _settle_set(account, tier.rule, pairing.ours, pairing.theirs)


def _is_one_event(lines: list[Line]) -> bool:
    """All within two weeks: one booking and its repetition, rather than a monthly one."""
    days = [line.day for line in lines if line.day is not None]
    return not days or max(days) - min(days) <= _EVENT_DAYS


def _take_pair(account: Account, tier: Tier, ours: Line, theirs: Line) -> None:
    if objection_to(account, tier, ours, theirs):
        return
    number = shared_number(ours, theirs) if tier.ours == "text" else getattr(ours, tier.ours)
    account.take_pair(ours, theirs, rule=tier.rule, key=number)


Objection = Literal["facts", "far_apart"]


def objection_to(account: Account, tier: Tier, ours: Line, theirs: Line) -> Objection | None:
    """What keeps two lines of one number and amount apart all the same."""
    if are_different_facts(ours, theirs):
        return "facts"
    if tier.ours == tier.theirs == "text" and _are_far_apart(account, ours, theirs):
        return "far_apart"
    return None


def keys_shared(account: Account, tier: Tier, ours: Line, theirs: Line) -> set[str]:
    """The keys under which a tier would see both lines, were their amounts equal."""
    mine = _cells(account, [ours], tier.ours, tier.form)
    yours = _cells(account, [theirs], tier.theirs, tier.form)
    return {key for key, _ in mine} & {key for key, _ in yours}


def _are_far_apart(account: Account, ours: Line, theirs: Line) -> bool:
    """Two texts that quote one number may speak of two payments on it."""
    days = days_apart(ours, theirs, account.lag(ours))
    return days is not None and abs(days) > account.rules.window_days


def _settle_set(account: Account, rule: str, left: list[Line], right: list[Line]) -> None:
    """a = b: one set. a > b: as many as both have; the surplus stays open, and is found out later."""
    count = min(len(left), len(right))
    if not count:
        return
    if same_facts(left) and same_facts(right):
        chosen_left, chosen_right = left[:count], right[:count]
        account.take(
            chosen_left,
            chosen_right,
            rule=rule,
            interchangeable=True,
            key=shared_number(left[0], right[0]),
        )
        return
    left, right = sorted(left, key=_by_place), sorted(right, key=_by_place)
    if len(left) == len(right):
        account.take(
            left, right, rule=rule, interchangeable=count > 1, key=shared_number(left[0], right[0])
        )
        return
    for ours, theirs in _nearest_in_order(left, right):
        account.take(
            [ours], [theirs], rule=rule, interchangeable=True, key=shared_number(ours, theirs)
        )


def _nearest_in_order(left: list[Line], right: list[Line]) -> list[tuple[Line, Line]]:
    """The earliest of the longer side meet the shorter side: what came later is the repetition."""
    return list(zip(left, right, strict=False))


def _by_place(line: Line) -> int:
    return line.place


def mix_facts(left: Iterable[Line], right: Iterable[Line]) -> bool:
    """True when some line of one side and some of the other are different facts."""
    mine = {line.kind: line for line in left}
    yours = {line.kind: line for line in right}
    return any(are_different_facts(a, b) for a in mine.values() for b in yours.values())


def are_different_facts(ours: Line, theirs: Line) -> bool:
    """An invoice and a receipt are not one fact, whatever number they share."""
    if ours.kind == theirs.kind or "receipt" not in (ours.kind, theirs.kind):
        return False
    return (ours.kind if theirs.kind == "receipt" else theirs.kind) in NEVER_RECEIPTS


def shared_number(ours: Line, theirs: Line) -> str:
    """The number that both lines carry, as we write it; empty where they share none."""
    if ours.runs and ours.document == theirs.document:
        return ours.document or ""
    mine = list(_numbers(ours))
    yours = [keys_of(number) for number in _numbers(theirs)]
    for form in _ALL_FORMS:
        known = {keys.form(form) for keys in yours} - {""}
        for number in mine:
            if keys_of(number).form(form) in known:
                return number
    return ""


def _numbers(line: Line) -> Iterable[str]:
    for number in (line.document, line.order, line.voucher):
        if number:
            yield number
    yield from tokens_of(line.text)


def _cells(
    account: Account, lines: list[Line], field: str, form: Form
) -> dict[tuple[str, int], list[Line]]:
    """Lines of one side by (key, amount)."""
    most = account.rules.reference_frequency_max
    cells: dict[tuple[str, int], list[Line]] = defaultdict(list)
    if not lines:
        return cells
    side = account.side(lines[0].side)
    if field == "text":
        for line in lines:
            for key in side.quoted_by(line, form, most):
                cells[key, line.amount].append(line)
        return cells
    for line, key in zip(lines, side.keys_of(lines, field, form), strict=True):
        if key:
            cells[key, line.amount].append(line)
    return cells


def _torn(cells: Iterable[Tie]) -> set[int]:
    """Lines whose several numbers lead to different partners; they are sure of none of them."""
    company: dict[int, set[tuple[int, ...]]] = defaultdict(set)
    for cell in cells:
        lines = (*cell.ours, *cell.theirs)
        members = tuple(sorted(map(id, lines)))
        for line in lines:
            company[id(line)].add(members)
    return {line for line, companies in company.items() if len(companies) > 1}

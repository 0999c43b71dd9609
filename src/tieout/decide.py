"""The order of the stages, and the fixed point: strong evidence first, repeated until nothing changes.

Each stage only sees what is still open, so a weak stage can never take what a strong one would have
matched. A match changes what is open and what is known (habits, shared patterns), which can give an
earlier stage new work; the loop ends because every turn settles at least one line.
"""

from __future__ import annotations

from collections.abc import Callable

from tieout.steps.account import Account
from tieout.steps.dated import settle_dated
from tieout.steps.differing import settle_differing, settle_differing_references, suggest_differing
from tieout.steps.exact import settle_exact
from tieout.steps.group_sums import settle_quoted_sums, settle_sums, suggest_sums
from tieout.steps.lags import learn_lags
from tieout.steps.near_amounts import settle_near_amounts
from tieout.steps.netting import settle_reversals, settle_surplus_reversals
from tieout.steps.pinned import settle_pinned
from tieout.steps.plain import settle_plain
from tieout.steps.rest_totals import suggest_rest_totals
from tieout.steps.same_day import settle_bundles
from tieout.steps.shared import settle_document_totals, settle_shared_totals
from tieout.steps.slips import settle_slips


def settle_dated_to_the_end(account: Account) -> None:
    """Each pair taken leaves fewer rivals, which can make the next one sure: cheap to repeat here."""
    before = -1
    while before != len(account.settled):
        before = len(account.settled)
        settle_dated(account)


def suggest_dated(account: Account) -> None:
    settle_dated(account, suggest=True)


Stage = Callable[[Account], None]
Watch = Callable[[Stage, Account], None]  # told of every stage before it runs, and changes nothing

_BEGINNING: tuple[Stage, ...] = (settle_surplus_reversals, settle_plain)
_CONTINUING: tuple[Stage, ...] = (
    learn_lags,
    settle_exact,
    learn_lags,
    settle_document_totals,
    settle_reversals,
    settle_slips,
    settle_differing,
    settle_shared_totals,
    settle_dated_to_the_end,
    settle_bundles,
    settle_quoted_sums,
    settle_differing_references,
    settle_sums,
)
_DECIDING = (*_BEGINNING, *_CONTINUING)


_SUGGESTING: tuple[Stage, ...] = (
    suggest_differing,
    settle_near_amounts,
    suggest_dated,
    suggest_sums,
    suggest_rest_totals,
)
STAGES: tuple[Stage, ...] = (*_DECIDING, *_SUGGESTING)


def decide(account: Account, *, begun: bool = False, watch: Watch | None = None) -> None:
    """Settle all that can be settled in one account; what stays open is a difference.

    ``begun`` says that pins and the first stages, up to the plain pairs, were done for many accounts at once.
    """
    if not begun:
        settle_pinned(account)
    _to_the_end(account, watch, first=len(_BEGINNING) if begun else 0)
    for stage in _SUGGESTING:
        _run(stage, account, watch)
    _assert_conserved(account)


def _to_the_end(account: Account, watch: Watch | None, *, first: int) -> None:
    """Run the deciding stages in turn, from the ``first`` on, until every one has seen how things stand.

    A stage that changes nothing would change nothing a second time.
    """
    known, quiet, at = account.changes(), 0, first
    while quiet < len(_DECIDING):
        _run(_DECIDING[at], account, watch)
        before, known = known, account.changes()
        quiet = quiet + 1 if known == before else 0
        at = (at + 1) % len(_DECIDING)


def _run(stage: Stage, account: Account, watch: Watch | None) -> None:
    if watch is not None:
        watch(stage, account)
    stage(account)


def begin(account: Account) -> None:
    """What comes before the plain pairs, for a caller who finds these for many accounts at once."""
    settle_pinned(account)
    settle_surplus_reversals(account)


def _assert_conserved(account: Account) -> None:
    """Every line stands in exactly one settled set, or is still open."""
    for lines, still_open, plain in (
        (account.ours, account.open_ours(), account.plain.ours),
        (account.theirs, account.open_theirs(), account.plain.theirs),
    ):
        places = plain.tolist() + [line.place for line in still_open]
        for settled in account.settled:
            members = settled.ours if lines.side == "ours" else settled.theirs
            places += [line.place for line in members]
        assert len(places) == len(set(places)), "a line was settled twice"
        assert len(places) == len(lines), "a line was lost"

"""Whatever people do, in whatever order: every line stands once and the differences make the gap.

Acts are drawn at random from a printed seed; refusals are part of the game, a broken proof is not.
"""

from __future__ import annotations

import random

import pytest

from tests.books import Books
from tests.services.test_deciding import prove
from wanglai.services.reconciliation.accept_group import accept_group
from wanglai.services.reconciliation.reject_group import reject_group
from wanglai.services.reconciliation.relink_lines import relink_lines
from wanglai.services.reconciliation.rerun import rerun
from wanglai.services.reconciliation.undo_decision import undo_decision
from wanglai.services.refusals import UnableTo

STEPS = 30


def act(books: Books, chance: random.Random, made: list[int]) -> str:
    """One act of one person; the decisions made so far are kept in ``made``."""
    here = books.here(chance.choice(("ARA", "FM")))
    kind = chance.choice(("accept", "reject", "reject", "relink", "relink", "undo", "rerun"))
    try:
        if kind == "undo" and made:
            undo_decision(**here, decision_id=made.pop(chance.randrange(len(made))))
        elif kind == "relink":
            ours = tuple(chance.sample(range(4, 13), chance.randrange(0, 4)))
            theirs = tuple(chance.sample(range(3, 11), chance.randrange(0, 4)))
            made.append(relink_lines(**here, ours=ours, theirs=theirs))
        elif kind == "rerun":
            rerun(**here)
            assert books.work().state == "done"
        elif kind in ("accept", "reject"):
            verb = accept_group if kind == "accept" else reject_group
            made.append(verb(**here, row_id=chance.choice(books.rows()).row_id))
    except UnableTo as refusal:
        return f"{kind}: {refusal.code}"
    return kind


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_sequence_of_decisions_keeps_the_proof_closed(books: Books, seed: int) -> None:
    books.finished()
    untouched = books.table()
    chance, made, log = random.Random(seed), [], []  # type: ignore[var-annotated]
    for _ in range(STEPS):
        log.append(act(books, chance, made))
        try:
            prove(books)
        except AssertionError:
            print("\n".join(log))
            raise
    assert len({line for line in log if ":" not in line}) >= 4, f"too little happened: {log}"
    for decision in made:
        undo_decision(**books.here(), decision_id=decision)
    rerun(**books.here())
    books.work()
    assert books.table() == untouched

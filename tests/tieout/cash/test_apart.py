"""Receipts that nothing connects are decided by two processes; the answer is that of one."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pytest
from bench.cash.case import draw_case, write_case
from bench.cash.knobs import PRESETS

from tests.tieout.cash.tables import items, receipts, remittances
from tieout.cash import apart
from tieout.cash.decide import CashRun
from tieout.cash.ledger import Book, advices_of, items_of, receipts_of
from tieout.cash.reading import read_all
from tieout.cash.report import as_bytes
from tieout.cash.rules import CashRules

_TWO_PARTIES = items(
    {"document_number": "INV-2026-0001", "open_amount": 10_000},
    {"document_number": "INV-2026-0002", "open_amount": 5_000, "customer_code": "C2", "customer_name": "Bolt Works"},
)  # fmt: skip


Tables = tuple[pa.Table, pa.Table, pa.Table | None, pa.Table | None]


def _run(
    of_items: pa.Table, of_receipts: pa.Table, advices: pa.Table | None = None,
    parties: pa.Table | None = None,
) -> CashRun:  # fmt: skip
    book = Book(items_of(of_items), receipts_of(of_receipts))
    return CashRun(book, advices_of(advices), parties, CashRules())


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Two hundred customers whose payers err in every way the generator knows."""
    knobs = replace(PRESETS["hard"], customers=200)
    folder = write_case(draw_case(knobs, 7), tmp_path_factory.mktemp("apart") / "hard")
    first, second, third, fourth = (
        folder / f"{name}.csv" for name in ("items", "receipts", "remittance", "parties")
    )
    return read_all(first, second, third, fourth, currency=None)


def test_two_processes_give_the_bytes_of_one(
    drawn: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = _run(*drawn)
    one._bounces()
    one.settle(range(len(one.book.receipts)))
    parted: list[Sequence[Sequence[int]]] = []
    monkeypatch.setattr(apart, "_may_part", lambda: True)

    def halves(sets: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
        parted.append(sets)
        return _halves(sets)

    monkeypatch.setattr(apart, "halves", halves)
    two = _run(*drawn)
    two._bounces()
    apart.settle_all(two, least=1)
    assert len(parted[0]) > 100
    assert as_bytes(two.result()) == as_bytes(one.result())


_halves = apart.halves


def test_what_a_child_did_not_finish_is_done_here(
    drawn: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = multiprocessing.current_process().pid
    settle = CashRun.settle

    def dying(run: CashRun, places: Sequence[int]) -> None:
        if multiprocessing.current_process().pid != here:
            os._exit(9)
        settle(run, places)

    one, two = _run(*drawn), _run(*drawn)
    one.decide()
    monkeypatch.setattr(apart, "_may_part", lambda: True)
    monkeypatch.setattr(CashRun, "settle", dying)
    two._bounces()
    apart.settle_all(two, least=1)
    assert as_bytes(two.result()) == as_bytes(one.result())


def test_few_receipts_stay_in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_may_part", lambda: True)
    monkeypatch.setattr(apart, "unconnected", None)
    run = _run(_TWO_PARTIES, receipts({"amount": 10_000}))
    run.decide()
    assert run.result().allocations[0].status == "auto"


@pytest.mark.parametrize(
    ("said", "advised"),
    [("INV-2026-0002", None), ("payment", "INV-2026-0002")],
    ids=["quoted", "advised"],
)
def test_the_number_of_another_party_connects(said: str, advised: str | None) -> None:
    paid = receipts(
        {"amount": 5_000, "text": said, "bank_reference": "R1"},
        {"amount": 5_000, "payer_name": "Bolt Works"},
    )
    advice = {"bank_reference": "R1", "document_number": advised, "amount_paid": 5_000}
    advices = remittances(advice | {"currency": "CNY"}) if advised else None
    assert apart.unconnected(_run(_TWO_PARTIES, paid, advices)) == [[0, 1]]


def test_parties_of_their_own_are_apart() -> None:
    paid = receipts({"amount": 10_000}, {"amount": 5_000, "payer_name": "Bolt Works"})
    assert apart.unconnected(_run(_TWO_PARTIES, paid)) == [[0], [1]]


def test_receipts_that_look_the_same_are_together() -> None:
    """The second of two may be the first one again, whoever paid it."""
    same = {"amount": 700, "payer_account": "DE1", "text": "again"}
    paid = receipts(same | {"payer_name": "Bolt Works"}, same | {"payer_name": "Nobody Knows"})
    assert apart.unconnected(_run(_TWO_PARTIES, paid)) == [[0, 1]]

"""A case of the rulebook run through its engine: the outcome as lines of text."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from tests.ledger_lines import decided
from tests.tieout.cash.tables import items, parties, receipts, remittances
from tieout import Pin, Rules
from tieout.cash import apply_cash
from tieout.cash.rules import CashRules
from tieout.decisions import Members
from tieout.habits import habit_of
from tieout.learned import Learned
from tieout.rulebook import Engine
from tieout.rules import ENGINE_VERSION


def outcome_of(engine: Engine, case: Mapping[str, Any]) -> list[str]:
    """``auto document_amount 2 = 2``, or of a receipt ``auto quoted_total 2 = 3 10000``."""
    return _matched(case) if engine == "match" else _applied(case)


def _matched(case: Mapping[str, Any]) -> list[str]:
    pins = tuple(
        Pin(Members(tuple(pin["ours"]), tuple(pin["theirs"])), pin["verdict"])
        for pin in case.get("pins", ())
    )
    return decided(case["ours"], case["theirs"], Rules(**case.get("settings", {})), pins)


def _applied(case: Mapping[str, Any]) -> list[str]:
    """What a case does not say of a row is filled in: one customer, C1, and one currency."""
    found = apply_cash(
        items(*case["items"]),
        receipts(*case["receipts"]),
        remittances(*case["remittances"]) if "remittances" in case else None,
        parties(*case["parties"]) if "parties" in case else None,
        CashRules(**case.get("settings", {})),
        _table_of(case["payers"]) if "payers" in case else None,
    )
    paid = [
        f"{one.status} {one.rule} {one.receipt} = {_parts(one.parts)}" for one in found.allocations
    ]
    return paid + [f"{one.reason} {one.receipt} {one.amount}" for one in found.unapplied]


def _table_of(payers: list[Mapping[str, Any]]) -> Learned:
    habits = tuple(habit_of(payer) for payer in payers)
    return Learned(datetime.date(2025, 12, 31), ENGINE_VERSION, "", {}, payers=habits)


def _parts(parts: tuple[tuple[int, int], ...]) -> str:
    return ", ".join(f"{item} {amount}" for item, amount in parts)

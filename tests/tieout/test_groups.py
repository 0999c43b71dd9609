"""Groups kept as columns say what groups made one by one say, in words, in order and as JSON."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ledger_lines import invoice, lines
from tests.tieout.report.golden_case import golden_case
from tieout import Decisions, match
from tieout.groups import Groups
from tieout.report.contract import as_bytes
from tieout.steps import plain

_COUNT = 2 * plain.WORTHWHILE


def _decided() -> Decisions:
    """Two hundred pairs in another order on each side, some quoting "quotes", some of other amounts."""
    ours = [
        invoice(f"INV-{n:05}", 1_000 + n, "2026-03-05", text=f'货款 "{n}"\\') for n in range(_COUNT)
    ]
    theirs = [
        invoice(f"inv{n:05}", 1_000 + n + (n % 50 == 0), None if n % 9 == 0 else "2026-03-07")
        for n in reversed(range(_COUNT))
    ]
    quoted = [invoice(None, 77_000 + n, text=f"付款 PO-9{n:04}/7") for n in range(20)]
    ordered = [invoice(f"PO-9{n:04}/7", 77_000 + n) for n in range(20)]
    return match(lines(*ours, *quoted), lines(*theirs, *ordered))


@pytest.fixture(name="as_columns", scope="module")
def _as_columns() -> Decisions:
    found = _decided()
    assert isinstance(found.groups, Groups)
    assert sum(len(pairs) for pairs in found.groups._plain) > _COUNT, "no columns, nothing shown"
    return found


@pytest.fixture(name="one_by_one", scope="module")
def _one_by_one() -> Decisions:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "WORTHWHILE", 10 * _COUNT)
        return _decided()


def test_every_group_and_difference_is_the_same(
    as_columns: Decisions, one_by_one: Decisions
) -> None:
    assert tuple(as_columns.groups) == tuple(one_by_one.groups)
    assert as_columns.differences == one_by_one.differences


@pytest.mark.parametrize("language", ["zh", "en"])
def test_json_of_columns_is_the_json_of_groups(as_columns: Decisions, language: str) -> None:
    case, _, _ = golden_case()
    columns = replace(case, groups=as_columns.groups)
    objects = replace(case, groups=tuple(as_columns.groups))
    assert as_bytes(columns, language) == as_bytes(objects, language)


def test_groups_are_read_by_place_slice_and_turn(as_columns: Decisions) -> None:
    groups, told = as_columns.groups, list(as_columns.groups)
    assert [groups[at] for at in range(len(groups))] == told
    assert groups[5:9] == tuple(told[5:9])
    assert groups[-1] == told[-1]
    with pytest.raises(IndexError):
        groups[len(groups)]


def test_groups_stand_in_our_order(as_columns: Decisions) -> None:
    firsts = [min(group.members.ours) for group in as_columns.groups if group.members.ours]
    assert firsts == sorted(firsts)

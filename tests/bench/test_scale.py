"""The rows for many customers in small."""

from __future__ import annotations

import pytest
from bench.scale import rows


@pytest.mark.parametrize("name", ["keys-20m", "all-0.5m", "one-party-300k"])
def test_a_row_runs_small(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "SIZE", 0.001 if name == "keys-20m" else 0.004)
    result = rows.ROWS[name]()
    assert not result.ours.failure, result.ours.failure
    assert result.right is None or result.right > 0.99
    assert name in result.line()
    assert name in result.section()

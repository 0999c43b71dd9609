"""Fixtures of this room: what races must be committed, or the others would not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.ledgers import Ledger


@pytest.fixture
def book(transactional_db: None) -> Ledger:
    from tests.ledgers import open_ledger

    return open_ledger()

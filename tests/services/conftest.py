"""Fixtures of this room. Django's models can be imported only once a test runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.books import Books


@pytest.fixture
def books(db: None) -> Books:
    """A company, rolled back after the test."""
    from tests.books import open_company

    return open_company("yuanjing")


@pytest.fixture
def committed_books(transactional_db: None) -> Books:
    """A company that other threads and processes can see."""
    from tests.books import open_company

    return open_company("yuanjing")

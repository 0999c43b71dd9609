"""The book and the engine count the same decimal places: a converted amount is shown as it was booked."""

from __future__ import annotations

from babel.numbers import list_currencies

from tieout import money as engine
from wanglai.domain import money as book


def test_every_currency_has_the_same_places_in_the_book_and_in_the_engine() -> None:
    currencies = sorted(list_currencies())
    assert [book.exponent_of(code) for code in currencies] == [
        engine.exponent_of(code) for code in currencies
    ]

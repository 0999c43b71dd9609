"""Numbers of items that a receipt's text quotes, and numbers it quotes that are none of ours."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from tieout.cash.ledger import Item
from tieout.cash.rules import CashRules
from tieout.steps.number_columns import keys_from_runs, keys_of_column
from tieout.steps.numbers import Form, Keys, is_near, keys_of, tokens_of

_STRONG: tuple[Form, ...] = ("full", "runs", "core", "digits")
_GLUED = re.compile(r"(?<![0-9A-Za-z])([A-Za-z]{1,6}) (\d{2,4}) (\d{3,})(?![0-9])")
_LETTERS = re.compile(r"[a-z]+")
_DIGITS_ALONE = 5  # digits of a number that names an item without its payer being known


class Quoted(NamedTuple):
    """Places of items named by a text."""

    items: tuple[int, ...] = ()
    foreign: tuple[int, ...] = ()  # items of parties the payer is not known to pay for
    strange: tuple[str, ...] = ()  # numbers written like ours that no item has
    slips: tuple[
        int, ...
    ] = ()  # items of the payer whose number is one slip away from a strange one


class References:
    """All numbers of all items, by every way of writing them."""

    def __init__(self, items: list[Item], rules: CashRules) -> None:
        self.items, self.rules = items, rules
        self.by_form: dict[Form, dict[str, list[int]]] = {
            form: defaultdict(list) for form in _STRONG
        }
        self.by_end: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.of_party: dict[str, list[int]] = defaultdict(list)
        self.prefixes: set[str] = set()
        self.cores: set[tuple[int, ...]] = set()
        for place, item in enumerate(items):
            self.of_party[item.party].append(place)
        numbers = pa.array([item.number for item in items], pa.string())
        forms = _strong_forms(numbers)
        self._enter(_strong_forms(pa.array([item.order for item in items], pa.string())), forms)
        self._learn(forms["full"], forms["core"].filter(pc.not_equal(numbers, "")))

    def _enter(self, orders: dict[Form, pa.Array], numbers: dict[Form, pa.Array]) -> None:
        for form in _STRONG:
            places_of = self.by_form[form]
            keys = zip(orders[form].to_pylist(), numbers[form].to_pylist(), strict=True)
            for place, (order, number) in enumerate(keys):
                if order:
                    places_of[order].append(place)
                if number:
                    places_of[number].append(place)

    def _learn(self, full: pa.Array, core: pa.Array) -> None:
        """How our numbers are written: their last letters, how many digits in each run, and how each ends."""
        for form in pc.replace_substring_regex(full, "[0-9]+", "0").unique().to_pylist():
            self.prefixes.update(_LETTERS.findall(form)[-1:])
        for form in pc.replace_substring_regex(core, "[0-9]", "0").unique().to_pylist():
            self.cores.add(_form_of(form))
        self.digits: list[str] = pc.replace_substring_regex(full, "[^0-9]+", "").to_pylist()
        for place, digits in enumerate(self.digits):
            if digits:
                self.by_end[self.items[place].party, self._end_of(digits)].append(place)

    def _end_of(self, digits: str) -> str:
        """The fewest last digits that may name a number."""
        return digits[max(0, len(digits) - self.rules.tail_digits_min) :]

    def quoted(self, text: str, scope: tuple[str, ...], currency: str) -> Quoted:
        """What the text names: whole numbers anywhere, last digits within the payer's own items."""
        found: set[int] = set()
        strange: list[str] = []
        for token in _tokens(text):
            places = self._of(token, scope)
            places = [place for place in places if self.items[place].currency == currency]
            found.update(places)
            if not places and self.is_ours(token):
                strange.append(token)
        slips = [
            place
            for place in self._near(strange, scope)
            if place not in found and self.items[place].currency == currency
        ]
        own = sorted(place for place in found if self.items[place].party in scope)
        foreign = sorted(place for place in found if self.items[place].party not in scope)
        return Quoted(tuple(own), tuple(foreign), tuple(strange), tuple(slips))

    def by_number(self, number: str, scope: tuple[str, ...], currency: str) -> list[int]:
        """Items of one number as an advice writes it: INV-16 and Invoice #16 are INV-00016."""
        places, last = self._of(number, scope), _last_run(number)
        if not places and last is not None:
            places = [
                place
                for code in scope
                for place in self.of_party.get(code, ())
                if _last_run(self.items[place].number) == last
            ]
        return [place for place in places if self.items[place].currency == currency]

    def _of(self, token: str, scope: tuple[str, ...]) -> list[int]:
        keys = keys_of(token)
        for form in _STRONG:
            key = keys.form(form)
            places = self.by_form[form].get(key, []) if key else []
            if places and form in ("core", "digits"):
                places = [place for place in places if self._same_letters(keys, place)]
            if not places:
                continue
            own = [place for place in places if self.items[place].party in scope]
            if own:
                return own
            parties = {self.items[place].party for place in places}
            if len(parties) == 1 and _digits(keys) >= _DIGITS_ALONE and not token.isdecimal():
                return places
        if token.isdecimal() and len(token) >= self.rules.tail_digits_min:
            tails = [
                place
                for code in scope
                for place in self.by_end.get((code, self._end_of(token)), ())
                if self.digits[place].endswith(token)
            ]
            if len(tails) == 1:
                return tails
        return []

    def _same_letters(self, keys: Keys, place: int) -> bool:
        """A number whose letters are others is another number: KV-7712 is not SI-7712."""
        said = _LETTERS.findall(keys.full)
        if not said:
            return True
        item = self.items[place]
        return any(
            keys_of(number).digits == keys.digits
            and said[-1].endswith((_LETTERS.findall(keys_of(number).full) or [""])[-1])
            for number in (item.number, item.order)
            if number
        )

    def is_ours(self, token: str) -> bool:
        """Whether a number is written like ours."""
        keys = keys_of(token)
        letters = _LETTERS.findall(keys.full)
        if letters and any(letters[-1].endswith(prefix) for prefix in self.prefixes):
            return True
        if letters:
            return False
        return _form_of(keys.form("core")) in self.cores or len(token) == self.rules.tail_digits_min

    def near(self, number: str, places: Iterable[int]) -> list[int]:
        """Of these items those whose number is one slip of the pen away, two digits exchanged among them."""
        return [place for place in places if self._is_slip(keys_of(number), place)]

    def _near(self, strange: list[str], scope: tuple[str, ...]) -> list[int]:
        if not strange:
            return []
        keys = [keys_of(token) for token in strange]
        return [
            place
            for code in scope
            for place in self.of_party.get(code, ())
            if any(self._is_slip(one, place) for one in keys)
        ]

    def _is_slip(self, said: Keys, place: int) -> bool:
        if not self.items[place].number:
            return False
        known = keys_of(self.items[place].number)
        return is_near(said.full, known.full) or (
            bool(said.digits) and is_near(said.digits, known.digits)
        )


def _strong_forms(numbers: pa.Array) -> dict[Form, pa.Array]:
    runs, digits = (keys_of_column(numbers, form) for form in ("runs", "digits"))
    core = keys_from_runs(runs, digits, "core")
    return {"full": keys_of_column(numbers, "full"), "runs": runs, "core": core, "digits": digits}


def _last_run(number: str) -> int | None:
    """The last run of digits as a number: 16 of INV-00016."""
    runs = re.findall(r"\d+", number)
    return int(runs[-1]) if runs else None


def _digits(keys: Keys) -> int:
    return sum(sign.isdecimal() for sign in keys.full)


def _form_of(core: str) -> tuple[int, ...]:
    """How many digits each run of a number has, letters left out: 4 and 4 for 2026-7543."""
    return tuple(map(len, core.split("-")))


def _tokens(text: str) -> tuple[str, ...]:
    """Numbers as written, and numbers whose parts are parted by blanks: SI 2026 007864."""
    glued = _GLUED.sub(r"\1-\2-\3", text)
    return tokens_of(glued)

"""Which customers may be the same one, each pair with the facts that say so and the facts that speak against it.

Never a score: a person sees what agrees and decides. Reasons in order of weight: the same tax number, the same bank account, the
same name but for its legal form, a name that holds the other, names one character apart. The last two alone are not
proposed where both have proved tax numbers and those differ: they are two legal persons with similar names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from wanglai.domain.bank_accounts import read_bank_account
from wanglai.domain.customer_names import read_name
from wanglai.domain.masking import masked_account
from wanglai.domain.tax_numbers import read_tax_number
from wanglai.domain.wording import Wording

Kind = Literal["tax_number", "bank_account", "name", "contained", "near"]
_WEAK = frozenset(("contained", "near"))

SHORTEST_HAN, SHORTEST_LETTERS = 2, 4  # a shorter name held in another says nothing
NEAR_HAN, NEAR_LETTERS = 4, 6  # one character of a shorter name is too much of it
HOLDERS_MAX = 20  # a name that more customers hold is a common word

_SENTENCES: dict[Kind, Wording] = {
    "tax_number": Wording("税号相同：{one}。", "The same tax number: {one}."),
    "bank_account": Wording("银行账号相同：{one}。", "The same bank account: {one}."),
    "name": Wording("除企业类型外名称相同：“{one}”与“{other}”。", "The same name but for the legal form: “{one}” and “{other}”."),
    "contained": Wording("“{one}”包含在“{other}”之中。", "“{one}” is contained in “{other}”."),
    "near": Wording("“{one}”与“{other}”只差一个字。", "“{one}” and “{other}” are one character apart."),
}  # fmt: skip
_OTHER_NUMBER = Wording(
    "两者税号不同：{one}、{other}。", "Their tax numbers differ: {one} and {other}."
)
_OTHER_FORM = Wording(
    "企业类型不同：{one}、{other}。", "Their legal forms differ: {one} and {other}."
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one customer: all its names and aliases, tax numbers and bank accounts, as entered."""

    id: int
    names: tuple[str, ...]
    tax_numbers: tuple[str, ...] = ()
    bank_accounts: tuple[str, ...] = ()
    country: str = "CN"


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact that agrees: the values of both as they are kept, and the sentence (accounts masked)."""

    kind: Kind
    one: str
    other: str
    sentence: Wording


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two customers that may be one, ``one`` with the lower id."""

    one: int
    other: int
    reasons: tuple[Reason, ...]
    against: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class DuplicateSearch:
    """The proposals in order of their ids, and names or parts of names that too many share to be looked into."""

    proposals: tuple[Proposal, ...]
    too_common: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    id: int
    cores: dict[str, tuple[str, str]]  # core: the name as entered, its legal form
    tax_numbers: dict[str, bool]  # number: whether its check holds
    accounts: tuple[str, ...]


def find_duplicates(customers: Iterable[Known]) -> DuplicateSearch:
    """Every pair with at least one reason, the same for any order of the customers.

    Works by shared keys, never pair by pair: the time grows with the customers, not with their square.
    """
    read = [_read(each) for each in sorted(customers, key=lambda known: known.id)]
    by_id = {each.id: each for each in read}
    assert len(by_id) == len(read), "each customer comes once"
    reasons: dict[tuple[int, int], dict[tuple[str, ...], Reason]] = defaultdict(dict)
    too_common: set[str] = set()
    for pair, reason in _reasons(read, too_common):
        same = (reason.kind, *sorted((reason.one, reason.other)))
        reasons[pair].setdefault(same, reason)
    proposals = (
        _proposal(by_id[one], by_id[other], tuple(found.values()))
        for (one, other), found in sorted(reasons.items())
    )
    return DuplicateSearch(
        tuple(each for each in proposals if each is not None), tuple(sorted(too_common))
    )


def _read(known: Known) -> _Read:
    cores: dict[str, tuple[str, str]] = {}
    for text in known.names:
        name = read_name(text)
        if name.core:
            cores.setdefault(name.core, (name.text, name.legal_form))
    numbers = (read_tax_number(text, known.country) for text in known.tax_numbers)
    accounts = (read_bank_account(text) for text in known.bank_accounts)
    return _Read(
        known.id,
        cores,
        {each.number: each.verdict == "valid" for each in numbers if each.verdict != "wrong"},
        tuple(dict.fromkeys(each.number for each in accounts if each.verdict != "wrong")),
    )


def _proposal(one: _Read, other: _Read, reasons: tuple[Reason, ...]) -> Proposal | None:
    kinds = {reason.kind for reason in reasons}
    ours, theirs = (sorted(number for number, proved in each.tax_numbers.items() if proved) for each in (one, other))  # fmt: skip
    differ = bool(ours and theirs and not set(ours) & set(theirs))
    if differ and kinds <= _WEAK:
        return None
    against = []
    if differ:
        against.append(_OTHER_NUMBER.filled(one=", ".join(ours), other=", ".join(theirs)))
    for reason in reasons:
        forms = one.cores.get(reason.one, ("", ""))[1], other.cores.get(reason.one, ("", ""))[1]
        if reason.kind == "name" and all(forms) and forms[0] != forms[1]:
            against.append(_OTHER_FORM.filled(one=forms[0], other=forms[1]))
    order = list(_SENTENCES)
    ranked = sorted(reasons, key=lambda reason: (order.index(reason.kind), reason.one, reason.other))  # fmt: skip
    return Proposal(one.id, other.id, tuple(ranked), tuple(against))


_Found = Iterator[tuple[tuple[int, int], Reason]]


def _reasons(read: Sequence[_Read], too_common: set[str]) -> _Found:
    yield from _same(read, "tax_number", lambda each: each.tax_numbers)
    yield from _same(read, "bank_account", lambda each: each.accounts)
    yield from _same(read, "name", lambda each: each.cores)
    holders: dict[str, list[_Read]] = defaultdict(list)
    for each in read:
        for core in each.cores:
            holders[core].append(each)
    alike: list[tuple[Kind, str, str]] = [
        *_contained(holders, too_common),
        *_near(holders, too_common),
    ]
    for kind, one, other in alike:
        for first in holders[one]:
            for second in holders[other]:
                if first.id != second.id:
                    yield _named(kind, first, second, one, other)


def _same(read: Sequence[_Read], kind: Kind, keys_of: Callable[[_Read], Iterable[str]]) -> _Found:
    """Those who share a key, two by two; where very many do, each with the first of them."""
    by_key: dict[str, list[_Read]] = defaultdict(list)
    for each in read:
        for key in keys_of(each):
            by_key[key].append(each)
    for key, sharing in by_key.items():
        firsts = sharing if len(sharing) <= HOLDERS_MAX else sharing[:1]
        for at, first in enumerate(firsts):
            for second in sharing[at + 1 :]:
                if kind == "name":
                    yield _named(kind, first, second, key, key)
                    continue
                shown = masked_account(key) if kind == "bank_account" else key
                sentence = _SENTENCES[kind].filled(one=shown)
                yield (first.id, second.id), Reason(kind, key, key, sentence)


def _named(
    kind: Kind, first: _Read, second: _Read, one: str, other: str
) -> tuple[tuple[int, int], Reason]:
    shown = first.cores[one][0], second.cores[other][0]
    sentence = _SENTENCES[kind].filled(one=shown[0], other=shown[1])
    pair = (min(first.id, second.id), max(first.id, second.id))
    return pair, Reason(kind, one, other, sentence)


def _is_long_enough(core: str, han: int, letters: int) -> bool:
    return len(core) >= (letters if core.isascii() else han)


def _contained(
    cores: Iterable[str], too_common: set[str]
) -> list[tuple[Literal["contained"], str, str]]:
    """Pairs of a short core and a longer one that holds it (Latin names by whole words)."""
    by_two: dict[str, set[str]] = defaultdict(set)
    wanted = [core for core in cores if _is_long_enough(core, SHORTEST_HAN, SHORTEST_LETTERS)]
    for core in cores:
        for at in range(len(core) - 1):
            by_two[core[at : at + 2]].add(core)
    found: list[tuple[Literal["contained"], str, str]] = []
    for core in wanted:
        rarest = min((by_two[core[at : at + 2]] for at in range(len(core) - 1)), key=len)
        holding = sorted(other for other in rarest if other != core and _holds(other, core))
        if len(holding) > HOLDERS_MAX:
            too_common.add(core)
            continue
        found.extend(("contained", core, other) for other in holding)
    return found


def _holds(longer: str, shorter: str) -> bool:
    if shorter.isascii():
        return f" {shorter} " in f" {longer} "
    return shorter in longer


def _near(cores: Iterable[str], too_common: set[str]) -> list[tuple[Literal["near"], str, str]]:
    """Pairs one insertion, deletion, substitution or swap of neighbours apart: both lose a character and agree."""
    by_shorter: dict[str, set[str]] = defaultdict(set)
    for core in cores:
        if _is_long_enough(core, NEAR_HAN, NEAR_LETTERS):
            for key in {core, *(core[:at] + core[at + 1 :] for at in range(len(core)))}:
                by_shorter[key].add(core)
    too_common |= {key for key, sharing in by_shorter.items() if len(sharing) > HOLDERS_MAX}
    pairs = {
        (one, other)
        for sharing in by_shorter.values()
        if 1 < len(sharing) <= HOLDERS_MAX
        for one in sharing
        for other in sharing
        if one < other and is_one_apart(one, other)
    }
    return [("near", one, other) for one, other in sorted(pairs)]


def is_one_apart(one: str, other: str) -> bool:
    """Whether one edit makes ``other`` of ``one``: a character more, less or other, or two neighbours swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    )

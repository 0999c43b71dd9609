"""Who paid: bank account, name, another spelling of the name, or a payer for others; else unknown.

A link is only ever taken from the parties given. An account that is new is tied to a party for this
run alone, and only where every receipt of that account with a known name says the same party.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice, takewhile
from typing import Literal

import pyarrow as pa

from tieout.cash.ledger import Item, Receipt
from tieout.cash.likeness import likest
from tieout.cash.rules import CashRules

By = Literal[
    "account", "name", "alias", "account_seen", "name_part", "name_similar", "name_weak", "unknown"
]

_BRACKETED = re.compile(r"\(([^()]*)\)")
_OFFICE = re.compile(r"部|科|处|组|室|dept|department|finance|accounts", re.IGNORECASE)
_ZH_FORM = re.compile(r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|公司)$")
_EN_FORM = re.compile(
    r"(?:\s(?:limited|ltd|llc|llp|inc|incorporated|plc|gmbh|mbh|ag|kg|co|corp|corporation|company|pty|pte|sa|sas|sarl|srl|spa|bv|nv|ab|oy|as))+$"
)
_SIGNS = re.compile(r"[\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WEAK_MAX = 5  # parties that a weak name may mean before it means nobody
_PART_MIN_HAN, _PART_MIN = 4, 9  # letters of a name that may stand for the whole


@dataclass(frozen=True, slots=True)
class Payer:
    """A party of the master, how it was known, and the parties whose items it may pay."""

    code: str | None
    by: By
    scope: tuple[str, ...] = ()


UNKNOWN = Payer(None, "unknown")


@lru_cache(maxsize=1 << 16)
def core_of(name: str) -> str:
    """A name without legal form, signs, city marks and departments.

    >>> core_of("Acme Trading Co., Ltd."), core_of("厦门市隆浩食品有限公司（财务部）")
    ('acme trading', '厦门隆浩食品')
    """
    text = unicodedata.normalize("NFKC", name).casefold().strip()
    text = _BRACKETED.sub(lambda found: " " if _OFFICE.search(found[1]) else f" {found[1]} ", text)
    if _HAN.search(text):
        bare = _ZH_FORM.sub("", _SIGNS.sub("", text))
        return bare[0:2] + bare[2:].replace("市", "", 1) if bare[2:3] == "市" else bare
    words = _SIGNS.sub(" ", text.replace(".", "").replace("'", "")).strip()
    return _EN_FORM.sub("", words).strip()


def _turned(name: str) -> str:
    """A place in brackets belongs in front as well: 泰兴供应链（佛山） is 佛山泰兴供应链."""
    text = unicodedata.normalize("NFKC", name)
    found = _BRACKETED.search(text)
    if not found or _OFFICE.search(found[1]):
        return ""
    return core_of(found[1] + text[: found.start()] + text[found.end() :])


class Payers:
    """Answers who paid for every receipt of a run."""

    def __init__(self, parties: pa.Table | None, items: list[Item], rules: CashRules) -> None:
        self.rules = rules
        self.names: dict[str, str] = {}
        self.by_account: dict[str, set[str]] = defaultdict(set)
        self.by_core: dict[str, set[str]] = defaultdict(set)
        self.aliases: dict[str, set[str]] = defaultdict(set)
        self.pays_for: dict[str, set[str]] = defaultdict(set)
        for item in items:
            self.names.setdefault(item.party, item.party_name or item.party)
        for one in parties.to_pylist() if parties is not None else ():
            self._take(one)
        for code, name in sorted(self.names.items()):
            self.by_core[core_of(name)].add(code)
        self.by_core.pop("", None)
        self.aliases.pop("", None)
        self.cores = sorted({*self.by_core, *self.aliases})
        self.known: dict[str, list[str]] = defaultdict(list)  # names by their first letters
        for core in self.cores:
            if len(core) >= _PART_MIN_HAN:
                self.known[core[:_PART_MIN_HAN]].append(core)
        self.in_a_row = _InARow(self.cores)
        self.cut = _CutShort((core, core.split()) for core in self.cores if not _HAN.search(core))
        self.whole_words = _CutShort(
            (code, _SIGNS.sub(" ", name.casefold().replace(".", "")).split())
            for code, name in sorted(self.names.items())
            if not _HAN.search(name)
        )
        self.meant: dict[tuple[str, str], tuple[str, ...]] = {}
        self.found: dict[str, tuple[str | None, By]] = {}
        self.named: dict[str, frozenset[str]] = {}

    def _take(self, one: dict[str, object]) -> None:
        code = str(one["code"])
        self.names[code] = str(one["name"] or self.names.get(code, code))
        for alias in _texts(one["aliases"]):
            self.aliases[core_of(alias)].add(code)
        for account in _texts(one["bank_accounts"]):
            self.by_account[bare_account(account)].add(code)
        if one["parent_code"]:
            self.pays_for[str(one["parent_code"])].add(code)
        self.pays_for[code].update(_texts(one["pays_for"]))

    def of_all(self, receipts: list[Receipt]) -> list[Payer]:
        """One payer for each receipt, UNKNOWN where nothing decides."""
        self._look_up({one.payer_name for one in receipts if self._owner(one) is None})
        first = [self._known(receipt) for receipt in receipts]
        seen: dict[str, set[str]] = defaultdict(set)
        for receipt, (code, by) in zip(receipts, first, strict=True):
            if code and by in ("name", "alias") and receipt.payer_account:
                seen[bare_account(receipt.payer_account)].add(code)
        return [
            self._settled(receipt, code, by, seen)
            for receipt, (code, by) in zip(receipts, first, strict=True)
        ]

    def _settled(
        self, receipt: Receipt, code: str | None, by: By, seen: dict[str, set[str]]
    ) -> Payer:
        if by not in ("account", "name", "alias") and receipt.payer_account:
            others = seen.get(bare_account(receipt.payer_account), set())
            if len(others) == 1:
                code, by = next(iter(others)), "account_seen"
        if code is None:
            weak = self._weak(receipt.payer_name, receipt.text)
            return Payer(None, "name_weak", weak) if weak else UNKNOWN
        return Payer(code, by, (code, *sorted(self.pays_for.get(code, set()) - {code})))

    def _known(self, receipt: Receipt) -> tuple[str | None, By]:
        owner = self._owner(receipt)
        return self.found[receipt.payer_name] if owner is None else (owner, "account")

    def _owner(self, receipt: Receipt) -> str | None:
        """The only party of this bank account."""
        if not receipt.payer_account:
            return None
        owners = self.by_account.get(bare_account(receipt.payer_account), ())
        return next(iter(owners)) if len(owners) == 1 else None

    def _look_up(self, names: Iterable[str]) -> None:
        """Find whose names these are; those that are only like a name are compared with all of them at once."""
        unlike: dict[str, list[str]] = defaultdict(list)  # names by their cores
        for name in names:
            found = self._by_name(name)
            if found is None:
                unlike[core_of(name)].append(name)
            else:
                self.found[name] = found
        rules = self.rules
        leaders = likest(list(unlike), self.cores, least=rules.name_score_min, lead=rules.name_lead_min)  # fmt: skip
        for alike, written in zip(leaders, unlike.values(), strict=True):
            codes = {code for core in alike for code in self._of_core(core)}
            for name in written:
                self.found[name] = (
                    (next(iter(codes)), "name_similar") if len(codes) == 1 else (None, "unknown")
                )

    def _by_name(self, name: str) -> tuple[str | None, By] | None:
        """Whose name it is; None where only a likeness may tell."""
        core = core_of(name)
        if not core:
            return None, "unknown"
        for form in (core, _turned(name)):
            codes = self.by_core.get(form, set())
            if len(codes) > 1:
                codes = self._same_form(name, codes)
            if len(codes) == 1:
                return next(iter(codes)), "name"
            if codes:
                return None, "unknown"
            others = self.aliases.get(form, set())
            if len(others) == 1:
                return next(iter(others)), "alias"
        parts = self._by_part(core) or self._by_short(core)
        if len(parts) == 1:
            return next(iter(parts)), "name_part"
        return (None, "unknown") if parts else None

    def _weak(self, name: str, text: str) -> tuple[str, ...]:
        """The few parties that a name cut short, initials, or words of the text may mean; nothing is booked on it alone.

        SEL may be Sapphire Electronics Ltd, N Star Logistics any Northern Star Logistics, IBI Corp Ironbridge Industrial.
        """
        said = (name, text if _is_words(text) else "")
        if said not in self.meant:
            found = self._meant_by(core_of(name))
            words = core_of(said[1]).split()
            for at in range(min(2, max(0, len(words) - 1))):
                if not found and not _HAN.search(said[1]):
                    found = self._meant_by(" ".join(words[at:]))
            self.meant[said] = tuple(sorted(found)) if len(found) <= _WEAK_MAX else ()
        return self.meant[said]

    def _meant_by(self, core: str) -> set[str]:
        if not core or _HAN.search(core):
            return self._by_part(core) if core else set()
        joined, said = core.replace(" ", ""), core.split()
        found = {code for code, words in self.whole_words.like(said) if _begins_like(said, words)}
        if len(joined) >= _PART_MIN:
            found |= self.whole_words.beginning(joined)
        if len(said) == 1:
            found |= {
                code
                for code, words in self.whole_words.of_letter(core[0])
                if _are_initials(core, words)
            }
        return found

    def _same_form(self, name: str, codes: set[str]) -> set[str]:
        """Of parties that differ only in their legal form, the one written exactly so."""
        written = _SIGNS.sub("", unicodedata.normalize("NFKC", name).casefold())
        same = {
            code
            for code in codes
            if _SIGNS.sub("", unicodedata.normalize("NFKC", self.names[code]).casefold()) == written
        }
        return same if len(same) == 1 else codes

    def _by_part(self, core: str) -> set[str]:
        least = _PART_MIN_HAN if _HAN.search(core) else _PART_MIN
        if len(core) < least:
            return set()
        wholes = self.in_a_row.with_part(core) | {
            whole for whole in self._within(core) if len(whole) >= least
        }
        return {code for whole in wholes for code in self._of_core(whole)}

    def _within(self, text: str) -> set[str]:
        """Names of four letters or more that stand in a text."""
        return {
            name
            for at in range(len(text) - _PART_MIN_HAN + 1)
            for name in self.known.get(text[at : at + _PART_MIN_HAN], ())
            if text.startswith(name, at)
        }

    def _by_short(self, core: str) -> set[str]:
        """Words cut short or initials: Titan Aero and TA for Titan Aerospace."""
        if _HAN.search(core):
            return set()
        said = core.split()
        wholes = (
            self.cut.with_initials(core)
            if len(said) == 1
            else {whole for whole, words in self.cut.like(said) if _are_cut(said, words)}
        )
        return {code for whole in wholes for code in self._of_core(whole)}

    def _of_core(self, core: str) -> set[str]:
        return self.by_core.get(core, set()) | self.aliases.get(core, set())

    def named_in(self, text: str) -> frozenset[str]:
        """Parties whose whole name stands in a text: on behalf of …, 代…付."""
        if not _BEHALF.search(text):
            return frozenset()
        if text not in self.named:
            self.named[text] = self._named(text)
        return self.named[text]

    def _named(self, text: str) -> frozenset[str]:
        plain = _SIGNS.sub(" ", unicodedata.normalize("NFKC", text).casefold().replace(".", ""))
        forms = (plain, plain.replace(" ", ""))
        hits = {core for form in forms for core in self._within(form)}
        longest = {core for core in hits if not any(core != o and core in o for o in hits)}
        return frozenset(code for core in longest for code in self._of_core(core))


class _InARow:
    """Names one after the other in one text, so that a part of them is looked for in all at once."""

    def __init__(self, names: list[str]) -> None:
        self.names, self.text = names, "\n".join(names)
        self.ends = list(accumulate(len(name) + 1 for name in names))

    def with_part(self, part: str) -> set[str]:
        """The names that hold it; it has one letter at least and no line break.

        >>> sorted(_InARow(["acme", "beta", "macao"]).with_part("ac"))
        ['acme', 'macao']
        """
        found: set[str] = set()
        at = self.text.find(part)
        while at >= 0:
            place = bisect_right(self.ends, at)
            found.add(self.names[place])
            at = self.text.find(part, self.ends[place])
        return found


class _CutShort:
    """Names in Latin letters by what is left of them when they are cut short: every word keeps its first letter."""

    def __init__(self, names: Iterable[tuple[str, list[str]]]) -> None:
        self._of_letter: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
        self._of_two: dict[tuple[str, str], list[tuple[str, list[str]]]] = defaultdict(list)
        self._of_initials: dict[str, set[str]] = defaultdict(set)
        joined = []
        for name, words in names:
            if not words:
                continue
            self._of_letter[words[0][0]].append((name, words))
            joined.append(("".join(words), name))
            if len(words) > 1:
                self._of_two[words[0][0], words[1][0]].append((name, words))
                self._of_initials["".join(word[0] for word in words)].add(name)
        self._joined = sorted(joined)

    def of_letter(self, letter: str) -> list[tuple[str, list[str]]]:
        return self._of_letter.get(letter, [])

    def like(self, said: list[str]) -> list[tuple[str, list[str]]]:
        """Names whose first two words begin as the first two said do; none where one word is said."""
        return self._of_two.get((said[0][0], said[1][0]), []) if len(said) > 1 else []

    def with_initials(self, said: str) -> set[str]:
        """Names of two words or more whose first letters are these."""
        return self._of_initials.get(said, set())

    def beginning(self, letters: str) -> set[str]:
        """Names that begin so when they are written without blanks.

        >>> sorted(_CutShort([("1", ["acme", "trading"]), ("2", ["acre"])]).beginning("acmet"))
        ['1']
        """
        first = bisect_left(self._joined, (letters, ""))
        same = takewhile(lambda one: one[0].startswith(letters), islice(self._joined, first, None))
        return {name for _, name in same}


def _are_cut(said: list[str], words: list[str]) -> bool:
    """Every word, each by its beginning: Titan Aero of Titan Aerospace."""
    return len(said) == len(words) and all(
        word.startswith(short) for short, word in zip(said, words, strict=True)
    )


def _begins_like(said: list[str], words: list[str]) -> bool:
    """Two words or more, each the beginning of the name's word in its place: N Star of Northern Star Logistics."""
    return (
        1 < len(said) <= len(words)
        and sum(map(len, said)) >= _PART_MIN - 2
        and all(word.startswith(short) for short, word in zip(said, words, strict=False))
    )


def _are_initials(said: str, words: list[str]) -> bool:
    """Three letters or more, in order: the first of every word, and others from within it: IBI of Ironbridge Industrial."""
    if not 3 <= len(said) <= 6 or not said.isalpha() or not words:
        return False
    places = {0}  # how many letters may have been used up to here
    for word in words:
        reached = set()
        for used in places:
            if used < len(said) and word.startswith(said[used]):
                at, used = 1, used + 1
                reached.add(used)
                while used < len(said) and (at := word.find(said[used], at) + 1):
                    used += 1
                    reached.add(used)
        places = reached
    return len(said) in places


def _is_words(text: str) -> bool:
    """A text of a few words and no number: ACH Phoenix Renewable Energy."""
    return 0 < len(text.split()) <= 8 and not any(sign.isdigit() for sign in text)


_BEHALF = re.compile(r"代|behalf|for account of|i\.?a\.? |im auftrag", re.IGNORECASE)


def _texts(values: object) -> Iterable[str]:
    return [str(value) for value in values] if isinstance(values, list) else []


@lru_cache(maxsize=1 << 16)
def bare_account(account: str) -> str:
    """Letters and digits alone, so that two ways of writing one account are one."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", account).upper())

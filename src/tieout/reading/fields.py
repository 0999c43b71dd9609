"""Which column is which field: overlap with our ledger first, header words second, shape third."""

from __future__ import annotations

from dataclasses import dataclass

from tieout.ledger import ColumnChoice
from tieout.reading.assign import assign
from tieout.reading.dates import parse_date
from tieout.reading.kinds import kind_of
from tieout.reading.profile import Column
from tieout.reading.reference import Reference, cores_of, share
from tieout.refusal import Wording

_CORES = 2000  # numbers sampled where only their digits can be compared
_ASSIGNED = ("date", "due", "document", "voucher", "order", "kind", "party", "currency", "text")


@dataclass(frozen=True)
class Scored:
    """A column's score for a field with the sentence that justifies it."""

    score: int
    evidence: Wording


def choose_fields(
    columns: list[Column],
    *,
    reference: Reference | None,
    fixed: dict[str, Column],
    absent: set[str] = frozenset(),  # type: ignore[assignment]
) -> tuple[dict[str, Column], list[ColumnChoice], list[Column]]:
    """Field to column, the reasons, and further text columns that are joined to ``text``."""
    open_fields = [name for name in _ASSIGNED if name not in fixed and name not in absent]
    free = [column for column in columns if column not in fixed.values()]
    scores = {
        name: {column.at: _score(name, column, reference) for column in free}
        for name in open_fields
    }
    table = [[scores[name][column.at].score for column in free] for name in open_fields]
    chosen = dict(fixed)
    for name, at in zip(open_fields, assign(table), strict=True):
        if at is not None:
            chosen[name] = free[at]
    choices = []
    for name in open_fields:
        if name in chosen:
            choices.append(_choice(name, chosen[name], free, scores[name]))
    taken = {column.at for column in chosen.values()}
    more = [
        column
        for column in free
        if column.at not in taken and column.senses.get("text", 0) >= 60 and column.filled
    ]
    return chosen, choices, more


def _choice(
    name: str, column: Column, free: list[Column], scores: dict[int, Scored]
) -> ColumnChoice:
    others = sorted(
        (
            (other.name, scores[other.at].score)
            for other in free
            if other is not column and scores[other.at].score > 0
        ),
        key=lambda pair: -pair[1],
    )
    found = scores[column.at]
    return ColumnChoice(
        name, column.name, column.letter, min(1000, found.score), found.evidence, tuple(others[:5])
    )


def _score(name: str, column: Column, reference: Reference | None) -> Scored:
    words = column.senses.get(name, 0)
    rival = max((score for field, score in column.senses.items() if field != name), default=0)
    if words < rival:
        words = words // 2
    by_words = _by_words(column, words)
    if not column.filled:
        # A named but empty column may still take its field, so that it is not used for another.
        return Scored(words, by_words)
    scorer = _SCORERS[name]
    return scorer(column, words, rival, by_words, reference)


def _by_words(column: Column, words: int) -> Wording:
    if words:
        return Wording(f"表头写的是“{column.label}”", f"the heading says “{column.label}”")
    if column.label:
        return Wording(f"“{column.label}”列的内容像", f"the cells of “{column.label}” look like it")
    return Wording("没有表头，按内容判断", "there is no heading; judged by its cells")


def _date(
    column: Column, words: int, rival: int, said: Wording, reference: Reference | None
) -> Scored:
    shape = column.dates
    if shape < 0.5 and column.serials >= 0.9 and (words >= 50 or not column.label):
        shape = column.serials
    if shape < 0.5 or (rival > words and column.senses.get("due", 0) > words):
        return Scored(0, said)
    found = 0.0
    evidence = said
    if reference is not None and reference.days:
        days = set()
        for text in column.encoded.texts[:3000]:
            parsed = parse_date(text)
            if parsed and not isinstance(parsed[1], tuple):
                days.add(parsed[1])
        hits = len(days & reference.days)
        found = share(hits, len(days))
        if hits:
            evidence = Wording(
                f"{len(days)} 个日期中有 {hits} 个也在我方账上",
                f"{hits} of {len(days)} dates also stand in our ledger",
            )
    return Scored(int(200 * shape + 4 * words + 150 * found + 40 * column.fill), evidence)


def _due(column: Column, words: int, _rival: int, said: Wording, _: Reference | None) -> Scored:
    if not column.label and column.dates >= 0.9:
        return Scored(30, said)  # a second column of dates; kept only if its days lie later
    if (column.dates < 0.5 and column.serials < 0.9) or words < 50:
        return Scored(0, said)
    return Scored(int(100 * column.dates + 5 * words), said)


def _document(
    column: Column, words: int, rival: int, said: Wording, reference: Reference | None
) -> Scored:
    looks = _like_number(column)
    if (column.counter or column.senses.get("nothing", 0) >= 90) and words < 90:
        return Scored(0, said)
    if reference is None or not reference.numbers:
        if words < 30 and (rival >= 50 or looks < 0.6 or column.label or column.counter):
            return Scored(0, said)
        return Scored(int(4 * words + 100 * looks * column.variety), said)
    hits, count = _contained(column, reference.numbers)
    if hits * 2 < count and looks >= 0.5:
        hits = max(hits, _cores_contained(column, reference))
    found = share(hits, count)
    if (found >= 0.05 and hits >= 2) or found >= 0.5:
        evidence = Wording(
            f"{count} 个号码中有 {hits} 个也在我方账上",
            f"{hits} of {count} numbers also stand in our ledger",
        )
        return Scored(int(300 + 600 * found + 2 * words), evidence)
    if not column.label and looks >= 0.7 and column.variety > 0.3 and not column.counter:
        return Scored(int(15 + 10 * (1 - column.fill)), said)
    if words < 30 or looks < 0.3:
        return Scored(0, said)
    return Scored(int(3 * words + 60 * looks), said)


def _voucher(column: Column, words: int, _rival: int, said: Wording, _: Reference | None) -> Scored:
    looks = _like_number(column)
    if looks < 0.4 or words < 30:
        if (
            column.label
            or looks < 0.9
            or column.variety < 0.3
            or column.dates > 0.5
            or column.counter
        ):
            return Scored(0, said)
        return Scored(int(5 + 15 * column.fill + 40 * column.vouchers), said)
    return Scored(int(4 * words + 60 * looks), said)


def _order(
    column: Column, words: int, _rival: int, said: Wording, reference: Reference | None
) -> Scored:
    looks = _like_number(column)
    if reference is not None and (reference.orders or reference.documents):
        hits, count = _contained(column, reference.orders)
        found = share(hits, count)
        if hits >= 2 and found >= 0.1:
            evidence = Wording(
                f"{count} 个号码中有 {hits} 个是我方的订单号",
                f"{hits} of {count} numbers are order numbers of ours",
            )
            return Scored(int(250 + 500 * found + 2 * words), evidence)
        again, count = _contained(column, reference.documents)
        if again >= 2 and share(again, count) >= 0.3:
            evidence = Wording(
                f"{count} 个号码中有 {again} 个也在我方账上",
                f"{again} of {count} numbers also stand in our ledger",
            )
            return Scored(int(100 + 100 * share(again, count) + 2 * words), evidence)
    if words < 30 or looks < 0.3:
        return Scored(0, said)
    return Scored(int(4 * words + 60 * looks), said)


def _kind(column: Column, words: int, _rival: int, said: Wording, _: Reference | None) -> Scored:
    if column.length > 30 or column.numbers > 0.5 or column.dates > 0.5:
        return Scored(0, said)
    if words < 50:
        distinct = set(column.valued)
        texts = column.encoded.texts
        named = share(sum(kind_of(texts[at]) is not None for at in distinct), len(distinct))
        if column.label or not 2 <= len(distinct) <= 12 or named < 0.6 or column.variety > 0.5:
            return Scored(0, said)
        return Scored(90, said)
    return Scored(int(4 * words + 100 * (1 - min(1.0, column.variety))), said)


def _party(column: Column, words: int, _rival: int, said: Wording, _: Reference | None) -> Scored:
    if words < 30 or column.dates > 0.5:
        return Scored(0, said)
    return Scored(int(4 * words + 60 * (1 - min(1.0, column.variety))), said)


def _currency(
    column: Column, words: int, _rival: int, said: Wording, _: Reference | None
) -> Scored:
    if column.currencies < 0.8 or (column.label and words < 20):
        return Scored(0, said)
    return Scored(int(300 * column.currencies + 4 * words), said)


def _text(column: Column, words: int, rival: int, said: Wording, _: Reference | None) -> Scored:
    enough = 4 if column.chinese >= 0.5 else 12  # characters of an ordinary short text
    wordy = (
        min(1.0, column.length / enough)
        * (1 - column.dates)
        * (1 - column.numbers)
        * (1 - column.directions)
    )
    if words < 30:
        if rival >= 50 or wordy < 0.4 or column.ids > 0.8 or column.currencies > 0.5:
            return Scored(0, said)
        return Scored(int(60 * wordy), said)
    return Scored(int(4 * words + 100 * wordy), said)


_SCORERS = {
    "date": _date,
    "due": _due,
    "document": _document,
    "voucher": _voucher,
    "order": _order,
    "kind": _kind,
    "party": _party,
    "currency": _currency,
    "text": _text,
}


def _like_number(column: Column) -> float:
    """How much a column looks like document numbers: digits in it, short, not money, not dates."""
    return column.ids * (1 - column.decimals) * (1 - min(column.dates, 0.9))


def _contained(column: Column, known: set[str]) -> tuple[int, int]:
    """How many distinct numbers of a column are known, and how many there are."""
    if not known:
        return 0, 0
    encoded = column.encoded
    keys = {
        key[:-1] if text.endswith(".0") else key
        for key, text, tag in zip(encoded.keys, encoded.texts, encoded.tags, strict=True)
        if len(key) >= 3 and tag in "tn"
    }
    return len(keys & known), len(keys)


def _cores_contained(column: Column, reference: Reference) -> int:
    cores = reference.cores
    texts, tags = column.encoded.texts, column.encoded.tags
    step = max(1, len(texts) // _CORES)
    hits = sum(
        not cores.isdisjoint(cores_of(texts[at]))
        for at in range(0, len(texts), step)
        if tags[at] in ("t", "n")
    )
    return min(hits * step, len(texts))


def labels_text(columns: list[Column]) -> str:
    return ", ".join(f"{column.letter}={column.label or '-'}" for column in columns[:40])


def find_column(columns: list[Column], asked: str) -> Column | None:
    """A column by its label, else by its spreadsheet letter."""
    from tieout.reading.words import plain

    wanted = " ".join(asked.split())
    for column in columns:
        if column.label and column.label == wanted:
            return column
    for column in columns:
        if column.label and plain(column.label) == plain(wanted):
            return column
    for column in columns:
        if column.letter == wanted.upper():
            return column
    for column in columns:
        if "/" in column.label and wanted in column.label.split("/"):
            return column
    return None

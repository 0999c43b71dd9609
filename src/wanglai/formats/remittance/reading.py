"""Line by line through a pasted text: a document number, an amount, perhaps a deduction with its reason.

Nothing is guessed: a line with two amounts and no word that tells them apart, or with an amount that can be read in two ways, is
named as a problem and not used. Whose the numbers are is not known here. A text that speaks of several payments is each of them, see
``cues`` and ``payments``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal

from wanglai.domain.payment_reference import references_in as customers_in
from wanglai.domain.payment_reference import without_references
from wanglai.formats.problem import Problem
from wanglai.formats.remittance.advice import AdvisedLine, Mention, Reading, Together
from wanglai.formats.remittance.cues import (
    Cue,
    Token,
    cues_in,
    references_in,
    says_unpaid,
    tokens_of,
)
from wanglai.formats.remittance.days import days_in
from wanglai.formats.remittance.figures import (
    Amount,
    amounts_in,
    has_letters,
    last_alone,
    numbers_in,
)
from wanglai.formats.remittance.mail import is_mail, letter_of
from wanglai.formats.remittance.payments import Payments
from wanglai.formats.remittance.problems import problem

TEXT_MAX_MB = 20  # a mail carries its attachments
LINES_MAX = 20_000
_LINE_MAX = 1_000  # letters of a line that are looked at

_DATES = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d|\d{1,2}:\d\d(?::\d\d)?)(?!\d)"
)
_TIMES = re.compile(r"(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)")
_PER_CENT = re.compile(r"\d+(?:[.,]\d+)?\s?%")
_KEPT_BACK = re.compile(
    r"扣款|扣除|扣减|少付|折扣|扣|deduct\w*|discount|withheld|less\b|kept\b|abzug|skonto",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"合\s?计|总\s?计|共\s?计|总额|总金额|共[付支汇转]|\btotal\w*|\bsum\b|\bsumme\b|\bgesamt\w*|\binsgesamt\b", re.IGNORECASE)  # fmt: skip
_FOR = re.compile(r"\bfor\b|\bfür\b|用于|结清|支付", re.IGNORECASE)
_QUOTED = re.compile(
    r">|(?:from|von|发件人|subject|betreff|主题)\s?:|-{2,}\s?(?:original|forwarded|ursprüngliche|原始邮件|转发)|.*(?:\bwrote|\bschrieb\b.*|写道)\s?:$",
    re.IGNORECASE,
)
_MIDDLE = 3  # lines over which a sentence is broken, beside its first
_EDGES = " \t,;:|，；：。、()（）-–—*·"


def read_advice_text(content: bytes, file: str) -> Reading:
    """Every line that names a document and an amount; what is unclear is a problem with its line. Never raises for its content.

    A mail (``.eml``) is read by its text; its first attached table goes along.
    """
    if not is_mail(file):
        text = _decoded(content)
        return _read(text, file) if text is not None else _unreadable(file)
    letter = letter_of(content)
    found = _read(letter.text, file)
    return replace(
        found,
        sender=letter.sender,
        subject=letter.subject,
        table_name=letter.table_name,
        table=letter.table,
    )


def _read(text: str, file: str) -> Reading:
    work = _Reading(file)
    lines = text.splitlines()
    told = [unicodedata.normalize("NFKC", line)[:_LINE_MAX].strip() for line in lines[:LINES_MAX]]
    at = 0
    while at < len(told):
        if work.has_read and _QUOTED.match(told[at]):
            break  # what somebody else wrote before
        line = _Line(told[at])
        joined, more = _joined(line, told[at + 1 : at + 1 + _MIDDLE])
        work.take(at + 1, joined)
        work.payments.says_unpaid |= says_unpaid(" ".join(told[max(at - 1, 0) : at + 1 + more]))
        at += 1 + more
    if len(lines) > LINES_MAX:
        work.problems.append(problem("remittance.too_long", file, limit=LINES_MAX))
    return work.read()


def _joined(line: _Line, following: list[str]) -> tuple[_Line, int]:
    """A sentence about payments that a mail breaks off in its middle: together its lines name a payment more than each by itself.

    With how many lines it took: those between its first and its last name no amount and no payment.
    """
    whole = line
    for more, text in enumerate(following if line.cues else (), start=1):
        alone, whole = _Line(text), _Line(f"{whole.text} {text}")
        if len(whole.cues or ()) > len(line.cues or ()) + len(alone.cues or ()):
            return whole, more
        if alone.amounts or alone.cues != [] or not text or _QUOTED.match(text):
            break
    return line, 0


def _unreadable(file: str) -> Reading:
    return Reading(file, (), (), "", (problem("remittance.encoding", file),))


def _decoded(content: bytes) -> str | None:
    """UTF-8 or, as Chinese programs save texts, GB 18030; None where it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


class _Line:
    """A line with what stands in it. ``cues`` None: it speaks of several payments, nobody can tell how."""

    def __init__(self, text: str) -> None:
        self.text = text
        days = days_in(_TIMES.sub(_blank, text))
        bare = _PER_CENT.sub(_blank, _DATES.sub(_blank, without_references(text)))
        for each in days:
            bare = bare[: each.start] + " " * (each.end - each.start) + bare[each.end :]
        self.bare = bare
        self.amounts, self.numbers = _found(bare)
        references = {start: end for _, start, end in references_in(text)}
        numbers = [each for each in self.numbers if not any(start <= each[1] < end for start, end in references.items())]  # fmt: skip
        self.cues = cues_in(text, days, self.amounts, numbers)
        if self.cues:
            self.numbers = numbers

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(number for number, _ in self.numbers)

    @property
    def excerpt(self) -> str:
        return self.text[:200]


def _found(bare: str) -> tuple[list[Amount], list[tuple[str, int]]]:
    """Amounts and numbers; a bare integer is one or the other by its place."""
    amounts = amounts_in(bare)
    sure = [each for each in amounts if each.is_sure]
    numbers = numbers_in(bare, sure)
    if sure:
        return sure, numbers
    amounts = last_alone(amounts, numbers)
    return amounts, [each for each in numbers if not any(a.start <= each[1] < a.end for a in amounts)]  # fmt: skip


class _Reading:
    """What was found so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.payments = Payments(file)
        self.goes_on = (
            False  # the amount that was named last may still have documents in the next line
        )
        self.has_read = False

    def read(self) -> Reading:
        payments, mentions, total, problems = self.payments.read()
        customers = tuple(dict.fromkeys(self.payments.outside.customers))
        return Reading(self.file, tuple(payments), tuple(mentions), total, (*problems, *self.problems), customers)  # fmt: skip

    def take(self, row: int, line: _Line) -> None:
        if not line.text:
            return
        goes_on, self.goes_on = self.goes_on, False
        self.has_read |= bool(line.amounts or line.cues)
        self.payments.is_unclear |= line.cues is None
        block = self.payments.current
        if line.cues:
            self._of_payments(row, line, line.cues)
            if len(line.cues) == 1:
                self.payments.current.customers += customers_in(line.text)
            return
        block.customers += customers_in(line.text)
        if _TOTAL.search(line.bare) and not any(has_letters(each) for each in line.said):
            block.totals += [(row, each.value) for each in line.amounts[-1:] if each.value is not None]  # fmt: skip
        elif not line.amounts:
            if goes_on and line.said:
                block.together[-1] = replace(block.together[-1], numbers=(*block.together[-1].numbers, *line.said))  # fmt: skip
                self.goes_on = True
            else:
                block.mentions += [Mention(row, number, line.excerpt) for number in line.said]
        elif any(each.value is None for each in line.amounts):
            self._wrong("remittance.amount", row, line)
        elif not line.said:
            self._wrong("remittance.no_number", row, line)
        elif (pairs := _paid_for(line)) is not None:
            self.payments.is_unclear = True
            self._lines(row, line, pairs)
        else:
            self._advised(row, line)

    def _of_payments(self, row: int, line: _Line, cues: list[Cue]) -> None:
        """A line that speaks of a payment, or of several with the documents of each behind its amount, or of each before it."""
        tokens = [each for each in tokens_of(line.text, [], line.amounts, line.numbers) if each.kind in ("amount", "number")]  # fmt: skip
        if any(each.value is None for each in line.amounts):
            self._opened(cues[0], line)
            self._wrong("remittance.amount", row, line)
        elif len(cues) == 1:
            self._of_one(row, line, cues[0], tokens)
        elif _KEPT_BACK.search(line.bare):
            self.payments.is_unclear = True
            self._wrong("remittance.two_amounts", row, line)
        else:
            self._of_several(row, line, cues, tokens)

    def _of_one(self, row: int, line: _Line, cue: Cue, tokens: list[Token]) -> None:
        is_of_lines = bool(line.numbers) and (_pairs(tokens) is not None or bool(_KEPT_BACK.search(line.bare)))  # fmt: skip
        if is_of_lines:
            self._opened(cue._replace(amount=None), line)
            pairs = _pairs(tokens) or []
            if len(pairs) > 1:
                self._lines(row, line, pairs)
            else:
                self._advised(row, line)
            return
        self._opened(cue, line)
        self._stated(row, line, cue, tokens)

    def _of_several(self, row: int, line: _Line, cues: list[Cue], tokens: list[Token]) -> None:
        starts = [cue.start for cue in cues]
        ends = [cue.end for cue in cues]
        before = any(each.kind == "number" and each.start < starts[0] for each in tokens)
        behind = any(each.kind == "number" and each.start >= ends[-1] for each in tokens)
        if before and behind:
            self.payments.is_unclear = True
        self.payments.outside.customers += customers_in(line.text[: starts[0]] if not before else line.text[ends[-1] :])  # fmt: skip
        self._of_all(row, line, [each for each in tokens if each.kind == "amount" and each.end <= starts[0]])  # fmt: skip
        of_each = zip([0, *ends], starts, strict=False) if before else zip(starts, [*starts[1:], len(line.text)], strict=True)  # fmt: skip
        for cue, (start, end) in zip(cues, of_each, strict=True):
            self._opened(cue, line)
            self.payments.current.customers += customers_in(line.text[start:end])
            its_own = [each for each in tokens if start <= each.start < end or (each.kind == "amount" and each.at == cue.amount)]  # fmt: skip
            self._stated(row, line, cue, its_own)

    def _of_all(self, row: int, line: _Line, before: list[Token]) -> None:
        """“Two payments, 17,500.00 in total:” stands before them."""
        if len(before) == 1 and _TOTAL.search(line.bare[: before[0].start]):
            self.payments.outside.totals.append((row, line.amounts[before[0].at].value or Decimal(0)))  # fmt: skip
        elif before:
            self.payments.is_unclear = True

    def _opened(self, cue: Cue, line: _Line) -> None:
        amount = line.amounts[cue.amount].value if cue.amount is not None else None
        self.payments.open(cue, amount)

    def _stated(self, row: int, line: _Line, cue: Cue, tokens: list[Token]) -> None:
        """An amount with what it was paid for: documents with amounts of their own, documents together, or what the next lines say."""
        block = self.payments.current
        numbers = tuple(line.numbers[each.at][0] for each in tokens if each.kind == "number")
        rest = [each for each in tokens if each.kind == "number" or each.at != cue.amount]
        amount = line.amounts[cue.amount].value if cue.amount is not None else None
        pairs = _pairs(rest)
        if amount is not None and pairs:
            block.stated.append(amount)
            self._lines(row, line, pairs)
        elif any(each.kind == "amount" for each in rest):
            self._wrong("remittance.two_amounts" if numbers else "remittance.no_number", row, line)
        elif amount is not None:
            block.together.append(Together(row, numbers, str(amount), line.excerpt))
            self.goes_on = True
        else:
            block.mentions += [Mention(row, number, line.excerpt) for number in numbers]

    def _lines(self, row: int, line: _Line, pairs: list[tuple[int, int]]) -> None:
        for number, amount in pairs:
            said = (line.numbers[number][0],)
            self.payments.current.lines.append(AdvisedLine(row, said, str(line.amounts[amount].value), "0", "", line.excerpt))  # fmt: skip

    def _advised(self, row: int, line: _Line) -> None:
        amounts, text = line.amounts, line.text
        values = [each.value for each in amounts if each.value is not None]
        word = _KEPT_BACK.search(line.bare)
        paid, kept, reason, may_be_gross = values[0], Decimal(0), "", False
        if len(values) == 2 and word and amounts[0].end <= word.start() < amounts[1].start:
            kept, may_be_gross = abs(values[1]), True
            reason = text[amounts[1].end :].strip(_EDGES) or word.group()
        elif len(values) == 3 and values[0] - values[1] == values[2]:
            kept, paid = values[1], values[2]
            reason = text[amounts[2].end :].strip(_EDGES)
        elif len(values) != 1:
            self._wrong("remittance.two_amounts", row, line)
            return
        elif word and word.start() > amounts[0].end:
            reason = text[word.start() :].strip(_EDGES)
        self.payments.current.lines.append(
            AdvisedLine(
                row, line.said, str(paid), str(kept), reason[:200], line.excerpt, may_be_gross
            )
        )

    def _wrong(self, code: str, row: int, line: _Line) -> None:
        self.payments.current.problems.append(problem(code, f"{self.file}:{row}", line.text))


def _pairs(tokens: list[Token]) -> list[tuple[int, int]] | None:
    """Each document with the amount behind it; None where they do not take turns."""
    if not tokens or [each.kind for each in tokens] != ["number", "amount"] * (len(tokens) // 2):
        return None
    return [(number.at, amount.at) for number, amount in zip(tokens[::2], tokens[1::2], strict=True)]  # fmt: skip


def _paid_for(line: _Line) -> list[tuple[int, int]] | None:
    """“We paid 12,000.00 for INV-1 and 5,500.00 for INV-7”, without days: the documents are clear, whether one payment or two is not."""
    tokens = tokens_of(line.text, [], line.amounts, line.numbers)
    shown = [each for each in tokens if each.kind in ("amount", "number")]
    turned = [each for pair in zip(shown[1::2], shown[::2], strict=False) for each in pair]
    pairs = _pairs(turned) if len(shown) > 2 and len(shown) % 2 == 0 else None
    if pairs is None or shown[0].kind != "amount" or not any(each.kind == "pay" for each in tokens):
        return None
    between = (line.text[amount.end : number.start] for amount, number in zip(shown[::2], shown[1::2], strict=True))  # fmt: skip
    return pairs if all(_FOR.search(each) for each in between) else None


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())

"""The payments a text speaks of: what was read is put under the one it was written under, and where that cannot be told they stay one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from wanglai.formats.problem import Problem
from wanglai.formats.remittance.advice import AdvisedLine, Mention, Payment, Together
from wanglai.formats.remittance.cues import Cue
from wanglai.formats.remittance.problems import problem

_KINDS = ("ordinal", "reference", "day")  # what tells payments apart, the strongest first


@dataclass
class Block:
    """What was written of one payment so far; ``stated`` is what its own heading says, ``totals`` what lines of totals under it say."""

    file: str
    day: str = ""
    reference: str = ""
    lines: list[AdvisedLine] = field(default_factory=list)
    together: list[Together] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stated: list[Decimal] = field(default_factory=list)
    totals: list[tuple[int, Decimal]] = field(default_factory=list)
    customers: list[str] = field(default_factory=list)

    @property
    def has_documents(self) -> bool:
        return bool(self.lines or any(each.numbers for each in self.together) or self.problems)

    @property
    def has_total(self) -> bool:
        """Whether its money is said by itself: by a heading, a line of a total, or the only line it has."""
        return bool(self.stated or self.totals or self.together or self.problems) or len(self.lines) == 1  # fmt: skip

    @property
    def is_a_number_alone(self) -> bool:
        is_bare = bool(self.together) and not any(each.numbers for each in self.together)
        return is_bare and not (self.lines or self.stated)

    def settled(self) -> None:
        """An amount above lines, or that no document was written to, is what the heading states, whatever numbers it names beside.

        “Paid 400.00, contract HT-1” over INV-1 200.00 and INV-2 200.00 is 400.00 in all, not 800.00.
        """
        heads = [each for each in self.together if self.lines or not each.numbers]
        self.stated += [Decimal(each.paid) for each in heads]
        self.mentions += [Mention(each.row, number, each.excerpt) for each in heads for number in each.numbers]  # fmt: skip
        self.together = [each for each in self.together if each not in heads]

    def comes_to(self) -> set[Decimal]:
        """What its documents come to: with deductions taken off already, or still to be."""
        sure = sum((Decimal(each.paid) for each in self.together), Decimal(0))
        sure += sum((Decimal(each.paid) for each in self.lines), Decimal(0))
        less = sum((Decimal(each.deduction) for each in self.lines if each.may_be_gross), Decimal(0))  # fmt: skip
        return {sure, sure - less}

    def read(self) -> Payment:
        said = set(self.stated) | {total for _, total in self.totals}
        if len(said) > 1:
            self.problems.append(problem("remittance.two_totals", self.file))
        total = str(said.pop()) if len(said) == 1 else ""
        return Payment(self.day, self.reference, total, tuple(self.lines), tuple(self.together), tuple(self.mentions), tuple(self.problems), tuple(dict.fromkeys(self.customers)))  # fmt: skip


class Payments:
    """The blocks of a text in the order they were begun; ``outside`` stands before the first of them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.outside = Block(file)
        self.current = self.outside
        self.is_unclear = False
        self.says_unpaid = False  # somewhere it asks for money, or names money to come
        self._is_doubtful = False  # a day that may be a document's parts nothing
        self._blocks: dict[tuple[str, ...], Block] = {}
        self._kind = ""

    def open(self, cue: Cue, amount: Decimal | None) -> None:
        """The payment a cue speaks of: begun by what told the first one apart, gone on with by the same again.

        A heading names an amount; two of one day with different amounts are two payments. A line of a document names its payment's day.
        """
        if cue.is_doubtful:
            self._is_doubtful = True
        self._kind = self._kind or next(kind for kind in _KINDS if getattr(cue, kind))
        said = getattr(cue, self._kind)
        if not said:
            self._detail(cue)
        elif self._kind == "day":
            self._by_day(said, amount)
        else:
            self.current = self._blocks.setdefault((said,), Block(self.file))
            self._detail(cue)

    def _by_day(self, day: str, amount: Decimal | None) -> None:
        of_day = [key for key in self._blocks if key[0] == day]
        key: tuple[str, ...]
        if amount is not None:
            key = (day, str(amount))
            # Twice the same may be two payments as well as one that is named again.
            self.is_unclear |= key in self._blocks and self._blocks[key].has_documents
        elif len(of_day) > 1:
            self.is_unclear = True
            key = of_day[0]
        else:
            key = of_day[0] if of_day else (day,)
        self.current = self._blocks.setdefault(key, Block(self.file, day=day))

    def _detail(self, cue: Cue) -> None:
        """What is said beside: the day of a payment that is told apart by its number."""
        self.is_unclear |= self.current is self.outside
        if cue.day and self.current.day not in ("", cue.day):
            self.current.problems.append(problem("remittance.two_days", self.file, f"{self.current.day} / {cue.day}"))  # fmt: skip
        self.current.day = self.current.day or cue.day
        if cue.reference and self.current.reference not in ("", cue.reference):
            self.is_unclear = True
        self.current.reference = self.current.reference or cue.reference

    def read(self) -> tuple[list[Payment], list[Mention], str, list[Problem]]:
        """The payments, what is of none of them, the total of all of them, and what is wrong with all."""
        self._numbers_are_documents()
        for block in self._blocks.values():
            block.settled()
        blocks = list(self._blocks.values())
        while len(blocks) > 1 and not (blocks[0].has_documents or blocks[0].stated or blocks[0].totals):  # fmt: skip
            heading = blocks.pop(0)  # “Subject: payment of 3 Nov” over what it says
            self.outside.mentions += heading.mentions
            self.outside.customers += heading.customers
        if self.says_unpaid:
            return self._one(blocks, problem("remittance.not_paid", self.file))
        if len(blocks) < 2 and not self.is_unclear:
            return self._one(blocks)
        is_apart = all(each.has_documents and each.has_total for each in blocks) and not (self.outside.lines or self.outside.problems)  # fmt: skip
        if self.is_unclear or self._is_doubtful or not is_apart:
            return self._one(blocks, problem("remittance.payments", self.file))
        total = self._of_everything(blocks)
        if total is None:
            return self._one(blocks, problem("remittance.two_totals", self.file))
        return [each.read() for each in blocks], self.outside.mentions, total, []

    def _numbers_are_documents(self) -> None:
        """“Payment reference: INV-1 100.00”: with an amount and no document beside it, each is the document it was paid for."""
        blocks = [] if self.outside.lines else list(self._blocks.items())
        if self._kind != "reference" or not all(each.is_a_number_alone for _, each in blocks):
            return
        for (said, *_), each in blocks:
            self.outside.lines += [AdvisedLine(one.row, (said,), one.paid, "0", "", one.excerpt) for one in each.together]  # fmt: skip
            self.outside.problems += each.problems
            self.outside.mentions += each.mentions
            self.outside.totals += each.totals
            self.outside.customers += each.customers
        if blocks:
            self._blocks.clear()

    def _of_everything(self, blocks: list[Block]) -> str | None:
        """A total before the payments, or under the last of them where it is not that one's own; None where there are two."""
        own = blocks[-1].comes_to() | set(blocks[-1].stated)
        of_all = [total for _, total in self.outside.totals]
        of_all += [total for _, total in blocks[-1].totals if total not in own]
        blocks[-1].totals = [each for each in blocks[-1].totals if each[1] in own]
        if len(set(of_all)) > 1:
            return None
        return str(of_all[0]) if of_all else ""

    def _one(self, blocks: list[Block], *wrong: Problem) -> tuple[list[Payment], list[Mention], str, list[Problem]]:  # fmt: skip
        """Everything is of one payment, or nobody can tell of which."""
        whole = Block(self.file)
        for each in (self.outside, *blocks):
            whole.lines += each.lines
            whole.together += each.together
            whole.mentions += each.mentions
            whole.problems += each.problems
            whole.customers += each.customers
            whole.stated += [] if wrong else each.stated
            whole.totals += [] if wrong else each.totals
        if blocks and not wrong:
            whole.day = "" if self._is_doubtful else blocks[0].day
            whole.reference = blocks[0].reference
            whole.settled()  # its amount may stand below the lines
        read = whole.read()
        mentions = list(read.mentions)
        return [replace(read, mentions=(), problems=())], mentions, read.total, [*read.problems, *wrong]  # fmt: skip

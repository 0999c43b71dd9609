"""A text or a mail by its lines: whose the numbers are is known here, and what each payment was for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from wanglai.formats.problem import Problem
from wanglai.formats.remittance import AdvisedLine, Mention, Payment, Reading, Together, nearest
from wanglai.formats.remittance import problem as payments_problem
from wanglai.services.money import exponent_of
from wanglai.services.remittances.known_numbers import Paper, ours_among, papers_of, spelled
from wanglai.services.remittances.reads import Line, Read, problem


class TextOfPayments:
    """One text with our numbers among those it names."""

    def __init__(
        self, company_id: int, name: str, source: str, said: Reading, currency: str
    ) -> None:
        self.company_id, self.name, self.source, self.said, self.currency = company_id, name, source, said, currency  # fmt: skip
        self.ours = ours_among(company_id, _every_number(said))
        self.payments = [self._with_documents(each) for each in said.payments]
        lines = [line for each in self.payments for line in each.lines]
        together = [each for payment in self.payments for each in payment.together]
        used = [number for line in lines for number in line.numbers]
        used += [number for each in together for number in each.numbers]
        self.with_amount = {spelled(number) for number in used}

    def _with_documents(self, said: Payment) -> Payment:
        """An amount whose heading names nothing of ours is for the documents written below it: “400.00, contract HT-1”, INV-1, INV-2."""
        below = [*said.mentions, *(self.said.mentions if len(self.said.payments) == 1 else ())]
        mine = [each for each in below if spelled(each.number) in self.ours]
        if not mine or said.lines or len(said.together) > 1:
            return said
        numbers = tuple(each.number for each in mine)
        if not said.together:
            whole = (Together(mine[0].row, numbers, said.total, mine[0].excerpt),)
            return replace(said, together=whole) if said.total else said
        (one,) = said.together
        if any(spelled(each) in self.ours for each in one.numbers):
            return said
        return replace(said, together=(replace(one, numbers=numbers),))

    def read(self, today: date) -> list[Read]:
        """Each payment by itself, what is said of all of them held against each."""
        of_all = [_told(each) for each in self.said.problems]
        of_all += self._without_amounts(self.said.mentions)
        reads = [self._payment(each, today) for each in self.payments]
        if len(reads) > 1 and any(spelled(each.reference) in self.ours for each in self.payments):
            of_all.append(_told(payments_problem("remittance.payments", self.name)))
        for read in reads:
            read.problems += of_all
        return reads

    def _payment(self, said: Payment, today: date) -> Read:
        read = Read(
            problems=[_told(each) for each in said.problems], source=self.source, sender=self.said.sender, subject=self.said.subject,
            customers=(*said.customers, *self.said.customers), payment=said.reference, paid_on=nearest(said.day, today),
            total=minor(said.total, self.currency),
        )  # fmt: skip
        for line in said.lines:
            self._take_line(read, line)
        for each in said.together:
            self._take_together(read, each)
        read.problems += self._without_amounts((*said.mentions, Mention(0, said.reference, said.reference)))  # fmt: skip
        return read

    def _without_amounts(self, mentions: Iterable[Mention]) -> list[dict[str, Any]]:
        """Documents of ours that nowhere have an amount."""
        return [
            _without_amount(f"{self.name}:{each.row}", each.excerpt)
            for each in mentions
            if spelled(each.number) in self.ours - self.with_amount
        ]

    def _take_together(self, read: Read, said: Together) -> None:
        """One amount for several documents is what each was paid with where they come to it as they are open, else as they were written."""
        paid = minor(said.paid, self.currency)
        if paid is None:
            read.problems.append(_finer(str(said.row), said.excerpt))
            return
        mine = list({spelled(each): each for each in said.numbers if spelled(each) in self.ours}.values())  # fmt: skip
        numbers = mine or list(said.numbers)
        if len(numbers) == 1:
            read.lines.append(Line(str(said.row), numbers[0][:100], paid))
            return
        shares = _shares([self._papers(each) for each in mine], paid) if mine else None
        if shares is None:
            read.problems.append(_together(str(said.row), said.excerpt))
            return
        read.lines += [Line(str(said.row), number[:100], share) for number, share in zip(mine, shares, strict=True)]  # fmt: skip

    def _papers(self, number: str) -> list[Paper]:
        return papers_of(self.company_id, [number], self.currency).get(spelled(number), [])

    def _take_line(self, read: Read, line: AdvisedLine) -> None:
        mine = [number for number in line.numbers if spelled(number) in self.ours]
        paid, kept = (minor(amount, self.currency) for amount in (line.paid, line.deduction))
        if paid is None or kept is None:
            read.problems.append(_finer(str(line.row), line.excerpt))
            return
        if len({spelled(number) for number in mine}) > 1:
            read.problems.append(
                problem(
                    "remittance.two_numbers", str(line.row), line.excerpt,
                    ("一行有两个我方单据号。", "The line names two documents of ours."), ("请每行只写一个单据号。", "Write one document per line."),
                )
            )  # fmt: skip
            return
        number = (mine or list(line.numbers))[0]
        if line.may_be_gross:
            of_it = self._papers(number)
            amounts = {each.open for each in of_it} | {each.amount for each in of_it}
            is_gross, is_net = paid in amounts, paid + kept in amounts
            if is_gross == is_net:
                read.problems.append(
                    problem(
                        "remittance.gross_or_paid", str(line.row), line.excerpt,
                        ("不清楚第一个金额是扣款前还是实付。", "Nothing says whether the first amount is before the deduction or what was paid."),
                        ("请分别写明实付与扣款。", "Write what was paid and what was kept back."),
                    )
                )  # fmt: skip
                return
            paid -= kept if is_gross else 0
        read.lines.append(Line(str(line.row), number[:100], paid, kept, line.reason))


def _every_number(said: Reading) -> list[str]:
    found = [each.number for each in said.mentions]
    for payment in said.payments:
        found += [payment.reference, *(each.number for each in payment.mentions)]
        found += [number for line in payment.lines for number in line.numbers]
        found += [number for each in payment.together for number in each.numbers]
    return found


def _shares(papers: list[list[Paper]], paid: int) -> list[int] | None:
    """What each document was paid with, notes below zero; None where a number is not of one document, or they do not come to it.

    5,000.00 and 8,000.00 of which 7,000.00 are open, for 12,000.00: 5,000.00 and 7,000.00.
    """
    if any(len(each) != 1 for each in papers):
        return None
    for amounts in (
        [each.side * each.open for (each,) in papers],
        [each.side * each.amount for (each,) in papers],
    ):
        if sum(amounts) == paid and all(amounts):
            return amounts
    return None


def minor(amount: str, currency: str) -> int | None:
    """Minor units; None where nothing is said, or something finer than the currency."""
    if not amount:
        return None
    scaled = Decimal(amount).scaleb(exponent_of(currency))
    return int(scaled) if scaled == scaled.to_integral_value() else None


def _told(each: Problem) -> dict[str, Any]:
    return problem(each.code, each.place, each.excerpt, (each.reason.zh, each.reason.en), (each.remedy.zh, each.remedy.en))  # fmt: skip


def _without_amount(place: str, excerpt: str) -> dict[str, Any]:
    return problem(
        "remittance.no_amount", place, excerpt, ("有我方单据号但没有金额。", "It names a document of ours without an amount."),
        ("请写明付款金额。", "Write the amount paid."),
    )  # fmt: skip


def _finer(place: str, excerpt: str) -> dict[str, Any]:
    return problem(
        "remittance.finer", place, excerpt, ("金额的小数位超过币种的最小单位。", "The amount is finer than its currency."),
        ("请核对金额与币种。", "Check the amount and the currency."),
    )  # fmt: skip


def _together(place: str, excerpt: str) -> dict[str, Any]:
    return problem(
        "remittance.together", place, excerpt,
        ("一笔金额对应几张单据，但其未清金额合计与之不符。", "One amount is for several documents, and what is open of them does not come to it."),
        ("请写明每张单据的付款金额。", "Write the amount paid of each document."),
    )  # fmt: skip

"""Somebody hands in what a customer wrote about a payment; the same bytes lead to the advice that is there already."""

from __future__ import annotations

import hashlib
import re
from datetime import date

from django.db import transaction

from wanglai.domain.payment_reference import references_in
from wanglai.domain.statement_number import statement_numbers_in
from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.files import keep_file
from wanglai.services.ledger.book import Who
from wanglai.services.money import minor_of
from wanglai.services.reconciliation.uploads import Upload, checked
from wanglai.services.remittances.known_numbers import papers_of, spelled
from wanglai.services.remittances.linking import link_what_fits
from wanglai.services.remittances.payment_references import customers_of_references
from wanglai.services.remittances.reading import Read, problem, read_advice
from wanglai.services.remittances.refusals import (
    AdviceHasNoTotal,
    AdviceSaysNothing,
    CurrencyOfAdviceIsUnknown,
)
from wanglai.services.remittances.stated import statements_of
from wanglai.store.models import Company, Customer, Remittance, RemittanceLine

_CURRENCY = re.compile("[A-Z]{3}")


def hand_in_advice(
    *, company_id: int, actor: int, origin: str, upload: Upload, currency: str, customer_id: int | None = None,
    paid_on: date | None = None, total: str = "", reference: str = "",
) -> int:  # fmt: skip
    """Read and keep an advice, and find the money it speaks of; its id. ``total`` as it was typed, ``reference`` the payment's.

    Documents, amounts, what was kept back and why, in a table, a text or a mail. It adds up where everything was read and the lines
    come to the total: 600.00 and 385.00 with a credit of -100.00 come to 885.00. What does not waits for a decision.
    Refuses, in order: NotFound, NotPermitted, CurrencyOfAdviceIsUnknown, AdviceHasNoTotal, FileIsEmpty, FileIsTooBig, NotFound
    (customer), AdviceHasNoColumns, what the reading of tables refuses, AdviceSaysNothing.
    """
    admit(company_id=company_id, actor=actor, act="keep_advice")
    if not _CURRENCY.fullmatch(currency):
        raise CurrencyOfAdviceIsUnknown(currency)
    typed = minor_of(total, currency) if total.strip() else None
    if total.strip() and (typed is None or typed <= 0):
        raise AdviceHasNoTotal(total)
    upload = checked(upload)
    if customer_id is not None and not Customer.objects.filter(company_id=company_id, id=customer_id, merged_into=None).exists():  # fmt: skip
        raise NotFound
    known = _known(company_id, upload)
    if known is not None:
        return known
    # Read before anything is held: a child may take its seconds.
    read = read_advice(company_id, upload, currency)
    if not read.lines:
        raise AdviceSaysNothing(upload.name)
    _compare_totals(read, typed, currency)
    return _kept(company_id, actor, origin, upload, currency, read, customer_id, paid_on, reference)


def _known(company_id: int, upload: Upload) -> int | None:
    sha256 = hashlib.sha256(upload.content).hexdigest()
    rows = Remittance.objects.filter(company_id=company_id, withdrawn_at=None, file__sha256=sha256)
    return rows.values_list("id", flat=True).first()


def _compare_totals(read: Read, typed: int | None, currency: str) -> None:
    """What was typed stands where the advice states no total; two that differ are a problem of it."""
    if typed is None:
        return
    if read.total is not None and read.total != typed:
        read.problems.append(
            problem(
                "remittance.two_totals", "", f"{read.total} / {typed} {currency}",
                ("填写的总额与通知上的不同。", "The total that was typed is not the one it states."),
                ("请核对付款总额。", "Check the total of the payment."),
            )
        )  # fmt: skip
        return
    read.total = typed


@transaction.atomic
def _kept(
    company_id: int, actor: int, origin: str, upload: Upload, currency: str, read: Read, customer_id: int | None,
    paid_on: date | None, reference: str,
) -> int:  # fmt: skip
    Company.objects.select_for_update(no_key=True).get(id=company_id)
    known = _known(company_id, upload)
    if known is not None:
        return known
    adds_up = not read.problems and read.total in (None, read.paid)
    made = Remittance.objects.create(
        company_id=company_id, customer_id=customer_id or _whose(company_id, read, currency),
        file_id=keep_file(company_id, actor, upload), name=upload.name, payer_name=read.sender[:200],
        reference=" ".join(reference.split())[:200], paid_on=paid_on, currency=currency, total=read.total,
        source=read.source, lines=len(read.lines), paid=read.paid, adds_up=adds_up, problems=read.problems,
        columns=read.columns, entered_by_id=actor,
    )  # fmt: skip
    RemittanceLine.objects.bulk_create(
        RemittanceLine(
            company_id=company_id, remittance_id=made.id, line_no=no, number=line.number, paid=line.paid,
            deduction=line.deduction, reason=line.reason,
        )
        for no, line in enumerate(read.lines, start=1)
    )  # fmt: skip
    record(company_id, Who(actor, origin), "hand_in_advice", advice=made.id, named=made.name)
    if adds_up:
        link_what_fits(company_id, [made.id])
    return int(made.id)


def _whose(company_id: int, read: Read, currency: str) -> int | None:
    """The one customer whose reference it names, else the one whose documents or statements they all are; None where there are two or none."""
    said = references_in(" ".join((read.subject, read.texts, *(f"{line.number} {line.reason}" for line in read.lines))))  # fmt: skip
    named = set(customers_of_references(company_id, said).values())
    if len(named) == 1:
        return named.pop()
    papers = papers_of(company_id, (line.number for line in read.lines), currency)
    stated = statements_of(
        company_id, (each for line in read.lines for each in statement_numbers_in(line.number))
    )
    owners = {each.customer_id for each in stated.values()}
    owners |= {paper.customer_id for line in read.lines for paper in papers.get(spelled(line.number), ())}  # fmt: skip
    return owners.pop() if len(owners) == 1 else None

"""Somebody hands in what a customer wrote about a payment; the same bytes lead to the advice that is there already."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
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
from wanglai.services.remittances.reading import compare_totals, read_advices
from wanglai.services.remittances.reads import Read
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
) -> tuple[int, ...]:  # fmt: skip
    """Read and keep an advice, and find the money it speaks of; of a table, text or mail of several payments an advice each, their ids in its order.

    Documents, amounts, what was kept back and why, in a table, a text or a mail. It adds up where everything was read and the lines
    come to the total: 600.00 and 385.00 with a credit of -100.00 come to 885.00. What does not waits for a decision, the other
    payments of its file do not. ``total`` as it was typed, of everything handed in; ``reference`` is of one payment.
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
    # Read before anything is held: a child may take its seconds.
    if known and _how_many(company_id, upload) == len(known):
        return tuple(known.values())
    reads = read_advices(company_id, upload, currency)
    if not any(read.names_documents for read in reads):
        raise AdviceSaysNothing(upload.name)
    compare_totals(reads, typed, currency)
    if len(reads) == 1:
        reads = [replace(read, payment=reference or read.payment) for read in reads]
    reads = [replace(read, paid_on=read.paid_on or paid_on) for read in reads]
    return _kept(company_id, actor, origin, upload, currency, reads, customer_id)


def _known(company_id: int, upload: Upload) -> dict[int, int]:
    """The advices of these bytes that stand, by which payment of the file each is."""
    sha256 = hashlib.sha256(upload.content).hexdigest()
    rows = Remittance.objects.filter(company_id=company_id, withdrawn_at=None, file__sha256=sha256)
    return dict(rows.order_by("part").values_list("part", "id"))


def _how_many(company_id: int, upload: Upload) -> int:
    """How many payments these bytes were read as when they were handed in."""
    sha256 = hashlib.sha256(upload.content).hexdigest()
    rows = Remittance.objects.filter(company_id=company_id, file__sha256=sha256)
    return rows.values("part").distinct().count()


@transaction.atomic
def _kept(
    company_id: int, actor: int, origin: str, upload: Upload, currency: str, reads: Sequence[Read], customer_id: int | None
) -> tuple[int, ...]:  # fmt: skip
    """Each payment that does not stand yet becomes an advice; whether it adds up is its own question."""
    Company.objects.select_for_update(no_key=True).get(id=company_id)
    known = _known(company_id, upload)
    file_id = keep_file(company_id, actor, upload)
    found, fresh = [], []
    for part, read in enumerate(reads, start=1):
        if part in known:
            found.append(known[part])
            continue
        made = _made(company_id, actor, upload.name, file_id, part, currency, read, customer_id)
        record(company_id, Who(actor, origin), "hand_in_advice", advice=made.id, named=made.name)
        found.append(int(made.id))
        fresh += [int(made.id)] if made.adds_up else []
    if fresh:
        link_what_fits(company_id, fresh)
    return tuple(found)


def _made(
    company_id: int, actor: int, name: str, file_id: int, part: int, currency: str, read: Read, customer_id: int | None
) -> Remittance:  # fmt: skip
    made = Remittance.objects.create(
        company_id=company_id, customer_id=customer_id or _whose(company_id, read, currency), file_id=file_id, part=part,
        name=name, payer_name=read.sender[:200], reference=" ".join(read.payment.split())[:200], paid_on=read.paid_on,
        currency=currency, total=read.total, source=read.source, lines=len(read.lines), paid=read.paid,
        adds_up=not read.problems and read.total in (None, read.paid), problems=read.problems, columns=read.columns,
        entered_by_id=actor,
    )  # fmt: skip
    RemittanceLine.objects.bulk_create(
        RemittanceLine(
            company_id=company_id, remittance_id=made.id, line_no=no, number=line.number, paid=line.paid,
            deduction=line.deduction, reason=line.reason,
        )
        for no, line in enumerate(read.lines, start=1)
    )  # fmt: skip
    return made


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
    owners = {each.customer_id for each in stated.values() if each.currency == currency}
    owners |= {paper.customer_id for line in read.lines for paper in papers.get(spelled(line.number), ())}  # fmt: skip
    return owners.pop() if len(owners) == 1 else None

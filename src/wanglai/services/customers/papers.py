"""Addresses, payers and files of a customer: added and ended, never changed or removed."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit_to_rows
from wanglai.services.customers.gate import enter, seen_customer
from wanglai.services.customers.history import Changed, tell
from wanglai.services.files import Download
from wanglai.services.ledger.book import Who
from wanglai.services.reconciliation.uploads import Upload, checked
from wanglai.services.refusals import UnableTo
from wanglai.store.models import (
    Customer,
    CustomerAddress,
    CustomerFile,
    CustomerPayer,
    StoredFile,
)
from wanglai.store.models.customer_file import ADDRESS_KINDS

ACT = "keep_customer_papers"


class AddressSaysNothing(UnableTo):
    code_of_refusal = "address.empty"
    why = Wording("没有填写地址。", "No address is given.")
    next_step = Wording("请填写地址。", "Write the address.")
    http_status = 422


class PayerIsUnclear(UnableTo):
    code_of_refusal = "payer.unclear"
    why = Wording(
        "须填写代付方，且不能是客户本人；起止日期须先后有序。",
        "Name who pays, another than the customer itself, with days in their order.",
    )
    next_step = Wording("请核对代付方与日期。", "Check the payer and the days.")
    http_status = 422


@transaction.atomic
def add_address(
    *, company_id: int, actor: int, origin: str, customer_id: int, kind: str, text: str,
    postcode: str = "", country: str = "CN",
) -> int:  # fmt: skip
    """One more address, for ``registered``, ``billing``, ``delivery`` or ``letters``; its id.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, AddressSaysNothing.
    """
    customer = enter(company_id, actor, ACT, customer_id).customer
    text = " ".join(text.split())[:500]
    if not text or kind not in ADDRESS_KINDS:
        raise AddressSaysNothing
    address = CustomerAddress.objects.create(
        company_id=company_id, customer=customer, kind=kind, text=text,
        postcode=postcode.strip()[:20], country=country.strip().upper()[:2] or "CN",
    )  # fmt: skip
    tell(customer, Who(actor, origin), "change_customer", [Changed("address", "", text)])
    return int(address.id)


@transaction.atomic
def end_address(
    *, company_id: int, actor: int, origin: str, customer_id: int, address_id: int
) -> int:
    """An address is used no longer; the act's number. Refuses, in order: NotFound, NotPermitted, NotFound (customer),
    CustomerIsMerged, NotFound (address)."""
    customer = enter(company_id, actor, ACT, customer_id).customer
    rows = CustomerAddress.objects.filter(customer=customer, id=address_id, ended_at=None)
    address = rows.first()
    if address is None:
        raise NotFound
    rows.update(ended_at=timezone.now())
    return tell(customer, Who(actor, origin), "change_customer", [Changed("address", address.text, "")])  # fmt: skip


@transaction.atomic
def add_payer(
    *, company_id: int, actor: int, origin: str, customer_id: int, from_on: date,
    to_on: date | None = None, payer_id: int | None = None, payer_name: str = "",
    authorisation: Upload | None = None,
) -> int:  # fmt: skip
    """Somebody else pays for the customer between two days, both included, by the paper that allows it; the row's id.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, PayerIsUnclear, NotFound (payer),
    FileIsEmpty, FileIsTooBig.
    """
    customer = enter(company_id, actor, ACT, customer_id).customer
    name = " ".join(payer_name.split())[:200]
    is_one = (payer_id is None) != (not name)
    if not is_one or payer_id == customer.id or (to_on is not None and to_on < from_on):
        raise PayerIsUnclear(name)
    if payer_id is not None:
        payer = Customer.objects.filter(company_id=company_id, id=payer_id).first()
        if payer is None:
            raise NotFound
    row = CustomerPayer.objects.create(
        company_id=company_id, customer=customer, payer_id=payer_id, payer_name=name,
        from_on=from_on, to_on=to_on,
        authorisation_id=stored(company_id, actor, authorisation) if authorisation else None,
    )  # fmt: skip
    told = [Changed("payer", "", f"{row.payer.name if row.payer else name}, {from_on} – {to_on or ''}")]  # fmt: skip
    tell(customer, Who(actor, origin), "change_customer", told, payer=payer_id)
    return int(row.id)


@transaction.atomic
def add_payer_named(
    *, company_id: int, actor: int, origin: str, customer_id: int, name: str, from_on: date,
    to_on: date | None = None, authorisation: Upload | None = None,
) -> int:  # fmt: skip
    """As ``add_payer``: a customer of this name where there is one, else the name itself. Refuses what ``add_payer`` refuses."""
    enter(company_id, actor, ACT, customer_id)
    known = Customer.objects.filter(company_id=company_id, name=" ".join(name.split())).first()
    return add_payer(
        company_id=company_id, actor=actor, origin=origin, customer_id=customer_id, from_on=from_on,
        to_on=to_on, authorisation=authorisation, payer_id=known.id if known else None,
        payer_name="" if known else name,
    )  # fmt: skip


@transaction.atomic
def end_payer(
    *, company_id: int, actor: int, origin: str, customer_id: int, row_id: int, to_on: date
) -> int:
    """Say the last day on which a payer pays for the customer; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, NotFound (payer), PayerIsUnclear.
    """
    customer = enter(company_id, actor, ACT, customer_id).customer
    row = CustomerPayer.objects.select_for_update(no_key=True).filter(customer=customer, id=row_id).first()  # fmt: skip
    if row is None:
        raise NotFound
    if to_on < row.from_on:
        raise PayerIsUnclear(row.payer_name)
    old, row.to_on = row.to_on, to_on
    row.save(update_fields=["to_on"])
    name = row.payer.name if row.payer else row.payer_name
    told = [Changed("payer", f"{name} – {old or ''}", f"{name} – {to_on}")]
    return tell(customer, Who(actor, origin), "change_customer", told)


def payers_of(company_id: int, customer_id: int, on: date) -> tuple[CustomerPayer, ...]:
    """Who pays for a customer on a day; for whoever finds whose a receipt is."""
    rows = CustomerPayer.objects.filter(company_id=company_id, customer_id=customer_id, from_on__lte=on)  # fmt: skip
    return tuple(row for row in rows.order_by("id") if row.to_on is None or row.to_on >= on)


@transaction.atomic
def keep_file(
    *, company_id: int, actor: int, origin: str, customer_id: int, file: Upload, title: str = ""
) -> int:
    """Keep a paper with the customer; its id.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, FileIsEmpty, FileIsTooBig.
    """
    customer = enter(company_id, actor, ACT, customer_id).customer
    bare = checked(file)
    row = CustomerFile.objects.create(
        company_id=company_id, customer=customer, added_by_id=actor,
        file_id=stored(company_id, actor, bare), title=(title.strip() or bare.name)[:200],
    )  # fmt: skip
    tell(customer, Who(actor, origin), "change_customer", [Changed("file", "", row.title)])
    return int(row.id)


@transaction.atomic
def end_file(*, company_id: int, actor: int, origin: str, customer_id: int, row_id: int) -> int:
    """A paper is no longer shown with the customer; the act's number. Refuses, in order: NotFound, NotPermitted,
    NotFound (customer), CustomerIsMerged, NotFound (file)."""
    customer = enter(company_id, actor, ACT, customer_id).customer
    rows = CustomerFile.objects.filter(customer=customer, id=row_id, ended_at=None)
    row = rows.first()
    if row is None:
        raise NotFound
    rows.update(ended_at=timezone.now())
    return tell(customer, Who(actor, origin), "change_customer", [Changed("file", row.title, "")])


@transaction.atomic
def customer_file(*, company_id: int, actor: int, customer_id: int, row_id: int) -> Download:
    """A paper as it came. Refuses, in order: NotFound, NotPermitted, NotFound (customer), NotFound (file)."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_customers").require(customer_id)
    customer = seen_customer(company_id, actor, customer_id)
    row = CustomerFile.objects.filter(customer=customer, id=row_id, ended_at=None).select_related("file").first()  # fmt: skip
    if row is None:
        raise NotFound
    return Download(row.file.name, "application/octet-stream", bytes(row.file.content))


def stored(company_id: int, actor: int, file: Upload) -> int:
    """The kept file of these bytes, made where there is none. Refuses: FileIsEmpty, FileIsTooBig."""
    bare = checked(file)
    kept, _ = StoredFile.objects.get_or_create(
        company_id=company_id,
        sha256=hashlib.sha256(bare.content).hexdigest(),
        defaults={
            "name": bare.name, "byte_size": len(bare.content), "content": bare.content,
            "stored_by_id": actor,
        },
    )  # fmt: skip
    return int(kept.id)

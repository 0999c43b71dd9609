"""The fields of a customer that people fill in: how each is brought to its form, what is refused, how history shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DatabaseError, transaction

from tieout.refusal import Refusal, Wording
from wanglai.domain.masking import masked_account
from wanglai.domain.tax_numbers import read_tax_number
from wanglai.domain.wording import Fault
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Customer

TEXTS = {"name": 200, "short_name": 80, "number": 40, "industry": 80, "region": 80}
FIELDS = frozenset((*TEXTS, "names", "tax_number", "tax_country", "is_key_account"))


class CustomerNeedsAName(UnableTo):
    code_of_refusal = "customer.name"
    why = Wording("客户需要名称。", "A customer needs a name.")
    next_step = Wording("请填写名称。", "Give it a name.")
    http_status = 422


class CustomerExists(UnableTo):
    code_of_refusal = "customer.exists"
    why = Wording("已有同名客户。", "There is a customer of this name already.")
    next_step = Wording(
        "请打开该客户；确为另一家时请写全称以示区别。",
        "Open that customer; where it is another firm, write its full name.",
    )


class NumberIsTaken(UnableTo):
    code_of_refusal = "customer.number"
    why = Wording("该客户编号已被使用。", "Another customer has this number.")
    next_step = Wording("请换一个编号，或留空。", "Choose another number, or leave it empty.")


class TaxNumberIsWrong(UnableTo):
    """Says what the rule of tax numbers says: which character, what was expected."""

    http_status = 422

    def __init__(self, fault: Fault, place: str) -> None:
        Refusal.__init__(
            self, fault.code, place=place, reason=Wording(fault.reason.zh, fault.reason.en),
            remedy=Wording(fault.remedy.zh, fault.remedy.en),
        )  # fmt: skip


def cleaned(said: Mapping[str, Any], *, country: str = "CN") -> dict[str, Any]:
    """Columns of the model for the fields that were said, none for the others.

    A number without check is taken as it is; an empty one clears it. Refuses, in order: CustomerNeedsAName, TaxNumberIsWrong.
    """
    assert said.keys() <= FIELDS, f"no field of a customer: {sorted(said.keys() - FIELDS)}"
    found: dict[str, Any] = {
        field: " ".join(str(said[field]).split())[:length]
        for field, length in TEXTS.items()
        if field in said
    }
    if found.get("name") == "":
        raise CustomerNeedsAName
    if "names" in said:
        found["names"] = _names(said["names"])
    if "is_key_account" in said:
        found["is_key_account"] = bool(said["is_key_account"])
    if "tax_country" in said:
        country = found["tax_country"] = str(said["tax_country"]).strip().upper()[:2] or "CN"
    if "tax_number" in said:
        found |= _tax_number(str(said["tax_number"]), country)
    return found


def _names(names: Sequence[str]) -> list[str]:
    bare = (" ".join(name.split())[:200] for name in names)
    return list(dict.fromkeys(name for name in bare if name))


def _tax_number(text: str, country: str) -> dict[str, str]:
    if not text.strip():
        return {"tax_number": "", "tax_kind": ""}
    read = read_tax_number(text, country)
    if read.verdict == "wrong":
        assert read.fault is not None
        raise TaxNumberIsWrong(read.fault, read.number)
    return {"tax_number": read.number[:40], "tax_kind": read.kind[:20]}


def shown_in_history(customer: Customer, field: str) -> str:
    """A value as the history keeps it; the number of a person is masked."""
    value = getattr(customer, field)
    if field == "tax_number" and customer.tax_kind == "cn_person":
        return masked_account(value)
    return in_history(value)


def in_history(value: Any) -> str:
    """The text of a value; yes and no are words of the history, said in each language by ``words.value_words``."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " · ".join(value) if isinstance(value, list) else str(value)


def keep(customer: Customer, fields: Sequence[str] | None = None) -> None:
    """Write the row. Refuses: CustomerExists, NumberIsTaken."""
    try:
        with transaction.atomic():
            customer.save(update_fields=fields)
    except DatabaseError as problem:
        wall = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", "")
        if wall == "customer_name_once":
            raise CustomerExists(customer.name) from problem
        if wall == "customer_number_once":
            raise NumberIsTaken(customer.number) from problem
        raise

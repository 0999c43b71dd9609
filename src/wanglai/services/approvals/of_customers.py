"""What a request about a customer asks for, in the words an approver reads: names and masked numbers, never the whole ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tieout.refusal import Wording
from wanglai.services.customers.fields import in_history, shown_in_history
from wanglai.services.customers.words import field_words, value_words
from wanglai.store.models import Customer, CustomerBankAccount

OF_CUSTOMERS = (
    "create_customer", "change_customer", "set_parent", "stop_customer", "resume_customer",
    "merge_customers", "change_bank_account",
)  # fmt: skip
NOTHING = Wording("", "")


@dataclass(frozen=True)
class Told:
    """The customer's name and what will be done to it."""

    name: str
    about: Wording


def told_of_customer(company_id: int, kind: str, subject: Mapping[str, Any]) -> Told:
    """Empty for requests about something else."""
    if kind not in OF_CUSTOMERS:
        return Told("", NOTHING)
    customer = _customer(company_id, subject.get("customer_id") or subject.get("merged_id"))
    name = customer.name if customer else str(subject.get("said", {}).get("name", ""))
    return Told(name, _about(company_id, kind, subject, customer))


def _about(
    company_id: int, kind: str, subject: Mapping[str, Any], customer: Customer | None
) -> Wording:
    if kind in ("create_customer", "change_customer"):
        return _fields(subject["said"], customer)
    if kind == "stop_customer":
        return Wording(f"停用：{subject['reason']}", f"Stop it: {subject['reason']}")
    if kind == "resume_customer":
        return Wording("恢复往来", "Resume business with it")
    if kind == "set_parent":
        parent = _customer(company_id, subject.get("parent_id"))
        return Wording(f"上级客户：{parent.name if parent else '无'}", f"Belongs to: {parent.name if parent else 'none'}")  # fmt: skip
    if kind == "merge_customers":
        return _merge(company_id, subject, customer)
    return _account(company_id, subject)


def _fields(said: Mapping[str, Any], customer: Customer | None) -> Wording:
    """``Region: 上海 → 北京`` for each field that was said."""
    lines = []
    for field, value in said.items():
        new = in_history(value)
        old = shown_in_history(customer, field) if customer else ""
        if new != old:
            lines.append(
                (
                    field_words(field),
                    value_words(field, old) or NOTHING,
                    value_words(field, new) or NOTHING,
                )
            )
    return Wording(
        "；".join(f"{words.zh}：{_changed(old.zh, new.zh, customer)}" for words, old, new in lines),
        "; ".join(f"{words.en}: {_changed(old.en, new.en, customer)}" for words, old, new in lines),
    )  # fmt: skip


def _changed(old: str, new: str, customer: Customer | None) -> str:
    return f"{old} → {new}" if customer else new


def _merge(company_id: int, subject: Mapping[str, Any], merged: Customer | None) -> Wording:
    name = merged.name if merged else ""
    if subject.get("does") == "undo":
        return Wording(f"撤销合并：{name} 恢复为独立客户", f"Undo the merge: {name} stands alone again")  # fmt: skip
    survivor = _customer(company_id, subject.get("survivor_id"))
    into = survivor.name if survivor else ""
    return Wording(f"{name} 并入 {into}", f"{name} is merged into {into}")


def _account(company_id: int, subject: Mapping[str, Any]) -> Wording:
    row = CustomerBankAccount.objects.filter(company_id=company_id, id=subject.get("account_id", 0)).first()  # fmt: skip
    shown = f"{row.shown} · {row.holder} · {row.bank}" if row else ""
    if subject.get("does") == "end":
        return Wording(f"停用银行账号 {shown}", f"End the bank account {shown}")
    return Wording(f"启用银行账号 {shown}", f"Put the bank account {shown} in force")


def _customer(company_id: int, customer_id: Any) -> Customer | None:
    return Customer.objects.filter(company_id=company_id, id=customer_id).first()

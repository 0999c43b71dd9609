"""What can be asked for: each kind with how it is weighed, told and done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tieout.refusal import Wording
from wanglai.domain.money import part_of
from wanglai.services.access.disable_person import enable_person
from wanglai.services.access.give_role import give_role
from wanglai.services.access.invite_person import invite_person
from wanglai.services.access.take_role import take_role
from wanglai.services.allocation.items import item_states
from wanglai.services.allocation.refund import refund
from wanglai.services.allocation.transfer import transfer
from wanglai.services.allocation.write_off import write_off
from wanglai.services.bank.our_accounts import open_our_account
from wanglai.services.cash.accept_payer import accept_payer
from wanglai.services.cash.policy import set_cash_policy
from wanglai.services.cash.suspense import leave_suspense, weight_in_suspense
from wanglai.services.contracts.sign_contract import sign_contract
from wanglai.services.customers.bank_accounts import change_bank_account
from wanglai.services.customers.change_customer import (
    change_customer,
    resume_customer,
    set_parent,
    stop_customer,
)
from wanglai.services.customers.create_customer import create_customer
from wanglai.services.customers.merge_customers import merge_customers, unmerge_customers
from wanglai.services.disputes.resolve_dispute import resolve_as_asked, weight_of_asked
from wanglai.services.documents.credit_invoice import post_credit_note, weight_of
from wanglai.services.exports.make_archive import make_archive
from wanglai.services.imports.credits import weight_of_import
from wanglai.services.imports.order_import import order_import
from wanglai.services.ledger.asked_document import as_document
from wanglai.services.ledger.post import post_document
from wanglai.services.ledger.post import weight_of as weight_of_document
from wanglai.services.procedures.set_procedure import set_procedure
from wanglai.services.statements.letterhead import set_letterhead
from wanglai.store.models import Company, CustomerChange, Invoice

Subject = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of act that may need approval. ``does`` returns the number of the act."""

    act: str  # what the maker must be allowed to do
    weighs: Callable[[int, Subject], int]  # base minor units
    does: Callable[..., int]
    words: Wording
    is_of_people: bool = False  # a role is held or not: the same is asked for once at a time

    @property
    def is_weighed(self) -> bool:
        """Whether an amount of money is asked for."""
        return self.weighs is not _weighs_nothing


def _weight_of_item(company_id: int, subject: Subject) -> int:
    state = item_states(company_id, [subject["item_id"]])[subject["item_id"]]
    amount = subject.get("amount") or state.amount_open
    if not 0 < amount <= state.amount_open:
        return state.base_open
    return part_of(state.base_open, amount=amount, of=state.amount_open)


def _weighs_nothing(_company_id: int, _subject: Subject) -> int:
    return 0


def _without_key(verb: Callable[..., int]) -> Callable[..., int]:
    """A role is held or not, a draft waits or not: its verbs need no key to be safe to repeat."""

    def does(*, key: str, **wanted: Any) -> int:
        assert key
        return verb(**wanted)

    return does


def _weight_of_note(company_id: int, subject: Subject) -> int:
    if "document" in subject:  # written straight into the book, of no invoice's lines
        base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
        return weight_of_document(as_document(subject["document"]), base)
    note = Invoice.objects.filter(company_id=company_id, id=subject["invoice_id"]).first()
    return weight_of(note) if note is not None else 0


def _paper(subject: Subject) -> dict[str, Any]:
    """A paper never changes: its number, day and amount are in the subject to be shown, its id says all."""
    shown = ("key", "number", "on", "reason", "amount")
    return {name: value for name, value in subject.items() if name not in shown}


def _post_note(**wanted: Any) -> int:
    if "document" not in wanted:
        return post_credit_note(**_paper(wanted))
    who = {name: wanted[name] for name in ("company_id", "actor", "origin", "approver", "key")}
    return post_document(**who, document=as_document(wanted["document"])).seq


def _import(subject: Subject) -> dict[str, Any]:
    """The import and what was shown of it; its file and figures stand in the subject to be read."""
    shown = ("key", "file", "documents", "amount")
    return {name: value for name, value in subject.items() if name not in shown}


def _dated(subject: Subject) -> dict[str, Any]:
    return {**subject, "on": date.fromisoformat(subject["on"])}


def _merge(*, does: str = "merge", **wanted: Any) -> int:
    """``does`` says which way: together, or apart again."""
    return (unmerge_customers if does == "undo" else merge_customers)(**wanted)


def _create(**wanted: Any) -> int:
    """The act that made the customer; 0 where the company keeps no book."""
    made = create_customer(**wanted)
    rows = CustomerChange.objects.filter(company_id=wanted["company_id"], customer_id=made)
    return rows.order_by("id").values_list("seq", flat=True).first() or 0


def _or_of_dispute(weighs: Callable[[int, Subject], int]) -> Callable[[int, Subject], int]:
    """The same kind is asked for by a dispute that ends in it, and falls into the same bands."""

    def weigh(company_id: int, subject: Subject) -> int:
        asked = weight_of_asked if "dispute_id" in subject else weighs
        return asked(company_id, subject)

    return weigh


def _resolve(**wanted: Any) -> int:
    """The item stands in the subject to be shown; the dispute says which it is."""
    return resolve_as_asked(**{name: value for name, value in wanted.items() if name != "item_id"})


def _unless_of_dispute(does: Callable[..., int]) -> Callable[..., int]:
    return lambda **wanted: _resolve(**wanted) if "dispute_id" in wanted else does(**wanted)


KINDS: dict[str, Kind] = {
    "credit_note": Kind(
        "credit_note",
        _or_of_dispute(_weight_of_note),
        _unless_of_dispute(_post_note),
        Wording("红字单据", "Credit note"),
    ),
    "resolve_dispute": Kind(
        "keep_dispute",
        weight_of_asked,
        _resolve,
        Wording("了结争议", "End of a dispute"),
    ),
    "import_credit_notes": Kind(
        "credit_note",
        weight_of_import,
        lambda **wanted: order_import(**_import(wanted)),
        Wording("导入红字单据", "Import of credit notes"),
    ),
    "write_off": Kind(
        "write_off",
        _weight_of_item,
        lambda **wanted: write_off(**_dated(wanted)),
        Wording("坏账核销", "Write-off"),
    ),
    "refund": Kind(
        "refund",
        _or_of_dispute(_weight_of_item),
        _unless_of_dispute(lambda **wanted: refund(**_dated(wanted))),
        Wording("退款", "Refund"),
    ),
    "transfer": Kind(
        "transfer",
        _weight_of_item,
        lambda **wanted: transfer(**_dated(wanted)),
        Wording("转户", "Transfer"),
    ),
    "leave_suspense": Kind(
        "transfer",
        lambda company_id, subject: weight_in_suspense(company_id, subject["line_id"]),
        lambda **wanted: leave_suspense(**_dated(wanted)),
        Wording("待查来款转出", "Money leaves suspense"),
    ),
    "accept_payer": Kind(
        "apply_cash",
        _weighs_nothing,
        accept_payer,
        Wording("同意代付", "Payment for another"),
    ),
    **{
        name: Kind("manage_people", _weighs_nothing, _without_key(verb), words, is_of_people=True)
        for name, verb, words in (
            ("give_role", give_role, Wording("授予角色", "Giving a role")),
            ("take_role", take_role, Wording("取消角色", "Taking a role away")),
            ("invite_person", invite_person, Wording("邀请人员", "Inviting a person")),
            ("enable_person", enable_person, Wording("启用人员", "Switching a person on")),
        )
    },
    "archive": Kind(
        "make_archive",
        _weighs_nothing,
        _without_key(make_archive),
        Wording("公司归档包", "Archive of the company"),
    ),
    "sign_contract": Kind(
        "sign_contract",
        _weighs_nothing,
        _without_key(sign_contract),
        Wording("签订合同", "Signing a contract"),
    ),
    **{
        name: Kind(act, _weighs_nothing, _without_key(verb), words)
        for name, act, verb, words in (
            ("create_customer", "change_customer", _create, Wording("新建客户", "New customer")),
            (
                "change_customer",
                "change_customer",
                change_customer,
                Wording("修改客户", "Change of a customer"),
            ),
            (
                "set_parent",
                "change_customer",
                set_parent,
                Wording("客户归属", "Group of a customer"),
            ),
            (
                "stop_customer",
                "change_customer",
                stop_customer,
                Wording("停用客户", "Stopping a customer"),
            ),
            (
                "resume_customer",
                "change_customer",
                resume_customer,
                Wording("恢复客户", "Business again with a customer"),
            ),
            (
                "merge_customers",
                "merge_customers",
                _merge,
                Wording("合并客户", "Merge of customers"),
            ),
            (
                "set_cash_policy",
                "set_cash_policy",
                set_cash_policy,
                Wording("自动入账策略", "Policy of cash application"),
            ),
            (
                "open_our_account",
                "keep_our_account",
                open_our_account,
                Wording("登记本公司账户", "Account of the company"),
            ),
            (
                "set_procedure",
                "set_procedure",
                set_procedure,
                Wording("对账流程", "Procedure of reconciliations"),
            ),
            (
                "set_letterhead",
                "set_letterhead",
                set_letterhead,
                Wording("对账单抬头", "Letterhead of statements"),
            ),
            (
                "change_bank_account",
                "change_bank_account",
                change_bank_account,
                Wording("客户银行账号", "Bank account of a customer"),
            ),
        )
    },
}

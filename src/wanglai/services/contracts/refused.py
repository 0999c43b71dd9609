"""What the verbs of contracts refuse, and the contract if it is there."""

from __future__ import annotations

from datetime import date
from typing import Any

from tieout.refusal import Wording
from wanglai.domain import agreement_form
from wanglai.domain.agreement import Agreement
from wanglai.domain.records import Problem
from wanglai.services.access.scope import NotFound, Sight, admit, admit_to_rows
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Contract


class AgreementIsMistaken(UnableTo):
    """``problems`` says everything that is wrong, field by field."""

    code_of_refusal = "contract.agreement"
    why = Wording("合同条款有误。", "The terms of the contract are not complete or not possible.")
    next_step = Wording("请逐项改正所列问题。", "Correct what is listed, one by one.")
    http_status = 422

    def __init__(self, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(", ".join(one.field for one in problems))
        self.problems = problems


class ContractNeedsANumber(UnableTo):
    code_of_refusal = "contract.number"
    why = Wording("合同需要编号。", "A contract needs a number.")
    next_step = Wording("请填写合同编号。", "Write the number on the contract.")
    http_status = 422


class NumberIsTaken(UnableTo):
    code_of_refusal = "contract.number_taken"
    why = Wording("已有同编号的合同。", "There is a contract of this number already.")
    next_step = Wording("请核对编号，或修订原合同。", "Check the number, or amend that contract.")


class DaysOutOfOrder(UnableTo):
    code_of_refusal = "contract.days"
    why = Wording("日期先后有误。", "The days are out of order.")
    next_step = Wording(
        "止日不得早于起日；修订的生效日须在合同期内。",
        "The last day is not before the first, and an amendment begins within the contract.",
    )
    http_status = 422


class ContractsOverlap(UnableTo):
    code_of_refusal = "contract.overlap"
    why = Wording(
        "该客户在这些日期已有同一范围的合同生效。",
        "Another contract of this customer holds for the same scope on some of these days.",
    )
    next_step = Wording(
        "请终止原合同、注明由本合同替代，或改用其他范围。",
        "End that contract, say that this one replaces it, or give this one a scope of its own.",
    )


class NothingToSign(UnableTo):
    code_of_refusal = "contract.nothing_to_sign"
    why = Wording("没有待签订的内容。", "Nothing of this contract waits to be signed.")
    next_step = Wording("请先起草或修订。", "Draft or amend it first.")


class DraftHasChanged(UnableTo):
    code_of_refusal = "contract.draft_changed"
    why = Wording("草稿在您查看之后已被修改。", "The draft was changed after it was shown to you.")
    next_step = Wording("请重新核对后再签订。", "Look at it again, then sign.")


class WarningsNotAcknowledged(UnableTo):
    code_of_refusal = "contract.warnings"
    why = Wording("法定提示尚未逐条说明理由。", "A warning of the law has no reason beside it yet.")
    next_step = Wording(
        "请对每条提示写明仍然签订的理由。", "Say for each warning why it is signed all the same."
    )
    http_status = 422


class ContractIsOver(UnableTo):
    code_of_refusal = "contract.over"
    why = Wording("合同未生效或已结束。", "The contract is not in force, or is over.")
    next_step = Wording("请另立新合同。", "Draft a new contract.")


class ContractIsSigned(UnableTo):
    code_of_refusal = "contract.signed"
    why = Wording("合同已签订，不能直接修改。", "The contract is signed and cannot be changed.")
    next_step = Wording("请修订合同。", "Amend it instead.")


class ReasonIsMissing(UnableTo):
    code_of_refusal = "contract.reason"
    why = Wording("请说明原因。", "A reason is needed.")
    next_step = Wording("请用一句话写明原因。", "Say why, in one sentence.")
    http_status = 422


def admit_to_contracts(company_id: int, actor: int, act: str) -> Sight:
    """The act's own right, then which customers' contracts the person sees. Refuses, in order: NotFound, NotPermitted."""
    if act != "view_contracts":
        admit(company_id=company_id, actor=actor, act=act)
    return admit_to_rows(company_id=company_id, actor=actor, act="view_contracts")


def contract_within(
    company_id: int, contract_id: int, sight: Sight, *, lock: bool = False
) -> Contract:
    """The contract if it is the company's and in sight, held where asked. Refuses: NotFound."""
    rows: Any = Contract.objects.select_for_update(no_key=True) if lock else Contract.objects
    found: Contract | None = sight.of(rows.filter(company_id=company_id, id=contract_id)).first()
    if found is None:
        raise NotFound
    return found


def agreed(record: object) -> Agreement:
    """The agreement a record says. Refuses: AgreementIsMistaken with every problem."""
    try:
        return agreement_form.agreement_of(record)
    except agreement_form.AgreementRefused as refused:
        raise AgreementIsMistaken(refused.problems) from refused


def in_order(from_on: date, to_on: date | None) -> None:
    """Refuses: DaysOutOfOrder."""
    if to_on is not None and to_on < from_on:
        raise DaysOutOfOrder(f"{from_on} > {to_on}")

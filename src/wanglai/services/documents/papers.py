"""What every verb about a paper shares: who sees it, its row and its lines held in key order, its number and its key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import IntegrityError, models, transaction

from tieout.refusal import Wording
from wanglai.domain.orders import Progress
from wanglai.services.access.scope import NotFound, Sight, admit, admit_to_rows
from wanglai.services.ledger.book import KeyWasUsed
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Customer, DeliveryLine, SalesOrderLine


class PaperHasNoNumber(UnableTo):
    code_of_refusal = "document.number"
    why = Wording("单据没有编号。", "The document has no number.")
    next_step = Wording("请填写单据编号。", "Give the number as it stands on the paper.")
    http_status = 422


class NumberIsTaken(UnableTo):
    code_of_refusal = "document.number_taken"
    why = Wording("已有同号的单据。", "There is a document of this number already.")
    next_step = Wording("请核对编号，或作废原单据。", "Check the number, or cancel the other one.")
    http_status = 422


class LinesDoNotFit(UnableTo):
    code_of_refusal = "document.lines"
    why = Wording(
        "明细行不成立：没有明细，或品名、数量、单价、税率、金额有误。",
        "The lines make no sense: there is none, or a name, quantity, price, tax rate or amount is wrong.",
    )
    next_step = Wording(
        "数量大于零、至多六位小数；单价不为负；税率为零至一百之间。",
        "Quantities above zero with six decimals at most, no negative price, a tax rate from 0 to below 100.",
    )
    http_status = 422


class CurrencyIsNoCode(UnableTo):
    code_of_refusal = "document.currency"
    why = Wording("币种代码有误。", "This is no currency code.")
    next_step = Wording("请填写三位大写字母，如 CNY。", "Write three capital letters, such as CNY.")
    http_status = 422


class DayDoesNotFit(UnableTo):
    code_of_refusal = "document.day"
    why = Wording(
        "日期早于它所依据的单据。", "The day lies before that of the document it follows from."
    )
    next_step = Wording("请核对日期。", "Check the day.")
    http_status = 422


class NotInThisState(UnableTo):
    code_of_refusal = "document.state"
    why = Wording("单据当前的状态不允许此操作。", "As it stands, the document does not allow this.")
    next_step = Wording("请刷新页面查看其状态。", "Load the page again and look where it stands.")


def admit_to_customers(*, company_id: int, actor: int, act: str) -> Sight:
    """Who carries the act, for the customers they see. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act=act)
    return admit_to_rows(company_id=company_id, actor=actor, act="view_documents")


def hold_customer(company_id: int, customer_id: int, sight: Sight) -> None:
    """The customer's row, held: papers of one customer are entered one after the other. Refuses: NotFound."""
    sight.require(customer_id)
    rows = Customer.objects.select_for_update(no_key=True)
    if rows.filter(company_id=company_id, id=customer_id).first() is None:
        raise NotFound


def known_paper(model: type[models.Model], company_id: int, key: str, asked: bytes) -> int | None:
    """The paper that this key entered before, if any. Refuses: KeyWasUsed."""
    assert key, "an outside event carries a key"
    rows = model._default_manager.filter(company_id=company_id, key=key)
    found = rows.values_list("id", "request_hash").first()
    if found is None:
        return None
    if bytes(found[1]) != asked:
        raise KeyWasUsed(key)
    return int(found[0])


def held(model: Any, company_id: int, paper_id: int, sight: Sight) -> Any:
    """The paper's row, held until the end. Refuses: NotFound, also for what is another's."""
    rows = model.objects.select_for_update(no_key=True)
    found = sight.of(rows.filter(company_id=company_id, id=paper_id)).first()
    if found is None:
        raise NotFound
    return found


def held_order_lines(company_id: int, ids: Iterable[int]) -> dict[int, SalesOrderLine]:
    """Lines of orders by id, held in key order. Refuses: NotFound."""
    return _held_lines(SalesOrderLine, company_id, ids)


def held_delivery_lines(company_id: int, ids: Iterable[int]) -> dict[int, DeliveryLine]:
    """Lines of deliveries by id, held in key order. Refuses: NotFound."""
    return _held_lines(DeliveryLine, company_id, ids)


def _held_lines(model: Any, company_id: int, ids: Iterable[int]) -> dict[int, Any]:
    wanted = set(ids)
    rows = model.objects.select_for_update(no_key=True).filter(company_id=company_id, id__in=wanted)
    found = {line.id: line for line in rows.order_by("id")}
    if wanted - set(found):
        raise NotFound
    return found


def progress_of(line: SalesOrderLine) -> Progress:
    """The counters of a line as the rules see them."""
    return Progress(
        ordered=line.quantity,
        deliverable=line.deliverable,
        delivered=line.delivered,
        returned=line.returned,
        invoiced=line.invoiced,
        given_up=line.given_up,
        is_billed_by_order=line.is_billed_by_order,
    )


def move(model: Any, line_id: int, **by: Any) -> None:
    """Move counters of a line that is held; the CHECK of the table has the last word."""
    changes: Mapping[str, Any] = {name: models.F(name) + amount for name, amount in by.items()}
    moved = model.objects.filter(id=line_id).update(**changes)
    assert moved == 1, "a line that is held is there"


def checked_number(number: str) -> str:
    """The number without blanks around it. Refuses: PaperHasNoNumber."""
    number = " ".join(number.split())
    if not number:
        raise PaperHasNoNumber
    return number


def checked_currency(currency: str) -> str:
    """Refuses: CurrencyIsNoCode."""
    if not (
        len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()
    ):
        raise CurrencyIsNoCode(currency)
    return currency


_NUMBERS = ("order_number_once", "delivery_number_once", "invoice_number_once", "bill_number_once")


@contextmanager
def numbered_once(number: str) -> Iterator[None]:
    """Turn a number that is taken into words; two at once are told apart by the database. Refuses: NumberIsTaken."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        cause = problem.__cause__
        name = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else ""
        if name not in _NUMBERS:
            raise
        raise NumberIsTaken(number) from problem

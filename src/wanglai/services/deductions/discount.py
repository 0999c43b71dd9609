"""What a customer may take off a debt for paying it early, by the contract in force on the paper's own day."""

from __future__ import annotations

from datetime import date

from wanglai.domain.discount import Allowed, allowed_on
from wanglai.domain.ledger import DEBIT, RULES
from wanglai.domain.money import part_of
from wanglai.services.contracts.terms_in_force import terms_in_force
from wanglai.services.deductions.refusals import DiscountIsNotAgreed
from wanglai.services.deductions.tolerance import let_go_of
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import OpenItem


def discount_on(company_id: int, item_id: int, paid_on: date) -> Allowed | None:
    """What may be taken off an item that is paid in full on a day; None where nothing was agreed or it is too late.

    Counted from the day of the paper. An instalment takes its share of the tax: 565.00 of 1,130.00 with 130.00 tax, 2 % of the net
    within 10 days, are 10.00. A balance brought forward names no tax, so that a discount on the net cannot be told of it.
    """
    item = OpenItem.objects.get(company_id=company_id, id=item_id)
    held = terms_in_force(company_id, item.customer_id, item.document_on)
    if item.side != DEBIT or held is None or held.discount is None:
        return None
    if held.agreement.currency not in ("", item.currency):
        return None
    rule = RULES.get(item.kind)
    if held.discount.basis == "net" and (rule is None or not rule.tax):
        return None
    gross, tax = fetch(_FIGURES, {"company": company_id, "seq": item.seq, "tax": rule.tax if rule else ""})[0]  # fmt: skip
    share = part_of(int(tax), amount=item.amount, of=int(gross)) if tax else 0
    return allowed_on(
        held.discount, gross=item.amount, tax=share, counted_from=item.document_on, paid_on=paid_on
    )


def require_discount(
    company_id: int, item_id: int, amount: int, paid_on: date, *, is_paid_in_full: bool
) -> None:
    """``amount`` more is taken off an item. Refuses: DiscountIsNotAgreed."""
    allowed = discount_on(company_id, item_id, paid_on)
    taken = let_go_of(company_id, item_id, "discount")
    if allowed is None or not is_paid_in_full or taken + amount > allowed.amount:
        raise DiscountIsNotAgreed


_FIGURES = """
SELECT (SELECT sum(amount) FROM store_openitem WHERE company_id = %(company)s AND seq = %(seq)s AND side = 1),
       (SELECT coalesce(-sum(line.amount), 0) FROM store_entryline AS line
          JOIN store_account AS account ON account.id = line.account_id AND account.role = %(tax)s
         WHERE line.company_id = %(company)s AND line.seq = %(seq)s)
"""

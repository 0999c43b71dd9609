"""What customers are to be asked for on a day: their open items at a step, less what is contested or promised, by customer and currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wanglai.domain.calendars import Calendar
from wanglai.domain.payment_steps import due_between, step_reached
from wanglai.services.access.scope import SEEN
from wanglai.services.ledger.merged import family
from wanglai.services.ledger.queries import fetch

COVERED = "covered"
CLAIMED = "claimed"


@dataclass(frozen=True)
class DueItem:
    """An item at its step; ``asked`` and ``contested`` in minor units. Promised until a day, nothing of it is asked."""

    item_id: int
    document: str
    document_on: date
    due_on: date
    step: int
    asked: int
    contested: int
    promised_until: date | None

    @property
    def is_left_out(self) -> bool:
        return self.asked == 0


@dataclass(frozen=True)
class DueOfCustomer:
    """A customer's items of one currency, the longest due first; ``credits`` it has with us that nothing took up, in minor units.

    ``is_covered``: these come to as much as everything of it that is due and all that would be asked for.
    ``is_claimed``: it says of a payment that we do not show it, or not so, and the dispute about it is open.
    """

    customer_id: int
    customer: str
    currency: str
    items: tuple[DueItem, ...]
    credits: int
    is_covered: bool
    is_claimed: bool = False

    @property
    def asked(self) -> int:
        return sum(each.asked for each in self.items)

    @property
    def asked_items(self) -> tuple[DueItem, ...]:
        return tuple(each for each in self.items if not each.is_left_out)

    @property
    def left_out(self) -> tuple[DueItem, ...]:
        return tuple(each for each in self.items if each.is_left_out)


def due_of_company(
    company_id: int, today: date, steps: Sequence[int], calendar: Calendar, *, customer_id: int | None = None,
    currency: str | None = None, only: int | None = None,
) -> list[DueOfCustomer]:  # fmt: skip
    """By customer and currency what stands at a step today that no letter asked for at it yet; of one, or of those ``only`` a person sees.

    Merged customers' items are their survivor's. On a day that is not worked nothing is due.
    """
    if not steps or not calendar.is_working(today):
        return []
    first, last = due_between(steps, today)
    wanted = {
        "company": company_id, "today": today, "first": first, "last": last, "currency": currency, "only": only,
        "customers": None if customer_id is None else list(family(company_id, customer_id)),
    }  # fmt: skip
    found: dict[tuple[int, str], list[DueItem]] = {}
    names: dict[int, str] = {}
    for row in fetch(_ITEMS, wanted):
        owner, name, of_currency, told, *rest = row
        item = _at_step(rest, steps, calendar, today)
        if item is not None and item.step not in (told or ()):
            found.setdefault((owner, of_currency), []).append(item)
            names[owner] = name
    if not found:
        return []
    balances = {(row[0], row[1]): (row[2], row[3], row[4]) for row in fetch(_BALANCES, {**wanted, "owners": list(names)})}  # fmt: skip
    return [
        _of_customer(owner, names[owner], of_currency, items, *balances.get((owner, of_currency), (0, 0, False)), today)
        for (owner, of_currency), items in sorted(found.items(), key=lambda each: (names[each[0][0]], each[0]))
    ]  # fmt: skip


def _at_step(row: list[object], steps: Sequence[int], calendar: Calendar, today: date) -> DueItem | None:  # fmt: skip
    item_id, document, document_on, due_on, amount_open, contested, promised_until = row
    assert isinstance(item_id, int)
    assert isinstance(document_on, date)
    assert isinstance(due_on, date)
    assert isinstance(amount_open, int)
    assert isinstance(contested, int)
    assert promised_until is None or isinstance(promised_until, date)
    step = step_reached(due_on, steps, calendar, today)
    if step is None:
        return None
    asked = 0 if promised_until is not None else amount_open - contested
    return DueItem(item_id, str(document), document_on, due_on, step, asked, contested, promised_until)  # fmt: skip


def _of_customer(
    customer_id: int,
    name: str,
    currency: str,
    items: list[DueItem],
    held: int,
    due: int,
    is_claimed: bool,
    today: date,
) -> DueOfCustomer:
    early = sum(each.asked for each in items if each.due_on > today)
    is_covered = held > 0 and held >= due + early
    return DueOfCustomer(customer_id, name, currency, tuple(items), held, is_covered, is_claimed)


# Items on the receivable account alone: a bill of exchange is presented by its bank, and an item without a due day waits for one.
_ITEMS = f"""
SELECT coalesce(customer.merged_into_id, customer.id), coalesce(survivor.name, customer.name), item.currency,
       (SELECT array_agg(line.step) FROM store_paymentreminderline AS line
         WHERE line.company_id = item.company_id AND line.item_id = item.id AND line.is_asked),
       item.id, item.document, item.document_on, item.due_on, item.amount - item.allocated,
       store_item_contested(item.id), store_item_promised_until(item.id, %(today)s)
  FROM store_openitem AS item
  JOIN store_account AS account ON account.id = item.account_id AND account.role = 'receivable'
  JOIN store_customer AS customer ON customer.id = item.customer_id AND NOT customer.is_suspense
  LEFT JOIN store_customer AS survivor ON survivor.id = customer.merged_into_id
 WHERE item.company_id = %(company)s AND item.side = 1 AND item.allocated < item.amount
   AND item.due_on BETWEEN %(first)s AND %(last)s AND item.document_on <= %(today)s
   AND (%(customers)s::bigint[] IS NULL OR item.customer_id = ANY(%(customers)s))
   AND (%(currency)s::text IS NULL OR item.currency = %(currency)s)
   AND {SEEN.format(customer="coalesce(customer.merged_into_id, customer.id)")}
 ORDER BY item.due_on, item.id
"""  # noqa: S608 - what is seen is a constant
# What the customer has with us, what of it is due and neither contested nor promised, and whether it says that it paid.
_BALANCES = """
SELECT owner, currency, held, due, store_payment_is_claimed(owner, currency) FROM (
SELECT coalesce(customer.merged_into_id, customer.id) AS owner, item.currency,
       coalesce(sum(item.amount - item.allocated) FILTER (WHERE item.side = -1), 0)::bigint AS held,
       coalesce(sum(item.amount - item.allocated - store_item_contested(item.id)) FILTER (
           WHERE item.side = 1 AND item.due_on <= %(today)s AND store_item_promised_until(item.id, %(today)s) IS NULL), 0)::bigint AS due
  FROM store_customer AS customer JOIN store_openitem AS item ON item.company_id = customer.company_id AND item.customer_id = customer.id
 WHERE customer.company_id = %(company)s AND coalesce(customer.merged_into_id, customer.id) = ANY(%(owners)s)
   AND item.allocated < item.amount
 GROUP BY 1, 2) AS balance
"""

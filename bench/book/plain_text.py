"""The book of a row as a plain-text journal: the same documents, customers as accounts, for beancount and hledger.

Neither knows open items, due days or ages: what they are asked for is what each customer owes, from the same documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from wanglai.domain.ledger import RULES, Document

OPENED = date(2024, 12, 31)
RECEIVABLE = "Assets:Receivable:C"


def journal(documents: Iterable[Document], customers: int, *, is_beancount: bool) -> Iterator[str]:
    """A block of text per document: 12.34 owed by customer 7 is a debit of ``Assets:Receivable:C7``."""
    if is_beancount:
        for account in ("Assets:Bank", "Income:Sales", *(f"{RECEIVABLE}{each}" for each in range(customers))):  # fmt: skip
            yield f"{OPENED} open {account} CNY\n"
    for document in documents:
        sign = RULES[document.kind].side
        yuan, fen = divmod(document.gross, 100)
        amount = f"{'-' if sign < 0 else ''}{yuan}.{fen:02}"
        other = "Income:Sales" if sign > 0 else "Assets:Bank"
        title = f'* "{document.number}"' if is_beancount else document.number
        yield (
            f"\n{document.on} {title}\n  {RECEIVABLE}{document.customer_id}  {amount} CNY\n"
            f"  {other}\n"
        )

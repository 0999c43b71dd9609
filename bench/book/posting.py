"""Child program: posts invoices, one commit each. ``python -m bench.book.posting SECONDS COMPANY``."""

from __future__ import annotations

import os
import sys
from datetime import timedelta

from bench.book.company import known_company
from bench.book.documents import FIRST
from bench.book.turns import take_turns
from wanglai.domain.ledger import Document
from wanglai.services.ledger.post import post_document


def main() -> None:
    bench, me = known_company(int(sys.argv[2])), os.getpid()

    def post(number: int) -> None:
        paper = f"INV-{me}-{number}"
        document = Document(
            kind="invoice",
            customer_id=bench.customers[number % len(bench.customers)],
            number=paper,
            on=FIRST + timedelta(days=number % 28),
            gross=11_300 + number % 1_000,
            tax=1_300,
        )
        post_document(**bench.scope, document=document, key=paper)

    take_turns(float(sys.argv[1]), post)


if __name__ == "__main__":
    main()

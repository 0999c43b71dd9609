"""Child program: opens so many companies with a book. ``python -m bench.book.opening COUNT``; prints their ids."""

from __future__ import annotations

import json
import sys

from bench.book.company import open_company
from bench.book.documents import FIRST, MONTHS


def main() -> None:
    names = [f"post-{number}" for number in range(int(sys.argv[1]))]
    opened = [open_company(name, customers=100, from_on=FIRST, months=MONTHS) for name in names]
    print(json.dumps([bench.company_id for bench in opened]))


if __name__ == "__main__":
    main()

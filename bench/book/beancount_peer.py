"""Child program of the peers' environment: what each customer owes, by beancount. ``python -m bench.book.beancount_peer FILE``.

Loads the journal without its cache, as a command does, and adds up each account; its answer in JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from decimal import Decimal

os.environ["BEANCOUNT_DISABLE_LOAD_CACHE"] = "1"

import beancount  # type: ignore[import-not-found, unused-ignore]
from beancount import loader  # type: ignore[import-not-found, unused-ignore]


def main() -> None:
    entries, errors, _ = loader.load_file(sys.argv[1])
    assert not errors, errors[:3]
    sums: Counter[str] = Counter()
    for entry in entries:
        for posting in getattr(entry, "postings", ()):
            if posting.account.startswith("Assets:Receivable:"):
                sums[posting.account] += int(posting.units.number * Decimal(100))
    print(json.dumps({"total": sum(sums.values()), "version": beancount.__version__}))


if __name__ == "__main__":
    main()

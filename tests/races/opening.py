"""Child program: two companies with an open book; prints their ids and who posts in them as JSON."""

from __future__ import annotations

import json
import os

from wanglai.cli.django_loaded import load_django

load_django(os.environ["DATABASE_URL"])

from tests.ledgers import open_ledger  # noqa: E402

found = []
for name in ("yuanjing", "hengtai"):
    book = open_ledger(name)
    book.customer("远景")
    found.append({"company": book.company_id, "actor": book.books.people["FM"]})
print(json.dumps(found))

"""Child program: posts invoice after invoice until it is killed. ``python -m tests.races.poster NAME FOLDER COMPANY ACTOR``.

Each key is made here and on the disk before the request is sent; what came of it is written after it.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from django.db import Error, connection

from tests.races.invoices import invoice, load
from wanglai.services.ledger import book
from wanglai.services.ledger.post import post_document


def main() -> None:
    if os.environ.get("ANSWERS_EARLY"):  # the control
        book._wait_for_disk = lambda: None
    name, folder, company, actor = (
        sys.argv[1],
        Path(sys.argv[2]),
        int(sys.argv[3]),
        int(sys.argv[4]),
    )
    customer = load(company)
    scope = {"company_id": company, "actor": actor, "origin": "poster"}
    journal = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    number = 0
    while True:
        number += 1
        key = f"{name}-{number}"
        os.write(journal, f"sent {key}\n".encode())
        os.fdatasync(journal)
        try:
            posted = post_document(**scope, document=invoice(customer, key), key=key)
        except Error:
            os.write(journal, f"doubt {key}\n".encode())
            _wait_for_server()
        else:
            os.write(journal, f"ack {key} {posted.seq} {posted.number}\n".encode())


def _wait_for_server() -> None:
    while True:
        connection.close()
        try:
            connection.ensure_connection()
        except Error:
            time.sleep(0.05)
        else:
            return


if __name__ == "__main__":
    main()

"""Child program: reads a file and brings it in until it is done or killed. ``python -m tests.races.importing COMPANY ACTOR KIND FILE``.

It says ``ordered N`` once the import is ordered, and works through it in small chunks.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from wanglai.cli.django_loaded import load_django

load_django(os.environ["DATABASE_URL"])

from wanglai.services.imports import write_papers  # noqa: E402
from wanglai.services.imports.choose import choose  # noqa: E402
from wanglai.services.imports.life import try_import_again  # noqa: E402
from wanglai.services.imports.order_import import go_on_import, order_import  # noqa: E402
from wanglai.services.imports.perform_import import perform_import  # noqa: E402
from wanglai.services.imports.queries import import_page  # noqa: E402
from wanglai.services.imports.start_import import start_import  # noqa: E402
from wanglai.services.ledger import import_documents  # noqa: E402
from wanglai.services.reconciliation.uploads import Upload  # noqa: E402


def main() -> None:
    import_documents.CHUNK = write_papers.CHUNK = 100
    who = {"company_id": int(sys.argv[1]), "actor": int(sys.argv[2])}
    upload = Upload("file.csv", Path(sys.argv[4]).read_bytes())
    number = start_import(**who, kind=sys.argv[3], uploads=[upload], waits_for_worker=False)
    page = import_page(**who, import_id=number)
    if page.state == "queued":
        perform_import(number)
        if sys.argv[3] == "invoices":
            choose(**who, import_id=number, code="customer.unknown", choice="create")
        order_import(**who, origin="race", import_id=number, waits_for_worker=False)
    else:
        try_import_again(number)  # what the worker does with work that lost its process
        if (
            import_page(**who, import_id=number).state == "stopped"
        ):  # after the third time a person goes on
            go_on_import(**who, origin="race", import_id=number, waits_for_worker=False)
    print(f"ordered {number}", flush=True)
    perform_import(number)
    print(f"over {import_page(**who, import_id=number).state}", flush=True)


if __name__ == "__main__":
    main()

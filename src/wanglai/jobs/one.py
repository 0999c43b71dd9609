"""``python -m wanglai.jobs.one run|sheet|archive|import|bank|cash|statements NUMBER WORKER``: do one piece of work; 0 means that it is over."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Tie this process's life to the worker's, then do the work."""
    kind, number, worker = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _die_with(worker)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanglai.config.settings")
    os.environ["WANGLAI_DATABASE_POOL"] = "off"
    import django

    django.setup()
    gc.disable()  # a short life: two million small tuples need no search for cycles
    if kind == "sheet":
        from wanglai.services.reconciliation.sheet_life import make_sheet

        make_sheet(number)
    elif kind == "archive":
        from wanglai.services.exports.archive_life import perform_archive

        perform_archive(number)
    elif kind == "import":
        from wanglai.services.imports.perform_import import perform_import

        perform_import(number)
    elif kind == "bank":
        from wanglai.services.bank.perform_bank_file import perform_bank_file

        perform_bank_file(number)
    elif kind == "cash":
        from wanglai.services.cash.perform_cash_run import perform_cash_run

        perform_cash_run(number)
    elif kind == "statements":
        from wanglai.services.statements.perform_statement_run import perform_statement_run

        perform_statement_run(number)
    else:
        from wanglai.services.reconciliation.perform_run import perform_run

        perform_run(number)


def _die_with(worker: int) -> None:
    """Linux ends this process when the thread that started it ends; elsewhere the heartbeat decides alone."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != worker:
            raise SystemExit(1)


if __name__ == "__main__":
    main()

"""``python -m wanglai.jobs``: the worker. SIGTERM and SIGINT stop it; runs it held go back to the queue."""

from __future__ import annotations

import os
import threading


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanglai.config.settings")
    os.environ["WANGLAI_DATABASE_POOL"] = "off"  # one connection per thread is all a worker needs
    import django

    django.setup()
    from wanglai.jobs.worker import look_after_runs, work

    stopping = threading.Event()
    threading.Thread(target=look_after_runs, args=(stopping,), daemon=True, name="stalled").start()
    try:
        work()
    finally:
        stopping.set()


if __name__ == "__main__":
    main()

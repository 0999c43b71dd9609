"""Child program: sends what is due until it is killed. ``python -m tests.races.sender``; the mail server comes by the environment.

With SAYS_NOTHING (the control) it does not write down that it begins to hand a mail over.
"""

from __future__ import annotations

import os

from wanglai.cli.django_loaded import load_django

load_django(os.environ["DATABASE_URL"])

from wanglai.services.messages import send_messages  # noqa: E402


def main() -> None:
    if os.environ.get("SAYS_NOTHING"):
        send_messages._marked = lambda claimed: lambda: None
    print("at work", flush=True)
    send_messages.send_due_messages(seconds=600)


if __name__ == "__main__":
    main()

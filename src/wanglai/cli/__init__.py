"""The ``wanglai`` command: a thin door onto the runtime and the services."""

from __future__ import annotations


def main() -> None:
    """The console script. Django is loaded only by the commands that need it."""
    from wanglai.cli.app import app

    app()

"""Django, set up against a given database, for the commands that need it."""

from __future__ import annotations

import os


def load_django(database_url: str) -> None:
    """Read the settings with this database and fill the app registry; called once per process."""
    os.environ["DATABASE_URL"] = database_url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanglai.config.settings")
    os.environ.setdefault("WANGLAI_DATABASE_POOL", "off")
    os.environ.setdefault("WANGLAI_LOG_LEVEL", "WARNING")
    import django

    django.setup()

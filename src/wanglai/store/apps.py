from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class StoreConfig(AppConfig):
    name = "wanglai.store"
    label = "store"
    verbose_name = "Wanglai"

    def ready(self) -> None:
        """Whatever was migrated, the roles of the database get their rights again; fields learn the lookups of the house."""
        from wanglai.store import lookups  # noqa: F401 - registers itself

        post_migrate.connect(_grant_again, sender=self)


def _grant_again(using: str, **_: Any) -> None:
    from wanglai.store.roles import grant

    grant(connections[using])

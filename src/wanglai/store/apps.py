from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "wanglai.store"
    label = "store"
    verbose_name = "Wanglai"

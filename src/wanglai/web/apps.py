"""The screens as a Django app: templates, static files, words of the interface."""

from __future__ import annotations

from pathlib import Path

from django.apps import AppConfig

FOLDER = Path(__file__).resolve().parent
TEMPLATE_FOLDERS = tuple(sorted(FOLDER.glob("*/templates")))
LOCALE_FOLDER = FOLDER / "locale"


class WebConfig(AppConfig):
    name = "wanglai.web"
    label = "web"
    verbose_name = "Screens"

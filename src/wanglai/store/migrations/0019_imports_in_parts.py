"""Documents of a batch in several parts, the days a contract gives imported ones, and who agreed to an import's credit notes."""

from __future__ import annotations

from importlib import resources

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_CHUNK = resources.files("wanglai.store.book").joinpath("imports_in_parts.sql")


class Migration(migrations.Migration):
    dependencies = [("store", "0018_names_of_walls")]
    operations = [
        migrations.AddField("importrow", "parts", models.JSONField(null=True)),
        migrations.AddField("importeddocument", "plan", models.JSONField(null=True)),
        migrations.AddField(
            "fileimport",
            "agreed_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(
            lambda apps, editor: _run(editor, _CHUNK.read_text("utf-8")),
            migrations.RunPython.noop,
        ),
    ]


def _run(editor, text: str) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(text)

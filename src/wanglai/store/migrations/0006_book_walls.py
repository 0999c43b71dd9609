"""The sealed form, the walls and the verbs of the book, see ``wanglai.store.book``."""

from __future__ import annotations

from django.db import migrations

from wanglai.store import book


class Migration(migrations.Migration):
    dependencies = [("store", "0005_book_tables")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: [run(editor, text) for text in book.sql()],
            migrations.RunPython.noop,
        )
    ]


def run(editor, text: str) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(text)

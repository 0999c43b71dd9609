"""A bill booked as paid goes back when its settlement is undone."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from wanglai.store import bill_walls


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0014_exports")]
    operations: ClassVar = [migrations.RunSQL(sql) for sql in bill_walls.SQL]

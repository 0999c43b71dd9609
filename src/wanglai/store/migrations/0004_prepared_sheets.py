"""Difference sheets of long results, made by the worker: the table they wait and stand in."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0003_withdrawn_notes"),
    ]

    operations = [
        migrations.CreateModel(
            name="PreparedSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=2)),
                ("form", models.CharField(max_length=4)),
                ("key", models.CharField(max_length=64)),
                ("state", models.CharField(default="queued", max_length=6)),
                ("attempts", models.IntegerField(default=0)),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("started_at", models.DateTimeField(null=True)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("content", models.BinaryField(null=True)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("requested_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ("run", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.run")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "language", "form", "key"), name="sheet_once"),
                    models.CheckConstraint(condition=models.Q(("state__in", ("queued", "making", "ready", "failed"))), name="sheet_state_known"),
                    models.CheckConstraint(condition=models.Q(("state", "ready"), ("content__isnull", True), _connector="XOR"), name="sheet_ready_is_whole"),
                ],
                "indexes": [
                    models.Index(condition=models.Q(("state__in", ("queued", "making"))), fields=["id"], name="sheet_active"),
                ],
            },
        ),
        *(migrations.RunSQL(sql) for sql in triggers.sheet_sql()),
    ]

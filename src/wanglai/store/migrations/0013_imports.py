"""Files on their way into the book: what stands in them, what people decided, and the walls around both."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import import_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0012_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportedLine",
            fields=[
                ("pk", models.CompositePrimaryKey("file_import_id", "no", "line_no", blank=True, editable=False, primary_key=True, serialize=False)),
                ("file_import_id", models.BigIntegerField()),
                ("no", models.IntegerField()),
                ("line_no", models.IntegerField()),
                ("row", models.IntegerField()),
                ("text", models.CharField(max_length=500)),
                ("quantity", models.DecimalField(decimal_places=8, max_digits=24, null=True)),
                ("price", models.DecimalField(decimal_places=8, max_digits=24, null=True)),
                ("amount", models.BigIntegerField()),
                ("tax", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="FileImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("file_name", models.CharField(max_length=200)),
                ("state", models.CharField(default="queued", max_length=9)),
                ("options", models.JSONField(default=dict)),
                ("is_remembered", models.BooleanField(default=False)),
                ("found", models.JSONField(default=dict)),
                ("choices", models.JSONField(default=dict)),
                ("totals", models.JSONField(default=dict)),
                ("refusal", models.JSONField(null=True)),
                ("documents", models.IntegerField(default=0)),
                ("rows_done", models.IntegerField(default=0)),
                ("rows_total", models.IntegerField(default=0)),
                ("attempts", models.IntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ordered_at", models.DateTimeField(null=True)),
                ("origin", models.CharField(blank=True, max_length=200)),
                ("started_at", models.DateTimeField(null=True)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("stop_requested_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("batch", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.importbatch")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("created_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("file", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.storedfile")),
                ("ordered_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="fileimport_of_company"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("queued", "reading", "ordered", "posting", "refused", "preview", "stopped", "done", "withdrawn"))),
                        name="fileimport_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("done", "withdrawn")), ("finished_at__isnull", True), _connector="XOR"),
                        name="fileimport_ended_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("ordered", "posting", "stopped", "done")), _negated=True),
                            models.Q(("ordered_at__isnull", False), ("ordered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="fileimport_ordered_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("ordered", "posting", "stopped"))), fields=("company",), name="fileimport_one_posting"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("done", "withdrawn")), _negated=True), fields=("company", "kind", "file"), name="fileimport_live_once"
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("queued", "reading", "ordered", "posting"))),
                        fields=["state", "heartbeat_at"],
                        name="fileimport_active",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12)),
                ("document_no", models.IntegerField(null=True)),
                ("facts", models.JSONField(default=dict)),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("decided_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ("file_import", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.fileimport")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["file_import", "document_no"], name="importdecision_about"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedDocument",
            fields=[
                ("pk", models.CompositePrimaryKey("file_import_id", "no", blank=True, editable=False, primary_key=True, serialize=False)),
                ("file_import_id", models.BigIntegerField()),
                ("no", models.IntegerField()),
                ("row", models.IntegerField()),
                ("rows", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=200)),
                ("customer", models.CharField(max_length=400)),
                ("on", models.DateField(null=True)),
                ("due", models.DateField(null=True)),
                ("currency", models.CharField(max_length=12)),
                ("rate", models.DecimalField(decimal_places=8, max_digits=18, null=True)),
                ("gross", models.BigIntegerField(null=True)),
                ("tax", models.BigIntegerField(default=0)),
                ("gross_read", models.BigIntegerField(null=True)),
                ("text", models.CharField(max_length=1000)),
                ("more", models.JSONField(default=dict)),
                ("is_left_out", models.BooleanField(default=False)),
                ("is_corrected", models.BooleanField(default=False)),
                ("batch_row", models.IntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("batch_row__isnull", False)), fields=["file_import_id", "batch_row"], name="imported_in_batch"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("header", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ("options", models.JSONField()),
                ("confirmed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("confirmed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("kind", ""), _negated=True), name="importmapping_has_a_kind"),
                ],
                "indexes": [
                    models.Index(fields=["company", "kind", "-id"], name="importmapping_newest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportProblem",
            fields=[
                ("pk", models.CompositePrimaryKey("file_import_id", "no", "ordinal", blank=True, editable=False, primary_key=True, serialize=False)),
                ("file_import_id", models.BigIntegerField()),
                ("no", models.IntegerField()),
                ("ordinal", models.SmallIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("field", models.CharField(blank=True, max_length=20)),
                ("excerpt", models.CharField(blank=True, max_length=200)),
                ("values", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["file_import_id", "code"], name="importproblem_by_code"),
                ],
            },
        ),
        *(migrations.RunSQL(sql) for sql in import_walls.import_sql()),
    ]

"""What left the house: vouchers, archives, reports by mail."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import export_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0013_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportSubscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("report", models.CharField(max_length=20)),
                ("every", models.CharField(max_length=5)),
                ("day", models.SmallIntegerField()),
                ("language", models.CharField(max_length=2)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="subscription_of_company"),
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at__isnull", True)), fields=("company", "person", "report", "every", "day"), name="subscription_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("day__range", (1, 7)), ("every", "week")), models.Q(("day__range", (1, 31)), ("every", "month")), _connector="OR"
                        ),
                        name="subscription_day_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("state", models.CharField(default="waiting", max_length=7)),
                ("attempts", models.IntegerField(default=0)),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, max_length=200)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("subscription", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.reportsubscription")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("subscription", "due_on"), name="delivery_once"),
                    models.CheckConstraint(condition=models.Q(("state__in", ("waiting", "sent", "refused", "failed"))), name="delivery_state_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="delivery_sent_is_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoucherBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period_id", models.BigIntegerField()),
                ("layout", models.CharField(max_length=20)),
                ("words", models.CharField(max_length=5)),
                ("entries", models.IntegerField()),
                ("debits", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ("repeats", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.voucherbatch")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="voucher_batch_of_company"),
                    models.CheckConstraint(condition=models.Q(("debits__gte", 0), ("entries__gt", 0)), name="voucher_batch_says_something"),
                    models.CheckConstraint(condition=models.Q(("words__in", ("one", "three"))), name="voucher_words_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoucherOfEntry",
            fields=[
                ("pk", models.CompositePrimaryKey("company_id", "seq", blank=True, editable=False, primary_key=True, serialize=False)),
                ("company_id", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("batch_id", models.BigIntegerField()),
                ("period_id", models.BigIntegerField()),
                ("word", models.CharField(max_length=1)),
                ("number", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company_id", "period_id", "word", "number"), name="voucher_number_once"),
                    models.CheckConstraint(condition=models.Q(("number__gt", 0)), name="voucher_number_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Archive",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=2)),
                ("state", models.CharField(default="queued", max_length=6)),
                ("stage", models.CharField(blank=True, max_length=20)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("attempts", models.IntegerField(default=0)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("head_seq", models.BigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("byte_size", models.BigIntegerField(default=0)),
                ("approved_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("state__in", ("queued", "making", "ready", "failed"))), name="archive_state_known"),
                    models.CheckConstraint(condition=models.Q(("state", "ready"), ("sha256", ""), _connector="XOR"), name="archive_ready_has_its_hash"),
                ],
                "indexes": [
                    models.Index(condition=models.Q(("state__in", ("queued", "making"))), fields=["id"], name="archive_active"),
                ],
            },
        ),
        *(migrations.RunSQL(sql) for sql in export_walls.SQL),
    ]

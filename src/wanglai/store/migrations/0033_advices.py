"""Remittance advices with what they add up to, and the receipts they speak of; what waits is found by its words."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import advice_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0032_cycles"),
    ]

    operations = [
        migrations.CreateModel(
            name="AdvisedReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bank_entry_id", models.BigIntegerField()),
                ("by", models.CharField(max_length=9)),
                ("linked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("remittance", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.remittance")),
                ("linked_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("ended_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
            ],
            options={
                "indexes": [models.Index(fields=["company", "remittance", "id"], name="advised_receipts_of")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("ended_at__isnull", True)), fields=("company", "bank_entry_id"), name="advised_receipt_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by", "person"), ("linked_by__isnull", False)),
                            models.Q(("by__in", ("reference", "amount")), ("linked_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="advised_receipt_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="advised_receipt_ended_by_somebody",
                    ),
                ],
            },
        ),
        migrations.RemoveField(
            model_name="remittance",
            name="bank_entry_id",
        ),
        migrations.AddField(
            model_name="remittance",
            name="adds_up",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="remittance",
            name="columns",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="remittance",
            name="decided_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="remittance",
            name="decided_by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="remittance",
            name="decision",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="remittance",
            name="lines",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="remittance",
            name="paid",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="remittance",
            name="problems",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="remittance",
            name="source",
            field=models.CharField(default="table", max_length=5),
        ),
        migrations.AddField(
            model_name="remittance",
            name="withdrawn_by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name="cashproposal",
            index=models.Index(condition=models.Q(("state", "open")), fields=["company_id", "customer_id"], name="proposal_of_customer"),
        ),
        migrations.AddConstraint(
            model_name="remittance",
            constraint=models.CheckConstraint(condition=models.Q(("source__in", ("table", "text", "mail"))), name="remittance_source_known"),
        ),
        migrations.AddConstraint(
            model_name="remittance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("adds_up", False), models.Q(("problems", []), models.Q(("total", None), ("total", models.F("paid")), _connector="OR")), _connector="OR"
                ),
                name="remittance_that_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="remittance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("decision", "")),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False), models.Q(("decision", ""), _negated=True)),
                    _connector="OR",
                ),
                name="remittance_decided_says_why",
            ),
        ),
        *(migrations.RunSQL(sql) for sql in advice_walls.advice_sql()),
    ]

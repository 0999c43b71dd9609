"""Money nobody can name yet, payers' names learned from the bank's lines, payers accepted with another person's word."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import money_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0026_statements"),
    ]

    operations = [
        migrations.CreateModel(
            name="PayerAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("core", models.CharField(max_length=200)),
                ("bank_entry_id", models.BigIntegerField()),
                ("learned_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("undone_at", models.DateTimeField(null=True)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("learned_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("undone_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("undone_at__isnull", True)), fields=("company", "core"), name="payer_alias_once"),
                    models.CheckConstraint(condition=models.Q(("core", ""), _negated=True), name="payer_alias_says_something"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="payer_alias_undone_by_somebody",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["company", "customer", "-id"], name="payer_alias_of_customer"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AcceptedPayer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bank_entry_id", models.BigIntegerField()),
                ("reason", models.CharField(max_length=500)),
                ("seq", models.BigIntegerField()),
                ("agreed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("agreed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("bank_entry_id", "customer"), name="accepted_payer_once"),
                    models.CheckConstraint(condition=models.Q(("agreed_by", models.F("asked_by")), _negated=True), name="accepted_payer_agreed_by_another"),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="accepted_payer_says_why"),
                ],
            },
        ),
        migrations.AddField(
            model_name="settlement",
            name="paid_for_another",
            field=models.JSONField(null=True),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_suspense", False), models.Q(("is_stopped", False), ("merged_into__isnull", True), ("parent__isnull", True)), _connector="OR"
                ),
                name="customer_suspense_stands_alone",
            ),
        ),
        *(migrations.RunSQL(sql) for sql in money_walls.money_sql()),
    ]

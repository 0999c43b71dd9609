"""Contracts with their versions and papers, the company's own days, published rates, the law as settings."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import wanglai.store.models.contracts
from django.conf import settings
from django.db import migrations, models

from wanglai.store import contract_walls, triggers


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0010_customer_file"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("scope", models.CharField(blank=True, max_length=100)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                ("state", models.CharField(default="draft", max_length=10)),
                ("ended_on", models.DateField(null=True)),
                ("end_reason", models.CharField(blank=True, max_length=500)),
                ("draft", models.JSONField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("created_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                (
                    "replaces",
                    models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.contract"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "number"), name="contract_number_once"),
                    models.UniqueConstraint(fields=("company", "id"), name="contract_of_company"),
                    models.CheckConstraint(condition=models.Q(("number", ""), _negated=True), name="contract_has_a_number"),
                    models.CheckConstraint(condition=models.Q(("state__in", ("draft", "in_force", "ended", "superseded"))), name="contract_state_known"),
                    models.CheckConstraint(
                        condition=models.Q(("to_on__isnull", True), ("to_on__gte", models.F("from_on")), _connector="OR"), name="contract_days_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", True), ("state__in", ("draft", "in_force"))),
                            models.Q(("ended_on__gte", models.F("from_on")), ("ended_on__isnull", False), ("state__in", ("ended", "superseded"))),
                            _connector="OR",
                        ),
                        name="contract_end_is_within",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "draft"), _negated=True), ("draft__isnull", False), _connector="OR"),
                        name="contract_waits_for_signing",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "draft"), _negated=True),
                        expressions=[
                            ("company", "="),
                            ("customer", "="),
                            ("scope", "="),
                            (
                                wanglai.store.models.contracts._Days(
                                    "from_on",
                                    django.db.models.functions.comparison.Coalesce("ended_on", "to_on"),
                                    django.contrib.postgres.fields.ranges.RangeBoundary(True, True),
                                ),
                                "&&",
                            ),
                        ],
                        name="contract_one_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("attached_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attached_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("contract", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.contract")),
                ("file", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.storedfile")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "file"), name="contract_file_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("agreement", models.JSONField()),
                ("from_on", models.DateField()),
                ("signed_on", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("acknowledged", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("approved_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("contract", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.contract")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "number"), name="contract_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number", 1), models.Q(("number__gt", 1), models.Q(("reason", ""), _negated=True)), _connector="OR"),
                        name="contract_version_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("approved_by__isnull", True), models.Q(("approved_by", models.F("made_by")), _negated=True), _connector="OR"),
                        name="contract_version_by_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpiryWarning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.SmallIntegerField()),
                ("to_on", models.DateField()),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("contract", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.contract")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "to_on", "days"), name="expiry_said_once"),
                    models.CheckConstraint(condition=models.Q(("days__in", (90, 60, 30))), name="expiry_days_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LawSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record", models.JSONField()),
                ("reason", models.CharField(max_length=500)),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("set_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="PublishedRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=40)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                ("percent", models.DecimalField(decimal_places=6, max_digits=12)),
                ("source", models.CharField(max_length=200)),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("entered_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)), fields=("company", "table", "from_on"), name="rate_one_from_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("source", ""), _negated=True), models.Q(("table", ""), _negated=True)), name="rate_has_its_source"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_on__isnull", True), ("to_on__gte", models.F("from_on")), _connector="OR"), name="rate_days_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CompanyDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("is_worked", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=100)),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("set_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "on"), name="company_day_once"),
                ],
            },
        ),
        *(migrations.RunSQL(sql) for sql in triggers.contract_sql()),
        *(migrations.RunSQL(sql) for sql in contract_walls.SQL),
    ]

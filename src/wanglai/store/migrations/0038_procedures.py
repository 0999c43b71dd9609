"""Procedures by versions, the cases that follow them, and what was done."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import procedure_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0037_dispositions"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProcedureVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.IntegerField()),
                ("name", models.CharField(max_length=200)),
                ("told", models.JSONField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seq", models.BigIntegerField()),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="store.company"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.storedfile",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "version"), name="procedure_once"),
                    models.UniqueConstraint(fields=("company", "id"), name="procedure_of_company"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="procedure_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by__isnull", True),
                            models.Q(("agreed_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="procedure_agreed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcedureCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("state", models.CharField(default="open", max_length=7)),
                (
                    "ready",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), size=None
                    ),
                ),
                ("due_on", models.DateField(null=True)),
                ("opened_on", models.DateField()),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("seq", models.BigIntegerField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="store.company"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.customer",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reconciliation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.reconciliation",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.procedureversion",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["company", "due_on", "id"],
                        name="procedure_case_waits",
                    ),
                    models.Index(fields=["company", "-id"], name="procedure_case_newest"),
                    models.Index(
                        fields=["company", "customer", "-id"], name="procedure_case_of_customer"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "id"), name="procedure_case_of_company"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="procedure_case_has_a_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "over", "stopped"))),
                        name="procedure_case_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True),
                                ("state", "open"),
                                models.Q(("ready", []), _negated=True),
                            ),
                            models.Q(
                                ("due_on__isnull", True),
                                ("ended_at__isnull", False),
                                ("ready", []),
                                ("state__in", ("over", "stopped")),
                            ),
                            _connector="OR",
                        ),
                        name="procedure_case_waits_while_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "stopped"), models.Q(("reason", ""), _negated=True)),
                            models.Q(models.Q(("state", "stopped"), _negated=True), ("reason", "")),
                            _connector="OR",
                        ),
                        name="procedure_case_says_why_stopped",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcedureStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordinal", models.IntegerField()),
                ("step", models.CharField(max_length=100)),
                ("way", models.CharField(blank=True, max_length=100)),
                ("said", models.CharField(blank=True, max_length=500)),
                ("due_on", models.DateField(null=True)),
                ("done_on", models.DateField()),
                ("done_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seq", models.BigIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.procedurecase",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="store.company"
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "ordinal"), name="procedure_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ordinal__gt", 0), models.Q(("step", ""), _negated=True)
                        ),
                        name="procedure_step_in_order",
                    ),
                ],
            },
        ),
        *(migrations.RunSQL(sql) for sql in procedure_walls.procedure_sql()),
    ]

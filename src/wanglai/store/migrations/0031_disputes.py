"""Disputes with their steps and policy; flags that stood before become disputes of all that is open."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import dispute_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0030_two_sided"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("item_id", models.BigIntegerField(null=True)),
                ("document", models.CharField(blank=True, max_length=100)),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField()),
                ("standing", models.BigIntegerField()),
                ("reason", models.CharField(max_length=20)),
                ("raised_by", models.CharField(max_length=8)),
                ("due_on", models.DateField()),
                ("state", models.CharField(default="open", max_length=12)),
                ("opened_on", models.DateField()),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_on", models.DateField(null=True)),
                ("key", models.CharField(max_length=100)),
                ("request_hash", models.BinaryField()),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company"),
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
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.statement",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["company", "state", "due_on", "id"], name="dispute_in_state"),
                    models.Index(fields=["company", "due_on", "id"], name="dispute_by_deadline"),
                    models.Index(fields=["company", "customer", "-id"], name="dispute_of_customer"),
                    models.Index(
                        condition=models.Q(("item_id__isnull", False)),
                        fields=["item_id"],
                        name="dispute_of_item",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="dispute_of_company"),
                    models.UniqueConstraint(fields=("company", "key"), name="dispute_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0),
                            ("raised_by__in", ("staff", "customer")),
                            (
                                "state__in",
                                (
                                    "open",
                                    "credit_note",
                                    "correction",
                                    "refund",
                                    "compensation",
                                    "rejected",
                                    "withdrawn",
                                    "split",
                                ),
                            ),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="dispute_is_sensible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("standing__gte", 0),
                            ("standing__lte", models.F("amount")),
                            models.Q(("state", "open"), ("standing", 0), _connector="OR"),
                        ),
                        name="dispute_stands_within_its_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_by__isnull", True), ("closed_on__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("closed_by__isnull", False),
                                ("closed_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="dispute_closed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisputePolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("version", models.IntegerField()),
                ("days", models.SmallIntegerField()),
                ("holds_interest", models.BooleanField()),
                ("reasons", models.JSONField(default=dict)),
                ("seq", models.BigIntegerField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company"),
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
                    models.UniqueConstraint(fields=("company", "version"), name="dispute_policy_once"),
                    models.CheckConstraint(
                        condition=models.Q(("days__range", (1, 90)), ("version__gte", 1)),
                        name="dispute_policy_is_sensible",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="DisputeStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("no", models.IntegerField()),
                ("kind", models.CharField(max_length=9)),
                ("said", models.TextField(blank=True, max_length=2000)),
                ("for_customer", models.BooleanField(default=False)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("due_on", models.DateField(null=True)),
                ("due_before", models.DateField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=12)),
                ("amount", models.BigIntegerField(null=True)),
                ("entry_seq", models.BigIntegerField(null=True)),
                ("from_customer", models.BooleanField(default=False)),
                ("seq", models.BigIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company"),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.dispute",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.storedfile",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["company", "seq"], name="dispute_step_of_act")],
                "constraints": [
                    models.UniqueConstraint(fields=("dispute", "no"), name="dispute_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "opened",
                                    "said",
                                    "attached",
                                    "handed",
                                    "moved",
                                    "escalated",
                                    "resolved",
                                    "reopened",
                                ),
                            )
                        ),
                        name="dispute_step_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("said", ""), _negated=True),
                            ("kind__in", ("attached", "escalated")),
                            _connector="OR",
                        ),
                        name="dispute_step_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("kind", "attached")),
                            models.Q(("kind", "attached"), _negated=True),
                            _connector="OR",
                        ),
                        name="dispute_step_has_its_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount__gt", 0),
                                ("kind", "resolved"),
                                (
                                    "outcome__in",
                                    (
                                        "credit_note",
                                        "correction",
                                        "refund",
                                        "compensation",
                                        "rejected",
                                        "withdrawn",
                                    ),
                                ),
                                models.Q(
                                    models.Q(
                                        ("entry_seq__isnull", False),
                                        (
                                            "outcome__in",
                                            ("credit_note", "correction", "refund", "compensation"),
                                        ),
                                    ),
                                    models.Q(
                                        models.Q(
                                            (
                                                "outcome__in",
                                                ("credit_note", "correction", "refund", "compensation"),
                                            ),
                                            _negated=True,
                                        ),
                                        ("entry_seq__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            models.Q(
                                models.Q(("kind", "resolved"), _negated=True),
                                ("amount__isnull", True),
                                ("entry_seq__isnull", True),
                                ("outcome", ""),
                            ),
                            _connector="OR",
                        ),
                        name="dispute_step_has_its_outcome",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "escalated")),
                        fields=("dispute", "due_before"),
                        name="dispute_escalated_once",
                    ),
                ],
            },
        ),
        *(migrations.RunSQL(sql) for sql in dispute_walls.dispute_sql()),
    ]

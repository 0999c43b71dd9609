"""The customer portal: links, sessions, one-time codes, answers, tries of strangers."""

import datetime

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import portal_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0034_many_settled"),
    ]

    operations = [
        migrations.CreateModel(
            name="PortalLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                    "statement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.statement",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.customercontact",
                    ),
                ),
                ("token_hash", models.BinaryField(unique=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("revoked_at", models.DateTimeField(null=True)),
                ("seq", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["company", "statement", "-id"], name="portal_link_of_statement"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "id"), name="portal_link_of_company"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_at__gt", models.F("made_at")),
                            (
                                "expires_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("made_at"),
                                    "+",
                                    models.Value(datetime.timedelta(days=14)),
                                ),
                            ),
                        ),
                        name="portal_link_lives_14_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="portal_link_revoked_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PortalSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="store.company"
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.portallink",
                    ),
                ),
                ("secret_hash", models.BinaryField(unique=True)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["link", "-opened_at"], name="portal_session_of_link")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "id"), name="portal_session_of_company"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_at__gt", models.F("opened_at")),
                            (
                                "expires_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("opened_at"),
                                    "+",
                                    models.Value(datetime.timedelta(seconds=7200)),
                                ),
                            ),
                        ),
                        name="portal_session_lives_2_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PortalCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="store.company"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.portalsession",
                    ),
                ),
                ("code_hash", models.BinaryField()),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("tries", models.SmallIntegerField(default=0)),
                ("proved_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["session", "-id"], name="portal_code_of_session")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "id"), name="portal_code_of_company"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_at__gt", models.F("sent_at")),
                            (
                                "expires_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("sent_at"),
                                    "+",
                                    models.Value(datetime.timedelta(seconds=600)),
                                ),
                            ),
                        ),
                        name="portal_code_lives_10_minutes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tries__range", (0, 5))), name="portal_code_5_tries"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proved_at__isnull", True),
                            models.Q(("proved_at__lte", models.F("expires_at")), ("tries__lt", 5)),
                            _connector="OR",
                        ),
                        name="portal_code_proved_in_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PortalAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                    "statement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.statement",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.portallink",
                    ),
                ),
                (
                    "code",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.portalcode",
                    ),
                ),
                ("kind", models.CharField(max_length=9)),
                ("name", models.CharField(max_length=120)),
                ("words", models.TextField(max_length=4000)),
                ("language", models.CharField(max_length=2)),
                ("shown_hash", models.BinaryField(null=True)),
                ("lines", models.JSONField(default=list)),
                ("amount", models.BigIntegerField(null=True)),
                ("on", models.DateField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.storedfile",
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("address", models.CharField(blank=True, max_length=64)),
                ("key", models.CharField(max_length=64)),
                ("seq", models.BigIntegerField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["company", "statement", "-id"], name="portal_answer_of_paper"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "id"), name="portal_answer_of_company"
                    ),
                    models.UniqueConstraint(fields=("link", "key"), name="portal_answer_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "confirmed")),
                        fields=("code",),
                        name="portal_code_confirms_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "confirmed")),
                        fields=("statement",),
                        name="portal_statement_confirmed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "confirmed",
                                    "disputed",
                                    "asked",
                                    "promised",
                                    "uploaded",
                                    "feedback",
                                    "complaint",
                                ),
                            )
                        ),
                        name="portal_answer_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("words", ""), _negated=True),
                        ),
                        name="portal_answer_says_who_and_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "confirmed"), ("shown_hash__isnull", False)),
                            models.Q(
                                models.Q(("kind", "confirmed"), _negated=True),
                                ("shown_hash__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="portal_confirmed_names_its_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount__gt", 0), ("kind", "promised"), ("on__isnull", False)
                            ),
                            models.Q(
                                models.Q(("kind", "promised"), _negated=True),
                                ("amount__isnull", True),
                                ("on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="portal_promised_names_day_and_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("file__isnull", True),
                                models.Q(("kind", "uploaded"), _negated=True),
                            ),
                            models.Q(
                                ("file__isnull", False),
                                ("kind__in", ("uploaded", "disputed")),
                                models.Q(("file_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="portal_uploaded_has_its_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PortalStranger",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address_hash", models.BinaryField()),
                ("tried_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["address_hash", "tried_at"], name="portal_stranger_tries")
                ],
            },
        ),
        *(migrations.RunSQL(sql) for sql in portal_walls.portal_sql()),
    ]

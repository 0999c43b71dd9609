"""Confirmation letters: rounds, the population they were drawn from, letters, replies, explanations, procedures."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import confirmation_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0035_portal"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConfirmationRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.SmallIntegerField()),
                ("number", models.IntegerField()),
                ("as_of", models.DateField()),
                ("known_seq", models.BigIntegerField()),
                ("purpose", models.CharField(max_length=200)),
                ("form", models.CharField(max_length=8)),
                ("language", models.CharField(max_length=4)),
                ("auditor_name", models.CharField(max_length=200)),
                ("auditor_address", models.CharField(max_length=300)),
                ("auditor_contact", models.CharField(blank=True, max_length=200)),
                ("days_to_answer", models.SmallIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("threshold", models.BigIntegerField()),
                ("draws", models.IntegerField()),
                ("zeros", models.IntegerField()),
                ("credits", models.IntegerField()),
                ("seed", models.CharField(max_length=100)),
                ("units", models.IntegerField()),
                ("owed", models.BigIntegerField()),
                ("owing", models.BigIntegerField()),
                ("interval", models.BigIntegerField()),
                ("start", models.BigIntegerField()),
                ("digest", models.BinaryField()),
                ("state", models.CharField(default="drafted", max_length=7)),
                ("conclusion", models.CharField(blank=True, max_length=1000)),
                ("key", models.CharField(max_length=100)),
                ("seq", models.BigIntegerField()),
                ("drafted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("agreed_seq", models.BigIntegerField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("closed_seq", models.BigIntegerField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("agreed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("closed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("drafted_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(fields=["company", "-id"], name="confirmation_round_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="confirmation_round_of_company"),
                    models.UniqueConstraint(fields=("company", "year", "number"), name="confirmation_round_once"),
                    models.UniqueConstraint(fields=("company", "key"), name="confirmation_round_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("form__in", ("positive", "negative")),
                            ("language__in", ("zh", "en", "both")),
                            ("state__in", ("drafted", "agreed", "closed", "dropped")),
                        ),
                        name="confirmation_round_words_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credits__gte", 0),
                            ("draws__gte", 0),
                            ("threshold__gte", 0),
                            ("zeros__gte", 0),
                            ("interval__gte", 0),
                            ("owed__gte", 0),
                            ("owing__gte", 0),
                            ("start__gte", 0),
                            ("units__gte", 0),
                            ("days_to_answer__range", (1, 90)),
                            ("start__lte", models.F("interval")),
                            models.Q(("seed", ""), _negated=True),
                            models.Q(("auditor_name", ""), _negated=True),
                            models.Q(("auditor_address", ""), _negated=True),
                        ),
                        name="confirmation_round_rule_sensible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agreed_by__isnull", True), models.Q(("agreed_by", models.F("drafted_by")), _negated=True), _connector="OR"),
                        name="confirmation_round_agreed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_by__isnull", True), models.Q(("closed_by", models.F("drafted_by")), _negated=True), _connector="OR"),
                        name="confirmation_round_closed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_by__isnull", True), ("closed_by__isnull", True), ("state__in", ("drafted", "dropped"))),
                            models.Q(("agreed_by__isnull", False), ("agreed_seq__isnull", False), ("closed_by__isnull", True), ("state", "agreed")),
                            models.Q(
                                ("agreed_by__isnull", False),
                                ("closed_by__isnull", False),
                                ("closed_seq__isnull", False),
                                ("state", "closed"),
                                models.Q(("conclusion", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="confirmation_round_step_has_its_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfirmationLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("request", models.SmallIntegerField(default=1)),
                ("issued_on", models.DateField()),
                ("answer_by", models.DateField()),
                ("body", models.TextField()),
                ("body_hash", models.BinaryField()),
                ("seq", models.BigIntegerField()),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("issued_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("round", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.confirmationround")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="confirmation_letter_of_company"),
                    models.UniqueConstraint(fields=("round", "number", "request"), name="confirmation_letter_once"),
                    models.UniqueConstraint(fields=("round", "customer", "request"), name="confirmation_letter_of_customer"),
                    models.CheckConstraint(
                        condition=models.Q(("answer_by__gt", models.F("issued_on")), ("number__gte", 1), ("request__gte", 1)),
                        name="confirmation_letter_days_in_order",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="ConfirmationProcedure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("known_seq", models.BigIntegerField()),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("seq", models.BigIntegerField()),
                ("done_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("done_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("letter", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.confirmationletter")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="confirmation_procedure_of_company"),
                    models.UniqueConstraint(fields=("letter", "ordinal"), name="confirmation_procedure_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "tested"), models.Q(("kind", "impossible"), models.Q(("reason", ""), _negated=True)), _connector="OR"),
                        name="confirmation_procedure_says_why",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="ConfirmationReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("came", models.CharField(max_length=5)),
                ("received_on", models.DateField()),
                ("said", models.CharField(blank=True, max_length=1000)),
                ("seq", models.BigIntegerField()),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("entered_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("file", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.storedfile")),
                ("letter", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.confirmationletter")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="confirmation_reply_of_company"),
                    models.UniqueConstraint(fields=("letter", "ordinal"), name="confirmation_reply_once"),
                    models.CheckConstraint(
                        condition=models.Q(("came__in", ("scan", "email", "hand")), ("kind__in", ("agrees", "differs", "returned"))),
                        name="confirmation_reply_words_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("came", "hand"), ("kind", "returned"), ("file__isnull", False), _connector="OR"),
                        name="confirmation_reply_has_its_file",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="ConfirmationUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(max_length=3)),
                ("owed_to_us", models.BigIntegerField()),
                ("owed_by_us", models.BigIntegerField()),
                ("base_balance", models.BigIntegerField()),
                ("taken", models.CharField(blank=True, max_length=6)),
                ("hits", models.IntegerField(default=0)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("round", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.confirmationround")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="confirmation_unit_of_company"),
                    models.UniqueConstraint(fields=("round", "customer", "currency"), name="confirmation_unit_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owed_by_us__gte", 0),
                            ("owed_to_us__gte", 0),
                            ("taken__in", ("key", "drawn", "zero", "credit", "along", "")),
                            models.Q(
                                models.Q(("hits__gt", 0), ("taken", "drawn")),
                                models.Q(models.Q(("taken", "drawn"), _negated=True), ("hits", 0)),
                                _connector="OR",
                            ),
                        ),
                        name="confirmation_unit_sensible",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="ConfirmationReplyLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owed_to_us", models.BigIntegerField()),
                ("owed_by_us", models.BigIntegerField()),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("reply", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.confirmationreply")),
                ("unit", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.confirmationunit")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("reply", "unit"), name="confirmation_reply_line_once"),
                    models.CheckConstraint(condition=models.Q(("owed_by_us__gte", 0), ("owed_to_us__gte", 0)), name="confirmation_reply_line_sensible"),
                ]
            },
        ),
        migrations.CreateModel(
            name="ConfirmationFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("item_id", models.BigIntegerField()),
                ("document", models.CharField(max_length=100)),
                ("evidence", models.CharField(max_length=100)),
                ("on", models.DateField()),
                ("amount", models.BigIntegerField()),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("procedure", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.confirmationprocedure")),
                ("unit", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.confirmationunit")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("procedure", "item_id", "kind", "evidence", "on"), name="confirmation_finding_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0), ("kind__in", ("receipt", "delivery"))), name="confirmation_finding_sensible"),
                ]
            },
        ),
        migrations.CreateModel(
            name="ConfirmationExplanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.SmallIntegerField()),
                ("line_no", models.SmallIntegerField()),
                ("cause", models.CharField(max_length=20)),
                ("whose", models.CharField(max_length=7)),
                ("amount", models.BigIntegerField()),
                ("reason", models.CharField(max_length=500)),
                ("seq", models.BigIntegerField()),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("entered_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("reply", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.confirmationreply")),
                ("unit", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.confirmationunit")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("reply", "unit", "ordinal", "line_no"), name="confirmation_explanation_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cause__in",
                                [
                                    "missing_theirs",
                                    "missing_ours",
                                    "timing",
                                    "amount",
                                    "tax_rounding",
                                    "fee",
                                    "discount",
                                    "duplicate_ours",
                                    "duplicate_theirs",
                                    "wrong_party",
                                    "sign",
                                    "transposition",
                                    "partial",
                                    "fx",
                                    "unknown",
                                ],
                            ),
                            ("whose__in", ("timing", "theirs", "ours", "unknown")),
                            models.Q(("amount", 0), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            models.Q(
                                models.Q(("cause", "timing"), ("whose", "timing")),
                                models.Q(models.Q(("cause", "timing"), _negated=True), models.Q(("whose", "timing"), _negated=True)),
                                _connector="OR",
                            ),
                        ),
                        name="confirmation_explanation_sensible",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="ConfirmationPrint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("file", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.storedfile")),
                ("letter", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.confirmationletter")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("letter",), name="confirmation_printed_once")],
            },
        ),
        *(migrations.RunSQL(sql) for sql in confirmation_walls.confirmation_sql()),
    ]

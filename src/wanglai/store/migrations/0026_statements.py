"""Statements of account: letterhead, statements as issued, their files, runs."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import statement_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0025_bounces"),
    ]

    operations = [
        migrations.CreateModel(
            name="StatementRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("from_on", models.DateField()),
                ("through_on", models.DateField()),
                ("customers", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
                ("state", models.CharField(default="queued", max_length=8)),
                ("known_seq", models.BigIntegerField(null=True)),
                ("digest", models.BinaryField(null=True)),
                ("drafted", models.IntegerField(default=0)),
                ("skipped", models.IntegerField(default=0)),
                ("issued", models.IntegerField(default=0)),
                ("printed", models.IntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("key", models.CharField(max_length=100)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("attempts", models.IntegerField(default=0)),
                ("started_at", models.DateTimeField(null=True)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("agreed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="statement_run_of_company"),
                    models.UniqueConstraint(fields=("company", "key"), name="statement_run_once"),
                    models.CheckConstraint(condition=models.Q(("kind__in", ("forward", "open_items"))), name="statement_run_kind_known"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("queued", "drafting", "agreed", "issuing", "drafted", "done", "stopped", "failed"))),
                        name="statement_run_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("from_on__lte", models.F("through_on"))), name="statement_run_days_in_order"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("queued", "drafting", "agreed", "issuing"))), fields=("company",), name="statement_run_one_at_work"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agreed_by__isnull", True), models.Q(("agreed_by", models.F("asked_by")), _negated=True), _connector="OR"),
                        name="statement_run_agreed_by_another",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["company", "-id"], name="statement_run_newest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(max_length=3)),
                ("kind", models.CharField(max_length=10)),
                ("year", models.SmallIntegerField()),
                ("number", models.IntegerField()),
                ("version", models.SmallIntegerField()),
                ("from_on", models.DateField()),
                ("through_on", models.DateField()),
                ("known_seq", models.BigIntegerField()),
                ("opening", models.BigIntegerField()),
                ("changed", models.BigIntegerField()),
                ("charged", models.BigIntegerField()),
                ("credited", models.BigIntegerField()),
                ("closing", models.BigIntegerField()),
                ("language", models.CharField(max_length=4)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("body", models.TextField()),
                ("body_hash", models.BinaryField()),
                ("seq", models.BigIntegerField()),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "before",
                    models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.statement"),
                ),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("issued_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("run", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.statementrun")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="account_statement_of_company"),
                    models.UniqueConstraint(fields=("company", "year", "number", "version"), name="account_statement_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "activity"), _negated=True),
                        fields=("company", "customer", "currency", "through_on", "version"),
                        name="statement_period_once",
                    ),
                    models.UniqueConstraint(fields=("company", "seq"), name="statement_act_once"),
                    models.CheckConstraint(condition=models.Q(("kind__in", ("forward", "open_items", "activity"))), name="statement_of_account_kind_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "closing",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(models.F("opening"), "+", models.F("changed")), "+", models.F("charged")
                                    ),
                                    "-",
                                    models.F("credited"),
                                ),
                            )
                        ),
                        name="statement_closes",
                    ),
                    models.CheckConstraint(condition=models.Q(("from_on__lte", models.F("through_on"))), name="statement_days_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("version", 1)), models.Q(("version__gt", 1), models.Q(("reason", ""), _negated=True)), _connector="OR"
                        ),
                        name="statement_version_says_why",
                    ),
                    models.CheckConstraint(condition=models.Q(("language__in", ("zh", "en", "both"))), name="statement_language_known"),
                ],
                "indexes": [
                    models.Index(fields=["company", "customer", "currency", "-through_on", "-version"], name="statement_newest"),
                    models.Index(fields=["company", "-id"], name="statement_list"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementRunItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(max_length=3)),
                ("from_on", models.DateField()),
                ("opening", models.BigIntegerField()),
                ("changed", models.BigIntegerField()),
                ("closing", models.BigIntegerField()),
                ("lines", models.IntegerField()),
                ("state", models.CharField(max_length=8)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("run", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.statementrun")),
                ("statement", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.statement")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "customer", "currency"), name="statement_run_item_once"),
                    models.UniqueConstraint(condition=models.Q(("statement__isnull", False)), fields=("statement",), name="statement_run_item_of_one"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("drafted", "skipped", "issued", "printed"))), name="statement_run_item_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "skipped"), models.Q(("reason", ""), _negated=True)),
                            models.Q(models.Q(("state", "skipped"), _negated=True), ("reason", "")),
                            _connector="OR",
                        ),
                        name="statement_run_item_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("issued", "printed")), ("statement__isnull", False)),
                            models.Q(models.Q(("state__in", ("issued", "printed")), _negated=True), ("statement__isnull", True)),
                            _connector="OR",
                        ),
                        name="statement_run_item_has_its_statement",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["run", "state", "id"], name="statement_run_item_waits"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letterhead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField()),
                ("name_zh", models.CharField(max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("address_zh", models.CharField(blank=True, max_length=300)),
                ("address_en", models.CharField(blank=True, max_length=300)),
                ("tax_number", models.CharField(blank=True, max_length=40)),
                ("contact", models.CharField(blank=True, max_length=200)),
                ("note_zh", models.TextField(blank=True, max_length=1000)),
                ("note_en", models.TextField(blank=True, max_length=1000)),
                ("days_to_answer", models.SmallIntegerField(default=7)),
                ("shows_settlements", models.BooleanField(default=True)),
                ("language", models.CharField(default="zh", max_length=4)),
                ("seq", models.BigIntegerField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("agreed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("bank_account", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.bankaccount")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("logo", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.storedfile")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "version"), name="letterhead_once"),
                    models.CheckConstraint(condition=models.Q(("name_zh", ""), _negated=True), name="letterhead_has_a_name"),
                    models.CheckConstraint(condition=models.Q(("language__in", ("zh", "en", "both"))), name="letterhead_language_known"),
                    models.CheckConstraint(condition=models.Q(("days_to_answer__range", (1, 90))), name="letterhead_days_sensible"),
                    models.CheckConstraint(
                        condition=models.Q(("agreed_by__isnull", True), models.Q(("agreed_by", models.F("made_by")), _negated=True), _connector="OR"),
                        name="letterhead_agreed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("file", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.storedfile")),
                ("statement", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.statement")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("statement",), name="statement_printed_once"),
                ],
            },
        ),
        *(migrations.RunSQL(sql) for sql in statement_walls.statement_sql()),
    ]

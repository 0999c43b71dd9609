"""The outbox: messages, what happened to them, what they carry, and which statement went to whom."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import message_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0028_reopened_items"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=150)),
                ("channel", models.CharField(max_length=8)),
                ("kind", models.CharField(max_length=10)),
                ("language", models.CharField(max_length=2)),
                ("subject", models.CharField(max_length=200)),
                ("sealed_to", models.BinaryField()),
                ("to_hash", models.BinaryField()),
                ("shown", models.CharField(max_length=254)),
                ("sealed_body", models.BinaryField()),
                ("reference", models.CharField(max_length=200)),
                ("queued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("state", models.CharField(default="queued", max_length=9)),
                ("moves", models.IntegerField(default=1)),
                ("attempts", models.IntegerField(default=0)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("data_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, max_length=300)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("contact", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.customercontact")),
                ("customer", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("queued_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="message_of_company"),
                    models.UniqueConstraint(fields=("company", "key"), name="message_once"),
                    models.UniqueConstraint(fields=("reference",), name="message_reference_once"),
                    models.CheckConstraint(condition=models.Q(("kind__in", ("statement", "reminder", "code", "dispute", "advice"))), name="message_kind_known"),
                    models.CheckConstraint(condition=models.Q(("channel__in", ("email",))), name="message_channel_known"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("queued", "held", "sending", "sent", "failed", "bounced", "skipped", "uncertain", "closed"))),
                        name="message_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("language__in", ("zh", "en"))), name="message_language_known"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("sealed_to", b""), _negated=True), models.Q(("sealed_body", b""), _negated=True)),
                        name="message_is_encrypted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("failed", "bounced", "skipped", "uncertain", "closed")), _negated=True),
                            models.Q(("trouble", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="message_says_why",
                    ),
                ],
                "indexes": [
                    models.Index(condition=models.Q(("state", "queued")), fields=["next_at", "id"], name="message_waits"),
                    models.Index(condition=models.Q(("state", "sending")), fields=["id"], name="message_at_work"),
                    models.Index(fields=["company", "-id"], name="message_list"),
                    models.Index(fields=["company", "customer", "-id"], name="message_of_customer"),
                    models.Index(fields=["company", "to_hash"], name="message_by_address"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.IntegerField()),
                ("what", models.CharField(max_length=9)),
                ("state", models.CharField(max_length=9)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("code", models.SmallIntegerField(null=True)),
                ("said", models.CharField(blank=True, max_length=300)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("actor", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("message", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.message")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("message", "ordinal"), name="message_event_once"),
                    models.UniqueConstraint(condition=models.Q(("digest", ""), _negated=True), fields=("message", "digest"), name="message_report_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "what__in",
                                (
                                    "queued",
                                    "begun",
                                    "accepted",
                                    "refused",
                                    "waits",
                                    "unknown",
                                    "bounced",
                                    "delayed",
                                    "arrived",
                                    "skipped",
                                    "held",
                                    "resumed",
                                    "again",
                                    "closed",
                                    "withdrawn",
                                ),
                            )
                        ),
                        name="message_event_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("what__in", ("held", "resumed", "again", "closed", "withdrawn")), _negated=True),
                            ("actor__isnull", False),
                            _connector="OR",
                        ),
                        name="message_event_by_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("what__in", ("again", "closed", "skipped", "withdrawn")), _negated=True),
                            models.Q(("said", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="message_event_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.SmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("content_type", models.CharField(max_length=100)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("file", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.storedfile")),
                ("message", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.message")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("message", "ordinal"), name="message_file_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessagePolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField()),
                ("open_from", models.TimeField()),
                ("open_to", models.TimeField()),
                ("calendar", models.CharField(blank=True, max_length=20)),
                ("seq", models.BigIntegerField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "version"), name="message_policy_once"),
                    models.CheckConstraint(condition=models.Q(("open_from__lt", models.F("open_to")), ("version__gte", 1)), name="message_policy_opens"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementSending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(blank=True, max_length=12)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("contact", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.customercontact")),
                ("message", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.message")),
                ("statement", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.statement")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("message__isnull", False)), fields=("statement", "contact"), name="statement_to_contact_once"),
                    models.UniqueConstraint(condition=models.Q(("message__isnull", False)), fields=("message",), name="statement_message_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contact__isnull", False), ("message__isnull", False), ("reason", "")),
                            models.Q(("message__isnull", True), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="statement_sending_is_whole",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["statement", "-id"], name="statement_sending_newest"),
                ],
            },
        ),
        *(migrations.RunSQL(sql) for sql in message_walls.message_sql()),
    ]

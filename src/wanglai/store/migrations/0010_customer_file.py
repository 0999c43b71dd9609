"""The customer file: accounts, contacts, payers, classes, groups, merges, and a search by any part of a name."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import customer_walls
from wanglai.store.models.customers import SEARCHED, Customer


def spell_names(apps, schema_editor):
    """Customers that were there before are found like the others."""
    rows = apps.get_model("store", "Customer").objects.order_by("id")
    for row in rows.iterator(chunk_size=2_000):
        known = Customer(**{field: getattr(row, field) for field in SEARCHED})
        rows.filter(id=row.id).update(search=known.spelled())


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0009_ageing_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomerAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("text", models.CharField(max_length=500)),
                ("postcode", models.CharField(blank=True, max_length=20)),
                ("country", models.CharField(default="CN", max_length=2)),
                ("ended_at", models.DateTimeField(null=True)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("kind__in", ("registered", "billing", "delivery", "letters"))), name="address_kind_known"),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="address_says_where"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerBankAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("holder", models.CharField(max_length=200)),
                ("bank", models.CharField(blank=True, max_length=200)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("sealed", models.BinaryField()),
                ("number_hash", models.BinaryField()),
                ("last_four", models.CharField(max_length=4)),
                ("shown", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=10)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("customer", "number_hash"), name="bank_account_once_of_customer"
                    ),
                    models.CheckConstraint(condition=models.Q(("sealed", b""), _negated=True), name="bank_account_is_encrypted"),
                    models.UniqueConstraint(fields=("company", "id"), name="bank_account_of_company"),
                ],
                "indexes": [
                    models.Index(fields=["company", "number_hash"], name="bank_account_by_number"),
                    models.Index(fields=["company", "last_four"], name="bank_account_by_tail"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=40)),
                ("old", models.TextField(blank=True)),
                ("new", models.TextField(blank=True)),
                ("seq", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("actor", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("approver", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "-id"], name="change_newest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=9)),
                ("value", models.CharField(max_length=10)),
                ("as_of", models.DateField()),
                ("reason_zh", models.CharField(max_length=300)),
                ("reason_en", models.CharField(max_length=300)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("kind__in", ("tier", "frequency", "behaviour"))), name="class_kind_known"),
                ],
                "indexes": [
                    models.Index(fields=["customer", "kind", "-id"], name="class_newest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("role", models.CharField(blank=True, max_length=120)),
                ("language", models.CharField(default="zh", max_length=2)),
                ("is_for_statements", models.BooleanField(default=False)),
                ("is_for_reminders", models.BooleanField(default=False)),
                ("consent_on", models.DateField(null=True)),
                ("consent_how", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("agreed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                (
                    "replaces",
                    models.ForeignKey(
                        db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.customercontact"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="contact_of_company"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="contact_has_a_name"),
                    models.CheckConstraint(condition=models.Q(("language__in", ("zh", "en"))), name="contact_language_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("consent_how", ""), ("consent_on__isnull", True)),
                            models.Q(("consent_on__isnull", False), models.Q(("consent_how", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="contact_consent_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at__isnull", True), ("agreed_by__isnull", True)),
                            models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="contact_agreed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactChannel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=8)),
                ("sealed", models.BinaryField()),
                ("value_hash", models.BinaryField()),
                ("shown", models.CharField(max_length=254)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("contact", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customercontact")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("contact", "channel"), name="channel_once"),
                    models.CheckConstraint(condition=models.Q(("channel__in", ("email", "phone", "wecom", "dingtalk"))), name="channel_known"),
                ],
                "indexes": [
                    models.Index(fields=["company", "value_hash"], name="channel_by_value"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerDuplicate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reasons", models.JSONField()),
                ("against", models.JSONField(default=list)),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("parted_at", models.DateTimeField(null=True)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("one", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.customer")),
                ("other", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.customer")),
                ("parted_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "one", "other"), name="duplicate_once"),
                    models.CheckConstraint(condition=models.Q(("one__lt", models.F("other"))), name="duplicate_in_order"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("added_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("file", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.storedfile")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CustomerMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("brought", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("undone_at", models.DateTimeField(null=True)),
                ("actor", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("approver", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("survivor", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.customer")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("undone_at__isnull", True)), fields=("customer",), name="merge_in_force_once"),
                    models.CheckConstraint(condition=models.Q(("customer", models.F("survivor")), _negated=True), name="merge_into_another"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerPayer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("payer_name", models.CharField(blank=True, max_length=200)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                ("authorisation", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.storedfile")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                (
                    "payer",
                    models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.customer"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("payer__isnull", False), ("payer_name", "")),
                            models.Q(("payer__isnull", True), models.Q(("payer_name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="payer_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payer__isnull", True), models.Q(("payer", models.F("customer")), _negated=True), _connector="OR"),
                        name="payer_is_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_on__isnull", True), ("to_on__gte", models.F("from_on")), _connector="OR"), name="payer_days_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tag", models.CharField(max_length=40)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "tag"), name="tag_once"),
                    models.CheckConstraint(condition=models.Q(("tag", ""), _negated=True), name="tag_says_something"),
                ],
                "indexes": [
                    models.Index(fields=["company", "tag"], name="tag_of_company"),
                ],
            },
        ),
        migrations.AddField(
            model_name="customer",
            name="industry",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddField(
            model_name="customer",
            name="is_key_account",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="customer",
            name="is_stopped",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="customer",
            name="merged_into",
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.customer"),
        ),
        migrations.AddField(
            model_name="customer",
            name="number",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="customer",
            name="parent",
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.customer"),
        ),
        migrations.AddField(
            model_name="customer",
            name="region",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddField(
            model_name="customer",
            name="search",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="customer",
            name="short_name",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddField(
            model_name="customer",
            name="stop_reason",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
        migrations.AddField(
            model_name="customer",
            name="tax_country",
            field=models.CharField(default="CN", max_length=2),
        ),
        migrations.AddField(
            model_name="customer",
            name="tax_kind",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="customer",
            name="tax_number",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="customer",
            name="version",
            field=models.IntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(condition=models.Q(("number", ""), _negated=True), fields=("company", "number"), name="customer_number_once"),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_stopped", False), ("stop_reason", "")),
                    models.Q(("is_stopped", True), models.Q(("stop_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="customer_stopped_says_why",
            ),
        ),
        *(migrations.RunSQL(sql) for sql in customer_walls.all_sql()),
        migrations.RunPython(spell_names, migrations.RunPython.noop),
    ]

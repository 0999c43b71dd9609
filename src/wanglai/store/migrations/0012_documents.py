"""Orders, deliveries, invoices with their lines, bills of exchange; and the account of bills passed on."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import document_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0011_contracts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("number", models.CharField(max_length=100)),
                ("drawer", models.CharField(max_length=200)),
                ("drawee", models.CharField(max_length=200)),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField()),
                ("issued_on", models.DateField()),
                ("matures_on", models.DateField()),
                ("received_on", models.DateField()),
                ("state", models.CharField(default="received", max_length=11)),
                ("passed_to", models.CharField(blank=True, max_length=200)),
                ("passed_seq", models.BigIntegerField(null=True)),
                ("entry_seq", models.BigIntegerField()),
                ("ended_seq", models.BigIntegerField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("key", models.CharField(max_length=200)),
                ("request_hash", models.BinaryField()),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("entered_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="bill_of_company"),
                    models.UniqueConstraint(condition=models.Q(("state", "dishonoured"), _negated=True), fields=("company", "number"), name="bill_number_once"),
                    models.UniqueConstraint(fields=("company", "key"), name="bill_key_once"),
                    models.UniqueConstraint(fields=("company", "entry_seq"), name="bill_entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("bank", "commercial")), ("state__in", ("received", "presented", "endorsed", "discounted", "settled", "dishonoured"))
                        ),
                        name="bill_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("matures_on__gte", models.F("issued_on")), ("received_on__gte", models.F("issued_on"))),
                        name="bill_is_sensible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", False), ("ended_seq__isnull", False), ("state__in", ("settled", "dishonoured"))),
                            models.Q(
                                models.Q(("state__in", ("settled", "dishonoured")), _negated=True), ("ended_on__isnull", True), ("ended_seq__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="bill_ended_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state__in", ("endorsed", "discounted")), _negated=True), ("passed_seq__isnull", False), _connector="OR"),
                        name="bill_passed_on_has_an_entry",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["company", "customer", "-id"], name="bill_of_customer"),
                    models.Index(fields=["company", "matures_on"], name="bill_by_maturity"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12)),
                ("number", models.CharField(max_length=100)),
                ("on", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("rate", models.DecimalField(decimal_places=8, default=1, max_digits=18)),
                ("net", models.BigIntegerField()),
                ("tax", models.BigIntegerField()),
                ("gross", models.BigIntegerField()),
                ("reason", models.CharField(blank=True, max_length=8)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("state", models.CharField(default="draft", max_length=9)),
                ("entry_seq", models.BigIntegerField(null=True)),
                ("reversal_seq", models.BigIntegerField(null=True)),
                ("key", models.CharField(max_length=200)),
                ("request_hash", models.BinaryField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("corrects", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.invoice")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="invoice_of_company"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "cancelled"), _negated=True), fields=("company", "kind", "number"), name="invoice_number_once"
                    ),
                    models.UniqueConstraint(fields=("company", "key"), name="invoice_key_once"),
                    models.UniqueConstraint(condition=models.Q(("entry_seq__isnull", False)), fields=("company", "entry_seq"), name="invoice_entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("invoice", "debit_note", "credit_note")), ("state__in", ("draft", "posted", "reversed", "cancelled"))),
                        name="invoice_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("gross__gt", 0),
                            ("net__gte", 0),
                            ("tax__gte", 0),
                            ("gross", django.db.models.expressions.CombinedExpression(models.F("net"), "+", models.F("tax"))),
                        ),
                        name="invoice_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrects__isnull", True), ("kind", "invoice"), ("reason", "")),
                            models.Q(("corrects__isnull", False), ("kind", "debit_note"), ("reason", "")),
                            models.Q(("corrects__isnull", False), ("kind", "credit_note"), ("reason__in", ("price", "quantity", "return"))),
                            _connector="OR",
                        ),
                        name="invoice_correction_names_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entry_seq__isnull", True), ("reversal_seq__isnull", True), ("state__in", ("draft", "cancelled"))),
                            models.Q(("entry_seq__isnull", False), ("reversal_seq__isnull", True), ("state", "posted")),
                            models.Q(("entry_seq__isnull", False), ("reversal_seq__isnull", False), ("state", "reversed")),
                            _connector="OR",
                        ),
                        name="invoice_posted_has_an_entry",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["company", "customer", "-id"], name="invoice_of_customer"),
                    models.Index(condition=models.Q(("corrects__isnull", False)), fields=["corrects"], name="invoice_corrections"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceInstalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part_no", models.SmallIntegerField()),
                ("amount", models.BigIntegerField()),
                ("due_on", models.DateField(null=True)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("invoice", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.invoice")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "part_no"), name="instalment_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="instalment_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SalesOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=100)),
                ("their_number", models.CharField(blank=True, max_length=100)),
                ("ordered_on", models.DateField()),
                ("wanted_on", models.DateField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("tolerance_percent", models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ("is_billed_by_order", models.BooleanField(default=False)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("state", models.CharField(default="draft", max_length=9)),
                ("key", models.CharField(max_length=200)),
                ("request_hash", models.BinaryField()),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("entered_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="order_of_company"),
                    models.UniqueConstraint(condition=models.Q(("state", "cancelled"), _negated=True), fields=("company", "number"), name="order_number_once"),
                    models.UniqueConstraint(fields=("company", "key"), name="order_key_once"),
                    models.CheckConstraint(condition=models.Q(("state__in", ("draft", "confirmed", "closed", "cancelled"))), name="order_state_known"),
                    models.CheckConstraint(condition=models.Q(("tolerance_percent__gte", 0), ("tolerance_percent__lte", 100)), name="order_tolerance_sensible"),
                ],
                "indexes": [
                    models.Index(fields=["company", "customer", "-id"], name="order_of_customer"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=100)),
                ("delivered_on", models.DateField()),
                ("accepted_on", models.DateField(null=True)),
                ("evidence_name", models.CharField(blank=True, max_length=200)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("state", models.CharField(default="delivered", max_length=9)),
                ("key", models.CharField(max_length=200)),
                ("request_hash", models.BinaryField()),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("entered_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ("evidence", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.storedfile")),
                ("order", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.salesorder")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="delivery_of_company"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "cancelled"), _negated=True), fields=("company", "number"), name="delivery_number_once"
                    ),
                    models.UniqueConstraint(fields=("company", "key"), name="delivery_key_once"),
                    models.CheckConstraint(condition=models.Q(("state__in", ("delivered", "accepted", "cancelled"))), name="delivery_state_known"),
                    models.CheckConstraint(
                        condition=models.Q(("accepted_on__isnull", True), ("accepted_on__gte", models.F("delivered_on")), _connector="OR"),
                        name="delivery_accepted_after_it_left",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_on__isnull", False), ("state", "accepted")),
                            models.Q(models.Q(("state", "accepted"), _negated=True), ("accepted_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="delivery_accepted_is_dated",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["company", "customer", "-id"], name="delivery_of_customer"),
                    models.Index(fields=["order"], name="delivery_of_order"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SalesOrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_no", models.SmallIntegerField()),
                ("what", models.CharField(max_length=200)),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=18)),
                ("deliverable", models.DecimalField(decimal_places=6, max_digits=18)),
                ("price", models.DecimalField(decimal_places=6, max_digits=18)),
                ("tax_percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("is_billed_by_order", models.BooleanField()),
                ("delivered", models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                ("returned", models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                ("invoiced", models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                ("given_up", models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("order", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.salesorder")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="order_line_of_company"),
                    models.UniqueConstraint(fields=("order", "line_no"), name="order_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price__gte", 0),
                            ("quantity__gt", 0),
                            ("tax_percent__gte", 0),
                            ("tax_percent__lt", 100),
                            ("deliverable__gte", models.F("quantity")),
                        ),
                        name="order_line_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("delivered__gte", 0), ("delivered__lte", models.F("deliverable"))), name="order_line_not_over_delivered"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("returned__gte", 0), ("returned__lte", models.F("delivered"))), name="order_line_not_over_returned"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("invoiced__gte", 0),
                            models.Q(
                                models.Q(
                                    ("invoiced__lte", django.db.models.expressions.CombinedExpression(models.F("delivered"), "-", models.F("returned"))),
                                    ("is_billed_by_order", False),
                                ),
                                models.Q(
                                    (
                                        "invoiced__lte",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.functions.comparison.Greatest(
                                                django.db.models.expressions.CombinedExpression(models.F("quantity"), "-", models.F("given_up")),
                                                models.F("delivered"),
                                            ),
                                            "-",
                                            models.F("returned"),
                                        ),
                                    ),
                                    ("is_billed_by_order", True),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="order_line_not_over_invoiced",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("given_up", 0),
                            models.Q(
                                ("given_up__gt", 0),
                                ("given_up__lte", django.db.models.expressions.CombinedExpression(models.F("quantity"), "-", models.F("delivered"))),
                            ),
                            _connector="OR",
                        ),
                        name="order_line_given_up_was_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_no", models.SmallIntegerField()),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=18)),
                ("returned", models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                ("invoiced", models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("delivery", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.delivery")),
                ("order_line", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.salesorderline")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="delivery_line_of_company"),
                    models.UniqueConstraint(fields=("delivery", "line_no"), name="delivery_line_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="delivery_line_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("invoiced__gte", 0),
                            ("returned__gte", 0),
                            ("invoiced__lte", django.db.models.expressions.CombinedExpression(models.F("quantity"), "-", models.F("returned"))),
                        ),
                        name="delivery_line_not_over_invoiced",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["order_line"], name="delivery_line_of_order"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_no", models.SmallIntegerField()),
                ("what", models.CharField(max_length=200)),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=18)),
                ("price", models.DecimalField(decimal_places=6, max_digits=18)),
                ("tax_percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("net", models.BigIntegerField()),
                ("tax", models.BigIntegerField()),
                ("credited", models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                ("credited_net", models.BigIntegerField(default=0)),
                ("credited_tax", models.BigIntegerField(default=0)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("corrects_line", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.invoiceline")),
                ("delivery_line", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.deliveryline")),
                ("invoice", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.invoice")),
                ("order_line", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.salesorderline")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="invoice_line_of_company"),
                    models.UniqueConstraint(fields=("invoice", "line_no"), name="invoice_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("net__gte", 0), ("price__gte", 0), ("quantity__gte", 0), ("tax__gte", 0)), name="invoice_line_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credited__gte", 0),
                            ("credited__lte", models.F("quantity")),
                            ("credited_net__gte", 0),
                            ("credited_net__lte", models.F("net")),
                            ("credited_tax__gte", 0),
                            ("credited_tax__lte", models.F("tax")),
                        ),
                        name="invoice_line_not_over_credited",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("delivery_line__isnull", True), ("order_line__isnull", False), _connector="OR"),
                        name="invoice_line_of_a_delivery_has_an_order",
                    ),
                ],
                "indexes": [
                    models.Index(condition=models.Q(("order_line__isnull", False)), fields=["order_line"], name="invoice_line_of_order"),
                    models.Index(condition=models.Q(("delivery_line__isnull", False)), fields=["delivery_line"], name="invoice_line_of_delivery"),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="account_role_known",
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        (
                            "receivable",
                            "bills",
                            "advance",
                            "bank",
                            "revenue",
                            "output_tax",
                            "finance",
                            "allowance",
                            "exchange",
                            "opening",
                            "clearing",
                            "recourse",
                            "other",
                        ),
                    )
                ),
                name="account_role_known",
            ),
        ),
        *(migrations.RunSQL(sql) for sql in document_walls.sql()),
    ]

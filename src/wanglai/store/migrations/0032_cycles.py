"""Settlement cycles of customers, how they are closed and billed, and the invoices made of them."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.utils.timezone
import wanglai.store.models.cycles
from django.conf import settings
from django.db import migrations, models

from wanglai.store import cycle_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0031_disputes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SettlementCycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField()),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                ("statement_on", models.DateField()),
                ("state", models.CharField(default="open", max_length=7)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_on", models.DateField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_seq", models.BigIntegerField(null=True)),
                ("closed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("contract", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.contract")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "dropped"), _negated=True), fields=["company", "to_on"], name="cycle_by_cut_off"),
                    models.Index(fields=["company", "customer", "-to_on"], name="cycle_of_customer"),
                    models.Index(condition=models.Q(("state", "open")), fields=["company", "to_on"], name="cycle_open"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="cycle_of_company"),
                    models.CheckConstraint(condition=models.Q(("state__in", ("open", "closed", "dropped"))), name="cycle_state_known"),
                    models.CheckConstraint(
                        condition=models.Q(("from_on__lte", models.F("to_on")), ("statement_on__gte", models.F("to_on"))), name="cycle_days_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("closed_on__gte", models.F("to_on")), ("closed_seq__isnull", False), ("state", "closed")),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True),
                                ("closed_at__isnull", True),
                                ("closed_by__isnull", True),
                                ("closed_on__isnull", True),
                                ("closed_seq__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="cycle_closed_from_its_cut_off_on",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "dropped"), _negated=True),
                        expressions=[
                            ("company", "="),
                            ("customer", "="),
                            (wanglai.store.models.cycles._Days("from_on", "to_on", django.contrib.postgres.fields.ranges.RangeBoundary(True, True)), "&&"),
                        ],
                        name="cycle_days_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CycleBilling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField()),
                ("billed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("billed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("cycle", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.settlementcycle")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("cycle",), name="cycle_billed_once")]},
        ),
        migrations.CreateModel(
            name="CycleBill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("invoice", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.invoice")),
                ("cycle", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.settlementcycle")),
            ],
            options={
                "indexes": [models.Index(fields=["cycle"], name="cycle_bill_of_cycle")],
                "constraints": [models.UniqueConstraint(fields=("invoice",), name="cycle_bill_of_one")],
            },
        ),
        migrations.CreateModel(
            name="CyclePolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("closes_by_itself", models.BooleanField()),
                ("close_after", models.SmallIntegerField()),
                ("bills_each_order", models.BooleanField()),
                ("seq", models.BigIntegerField()),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("set_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(fields=["company", "customer", "-id"], name="cycle_policy_newest")],
                "constraints": [models.CheckConstraint(condition=models.Q(("close_after__range", (0, 60))), name="cycle_policy_days_sensible")],
            },
        ),
        *(migrations.RunSQL(sql) for sql in cycle_walls.cycle_sql()),
    ]

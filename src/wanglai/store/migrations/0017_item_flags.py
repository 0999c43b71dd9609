"""Flags of open items: disputed, promised."""

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import flag_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0016_papers_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemFlag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("customer_id", models.BigIntegerField()),
                ("item_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("ordinal", models.IntegerField()),
                ("is_up", models.BooleanField()),
                ("until_on", models.DateField(null=True)),
                ("note", models.CharField(max_length=500)),
                ("seq", models.BigIntegerField()),
                ("set_on", models.DateField()),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("set_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("item_id", "kind", "ordinal"), name="flag_once"),
                    models.CheckConstraint(condition=models.Q(("kind__in", ("disputed", "promised"))), name="flag_kind_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ordinal__gt", 0),
                                ("is_up", True),
                                (
                                    "ordinal",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(models.F("ordinal"), "/", models.Value(2)), "*", models.Value(2)
                                        ),
                                        "+",
                                        models.Value(1),
                                    ),
                                ),
                            ),
                            models.Q(
                                ("ordinal__gt", 0),
                                ("is_up", False),
                                (
                                    "ordinal",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(models.F("ordinal"), "/", models.Value(2)), "*", models.Value(2)
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="flag_goes_up_and_down",
                    ),
                    models.CheckConstraint(condition=models.Q(("note", ""), _negated=True), name="flag_says_why"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_up", True), ("kind", "promised"), ("until_on__isnull", False)),
                            models.Q(models.Q(("is_up", True), ("kind", "promised"), _negated=True), ("until_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="flag_promise_has_a_day",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["company", "customer_id", "item_id"], name="flag_of_customer"),
                ],
            },
        ),
        *(migrations.RunSQL(sql) for sql in flag_walls.SQL),
    ]

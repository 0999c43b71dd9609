"""Receipts that bounced, and lines of a bank by their amount."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import bounce_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0024_aged_snapshots"),
    ]

    operations = [
        migrations.CreateModel(
            name="BouncedReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("came_id", models.BigIntegerField(null=True)),
                ("went_id", models.BigIntegerField(null=True)),
                ("bill_id", models.BigIntegerField(null=True)),
                ("customer_id", models.BigIntegerField(null=True)),
                ("receipt_seq", models.BigIntegerField(null=True)),
                ("reversal_seq", models.BigIntegerField(null=True)),
                ("bounced_on", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("seq", models.BigIntegerField()),
                ("bounced_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("bounced_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("withdrawn_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("came_id__isnull", False), ("withdrawn_at__isnull", True)),
                        fields=("company", "came_id"),
                        name="bounce_of_line_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("went_id__isnull", False), ("withdrawn_at__isnull", True)),
                        fields=("company", "went_id"),
                        name="bounce_by_line_once",
                    ),
                    models.UniqueConstraint(condition=models.Q(("bill_id__isnull", False)), fields=("company", "bill_id"), name="bounce_of_bill_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("came_id__isnull", False),
                                ("went_id__isnull", False),
                                models.Q(("came_id", models.F("went_id")), _negated=True),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            models.Q(("bill_id__isnull", False), ("came_id__isnull", True), ("went_id__isnull", True)),
                            _connector="OR",
                        ),
                        name="bounce_is_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("receipt_seq__isnull", True), ("reversal_seq__isnull", True)),
                            models.Q(("customer_id__isnull", False), ("receipt_seq__isnull", False), ("reversal_seq__isnull", False)),
                            _connector="OR",
                        ),
                        name="bounce_is_in_the_book_with_its_receipt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("bill_id__isnull", True), ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="bounce_withdrawn_by_somebody",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["company", "-bounced_on", "-id"], name="bounce_newest"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="bankentry",
            index=models.Index(fields=["bank_account_id", "amount", "booked_on"], name="bank_entry_by_amount"),
        ),
        *(migrations.RunSQL(sql) for sql in bounce_walls.SQL),
    ]

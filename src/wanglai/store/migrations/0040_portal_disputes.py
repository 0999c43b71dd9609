"""Replies of staff to questions of customers; what is disputed in the portal stands as disputes."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import portal_dispute_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0039_reminders"),
    ]

    operations = [
        migrations.CreateModel(
            name="PortalReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField(max_length=2000)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("key", models.CharField(max_length=100)),
                ("seq", models.BigIntegerField()),
                (
                    "answer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="store.portalanswer",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="store.company"
                    ),
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
                "indexes": [models.Index(fields=["answer", "id"], name="portal_reply_of_question")],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "key"), name="portal_reply_once"),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="portal_reply_says_something",
                    ),
                ],
            },
        ),
        *(migrations.RunSQL(sql) for sql in portal_dispute_walls.portal_dispute_sql()),
    ]

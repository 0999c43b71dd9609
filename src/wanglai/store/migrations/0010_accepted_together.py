"""Runs in which every proposal of a status is made at a person's word."""

from django.db import migrations, models
from django.db.models import Q

from wanglai.store.tables import AtOnce


class Migration(migrations.Migration):
    dependencies = [("store", "0009_portal")]
    operations = [
        AtOnce([
            migrations.AddField("cashrun", "accepts", models.CharField(blank=True, max_length=9)),
            migrations.AddField("cashrun", "accepts_through", models.BigIntegerField(null=True)),
            migrations.AddConstraint(
                "cashrun",
                models.CheckConstraint(
                    name="cash_run_accepts_at_a_word",
                    condition=Q(accepts="", accepts_through=None)
                    | Q(accepts__in=("auto", "suggested"), accepts_through__isnull=False, asked_by__isnull=False, policy=None),
                ),
            ),
        ]),
    ]

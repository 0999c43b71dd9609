"""What moved since a day is found without reading what moved before it, at next to no cost of writing."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0008_teams")]
    operations = [
        migrations.AddIndex(
            model_name="openitem",
            index=BrinIndex(
                fields=["company_id", "document_on"], name="item_by_day", autosummarize=True
            ),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=BrinIndex(
                fields=["company_id", "effective_on"], name="allocation_by_day", autosummarize=True
            ),
        ),
    ]

"""Many settlements at once ask what was undone once for all of them; walls of bank lines are asked without a function's call."""

from django.db import migrations, models
from django.db.models import Q

from wanglai.store import bulk_walls


class Migration(migrations.Migration):
    dependencies = [("store", "0033_advices")]
    operations = [
        migrations.AddIndex(
            "allocation",
            models.Index(fields=["debit_item_id"], name="allocation_undone_debit", condition=Q(amount__lt=0)),
        ),
        migrations.AddIndex(
            "allocation",
            models.Index(fields=["credit_item_id"], name="allocation_undone_credit", condition=Q(amount__lt=0)),
        ),
        *(migrations.RunSQL(sql) for sql in bulk_walls.bulk_sql()),
    ]

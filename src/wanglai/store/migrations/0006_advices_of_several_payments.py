"""A file of several payments is an advice each: the same bytes and the same payment once."""

from django.db import migrations, models
from django.db.models import Q

from wanglai.store.tables import AtOnce


class Migration(migrations.Migration):
    dependencies = [("store", "0005_receipts_settled")]
    operations = [
        AtOnce([
            migrations.AddField("remittance", "part", models.SmallIntegerField(default=1)),
            migrations.RemoveConstraint("remittance", "remittance_file_once"),
            migrations.AddConstraint(
                "remittance",
                models.UniqueConstraint(
                    name="remittance_file_once", fields=["company", "file", "part"],
                    condition=Q(withdrawn_at__isnull=True, file__isnull=False),
                ),
            ),
            migrations.AddConstraint(
                "remittance", models.CheckConstraint(name="remittance_part_counted", condition=Q(part__gt=0))
            ),
        ]),
    ]

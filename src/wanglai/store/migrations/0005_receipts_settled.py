"""Lines of the bank are booked many at a time: receipt, settlement and proposal of each in one call."""

from importlib import resources

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0004_payment_reminders")]
    operations = [
        migrations.RunSQL(resources.files("wanglai.store.book").joinpath("receipts_settled.sql").read_text("utf-8")),
    ]

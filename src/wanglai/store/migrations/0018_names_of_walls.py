"""Two walls shared a name; each has its own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0017_item_flags'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='reportdelivery',
            name='delivery_state_known',
        ),
        migrations.AddConstraint(
            model_name='reportdelivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'sent', 'refused', 'failed'))), name='report_state_known'),
        ),
    ]

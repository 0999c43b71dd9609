"""Bills are found by any part of their numbers, in a state, and by the day they mature, however many there are."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0022_bank'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='bill',
            name='bill_by_maturity',
        ),
        migrations.AddIndex(
            model_name='bill',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('number'), name='gin_trgm_ops'), name='bill_by_number'),
        ),
        migrations.AddIndex(
            model_name='bill',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('drawee'), name='gin_trgm_ops'), name='bill_by_drawee'),
        ),
        migrations.AddIndex(
            model_name='bill',
            index=models.Index(fields=['company', 'state', '-id'], name='bill_in_state'),
        ),
        migrations.AddIndex(
            model_name='bill',
            index=models.Index(fields=['company', 'matures_on', 'id'], name='bill_by_maturity'),
        ),
        migrations.AddIndex(
            model_name='bill',
            index=models.Index(fields=['company', 'state', 'matures_on', 'id'], name='bill_in_state_by_maturity'),
        ),
    ]

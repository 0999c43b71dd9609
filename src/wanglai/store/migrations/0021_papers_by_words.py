"""Orders, deliveries and invoices are found by any part of their numbers, however many there are."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0020_what_is_owed'),
    ]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name='delivery',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('number'), name='gin_trgm_ops'), name='delivery_by_number'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('number'), name='gin_trgm_ops'), name='invoice_by_number'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('text'), name='gin_trgm_ops'), name='invoice_by_text'),
        ),
        migrations.AddIndex(
            model_name='salesorder',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('number'), name='gin_trgm_ops'), name='order_by_number'),
        ),
        migrations.AddIndex(
            model_name='salesorder',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('their_number'), name='gin_trgm_ops'), name='order_by_their_number'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['company', 'state', '-id'], name='delivery_in_state'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['company', 'state', '-id'], name='invoice_in_state'),
        ),
        migrations.AddIndex(
            model_name='salesorder',
            index=models.Index(fields=['company', 'state', '-id'], name='order_in_state'),
        ),
    ]

"""What is open is read from one index: an ageing looks at no settled item, however many there are."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0019_imports_in_parts'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='openitem',
            index=models.Index(condition=models.Q(('allocated__lt', models.F('amount'))), fields=['company_id', 'customer_id', 'due_on'], include=['id', 'side', 'currency', 'document_on', 'amount', 'base_amount', 'allocated', 'base_allocated'], name='item_owed'),
        ),
        migrations.RemoveIndex(
            model_name='openitem',
            name='item_open',
        ),
    ]

"""Our side of a reconciliation straight from the book, and what it starts from of the period before."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from wanglai.store import two_sided_walls


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0029_messages'),
    ]

    operations = [
        migrations.AlterField(
            model_name='reconciliation',
            name='ours_file',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile'),
        ),
        migrations.CreateModel(
            name='BookLine',
            fields=[
                ('pk', models.CompositePrimaryKey('reconciliation_id', 'row', blank=True, editable=False, primary_key=True, serialize=False)),
                ('company_id', models.BigIntegerField()),
                ('reconciliation_id', models.BigIntegerField()),
                ('row', models.IntegerField()),
                ('seq', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('reconciliation_id', 'seq'), name='book_line_once'), models.CheckConstraint(condition=models.Q(('row__gt', 0)), name='book_line_row_positive')],
            },
        ),
        migrations.CreateModel(
            name='CarriedLine',
            fields=[
                ('pk', models.CompositePrimaryKey('reconciliation_id', 'side', 'row', blank=True, editable=False, primary_key=True, serialize=False)),
                ('company_id', models.BigIntegerField()),
                ('reconciliation_id', models.BigIntegerField()),
                ('side', models.CharField(max_length=6)),
                ('row', models.IntegerField()),
                ('line', models.CharField(max_length=80)),
                ('difference', models.CharField(max_length=40)),
                ('difference_class', models.CharField(max_length=20)),
                ('first_id', models.BigIntegerField()),
                ('open_since', models.DateField()),
                ('seq', models.BigIntegerField(null=True)),
                ('date', models.DateField(null=True)),
                ('due', models.DateField(null=True)),
                ('document', models.TextField(null=True)),
                ('voucher', models.TextField(null=True)),
                ('order', models.TextField(null=True)),
                ('text', models.TextField(null=True)),
                ('kind', models.TextField(null=True)),
                ('amount', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('side__in', ('ours', 'theirs'))), name='carried_side_known'), models.CheckConstraint(condition=models.Q(('row__gt', 0)), name='carried_row_positive'), models.CheckConstraint(condition=models.Q(('difference_class__in', ['missing_theirs', 'missing_ours', 'timing', 'amount', 'tax_rounding', 'fee', 'discount', 'duplicate_ours', 'duplicate_theirs', 'wrong_party', 'sign', 'transposition', 'partial', 'fx', 'unknown'])), name='carried_class_known'), models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='carried_says_something')],
            },
        ),
        migrations.CreateModel(
            name='BookReading',
            fields=[
                ('run', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='store.run')),
                ('known_seq', models.BigIntegerField()),
                ('head_hash', models.BinaryField()),
                ('opening', models.BigIntegerField()),
                ('lines', models.IntegerField()),
                ('read_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('known_seq__gte', 0), ('lines__gte', 0)), name='book_reading_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='BookSide',
            fields=[
                ('reconciliation', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='store.reconciliation')),
                ('currency', models.CharField(max_length=3)),
                ('from_on', models.DateField()),
                ('through_on', models.DateField()),
                ('before', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.reconciliation')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                ('statement', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='store.statement')),
            ],
            options={
                'indexes': [models.Index(fields=['company', 'currency', '-through_on'], name='book_side_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_on__lte', models.F('through_on'))), name='book_side_days_in_order')],
            },
        ),
        *(migrations.RunSQL(sql) for sql in two_sided_walls.two_sided_sql()),
    ]

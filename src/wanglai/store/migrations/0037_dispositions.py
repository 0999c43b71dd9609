"""What becomes of each difference, the sheet both sides sign, and who signed it."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import disposition_walls


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0036_confirmations'),
    ]

    operations = [
        migrations.CreateModel(
            name='SharedSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.SmallIntegerField()),
                ('language', models.CharField(max_length=4)),
                ('adjusted', models.BigIntegerField()),
                ('body', models.TextField()),
                ('body_hash', models.BinaryField()),
                ('frozen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                ('file', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.storedfile')),
                ('frozen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reconciliation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.reconciliation')),
                ('run', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.run')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('company', 'id'), name='shared_sheet_of_company'),
                    models.UniqueConstraint(fields=('reconciliation', 'version'), name='shared_sheet_once'),
                    models.CheckConstraint(condition=models.Q(('language__in', ('zh', 'en', 'both'))), name='shared_sheet_language_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SheetSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=8)),
                ('way', models.CharField(blank=True, max_length=6)),
                ('name', models.CharField(max_length=200)),
                ('said', models.CharField(blank=True, max_length=500)),
                ('signed_on', models.DateField()),
                ('signed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                ('reconciliation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.reconciliation')),
                ('scan', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='store.storedfile')),
                ('sheet', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.sharedsheet')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('sheet', 'part'), name='sheet_signed_once'),
                    models.UniqueConstraint(condition=models.Q(('part', 'theirs')), fields=('reconciliation',), name='reconciliation_signed_once'),
                    models.CheckConstraint(condition=models.Q(('part__in', ('prepared', 'approved', 'theirs'))), name='signature_part_known'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='signature_has_a_name'),
                    models.CheckConstraint(condition=models.Q(models.Q(('part', 'theirs'), ('way__in', ('scan', 'portal'))), models.Q(models.Q(('part', 'theirs'), _negated=True), ('scan__isnull', True), ('way', '')), _connector='OR'), name='signature_of_theirs_says_how'),
                    models.CheckConstraint(condition=models.Q(models.Q(('way', 'scan'), _negated=True), ('scan__isnull', False), _connector='OR'), name='signature_scan_is_there'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Disposition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('difference', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=9)),
                ('correction', models.CharField(blank=True, max_length=11)),
                ('corrected_seq', models.BigIntegerField(null=True)),
                ('dispute_id', models.BigIntegerField(null=True)),
                ('amount', models.BigIntegerField()),
                ('ours_rows', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('theirs_rows', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('reason', models.CharField(max_length=500)),
                ('due_on', models.DateField(null=True)),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reconciliation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.reconciliation')),
                ('run', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.run')),
            ],
            options={
                'indexes': [models.Index(fields=['company', 'difference', '-id'], name='disposition_of_difference'), models.Index(fields=['reconciliation', '-id'], name='disposition_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('ours', 'theirs', 'timing', 'dispute', 'withdrawn'))), name='disposition_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='disposition_says_why'), models.CheckConstraint(condition=models.Q(('kind', 'withdrawn'), models.Q(('due_on__isnull', False), ('owner__isnull', False)), _connector='OR'), name='disposition_has_owner_and_day'), models.CheckConstraint(condition=models.Q(models.Q(('correction__in', ('reverse', 'credit_note', 'post', 'other')), ('kind', 'ours')), models.Q(models.Q(('kind', 'ours'), _negated=True), ('corrected_seq__isnull', True), ('correction', '')), _connector='OR'), name='disposition_ours_is_corrected'), models.CheckConstraint(condition=models.Q(('dispute_id__isnull', True), ('kind', 'dispute'), _connector='OR'), name='disposition_dispute_is_its_case')],
            },
        ),
        *(migrations.RunSQL(sql) for sql in disposition_walls.disposition_sql()),
    ]

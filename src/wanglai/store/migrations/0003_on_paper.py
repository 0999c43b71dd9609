"""Statements handed over on paper, and signed copies that came back."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import on_paper_walls
from wanglai.store.tables import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0002_house'),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name='StatementOnPaper',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ordinal', models.IntegerField()),
                    ('kind', models.CharField(max_length=10)),
                    ('on', models.DateField()),
                    ('name', models.CharField(blank=True, max_length=120)),
                    ('note', models.CharField(blank=True, max_length=300)),
                    ('entered_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('seq', models.BigIntegerField()),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('file', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='store.storedfile')),
                    ('statement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.statement')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('statement', 'ordinal'), name='on_paper_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'handed'), models.Q(('name', ''), _negated=True)), models.Q(('file__isnull', False), ('kind', 'signed'), models.Q(('name', ''), _negated=True)), models.Q(('file__isnull', True), ('kind', 'taken_back'), ('name', ''), models.Q(('note', ''), _negated=True)), _connector='OR'), name='on_paper_is_whole')],
                },
            ),
        ]),
        migrations.RunSQL(on_paper_walls.on_paper_sql()),
    ]

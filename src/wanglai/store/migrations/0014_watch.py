"""Up to where facts that do steps of procedures were looked for."""

import django.db.models.deletion
from django.db import migrations, models

from wanglai.store import watch_walls
from wanglai.store.tables import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0013_taken_back'),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name='ProcedureWatch',
                fields=[
                    ('company', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='store.company')),
                    ('sent', models.BigIntegerField(default=0)),
                    ('seen_seq', models.BigIntegerField(default=-1)),
                    ('seen_sent', models.BigIntegerField(default=0)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('seen_sent__range', (0, models.F('sent'))), ('seen_seq__gte', -1), ('sent__gte', 0)), name='procedure_watch_sees_what_is_there')],
                },
            ),
        ]),
        migrations.RunSQL(watch_walls.watch_sql()),
    ]

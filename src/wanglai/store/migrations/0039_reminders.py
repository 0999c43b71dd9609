"""Words of letters by versions; customers asked again for their answer, stopped, let go on, and given up on."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import reminder_walls


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0038_procedures'),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('language', models.CharField(max_length=2)),
                ('version', models.IntegerField()),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField(blank=True, max_length=4000)),
                ('seq', models.BigIntegerField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('company', 'kind', 'language', 'version'), name='letter_text_once'), models.CheckConstraint(condition=models.Q(('kind__in', ('statement', 'reminder')), ('language__in', ('zh', 'en')), ('version__gte', 1)), name='letter_text_known'), models.CheckConstraint(condition=models.Q(models.Q(('body', ''), ('subject', '')), models.Q(models.Q(('subject', ''), _negated=True), models.Q(('body', ''), _negated=True)), _connector='OR'), name='letter_text_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='ReminderHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordinal', models.IntegerField()),
                ('what', models.CharField(max_length=7)),
                ('reason', models.CharField(max_length=300)),
                ('seq', models.BigIntegerField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.statement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('statement', 'ordinal'), name='reminder_hold_once'), models.CheckConstraint(condition=models.Q(('what__in', ('stopped', 'resumed')), models.Q(('reason', ''), _negated=True)), name='reminder_hold_says_why')],
            },
        ),
        migrations.CreateModel(
            name='ReminderPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.IntegerField()),
                ('at_most', models.SmallIntegerField()),
                ('days_between', models.SmallIntegerField()),
                ('seq', models.BigIntegerField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('company', 'version'), name='reminder_policy_once'), models.CheckConstraint(condition=models.Q(('at_most__range', (0, 9)), ('days_between__range', (1, 60)), ('version__gte', 1)), name='reminder_policy_is_sensible')],
            },
        ),
        migrations.CreateModel(
            name='StatementReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordinal', models.SmallIntegerField()),
                ('reason', models.CharField(blank=True, max_length=12)),
                ("on", models.DateField()),
                ('seq', models.BigIntegerField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                ('contact', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='store.customercontact')),
                ('message', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='store.message')),
                ('statement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.statement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('statement', 'ordinal', 'contact'), name='reminder_once', nulls_distinct=False), models.UniqueConstraint(condition=models.Q(('message__isnull', False)), fields=('message',), name='reminder_message_once'), models.CheckConstraint(condition=models.Q(models.Q(('contact__isnull', False), ('message__isnull', False), ('reason', '')), models.Q(('contact__isnull', True), ('message__isnull', True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='reminder_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='StatementSilence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reminders', models.SmallIntegerField()),
                ('on', models.DateField()),
                ('seq', models.BigIntegerField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                ('statement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.statement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('statement',), name='statement_silent_once'), models.CheckConstraint(condition=models.Q(('reminders__gte', 0)), name='statement_silence_is_sensible')],
            },
        ),
        *(migrations.RunSQL(sql) for sql in reminder_walls.reminder_sql()),
    ]

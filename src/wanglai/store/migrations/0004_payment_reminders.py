"""Customers asked for money that is due, by rules of their company; account managers told of silence and of mails that came back."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import payment_reminder_walls
from wanglai.store.tables import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0003_on_paper'),
    ]

    operations = [
        AtOnce([
            migrations.RemoveConstraint(
                model_name='lettertext',
                name='letter_text_known',
            ),
            migrations.RemoveConstraint(
                model_name='message',
                name='message_kind_known',
            ),
            migrations.AddConstraint(
                model_name='lettertext',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('statement', 'reminder', 'due_soon', 'overdue', 'reply')), ('language__in', ('zh', 'en')), ('version__gte', 1)), name='letter_text_known'),
            ),
            migrations.AddConstraint(
                model_name='message',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('statement', 'reminder', 'due_soon', 'overdue', 'reply', 'code', 'staff', 'dispute', 'advice'))), name='message_kind_known'),
            ),
            migrations.CreateModel(
                name='PaymentReminderPolicy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('version', models.IntegerField()),
                    ('steps', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                    ('seq', models.BigIntegerField()),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('company', 'version'), name='payment_policy_once'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='payment_policy_counts')],
                },
            ),
            migrations.CreateModel(
                name='PaymentReminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.customer')),
                    ('currency', models.CharField(max_length=3)),
                    ('on', models.DateField()),
                    ('reason', models.CharField(blank=True, max_length=12)),
                    ('asked', models.BigIntegerField()),
                    ('credits', models.BigIntegerField()),
                    ('seq', models.BigIntegerField()),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'indexes': [models.Index(fields=['company', '-on', '-id'], name='payment_reminder_list')],
                    'constraints': [models.UniqueConstraint(fields=('company', 'id'), name='payment_reminder_of_company'), models.UniqueConstraint(fields=('company', 'customer', 'currency', 'on'), name='payment_reminder_once_a_day'), models.CheckConstraint(condition=models.Q(('asked__gt', 0), ('credits__gte', 0), ('reason__in', ('', 'no_contact', 'no_consent', 'no_address', 'bounced', 'covered', 'stopped'))), name='payment_reminder_is_sensible')],
                },
            ),
            migrations.CreateModel(
                name='PaymentReminderLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('reminder', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.paymentreminder')),
                    ('item_id', models.BigIntegerField()),
                    ('step', models.SmallIntegerField()),
                    ('due_on', models.DateField()),
                    ('asked', models.BigIntegerField()),
                    ('contested', models.BigIntegerField()),
                    ('promised_until', models.DateField(null=True)),
                    ('is_asked', models.BooleanField()),
                ],
                options={
                    'indexes': [models.Index(fields=['company', 'item_id'], name='payment_line_of_item')],
                    'constraints': [models.UniqueConstraint(fields=('reminder', 'item_id'), name='payment_line_once'), models.UniqueConstraint(condition=models.Q(('is_asked', True)), fields=('item_id', 'step'), name='payment_item_step_once'), models.CheckConstraint(condition=models.Q(('contested__gte', 0), models.Q(models.Q(('asked__gt', 0), ('promised_until__isnull', True)), models.Q(('asked', 0), ('is_asked', False), models.Q(('promised_until__isnull', False), ('contested__gt', 0), _connector='OR')), _connector='OR')), name='payment_line_is_sensible')],
                },
            ),
            migrations.CreateModel(
                name='PaymentReminderLetter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('reminder', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.paymentreminder')),
                    ('contact', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.customercontact')),
                    ('message', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.message')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('reminder', 'contact'), name='payment_letter_once'), models.UniqueConstraint(fields=('message',), name='payment_letter_message_once')],
                },
            ),
            migrations.CreateModel(
                name='PaymentReminderHold',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.customer')),
                    ('ordinal', models.IntegerField()),
                    ('what', models.CharField(max_length=7)),
                    ('until_on', models.DateField(null=True)),
                    ('reason', models.CharField(max_length=300)),
                    ('on', models.DateField()),
                    ('seq', models.BigIntegerField()),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('customer', 'ordinal'), name='payment_hold_once'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(models.Q(('what', 'stopped'), models.Q(('until_on__isnull', True), ('until_on__gte', models.F('on')), _connector='OR')), models.Q(('until_on__isnull', True), ('what', 'resumed')), _connector='OR')), name='payment_hold_says_why')],
                },
            ),
            migrations.CreateModel(
                name='ManagerMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('message', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.message')),
                    ('silence', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='store.statementsilence')),
                    ('bounced', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.message')),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('message',), name='manager_mail_message_once'), models.UniqueConstraint(condition=models.Q(('silence__isnull', False)), fields=('silence', 'user'), name='manager_told_of_silence_once'), models.UniqueConstraint(condition=models.Q(('bounced__isnull', False)), fields=('bounced', 'user'), name='manager_told_of_bounce_once'), models.CheckConstraint(condition=models.Q(models.Q(('bounced__isnull', True), ('silence__isnull', False)), models.Q(('bounced__isnull', False), ('silence__isnull', True)), _connector='OR'), name='manager_mail_is_about_one')],
                },
            ),
        ]),
        *(migrations.RunSQL(sql) for sql in payment_reminder_walls.payment_reminder_sql()),
    ]

"""A company's own accounts for texts and for robots of groups; who takes texts; what goes by them and what groups are told."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import channel_walls
from wanglai.store.tables import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0006_advices_of_several_payments'),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name='ChannelAccount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('channel', models.CharField(max_length=8)),
                    ('gateway', models.CharField(max_length=12)),
                    ('name', models.CharField(max_length=60)),
                    ('sealed', models.BinaryField()),
                    ('shown', models.CharField(max_length=80)),
                    ('seq', models.BigIntegerField()),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('ending', models.CharField(blank=True, max_length=8)),
                    ('ended_why', models.CharField(blank=True, max_length=300)),
                    ('ended_seq', models.BigIntegerField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('company', 'id'), name='channel_account_of_company'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('company', 'channel'), name='channel_account_once'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'wecom'), ('gateway__in', ('wecombot',))), models.Q(('channel', 'dingtalk'), ('gateway__in', ('dingtalk',))), models.Q(('channel', 'sms'), ('gateway__in', ('twilio',))), _connector='OR'), name='channel_account_known'), models.CheckConstraint(condition=models.Q(models.Q(('sealed', b''), _negated=True), models.Q(('name', ''), _negated=True), models.Q(('shown', ''), _negated=True)), name='channel_account_is_encrypted'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('ended_seq__isnull', True), ('ended_why', ''), ('ending', '')), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('ended_seq__isnull', False), ('ending__in', ('stopped', 'replaced')), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='channel_account_ended_by_somebody')],
                },
            ),
            migrations.RemoveConstraint(
                model_name='lettertext',
                name='letter_text_known',
            ),
            migrations.RemoveConstraint(
                model_name='message',
                name='message_channel_known',
            ),
            migrations.RemoveConstraint(
                model_name='message',
                name='message_kind_known',
            ),
            migrations.RemoveConstraint(
                model_name='paymentreminderletter',
                name='payment_letter_once',
            ),
            migrations.RemoveConstraint(
                model_name='statementreminder',
                name='reminder_once',
            ),
            migrations.AddField(
                model_name='customercontact',
                name='takes_texts',
                field=models.BooleanField(default=False),
            ),
            migrations.AddField(
                model_name='paymentreminderletter',
                name='channel',
                field=models.CharField(db_default='email', default='email', max_length=8),
            ),
            migrations.AddField(
                model_name='statementreminder',
                name='channel',
                field=models.CharField(db_default='email', default='email', max_length=8),
            ),
            migrations.AlterField(
                model_name='lettertext',
                name='kind',
                field=models.CharField(max_length=16),
            ),
            migrations.AddConstraint(
                model_name='customercontact',
                constraint=models.CheckConstraint(condition=models.Q(('takes_texts', False), ('consent_on__isnull', False), _connector='OR'), name='contact_texts_are_agreed_to'),
            ),
            migrations.AddConstraint(
                model_name='lettertext',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('statement', 'reminder', 'due_soon', 'overdue', 'reply', 'text_reminder', 'text_due_soon', 'text_overdue', 'group_silent', 'group_bounced', 'group_answer')), ('language__in', ('zh', 'en')), ('version__gte', 1)), name='letter_text_known'),
            ),
            migrations.AddConstraint(
                model_name='paymentreminderletter',
                constraint=models.UniqueConstraint(fields=('reminder', 'contact', 'channel'), name='payment_letter_once'),
            ),
            migrations.AddConstraint(
                model_name='statementreminder',
                constraint=models.UniqueConstraint(fields=('statement', 'ordinal', 'contact', 'channel'), name='reminder_once', nulls_distinct=False),
            ),
            migrations.AddField(
                model_name='message',
                name='account',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='store.channelaccount'),
            ),
            migrations.AddConstraint(
                model_name='message',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('statement', 'reminder', 'due_soon', 'overdue', 'reply', 'code', 'staff', 'dispute', 'advice', 'group', 'test'))), name='message_kind_known'),
            ),
            migrations.AddConstraint(
                model_name='message',
                constraint=models.CheckConstraint(condition=models.Q(('channel__in', ('email', 'sms', 'wecom', 'dingtalk'))), name='message_channel_known'),
            ),
            migrations.CreateModel(
                name='GroupNotice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('channel', models.CharField(max_length=8)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('answer', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='store.portalanswer')),
                    ('bounced', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.message')),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('message', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.message')),
                    ('silence', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='store.statementsilence')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('message',), name='group_notice_message_once'), models.UniqueConstraint(condition=models.Q(('silence__isnull', False)), fields=('silence', 'channel'), name='group_told_of_silence_once'), models.UniqueConstraint(condition=models.Q(('bounced__isnull', False)), fields=('bounced', 'channel'), name='group_told_of_bounce_once'), models.UniqueConstraint(condition=models.Q(('answer__isnull', False)), fields=('answer', 'channel'), name='group_told_of_answer_once'), models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', True), ('bounced__isnull', True), ('silence__isnull', False)), models.Q(('answer__isnull', True), ('bounced__isnull', False), ('silence__isnull', True)), models.Q(('answer__isnull', False), ('bounced__isnull', True), ('silence__isnull', True)), _connector='OR'), name='group_notice_is_about_one')],
                },
            ),
        ]),
        *(migrations.RunSQL(sql) for sql in channel_walls.channel_sql()),
    ]

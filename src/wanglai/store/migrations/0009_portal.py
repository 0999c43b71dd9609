"""What customers dispute in the portal beside what is open of a line, what they say in their disputes, of their own ledger and of us."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import claim_walls, portal_follow_walls, sheet_release_walls
from wanglai.store.tables import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0008_rounds'),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name='DisputeClaim',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=7)),
                    ('item_id', models.BigIntegerField(null=True)),
                    ('paper', models.CharField(blank=True, max_length=11)),
                    ('on', models.DateField(null=True)),
                    ('paid', models.BigIntegerField(null=True)),
                    ('bank', models.CharField(blank=True, max_length=100)),
                    ('reference', models.CharField(blank=True, max_length=100)),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('dispute', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.dispute')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('item_id__isnull', False)), fields=['item_id'], name='dispute_claim_of_item')],
                    'constraints': [models.UniqueConstraint(fields=('company', 'id'), name='dispute_claim_of_company'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'payment'), ('on__isnull', False), ('paid__gt', 0), ('paid__isnull', False), ('paper', '')), models.Q(('bank', ''), ('item_id__isnull', False), ('kind', 'line'), ('on__isnull', True), ('paid__isnull', True), ('paper', ''), ('reference', '')), models.Q(('bank', ''), ('item_id__isnull', True), ('kind', 'paper'), ('paid__isnull', True), ('paper__in', ('invoice', 'credit_note', 'delivery')), models.Q(('reference', ''), _negated=True)), _connector='OR'), name='dispute_claim_is_whole')],
                },
            ),
            migrations.CreateModel(
                name='SheetRelease',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('released_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('seq', models.BigIntegerField()),
                    ('answer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.portalanswer')),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('released_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('sheet', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.sharedsheet')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('company', 'id'), name='sheet_release_of_company')],
                },
            ),
            migrations.RemoveConstraint(
                model_name='disputestep',
                name='dispute_step_kind_known',
            ),
            migrations.RemoveConstraint(
                model_name='disputestep',
                name='dispute_step_has_its_outcome',
            ),
            migrations.RemoveConstraint(
                model_name='paymentreminder',
                name='payment_reminder_is_sensible',
            ),
            migrations.AddConstraint(
                model_name='paymentreminder',
                constraint=models.CheckConstraint(condition=models.Q(('asked__gt', 0), ('credits__gte', 0), ('reason__in', ('', 'no_contact', 'no_consent', 'no_address', 'bounced', 'covered', 'stopped', 'claimed'))), name='payment_reminder_is_sensible'),
            ),
            migrations.RemoveConstraint(
                model_name='portalanswer',
                name='portal_answer_kind_known',
            ),
            migrations.RemoveConstraint(
                model_name='portalanswer',
                name='portal_promised_names_day_and_amount',
            ),
            migrations.RemoveConstraint(
                model_name='portalanswer',
                name='portal_uploaded_has_its_file',
            ),
            migrations.AddField(
                model_name='portalanswer',
                name='dispute',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='store.dispute'),
            ),
            migrations.AddField(
                model_name='portalanswer',
                name='score',
                field=models.SmallIntegerField(null=True),
            ),
            migrations.AddField(
                model_name='portalanswer',
                name='sheet',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='store.sharedsheet'),
            ),
            migrations.AddConstraint(
                model_name='disputestep',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('opened', 'said', 'attached', 'handed', 'moved', 'escalated', 'proposed', 'agreed', 'declined', 'resolved', 'reopened'))), name='dispute_step_kind_known'),
            ),
            migrations.AddConstraint(
                model_name='disputestep',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('amount__isnull', False), ('kind', 'resolved'), ('outcome__in', ('credit_note', 'correction', 'refund', 'compensation', 'rejected', 'withdrawn')), models.Q(models.Q(('entry_seq__isnull', False), ('outcome__in', ('credit_note', 'correction', 'refund', 'compensation'))), models.Q(models.Q(('outcome__in', ('credit_note', 'correction', 'refund', 'compensation')), _negated=True), ('entry_seq__isnull', True)), _connector='OR')), models.Q(('amount__gt', 0), ('amount__isnull', False), ('entry_seq__isnull', True), ('kind', 'proposed'), ('outcome__in', ('credit_note', 'correction', 'refund', 'compensation', 'rejected', 'withdrawn'))), models.Q(models.Q(('kind__in', ('resolved', 'proposed')), _negated=True), ('amount__isnull', True), ('entry_seq__isnull', True), ('outcome', '')), _connector='OR'), name='dispute_step_has_its_outcome'),
            ),
            migrations.AddConstraint(
                model_name='disputestep',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('proposed', 'agreed', 'declined')), _negated=True), models.Q(('for_customer', True), ('from_customer', False), ('kind', 'proposed')), models.Q(('for_customer', True), ('from_customer', True), ('kind__in', ('agreed', 'declined'))), _connector='OR'), name='dispute_step_proposed_to_the_customer'),
            ),
            migrations.AddConstraint(
                model_name='portalanswer',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('confirmed', 'disputed', 'asked', 'promised', 'uploaded', 'feedback', 'complaint', 'followed', 'agreed', 'declined', 'answered', 'rated'))), name='portal_answer_kind_known'),
            ),
            migrations.AddConstraint(
                model_name='portalanswer',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('amount__isnull', False), ('kind', 'promised'), ('on__isnull', False)), models.Q(models.Q(('kind', 'promised'), _negated=True), ('amount__isnull', True), ('on__isnull', True)), _connector='OR'), name='portal_promised_names_day_and_amount'),
            ),
            migrations.AddConstraint(
                model_name='portalanswer',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('file__isnull', True), models.Q(('kind', 'uploaded'), _negated=True)), models.Q(('file__isnull', False), ('kind__in', ('uploaded', 'disputed', 'followed', 'agreed', 'declined')), models.Q(('file_name', ''), _negated=True)), _connector='OR'), name='portal_uploaded_has_its_file'),
            ),
            migrations.AddConstraint(
                model_name='portalanswer',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('dispute__isnull', False), ('kind__in', ('followed', 'agreed', 'declined'))), models.Q(('dispute__isnull', True), models.Q(('kind__in', ('followed', 'agreed', 'declined')), _negated=True)), _connector='OR'), name='portal_follows_a_dispute'),
            ),
            migrations.AddConstraint(
                model_name='portalanswer',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'rated'), ('score__isnull', False), ('score__range', (1, 5))), models.Q(('score__isnull', True), models.Q(('kind', 'rated'), _negated=True)), _connector='OR'), name='portal_rated_names_its_score'),
            ),
            migrations.AddConstraint(
                model_name='portalanswer',
                constraint=models.UniqueConstraint(condition=models.Q(('kind', 'rated')), fields=('statement',), name='portal_rated_once'),
            ),
            migrations.AddConstraint(
                model_name='portalanswer',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'answered'), ('sheet__isnull', False)), models.Q(('sheet__isnull', True), models.Q(('kind', 'answered'), _negated=True)), _connector='OR'), name='portal_answers_a_sheet'),
            ),
        ]),
        migrations.RunSQL(claim_walls.claim_sql()),
        migrations.RunSQL(portal_follow_walls.portal_follow_sql()),
        migrations.RunSQL(sheet_release_walls.sheet_release_sql()),
    ]

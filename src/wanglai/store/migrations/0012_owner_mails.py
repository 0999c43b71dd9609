"""Mails to owners of disputes in which the customer wrote, and the language a person reads."""

import django.db.models.deletion
from django.db import migrations, models

from wanglai.store import owner_mail_walls
from wanglai.store.tables import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0011_returns'),
    ]

    operations = [
        AtOnce([
            migrations.RemoveConstraint(
                model_name='managermail',
                name='manager_mail_is_about_one',
            ),
            migrations.AddField(
                model_name='managermail',
                name='answer',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='store.portalanswer'),
            ),
            migrations.AddField(
                model_name='user',
                name='language',
                field=models.CharField(blank=True, db_default='', default='', max_length=2),
            ),
            migrations.AddConstraint(
                model_name='managermail',
                constraint=models.UniqueConstraint(condition=models.Q(('answer__isnull', False)), fields=('answer', 'user'), name='owner_told_of_answer_once'),
            ),
            migrations.AddConstraint(
                model_name='managermail',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', True), ('bounced__isnull', True), ('silence__isnull', False)), models.Q(('answer__isnull', True), ('bounced__isnull', False), ('silence__isnull', True)), models.Q(('answer__isnull', False), ('bounced__isnull', True), ('silence__isnull', True)), _connector='OR'), name='manager_mail_is_about_one'),
            ),
            migrations.AddConstraint(
                model_name='user',
                constraint=models.CheckConstraint(condition=models.Q(('language__in', ('', 'zh', 'en'))), name='user_language_known'),
            ),
        ]),
        migrations.RunSQL(owner_mail_walls.owner_mail_sql()),
    ]

"""Released sheets that are taken back from the customer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from wanglai.store import take_back_walls
from wanglai.store.tables import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0012_owner_mails'),
    ]

    operations = [
        AtOnce([
            migrations.AddField(
                model_name='sheetrelease',
                name='taken_back_at',
                field=models.DateTimeField(null=True),
            ),
            migrations.AddField(
                model_name='sheetrelease',
                name='taken_back_by',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='sheetrelease',
                name='taken_back_seq',
                field=models.BigIntegerField(null=True),
            ),
            migrations.AddField(
                model_name='sheetrelease',
                name='taken_back_why',
                field=models.CharField(blank=True, max_length=500),
            ),
            migrations.AlterField(
                model_name='sheetrelease',
                name='sheet',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.sharedsheet'),
            ),
            migrations.AddConstraint(
                model_name='sheetrelease',
                constraint=models.UniqueConstraint(condition=models.Q(('taken_back_at__isnull', True)), fields=('sheet',), name='sheet_released_once'),
            ),
            migrations.AddConstraint(
                model_name='sheetrelease',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', True), ('taken_back_by__isnull', True), ('taken_back_seq__isnull', True), ('taken_back_why', '')), models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False), ('taken_back_seq__isnull', False), models.Q(('taken_back_why', ''), _negated=True)), _connector='OR'), name='release_taken_back_says_why'),
            ),
        ]),
        migrations.RunSQL(take_back_walls.take_back_sql()),
    ]

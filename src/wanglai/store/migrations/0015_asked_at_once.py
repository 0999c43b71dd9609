"""What lines of banks, their proposals and settlements name is asked of all rows of a statement at once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from wanglai.store import at_once_walls
from wanglai.store.tables import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0014_watch'),
    ]

    operations = [
        AtOnce([
            migrations.AlterField(
                model_name='cashproposal',
                name='decided_by',
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
        ]),
        *(migrations.RunSQL(each) for each in at_once_walls.at_once_sql()),
    ]

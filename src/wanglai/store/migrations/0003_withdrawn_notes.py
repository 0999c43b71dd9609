"""Notes can be taken back by their author: the table of withdrawals, with its walls."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import triggers


class Migration(migrations.Migration):
    dependencies = [("store", "0002_walls")]
    operations = [
        migrations.AddConstraint(
            model_name="note",
            constraint=models.UniqueConstraint(fields=("company", "id"), name="note_of_company"),
        ),
        migrations.CreateModel(
            name="NoteWithdrawn",
            fields=[
                (
                    "note",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="store.note",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company"),
                ),
                (
                    "actor",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
                ("withdrawn_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        *(migrations.RunSQL(sql) for sql in triggers.note_sql()),
    ]

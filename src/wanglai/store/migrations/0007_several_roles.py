"""A person may hold several of nine roles in a company; some never together, see ``wanglai.store.role_walls``."""

from __future__ import annotations

from django.db import migrations, models

from wanglai.store import role_walls

ROLES = ("SAL", "CSH", "ARA", "CRC", "COL", "FM", "AUD", "ADM", "CUS")


class Migration(migrations.Migration):
    dependencies = [("store", "0006_book_walls")]
    operations = [
        migrations.RemoveConstraint(model_name="membership", name="membership_once"),
        migrations.RemoveConstraint(model_name="membership", name="membership_role_known"),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("company", "user", "role"), name="membership_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ROLES)), name="membership_role_known"
            ),
        ),
        migrations.RunSQL(role_walls.ROLES_KEPT_APART, migrations.RunSQL.noop),
    ]

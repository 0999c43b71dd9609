"""Teams, account managers, and which customers each person sees."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0007_several_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomerSight",
            fields=[
                ("pk", models.CompositePrimaryKey("user_id", "customer_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("company_id", models.BigIntegerField()),
                ("user_id", models.BigIntegerField()),
                ("customer_id", models.BigIntegerField()),
            ],
            options={
                "db_table": "customer_sight",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "name"), name="team_name_once"),
                    models.UniqueConstraint(fields=("company", "id"), name="team_of_company"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="team_has_a_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("team", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.team")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("team", "user"), name="team_member_once"),
                ],
            },
        ),
        migrations.AddField(
            model_name="customer",
            name="manager",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="customer",
            name="team",
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.team"),
        ),
        *(migrations.RunSQL(sql) for sql in triggers.team_sql()),
    ]

"""Rounds of reconciling with their rules, customers and excuses, the targets of its figures, and the facts that do steps of procedures."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import procedure_walls, round_walls
from wanglai.store.tables import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0007_channels'),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name='ReconcilingRound',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=7)),
                    ('from_on', models.DateField()),
                    ('to_on', models.DateField()),
                    ('zone', models.CharField(max_length=64)),
                    ('state', models.CharField(default='drafted', max_length=7)),
                    ('planners', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                    ('seq', models.BigIntegerField()),
                    ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('agreed_seq', models.BigIntegerField(null=True)),
                    ('agreed_at', models.DateTimeField(null=True)),
                    ('agreed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('company', 'id'), name='reconciling_round_of_company'), models.UniqueConstraint(fields=('company', 'kind', 'from_on'), name='reconciling_round_once'), models.CheckConstraint(condition=models.Q(('kind__in', ('month', 'quarter', 'year'))), name='reconciling_round_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', True), ('agreed_by__isnull', True), ('agreed_seq__isnull', True), ('state', 'drafted')), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False), ('agreed_seq__isnull', False), ('state', 'agreed')), _connector='OR'), name='reconciling_round_has_its_person')],
                },
            ),
            migrations.CreateModel(
                name='RoundMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('why', models.CharField(max_length=7)),
                    ('day', models.DateField()),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.customer')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('round', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.reconcilinground')),
                ],
                options={
                    'indexes': [models.Index(fields=['company', 'customer', '-id'], name='round_member_of_customer')],
                    'constraints': [models.UniqueConstraint(fields=('company', 'id'), name='round_member_of_company'), models.UniqueConstraint(fields=('round', 'customer'), name='round_member_once'), models.CheckConstraint(condition=models.Q(('why__in', ('minimum', 'carried', 'rule', 'added'))), name='round_member_why_known')],
                },
            ),
            migrations.CreateModel(
                name='RoundExcuse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ordinal', models.SmallIntegerField()),
                    ('state', models.CharField(default='asked', max_length=7)),
                    ('reason', models.CharField(max_length=300)),
                    ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('seq', models.BigIntegerField()),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('decided_seq', models.BigIntegerField(null=True)),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('member', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='store.roundmember')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('member', 'ordinal'), name='round_excuse_once'), models.UniqueConstraint(condition=models.Q(('state', 'refused'), _negated=True), fields=('member',), name='round_excuse_one_stands'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='round_excuse_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decided_seq__isnull', True), ('state', 'asked')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('decided_seq__isnull', False), ('state__in', ('agreed', 'refused')), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='round_excuse_agreed_by_another')],
                },
            ),
            migrations.CreateModel(
                name='RoundRuleVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.IntegerField()),
                    ('key_account', models.CharField(max_length=7)),
                    ('tier_a', models.CharField(max_length=7)),
                    ('tier_b', models.CharField(max_length=7)),
                    ('monthly_terms', models.CharField(max_length=7)),
                    ('others', models.CharField(max_length=7)),
                    ('clerks', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ('seq', models.BigIntegerField()),
                    ('set_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('company', 'version'), name='round_rule_once'), models.CheckConstraint(condition=models.Q(('key_account__in', ('month', 'quarter', 'year')), ('monthly_terms__in', ('month', 'quarter', 'year')), ('others__in', ('month', 'quarter', 'year')), ('tier_a__in', ('month', 'quarter', 'year')), ('tier_b__in', ('month', 'quarter', 'year')), ('version__gte', 1)), name='round_rule_leaves_nobody_out')],
                },
            ),
            migrations.CreateModel(
                name='KpiTarget',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kpi', models.CharField(max_length=12)),
                    ('from_on', models.DateField()),
                    ('tenths', models.IntegerField(null=True)),
                    ('seq', models.BigIntegerField()),
                    ('set_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.company')),
                    ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['company', 'kpi', '-from_on', '-id'], name='kpi_target_newest')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kpi__in', ('timeliness', 'confirmation', 'days', 'accuracy', 'handling')), models.Q(('tenths__isnull', True), ('tenths__range', (0, 1000)), _connector='OR')), name='kpi_target_is_sensible')],
                },
            ),
            migrations.AlterField("procedurestep", "done_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            migrations.AddField("procedurestep", "fact", models.CharField(blank=True, default="", max_length=20)),
            migrations.AddField("procedurestep", "source", models.CharField(blank=True, default="", max_length=14)),
            migrations.AddField("procedurestep", "source_id", models.BigIntegerField(null=True)),
            migrations.AddConstraint("procedurestep", models.UniqueConstraint(condition=models.Q(("fact", ""), _negated=True), fields=("case", "step", "fact", "source", "source_id"), name="procedure_fact_once")),
            migrations.AddConstraint("procedurestep", models.CheckConstraint(
                condition=models.Q(("done_by__isnull", False), ("fact", ""), ("source", ""), ("source_id__isnull", True))
                | models.Q(("done_by__isnull", True), ("source__in", ("statement", "dispute", "reconciliation", "entry")), ("source_id__isnull", False), models.Q(("fact", ""), _negated=True)),
                name="procedure_step_by_person_or_fact")),
        ]),
        *(migrations.RunSQL(sql) for sql in (*round_walls.round_sql(), *procedure_walls.fact_sql())),
    ]

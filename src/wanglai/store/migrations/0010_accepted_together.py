"""Runs in which every proposal of a status is made at a person's word."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0009_portal'),
    ]

    operations = [
        migrations.AddField(
            model_name='cashrun',
            name='accepts',
            field=models.CharField(blank=True, max_length=9),
        ),
        migrations.AddField(
            model_name='cashrun',
            name='accepts_through',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='cashrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepts', ''), ('accepts_through', None)), models.Q(('accepts__in', ('auto', 'suggested')), ('accepts_through__isnull', False), ('asked_by__isnull', False), ('policy', None)), _connector='OR'), name='cash_run_accepts_at_a_word'),
        ),
    ]

"""Orders, deliveries and contracts from files; opening items below zero as entries of their own kinds."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0015_bills_go_back'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='entry',
            name='entry_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='openitem',
            name='item_kind_known',
        ),
        migrations.AddField(
            model_name='importedline',
            name='said',
            field=models.JSONField(null=True),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('invoice', 'debit_note', 'credit_note', 'receipt', 'prepayment', 'interest', 'fee', 'refund', 'write_off', 'recovery', 'opening', 'open_credit', 'open_advance', 'bill', 'transfer', 'exchange', 'revaluation', 'reversal'))), name='entry_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='openitem',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('invoice', 'debit_note', 'credit_note', 'receipt', 'prepayment', 'interest', 'fee', 'refund', 'write_off', 'recovery', 'opening', 'open_credit', 'open_advance', 'bill', 'transfer', 'reversal'))), name='item_kind_known'),
        ),
        migrations.RunSQL(
            "INSERT INTO store_postingrule (kind, control, side, net, tax) VALUES "
            "('open_credit', 'receivable', -1, 'opening', ''), ('open_advance', 'advance', -1, 'opening', '')"
        ),
    ]

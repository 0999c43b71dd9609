"""Receipts of which a part came back: how much, and the kind of entry that says so."""

from django.db import migrations, models

from wanglai.store import return_walls
from wanglai.store.tables import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0010_accepted_together'),
    ]

    operations = [
        AtOnce([
            migrations.RemoveConstraint(
                model_name='bouncedreceipt',
                name='bounce_of_line_once',
            ),
            migrations.RemoveConstraint(
                model_name='entry',
                name='entry_kind_known',
            ),
            migrations.RemoveConstraint(
                model_name='openitem',
                name='item_kind_known',
            ),
            migrations.AddField(
                model_name='bouncedreceipt',
                name='part',
                field=models.BigIntegerField(null=True),
            ),
            migrations.AddIndex(
                model_name='bouncedreceipt',
                index=models.Index(condition=models.Q(('came_id__isnull', False)), fields=['company', 'came_id'], name='bounce_of_line'),
            ),
            migrations.AddConstraint(
                model_name='bouncedreceipt',
                constraint=models.UniqueConstraint(condition=models.Q(('came_id__isnull', False), ('part__isnull', True), ('withdrawn_at__isnull', True)), fields=('company', 'came_id'), name='bounce_of_line_once'),
            ),
            migrations.AddConstraint(
                model_name='bouncedreceipt',
                constraint=models.CheckConstraint(condition=models.Q(('part__isnull', True), models.Q(('bill_id__isnull', True), ('part__gt', 0), ('part__isnull', False), ('receipt_seq__isnull', False)), _connector='OR'), name='bounce_part_is_in_the_book'),
            ),
            migrations.AddConstraint(
                model_name='entry',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('invoice', 'debit_note', 'credit_note', 'receipt', 'prepayment', 'interest', 'fee', 'refund', 'write_off', 'recovery', 'opening', 'open_credit', 'open_advance', 'bill', 'transfer', 'exchange', 'revaluation', 'reversal', 'discount', 'bank_fee', 'tolerance', 'returned'))), name='entry_kind_known'),
            ),
            migrations.AddConstraint(
                model_name='openitem',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('invoice', 'debit_note', 'credit_note', 'receipt', 'prepayment', 'interest', 'fee', 'refund', 'write_off', 'recovery', 'opening', 'open_credit', 'open_advance', 'bill', 'transfer', 'reversal', 'discount', 'bank_fee', 'tolerance', 'returned'))), name='item_kind_known'),
            ),
        ]),
        migrations.RunSQL(return_walls.return_sql()),
    ]

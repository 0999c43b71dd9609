"""What was settled when a period closed and is open again since belongs to the snapshots of the periods after."""

from __future__ import annotations

from importlib import resources

from django.db import migrations, models
from django.db.models import Q

_CLOSE = resources.files("wanglai.store.book").joinpath("aged_snapshots.sql")
# Rows the closing forgot since 0024; nothing that was kept is changed.
_FILL = """
INSERT INTO store_itemsnapshot
    (company_id, period_id, item_id, customer_id, amount, base_amount, side, currency, document_on, due_on)
SELECT period.company_id, period.id, item.id, item.customer_id, item.amount - settled.amount, item.base_amount - settled.base,
       item.side, item.currency, item.document_on, item.due_on
  FROM (SELECT DISTINCT part.item_id FROM store_allocation AS undone
         CROSS JOIN LATERAL (VALUES (undone.debit_item_id), (undone.credit_item_id)) AS part (item_id)
         WHERE undone.amount < 0) AS reopened
  JOIN store_openitem AS item ON item.id = reopened.item_id
  JOIN store_period AS period
    ON period.company_id = item.company_id AND period.closed_seq IS NOT NULL AND item.document_on <= period.to_on
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(amount), 0) AS amount, coalesce(sum(base), 0) AS base
         FROM (SELECT amount, debit_base AS base, effective_on FROM store_allocation WHERE debit_item_id = item.id
               UNION ALL
               SELECT amount, credit_base, effective_on FROM store_allocation WHERE credit_item_id = item.id) AS part
        WHERE part.effective_on <= period.to_on) AS settled
 WHERE item.amount > settled.amount
   AND NOT EXISTS (SELECT FROM store_itemsnapshot AS kept
                    WHERE kept.company_id = period.company_id AND kept.period_id = period.id
                      AND kept.customer_id = item.customer_id AND kept.item_id = item.id)
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0027_money")]
    operations = [
        migrations.AddIndex(
            "allocation",
            models.Index(fields=["company_id", "effective_on"], name="allocation_undone", condition=Q(amount__lt=0)),
        ),
        migrations.RunPython(lambda apps, editor: _run(editor, _CLOSE.read_text("utf-8")), migrations.RunPython.noop),
        migrations.RunPython(lambda apps, editor: _run(editor, _FILL), migrations.RunPython.noop),
    ]


def _run(editor, text: str) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(text)

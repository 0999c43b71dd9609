"""A snapshot says of its items all that an ageing asks; days are found in a table however often its rows have moved."""

from __future__ import annotations

from importlib import resources

from django.db import migrations, models

_CLOSE = resources.files("wanglai.store.book").joinpath("aged_snapshots.sql")
# The rows stay as they were in all they said so far: the wall against changes stands aside for this one statement. A book of
# ten million documents has as many rows here, and each is written anew: its index is made afterwards.
_FILL = """
SET LOCAL work_mem = '256MB';
ALTER TABLE store_itemsnapshot DISABLE TRIGGER append_only;
UPDATE store_itemsnapshot AS snapshot
   SET side = item.side, currency = item.currency, document_on = item.document_on, due_on = item.due_on
  FROM store_openitem AS item WHERE item.id = snapshot.item_id;
ALTER TABLE store_itemsnapshot ENABLE TRIGGER append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0023_bills_by_maturity")]
    operations = [
        migrations.AddField("itemsnapshot", "side", models.SmallIntegerField(null=True)),
        migrations.AddField("itemsnapshot", "currency", models.CharField(max_length=3, null=True)),
        migrations.AddField("itemsnapshot", "document_on", models.DateField(null=True)),
        migrations.AddField("itemsnapshot", "due_on", models.DateField(null=True)),
        migrations.RemoveIndex("itemsnapshot", "items_of_period"),
        migrations.RunPython(lambda apps, editor: _run(editor, _FILL), migrations.RunPython.noop),
        migrations.AlterField("itemsnapshot", "side", models.SmallIntegerField()),
        migrations.AlterField("itemsnapshot", "currency", models.CharField(max_length=3)),
        migrations.AlterField("itemsnapshot", "document_on", models.DateField()),
        migrations.AddIndex(
            "itemsnapshot",
            models.Index(fields=["company_id", "period_id", "customer_id"], name="items_of_period"),
        ),
        migrations.RunPython(
            lambda apps, editor: _run(editor, _CLOSE.read_text("utf-8")), migrations.RunPython.noop
        ),
        migrations.RemoveIndex("openitem", "item_by_day"),
        migrations.AddIndex(
            "openitem", models.Index(fields=["company_id", "document_on"], name="item_by_day")
        ),
        migrations.RemoveIndex("openitem", "item_of_customer"),
        migrations.AddIndex(
            "openitem",
            models.Index(
                fields=["company_id", "customer_id", "document_on"], name="item_of_customer"
            ),
        ),
        migrations.RemoveIndex("allocation", "allocation_by_day"),
        migrations.AddIndex(
            "allocation",
            models.Index(fields=["company_id", "effective_on"], name="allocation_by_day"),
        ),
    ]


def _run(editor, text: str) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(text)

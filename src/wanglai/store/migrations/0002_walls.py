"""Company-carrying foreign keys, append-only triggers, numbers without gaps; the cache table.

The SQL stands in ``wanglai.store.triggers``, frozen with this migration: later walls get a migration
and a list of their own.
"""

from __future__ import annotations

from django.db import migrations

from wanglai.store import triggers

CACHE_TABLE = """
CREATE TABLE store_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX store_cache_expires ON store_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0001_tables")]
    operations = [migrations.RunSQL(sql) for sql in [*triggers.all_sql(), CACHE_TABLE]]

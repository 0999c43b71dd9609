"""The links of the chain are looked at without a function of ours for each."""

from django.db import migrations

from wanglai.store import link_walls


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0015_asked_at_once'),
    ]

    operations = [migrations.RunSQL(each) for each in link_walls.link_sql()]

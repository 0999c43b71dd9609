"""What stands between the database's start and the first page. Prints one line of JSON for ``up``."""

from __future__ import annotations

import json

from wanglai.cli.demo import sign_ins_after_start
from wanglai.cli.migrate import apply_migrations
from wanglai.runtime.home import Home


def prepare_database(*, with_demo: bool) -> None:
    applied = apply_migrations(Home().owner_database_url())
    sign_ins = sign_ins_after_start(make_where_new=with_demo)
    print(json.dumps({"applied": applied, "sign_ins": sign_ins}), flush=True)

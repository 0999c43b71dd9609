"""``wanglai demo``: the demo company, whose sign-ins exist nowhere else."""

from __future__ import annotations

import sys

from wanglai.cli.migrate import apply_migrations
from wanglai.runtime.borrowed import database_for
from wanglai.runtime.home import Home
from wanglai.runtime.refusal import language_of_terminal


def set_up_and_print() -> None:
    with database_for(Home.open(), "demo") as url:
        apply_migrations(url)
        from wanglai.services.demo.create_demo_company import create_demo_company
        from wanglai.services.refusals import UnableTo

        try:
            people = create_demo_company()
        except UnableTo as refusal:
            print(refusal.sentence(language_of_terminal()), file=sys.stderr)
            raise SystemExit(2) from None
    for person in people:
        role = person.role_label.within(language_of_terminal())
        print(f"{person.email}  {person.password}  ({role})")


def sign_ins_after_start(*, make_where_new: bool) -> list[dict[str, str]]:
    """The demo company's sign-ins as ``up`` prints them; empty where there is no demo company.

    ``make_where_new`` makes it in a database without any company, unless real books are kept here.
    """
    from django.conf import settings

    from wanglai.services.demo.create_demo_company import (
        create_demo_company,
        demo_sign_ins,
        is_new_installation,
    )

    if make_where_new and not settings.PRODUCTION and is_new_installation():
        people = create_demo_company()
    else:
        people = demo_sign_ins()
    return [
        {
            "email": person.email,
            "password": person.password,
            "role_zh": person.role_label.zh,
            "role_en": person.role_label.en,
        }
        for person in people
    ]

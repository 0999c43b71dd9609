"""``wanglai create-admin``: the first people of a company; everybody else is invited on the screens."""

from __future__ import annotations

import getpass
import os
import sys

from wanglai.cli.django_loaded import load_django
from wanglai.cli.words import say
from wanglai.runtime.borrowed import database_for
from wanglai.runtime.home import Home
from wanglai.runtime.refusal import StartRefused, Wording, language_of_terminal


def create(*, email: str, company: str, role: str) -> None:
    """Add the person with a role to the company, which is opened under this name if there is none."""
    password = _password()
    with database_for(Home.open(), "create-admin") as url:
        load_django(url)
        from wanglai.services.access.add_person import add_person
        from wanglai.services.refusals import UnableTo

        try:
            add_person(company_name=company, email=email, password=password, role=role)
        except UnableTo as refusal:
            print(refusal.sentence(language_of_terminal()), file=sys.stderr)
            raise SystemExit(2) from None
    say(zh=f"{email} 现在可以登录公司「{company}」。", en=f"{email} can now sign in to {company}.")


def _password() -> str:
    """From ``WANGLAI_ADMIN_PASSWORD``, else asked twice; never an argument, which every process could read."""
    named = os.environ.get("WANGLAI_ADMIN_PASSWORD", "")
    if named:
        return named
    if not sys.stdin.isatty():
        raise StartRefused(
            "admin.no-password",
            reason=Wording(
                zh="没有终端可以输入密码。", en="There is no terminal to ask for the password."
            ),
            remedy=Wording(
                zh="请在环境变量 WANGLAI_ADMIN_PASSWORD 中给出。",
                en="Give it in the environment as WANGLAI_ADMIN_PASSWORD.",
            ),
        )
    is_zh = language_of_terminal() == "zh"
    first = getpass.getpass(
        "密码（至少 12 个字符）：" if is_zh else "Password (12 characters or more): "
    )
    if first != getpass.getpass("再输入一次：" if is_zh else "Once more: "):
        raise StartRefused(
            "admin.passwords-differ",
            reason=Wording(zh="两次输入的密码不同。", en="The two passwords differ."),
            remedy=Wording(zh="请重新执行命令。", en="Run the command again."),
        )
    return first

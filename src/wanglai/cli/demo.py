"""``wanglai demo``: the demo company, whose sign-ins exist nowhere else."""

from __future__ import annotations

from wanglai.cli.django_loaded import load_django
from wanglai.cli.words import say
from wanglai.runtime.borrowed import database_for
from wanglai.runtime.home import Home
from wanglai.runtime.refusal import StartRefused, Wording, language_of_terminal


def set_up_and_print() -> None:
    with database_for(Home.open(), "demo") as url:
        load_django(url)
        refuse_in_production()
        sign_ins = demo_sign_ins(make_where_new=False, make_anyway=True)
    for sign_in in sign_ins:
        role = sign_in["role_zh"] if language_of_terminal() == "zh" else sign_in["role_en"]
        say(
            zh=f"{sign_in['email']}  {sign_in['password']}  （{role}）",
            en=f"{sign_in['email']}  {sign_in['password']}  ({role})",
        )


def refuse_in_production() -> None:
    from django.conf import settings

    if settings.PRODUCTION:
        raise StartRefused(
            "demo.in-production",
            reason=Wording(
                zh="此安装设为正式使用（WANGLAI_PRODUCTION=on）。",
                en="This installation keeps real books (WANGLAI_PRODUCTION=on).",
            ),
            remedy=Wording(
                zh="演示公司的密码是公开的，请在另一个数据文件夹中使用（WANGLAI_HOME）。",
                en="The demo's passwords are public: use it over another data folder (WANGLAI_HOME).",
            ),
        )


def demo_sign_ins(*, make_where_new: bool, make_anyway: bool = False) -> list[dict[str, str]]:
    """The demo company's sign-ins; empty where there is none and none was asked for.

    ``make_where_new`` makes it in a database without any company, unless real books are kept here.
    """
    raise NotImplementedError

"""``wanglai up``: the process tree with our web server and worker, and what is printed once it answers."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field

import psycopg
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from wanglai.cli.words import say
from wanglai.runtime.child import Service
from wanglai.runtime.durability import require_durable
from wanglai.runtime.home import Home
from wanglai.runtime.logs import open_log, tail_of
from wanglai.runtime.ports import answers, choose_port
from wanglai.runtime.postgres import EmbeddedPostgres
from wanglai.runtime.refusal import StartRefused, Wording, language_of_terminal
from wanglai.runtime.running import is_held, only_one
from wanglai.runtime.tree import Tree, python_program

FIRST_PAGE = "/accounts/login/"


@dataclass
class Prepared:
    """What the preparation child found out."""

    sign_ins: list[dict[str, str]] = field(default_factory=list)


def start_everything(*, with_demo: bool) -> None:
    """Start, print the address, and stay until Ctrl-C or SIGTERM."""
    home = Home.open()
    if is_held(home):
        with only_one(home, "up"):  # refuses, and says who runs
            pass
    host = os.environ.get("WANGLAI_LISTEN", "").strip() or "127.0.0.1"
    port = choose_port(host)
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/"  # noqa: S104
    say(zh=f"正在启动，数据文件夹 {home.path}", en=f"Starting over {home.path}")
    prepared = Prepared()
    Tree(
        home,
        database=_embedded(home),
        services=(web(host, port), worker()),
        prepare=lambda environment: _prepare(home, environment, prepared, with_demo=with_demo),
        is_answering=lambda: answers(host, port, FIRST_PAGE),
        on_ready=lambda: _announce(address, home, prepared),
        tell=lambda words: say(zh=words.zh, en=words.en),
        address=address,
    ).run()
    say(zh="已停止。", en="Stopped.")


def web(host: str, port: int) -> Service:
    """Granian with our WSGI application; one worker per two cores, at most four."""
    workers = os.environ.get("WANGLAI_WEB_WORKERS", "") or str(
        max(1, min(4, (os.cpu_count() or 2) // 2))
    )
    return Service(
        "web",
        python_program(
            *("-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
            *("--workers", workers, "--blocking-threads", "8", "--no-ws", "--backpressure", "64"),
            *(
                "--respawn-failed-workers",
                "--respawn-interval",
                "0.5",
                "--workers-kill-timeout",
                "5",
            ),
            "wanglai.config.wsgi:application",
        ),
    )


def worker() -> Service:
    return Service("worker", python_program("-m", "wanglai.jobs"))


def _embedded(home: Home) -> EmbeddedPostgres | None:
    """Our own server, or None once the server named by ``DATABASE_URL`` was found fit."""
    if not os.environ.get("DATABASE_URL", "").strip():
        return EmbeddedPostgres(home)
    try:
        with psycopg.connect(home.database_url(), connect_timeout=10) as connection:
            require_durable(connection, is_embedded=False)
    except psycopg.OperationalError as problem:
        raise StartRefused(
            "database.unreachable",
            reason=Wording(
                zh=f"无法连接 DATABASE_URL 指定的数据库：{problem}",
                en=f"The database named in DATABASE_URL cannot be reached: {problem}",
            ),
            remedy=Wording(
                zh="请检查地址、账户和密码；不设 DATABASE_URL 则使用随附的数据库。",
                en="Check address, account and password, or unset DATABASE_URL to use the embedded one.",
            ),
        ) from problem
    return None


def _prepare(
    home: Home, environment: Mapping[str, str], prepared: Prepared, *, with_demo: bool
) -> None:
    """Migrations and demo run in a child: this process stays small and survives their faults."""
    with open_log(home, "prepare") as log:
        finished = subprocess.run(
            python_program("-m", "wanglai.cli", "prepare", "--demo" if with_demo else "--no-demo"),
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            check=False,
        )
    if finished.returncode != 0:
        raise StartRefused(
            "up.not-prepared",
            reason=Wording(
                zh=f"数据库升级或演示公司建立失败。最后的日志：{tail_of(home, 'prepare')}",
                en=f"The migrations or the demo failed. Last words: {tail_of(home, 'prepare')}",
            ),
            remedy=Wording(
                zh=f"请查看 {home.logs / 'prepare.log'}。数据未丢失，修正后再次启动即可。",
                en=f"Read {home.logs / 'prepare.log'}. Nothing is lost: start again once it is mended.",
            ),
        )
    prepared.sign_ins = json.loads(finished.stdout.decode().splitlines()[-1])["sign_ins"]


def _announce(address: str, home: Home, prepared: Prepared) -> None:
    is_zh = language_of_terminal() == "zh"
    table = Table.grid(padding=(0, 2))
    table.add_row("打开" if is_zh else "Open", f"[bold]{address}[/bold]")
    for sign_in in prepared.sign_ins:
        role = sign_in["role_zh"] if is_zh else sign_in["role_en"]
        table.add_row(
            "演示登录" if is_zh else "Demo sign-in",
            f"{sign_in['email']}  {sign_in['password']}  ({role})",
        )
    table.add_row("数据" if is_zh else "Data", str(home.path))
    table.add_row("停止" if is_zh else "Stop", f"Ctrl-C  /  kill {os.getpid()}")
    Console(soft_wrap=True).print(Panel(table, title="Wanglai 往来", expand=False))

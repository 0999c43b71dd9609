"""Root hands the database to another account without opening anything; a user keeps it for itself."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from wanglai.runtime import programs
from wanglai.runtime.account import Account, account_for
from wanglai.runtime.cluster import ELSEWHERE, cluster_of
from wanglai.runtime.home import Home
from wanglai.runtime.postgres import EmbeddedPostgres
from wanglai.runtime.refusal import StartRefused

IS_ROOT = os.geteuid() == 0


def as_ordinary_user(folder: Path, act: Callable[[], None]) -> None:
    """Run ``act`` as an account without any right, owning ``folder``; as root in a child, else right here."""
    if not IS_ROOT:
        act()
        return
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)
            act()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0, "see the traceback above"


def test_an_ordinary_user_runs_it_as_itself_inside_its_own_folder(
    spacious_path: Path, tmp_path: Path
) -> None:
    spacious_path.parent.mkdir(parents=True)
    reachable = programs.programs_for(
        account_for(None)
    )  # as the database's account of whoever tests

    def act() -> None:
        programs.programs_for = lambda account, shared_place=None: reachable  # type: ignore[assignment]
        home = Home.open(spacious_path)
        server = EmbeddedPostgres(home)
        server.start()
        assert server.cluster.folder == home.postgres
        assert server.cluster.account.uid == os.geteuid() != 0
        with server.connect() as connection:
            row = connection.execute("select current_user::text").fetchone()
        assert row == ("wanglai",)
        assert server.cluster.data.stat().st_uid == os.geteuid()
        assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
        server.stop()
        assert not server.is_running()

    as_ordinary_user(spacious_path.parent, act)


def test_the_server_never_runs_as_root(server: EmbeddedPostgres) -> None:
    assert server.pid is not None
    identity = psutil.Process(server.pid).uids()
    assert 0 not in identity
    assert set(identity) == {server.cluster.account.uid}
    assert set(psutil.Process(server.pid).gids()) == {server.cluster.account.gid}


def test_a_home_its_account_cannot_reach_keeps_the_cluster_elsewhere(tmp_path: Path) -> None:
    """``/root/.wanglai`` is the usual case; pytest's own temporary folder is closed in the same way."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    shared_parent = Path(os.path.realpath("/tmp"))
    shared = Path(tempfile.mkdtemp(prefix="wlt-", dir=shared_parent))
    shared.chmod(0o755)
    home = Home.open(closed / "home")
    before = stat.S_IMODE(closed.stat().st_mode)
    cluster = cluster_of(home, shared)
    assert stat.S_IMODE(closed.stat().st_mode) == before == 0o700
    assert stat.S_IMODE(cluster.folder.stat().st_mode) == 0o700
    if IS_ROOT:
        assert cluster.folder.parent == shared
        assert (home.postgres / ELSEWHERE).read_text() == f"{cluster.folder}\n"
        assert stat.S_IMODE(home.path.stat().st_mode) == 0o700, "nothing was opened"
        assert cluster.folder.stat().st_uid == cluster.account.uid != 0
    else:
        assert cluster.folder == home.postgres
    assert cluster_of(home, shared) == cluster, "remembered"
    if IS_ROOT:
        server = EmbeddedPostgres(home, shared_place=shared)
        server.start()
        server.stop()
        cluster.folder.rename(shared / "lost")
        with pytest.raises(StartRefused) as refused:
            EmbeddedPostgres(home, shared_place=shared).start()
        assert refused.value.code == "postgres.place-missing", (
            "never a new empty database in silence"
        )
    shutil.rmtree(shared)


def test_a_reachable_home_of_roots_opens_a_passage_for_one_group_only(spacious_path: Path) -> None:
    home = Home.open(spacious_path)
    parent_before = stat.S_IMODE(spacious_path.parent.stat().st_mode)
    cluster = cluster_of(home)
    mode, group = stat.S_IMODE(home.path.stat().st_mode), home.path.stat().st_gid
    assert cluster.folder == home.postgres
    assert (mode, group) == ((0o710, cluster.account.gid) if IS_ROOT else (0o700, os.getegid()))
    assert stat.S_IMODE(home.secrets.stat().st_mode) == 0o700
    assert stat.S_IMODE(spacious_path.parent.stat().st_mode) == parent_before
    Home.open(spacious_path)
    assert stat.S_IMODE(home.path.stat().st_mode) == mode, "opening again keeps the passage"


def test_programs_out_of_reach_are_copied_whole_and_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = programs.shipped_programs()
    shared = Path(tempfile.mkdtemp(prefix="wlt-"))
    shared.chmod(0o755)
    stranger = Account("stranger", 65533, 65533)
    monkeypatch.setattr(Account, "can_pass", lambda self, folder: False)
    copied = programs.programs_for(stranger, shared)
    assert copied.folder != shipped.folder
    assert programs._version_of(copied.folder) == shipped.version
    assert programs.programs_for(stranger, shared) == copied, "copied once"
    said = subprocess.run(
        [copied.named("initdb"), "--version"], capture_output=True, text=True, check=True
    )
    assert shipped.version in said.stdout, "its libraries came along"
    shutil.rmtree(shared)


def test_what_an_account_can_reach_is_judged_part_by_part(tmp_path: Path) -> None:
    stranger = Account("stranger", 65533, 65533)
    assert stranger.can_pass(Path("/usr/bin"))
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "open").mkdir(mode=0o755)
    assert not stranger.can_pass(closed / "open"), "the folder is open, the way to it is not"

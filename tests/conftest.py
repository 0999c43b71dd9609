"""What every test may rely on: a data folder of its own and, where asked for, a real PostgreSQL.

The folder is made for this run and thrown away; a person's own ~/.wanglai is never touched. The
database starts with the first test that needs it. DATABASE_URL uses a server that runs already (its
role must be allowed to create databases).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as draws

from tests.gateway import NOWHERE
from tests.worlds import ForTheFile, rows_taken_back

# Before Django's settings are read. Short, and open to walk through, so that root's server account
# can reach its cluster; the folder itself closes when it becomes a data folder.
GIVEN_FOLDER = os.environ.get("TMPDIR")
THROW_AWAY = Path(tempfile.mkdtemp(prefix="wlt-"))
THROW_AWAY.chmod(0o1777)
os.environ["TMPDIR"] = tempfile.tempdir = str(THROW_AWAY)
os.environ["WANGLAI_HOME"] = str(THROW_AWAY / "home")
os.environ["WANGLAI_DATABASE_POOL"] = "off"  # a test database is dropped: nothing may hold it open
os.environ["WANGLAI_LOG"] = "console"
os.environ["WANGLAI_GATEWAYS"] = NOWHERE
for name in ("WANGLAI_SECRET_KEY", "WANGLAI_DEBUG", "WANGLAI_PORT", "WANGLAI_PRODUCTION"):
    os.environ.pop(name, None)
os.environ["DJANGO_SETTINGS_MODULE"] = "wanglai.config.settings"


# The same draws in every run, so that a red is somebody's change; `make soak` seeks new ones.
draws.register_profile(
    "wanglai", derandomize=os.environ.get("NEW_DRAWS") != "on", print_blob=True, deadline=None
)
draws.load_profile("wanglai")

# Files that work long or mostly wait for programs they start are handed out first, so that no worker is left with one
# at the end; pytest-django would put those without a database last.
LONG = (
    "web/test_every_route.py", "races/test_kills.py", "cli/test_up.py", "cli/test_import.py", "runtime/test_tree.py",
    "jobs/test_worker.py", "races/test_outbox_kills.py", "races/test_gateway_kills.py", "races/test_imports.py", "runtime/test_postgres.py",
    "races/test_allocations.py", "services/test_reminders.py", "web/test_portal_pages.py", "services/test_document_laws.py",
    "services/test_book_laws.py", "services/test_file_imports.py",
    "browser/test_everyone_can_use_the_book.py", "browser/test_cash_by_keys.py", "browser/test_month.py", "browser/test_portal.py",
    "browser/test_everyone_can_use_it.py", "browser/test_everyone_can_use_the_customers.py", "browser/test_many_rows.py",
)  # fmt: skip

# Rooms that know no Django: their tests start in a blink and run even where the settings are broken.
PURE = {"tieout", "laws", "oracle", "bench", "domain", "formats", "runtime"}


def _room(path: Path, here: Path) -> str:
    return path.relative_to(here).parts[0] if path != here and path.is_relative_to(here) else ""


def pytest_configure(config: pytest.Config) -> None:
    """Read Django's settings now that the environment stands; pytest-django sets up the rest."""
    here = Path(__file__).parent
    asked = [Path(argument.split("::")[0]).absolute() for argument in config.args]
    if asked and all(_room(path, here) in PURE for path in asked):
        return
    from django.conf import settings

    assert settings.DATABASES
    settings.PASSWORD_HASHERS = ["tests.hashing.QuickArgon2"]  # before anybody signs in
    if getattr(config.option, "numprocesses", None):
        _leave_the_environment_to_the_workers()


def _leave_the_environment_to_the_workers() -> None:
    """Each worker reads this file itself: it has a data folder and a PostgreSQL of its own.

    Left standing, the name of the settings would let it read them before that folder is named.
    """
    for name in ("DJANGO_SETTINGS_MODULE", "WANGLAI_HOME", "TMPDIR"):
        del os.environ[name]
    if GIVEN_FOLDER:
        os.environ["TMPDIR"] = GIVEN_FOLDER


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first, in the order they stand above; all others as they were."""
    here = Path(__file__).parent
    place = {str(here / name): number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(str(item.path), len(LONG)))


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """The address of a running PostgreSQL whose role may create databases."""
    own = os.environ.get("DATABASE_URL")
    if own:
        yield own
        return
    from wanglai.runtime.home import Home
    from wanglai.runtime.postgres import ROLE, EmbeddedPostgres

    server = EmbeddedPostgres(Home())
    server.start()
    with server.connect_as_superuser() as connection:
        connection.execute(f"alter role {ROLE} createdb")
    yield server.url()
    server.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    database_server: str, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Django's test database is made on this run's own server, by the role that owns its tables.

    The application itself works as a role that owns nothing; ``tests/store/test_roles.py`` is about that one.
    """
    from django.db import connections
    from psycopg.conninfo import conninfo_to_dict

    from tests.emptying import let_tests_empty_tables

    owner = conninfo_to_dict(database_server)
    connections["default"].settings_dict.update(
        USER=owner.get("user", ""), PASSWORD=owner.get("password", "")
    )
    let_tests_empty_tables()


@pytest.fixture(scope="module")
def for_the_file(django_db_setup: None, django_db_blocker: Any) -> Iterator[ForTheFile]:
    """For a world that takes long: each test is taken back to it, and with its file it is gone.

    Tests ask for it beside ``db``, and none of such a file may commit.
    """
    with rows_taken_back(django_db_blocker) as built:
        yield built


@pytest.fixture(autouse=True)
def no_language_is_left_behind() -> Iterator[None]:
    """A page read in Chinese leaves its thread in Chinese: the next test starts in the house's language again."""
    yield
    if spoken := sys.modules.get("django.utils.translation.trans_real"):
        spoken.deactivate()


def pytest_unconfigure() -> None:
    shutil.rmtree(THROW_AWAY, ignore_errors=True)

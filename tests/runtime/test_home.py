"""The data folder is closed to others, and its secrets are made once."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from wanglai.runtime.home import Home, default_home
from wanglai.runtime.refusal import StartRefused


def mode_of(place: Path) -> int:
    return stat.S_IMODE(place.stat().st_mode)


def test_every_folder_is_closed_to_other_accounts(spacious_path: Path) -> None:
    home = Home.open(spacious_path)
    for folder in (home.path, home.postgres, home.files, home.secrets, home.logs, home.run):
        assert mode_of(folder) == 0o700, folder


def test_a_folder_that_was_opened_by_hand_is_closed_again(spacious_path: Path) -> None:
    home = Home.open(spacious_path)
    home.secrets.chmod(0o755)
    home.files.chmod(0o770)
    Home.open(spacious_path)
    assert (mode_of(home.secrets), mode_of(home.files)) == (0o700, 0o700)


def test_naming_a_home_touches_nothing(spacious_path: Path) -> None:
    assert Home(spacious_path).logs == spacious_path / "logs"
    assert not spacious_path.exists()


def test_a_secret_is_made_once_and_only_its_owner_reads_it(home: Home) -> None:
    first = home.secret("django-key")
    assert len(first) == 48
    assert home.secret("django-key") == first
    assert home.secret("another") != first
    assert mode_of(home.secrets / "django-key") == 0o600


def test_processes_asking_at_once_get_the_same_secret(home: Home) -> None:
    ask = "import sys; from pathlib import Path; from wanglai.runtime.home import Home; print(Home(Path(sys.argv[1])).secret('raced'))"
    asked = [
        subprocess.Popen(
            [sys.executable, "-c", ask, str(home.path)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(6)
    ]
    answers = {process.communicate()[0].strip() for process in asked}
    assert len(answers) == 1
    assert answers == {home.secret("raced")}


def test_a_secret_cut_short_is_refused_not_used(home: Home) -> None:
    home.secret("django-key")
    (home.secrets / "django-key").write_text("")
    with pytest.raises(StartRefused) as refused:
        home.secret("django-key")
    assert refused.value.code == "home.secret-damaged"


@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_home_variable_falls_back_to_the_accounts_own(
    monkeypatch: pytest.MonkeyPatch, empty: str | None
) -> None:
    import pwd

    monkeypatch.delenv("WANGLAI_HOME", raising=False)
    if empty is None:
        monkeypatch.delenv("HOME", raising=False)
    else:
        monkeypatch.setenv("HOME", empty)
    assert default_home() == Path(pwd.getpwuid(os.geteuid()).pw_dir) / ".wanglai"


def test_a_place_that_cannot_be_made_is_refused_with_a_remedy(spacious_path: Path) -> None:
    spacious_path.parent.mkdir(parents=True)
    spacious_path.write_text("a file stands where the folder should be")
    with pytest.raises(StartRefused) as refused:
        Home.open(spacious_path)
    assert refused.value.code == "home.unwritable"
    assert "WANGLAI_HOME" in refused.value.sentence("zh")

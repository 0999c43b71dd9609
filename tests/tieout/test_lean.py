"""Processes of the engine's own load no pandas, wherever it is installed."""

from __future__ import annotations

import subprocess
import sys

_ASKED = """
import sys
from tieout.lean import without_pandas
{before}
without_pandas()
import pyarrow as pa
assert pa.array(["a", None]).to_pylist() == ["a", None]
print(bool(sys.modules.get("pandas")))
"""


def _has_pandas(before: str) -> str:
    said = [sys.executable, "-c", _ASKED.format(before=before)]
    return subprocess.run(said, check=True, capture_output=True, text=True).stdout.strip()


def test_arrays_are_made_without_it() -> None:
    assert _has_pandas("") == "False"


def test_who_has_it_keeps_it() -> None:
    made_up = "from types import ModuleType; sys.modules['pandas'] = ModuleType('pandas'); sys.modules['pandas'].__version__ = '0'"
    assert _has_pandas(made_up) == "True"


def test_a_worker_leaves_at_once_and_with_its_answers() -> None:
    """An object that would speak when it is freed at the end has no more chance to."""
    asked = """
from tieout.lean import begin_worker
class Speaks:
    def __del__(self): print("freed", flush=True)
begin_worker()
kept = Speaks()
print("done", flush=True)
"""
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert said.stdout.split() == ["done"]

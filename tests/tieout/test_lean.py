"""Processes of the engine's own load no pandas, wherever it is installed, but for the solver that needs it."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from tieout.scale import run

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


_SOLVED = """
from tieout.lean import {begin}
{begin}()
import pyarrow as pa
from tieout.choice import Hypothesis, share_out
from tieout.choice.hypotheses import problem_of
from tieout.choice.solver import is_solved_with, solve
{asked}
assert pa.array(["a", None]).to_pylist() == ["a", None]
"""
_TWO = "problem = problem_of([Hypothesis(((1, 1),), 0, 2), Hypothesis(((1, 1), (2, 1)), 0, 3)], {1: 1, 2: 1})"


@pytest.mark.parametrize("begin", ["without_pandas", "begin_worker"])
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (f"{_TWO}; print(solve(problem))", "(0, 1)"),
        (f"{_TWO}; print(is_solved_with(problem, [3]))", "True"),
        ("print(share_out({1: 5}, {2: 5}, [(1, 2, 0)]).carried)", "(5,)"),  # needs none today
    ],
)
def test_the_solvers_work_where_pandas_was_kept_out(begin: str, asked: str, said: str) -> None:
    """The library that decides a large component cannot be loaded without pandas: the command failed there."""
    program = [sys.executable, "-c", _SOLVED.format(begin=begin, asked=asked)]
    found = subprocess.run(program, check=True, capture_output=True, text=True)
    assert found.stdout.strip() == said


_POOL = """
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from tieout.lean import begin_worker

class Speaks:
    def __del__(self): print("freed")

def work(number):
    global kept
    kept = Speaks()
    print("worked")
    if number < 0: raise ValueError(f"not {number}")
    return number * 2

if __name__ == "__main__":
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=begin_worker) as pool:
        print(pool.submit(work, 21).result(), flush=True)
        print(repr(pool.submit(work, -1).exception()), flush=True)
"""


def test_a_worker_leaves_at_once_with_its_answers_its_words_and_its_errors(tmp_path: Path) -> None:
    """An object that would speak when it is freed at the very end has no more chance to."""
    program = tmp_path / "pool.py"
    program.write_text(_POOL)
    said = subprocess.run(
        [sys.executable, str(program)], check=True, capture_output=True, text=True
    )
    # The first of the two is freed when the second takes its place.
    assert sorted(said.stdout.splitlines()) == ["42", "ValueError('not -1')", "freed", "worked", "worked"]  # fmt: skip


def test_the_runner_s_workers_begin_so() -> None:
    assert "initializer=begin_worker" in inspect.getsource(run)

"""The turns of one poster: warm up, wait for the word, then do one thing after the other for so many seconds."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

WARM_UP = 30


def take_turns(seconds: float, act: Callable[[int], object]) -> None:
    """Print ``ready`` once warm, read a line, act until the time is over, print how long each act took."""
    for number in range(WARM_UP):
        act(-1 - number)
    print("ready", flush=True)
    sys.stdin.readline()
    start = moment = time.perf_counter()
    took = []
    while moment - start < seconds:
        act(len(took))
        now = time.perf_counter()
        took.append(now - moment)
        moment = now
    print(json.dumps({"seconds": moment - start, "took": took}))

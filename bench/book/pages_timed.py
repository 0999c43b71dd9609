"""Pages asked for one after the other, with the time of each."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.test import Client

DEPTH = 40  # how often the next page is asked for, one after the other
_NEXT = re.compile(r'href="(\?[^"]*)" rel="next"')


def timed(client: Client, address: str) -> tuple[float, str]:
    """Milliseconds of one page, and the page."""
    start = time.perf_counter()
    answer: Any = client.get(address)
    milliseconds = (time.perf_counter() - start) * 1000
    assert answer.status_code == 200, (address, answer.status_code)
    return milliseconds, answer.content.decode()


def paged(client: Client, address: str) -> Iterator[float]:
    """Page after page; the list ends sooner where it has fewer."""
    following = ""
    for _ in range(DEPTH):
        milliseconds, page = timed(client, following or address)
        yield milliseconds
        found = _NEXT.search(page)
        if found is None:
            return
        following = address.partition("?")[0] + unescape(found.group(1))

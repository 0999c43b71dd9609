"""Pages asked for one after the other, with the time of each."""

from __future__ import annotations

import gc
import re
import secrets
import time
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.conf import settings
from django.test import Client

from wanglai.store.models import User

DEPTH = 40  # how often the next page is asked for, one after the other
_NEXT = re.compile(r'href="(\?[^"]*)" rel="next"')


def signed_in(actor: int) -> Client:
    """A browser of this person; what the process did before is behind it, as in a web process of its own (``config/wsgi.py``)."""
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(headers={"accept-language": "en"})
    person, password = User.objects.get(id=actor), secrets.token_urlsafe(12)
    person.set_password(password)
    person.save(update_fields=["password"])
    client.post("/accounts/login/", {"login": person.email, "password": password})
    gc.collect()
    gc.freeze()
    return client


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

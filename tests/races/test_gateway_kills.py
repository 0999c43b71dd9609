"""kill -9 of the sender while it hands texts over: each number gets exactly one, or its message says that nobody knows."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from tests.gateway import TAKEN, Exchange, open_exchange
from tests.ledgers import Ledger
from tests.races.test_outbox_kills import ended, killed
from tests.services.test_channels import queued, set_up, telephone
from tests.services.test_outbox import every_hour
from wanglai.services.messages.send_messages import take_up_what_died
from wanglai.store.models import Message

ROOT = Path(__file__).parents[2]
CONTACTS = 40
KILLS = 4


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    with open_exchange() as server:
        yield server


def sender(exchange: Exchange, **more: str) -> subprocess.Popen[str]:
    """A sender of its own that speaks to our server, started and at work."""
    known = connection.settings_dict
    url = make_conninfo(
        dbname=known["NAME"], user=known["USER"], password=known["PASSWORD"], host=known["HOST"], port=known["PORT"] or None
    )  # fmt: skip
    address = f"http://{exchange.host}:{exchange.port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.races.sender"],
        env={**os.environ, **more, "DATABASE_URL": url, "WANGLAI_GATEWAYS": ",".join(f"{each}={address}" for each in TAKEN)},
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "at work"
    return process


def test_killed_in_mid_run_each_number_gets_one_text_or_a_stated_doubt(book: Ledger, exchange: Exchange) -> None:  # fmt: skip
    every_hour(book)
    set_up(book)
    agreed = telephone(book)
    for number in range(CONTACTS):
        queued(book, f"k{number}", contact_id=agreed, to=f"+86139000000{number:02}")
    chance, exchange.seconds = random.Random(7), 0.01
    for round_ in range(1, KILLS + 1):
        process, wanted = sender(exchange), round_ * 5
        until = time.monotonic() + 60
        while len(exchange.taken) < wanted and process.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.03))
        assert process.poll() is None, "it was to be killed while it works"
        killed(process)
    assert ended(sender(exchange)) == 0
    take_up_what_died(timedelta(0))
    got = Counter(to for _, to, _ in exchange.taken)
    assert max(got.values()) == 1, "nobody gets it twice"
    for message in Message.objects.all():
        to = f"+86139000000{int(message.key[1:]):02}"
        if message.state == "sent":
            assert got[to] == 1, to
        else:
            assert message.state == "uncertain", (to, message.state)
            assert "the sender died" in message.trouble
    assert Message.objects.filter(state="uncertain").count() <= KILLS
    assert len(exchange.taken) >= CONTACTS - KILLS


@pytest.mark.parametrize(("control", "texts"), [({}, 1), ({"SAYS_NOTHING": "on"}, 2)])
def test_between_the_services_taking_and_its_yes_only_the_mark_keeps_a_text_from_twice(
    book: Ledger, exchange: Exchange, control: dict[str, str], texts: int
) -> None:
    """The control forgets the mark and must send twice: so the test above can fail."""
    every_hour(book)
    set_up(book)
    message, exchange.seconds = queued(book), 60.0
    first = sender(exchange, **control)
    assert exchange.arrived.wait(60)
    killed(first)
    exchange.seconds = 0.0
    assert ended(sender(exchange, **control)) == 0
    assert len(exchange.taken) == texts
    assert Message.objects.get(id=message.id).state == ("uncertain" if texts == 1 else "sent")

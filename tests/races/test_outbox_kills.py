"""kill -9 of the sender in mid-run: each customer gets exactly one mail, or its message says that nobody knows and waits for a person."""

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

from tests.ledgers import Ledger
from tests.mail import PostOffice, open_office
from tests.services.test_outbox import every_hour, queued
from wanglai.services.messages.send_messages import take_up_what_died
from wanglai.store.models import Message

ROOT = Path(__file__).parents[2]
CUSTOMERS = 60
KILLS = 5


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office() as server:
        yield server


def sender(office: PostOffice, **more: str) -> subprocess.Popen[str]:
    """A sender of its own, started and at work."""
    known = connection.settings_dict
    url = make_conninfo(
        dbname=known["NAME"], user=known["USER"], password=known["PASSWORD"], host=known["HOST"], port=known["PORT"] or None
    )  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.races.sender"],
        env={
            **os.environ, **more, "DATABASE_URL": url, "WANGLAI_MAIL_HOST": office.host, "WANGLAI_MAIL_PORT": str(office.port),
            "WANGLAI_MAIL_FROM": "books@yuanjing.example",
        },
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "at work"
    return process


def ended(process: subprocess.Popen[str]) -> int:
    """Wait until it has sent everything."""
    process.communicate(timeout=120)
    return process.returncode


def killed(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()
    take_up_what_died(timedelta(0))


def test_killed_in_mid_run_each_customer_gets_one_mail_or_a_stated_doubt(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    every_hour(book)
    for number in range(CUSTOMERS):
        queued(book, f"k{number}", f"c{number}@kehu.example")
    chance, office.seconds = random.Random(7), 0.01
    for round_ in range(1, KILLS + 1):
        process, wanted = sender(office), round_ * 5
        until = time.monotonic() + 60
        while len(office.letters) < wanted and process.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.03))
        assert process.poll() is None, "it was to be killed while it works"
        killed(process)
    assert ended(sender(office)) == 0
    take_up_what_died(timedelta(0))
    got = Counter(office.addresses())
    stands = {f"c{each.key[1:]}@kehu.example": each for each in Message.objects.all()}
    assert max(got.values()) == 1, "nobody gets it twice"
    for address, message in stands.items():
        if message.state == "sent":
            assert got[address] == 1, address
        else:
            assert message.state == "uncertain", (address, message.state)
            assert "the sender died" in message.trouble
    assert sum(each.state == "uncertain" for each in stands.values()) <= KILLS
    assert len(office.letters) >= CUSTOMERS - KILLS


@pytest.mark.parametrize(("control", "letters"), [({}, 1), ({"SAYS_NOTHING": "on"}, 2)])
def test_between_the_servers_taking_and_its_yes_only_the_mark_keeps_it_from_twice(
    book: Ledger, office: PostOffice, control: dict[str, str], letters: int
) -> None:
    """The control forgets the mark and must send twice: so the test above can fail."""
    every_hour(book)
    message = queued(book)
    office.on_data, office.seconds = "slow_after", 60.0
    first = sender(office, **control)
    assert office.arrived.wait(60)
    killed(first)
    office.on_data = "take"
    office.seconds = 0.0
    assert ended(sender(office, **control)) == 0
    assert len(office.letters) == letters
    assert Message.objects.get(id=message.id).state == ("uncertain" if letters == 1 else "sent")

"""Takes delivery reports in: a mail that came back makes its message ``bounced``, one that is delayed leaves a note."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from django.db import transaction

from wanglai.formats.bounces import MAIL_MAX, Told, read_report
from wanglai.services.messages.moving import held_message, move, note
from wanglai.services.messages.tell_managers import tell_of_bounce
from wanglai.store.models import Message, MessageEvent

Taken = Literal["bounced", "delayed", "arrived", "known", "unknown"]
TAKEN_IN, LEFT = "taken", "left"  # folders inside the drop
_CAN_BOUNCE = ("sent", "uncertain", "failed")


def take_report(content: bytes) -> Taken:
    """Take one mail in, once: ``known`` where it told so before, ``unknown`` where it is no report of a mail of ours.

    A report that an uncertain message arrived is noted and no more: whether to send again is a person's.
    """
    told = read_report(content)
    if told is None:
        return "unknown"
    found = Message.objects.filter(reference=told.reference).values_list("id", flat=True).first()
    if found is None:
        return "unknown"
    return _told(found, told, hashlib.sha256(content).hexdigest())


@transaction.atomic
def _told(message_id: int, told: Told, digest: str) -> Taken:
    message = held_message(message_id)
    assert message is not None, "a message is never removed"
    if MessageEvent.objects.filter(message_id=message.id, digest=digest).exists():
        return "known"
    said = f"{told.status} {told.said}".strip()
    if told.verdict == "bounced" and message.state in _CAN_BOUNCE:
        move(message, "bounced", "bounced", said=said, digest=digest, trouble=said[:300])
        tell_of_bounce(message)
        return "bounced"
    what: Taken = "arrived" if told.verdict == "arrived" else "delayed"
    note(message, what, said=said, digest=digest)
    return what


def read_drop(folder: Path) -> dict[Taken, int]:
    """Take every mail of a folder in, then put it aside: into ``taken``, or into ``left`` where it is no report of ours."""
    counts: dict[Taken, int] = {}
    for file in sorted(each for each in folder.iterdir() if each.is_file() and not each.name.startswith(".")):  # fmt: skip
        taken = take_file(file)
        counts[taken] = counts.get(taken, 0) + 1
        aside = folder / (LEFT if taken == "unknown" else TAKEN_IN)
        aside.mkdir(exist_ok=True)
        file.replace(_free(aside, file.name))
    return counts


def take_file(file: Path) -> Taken:
    """Take one mail in from its file; a file too large to be a report is none."""
    with file.open("rb") as content:
        return take_report(content.read(MAIL_MAX + 1))


def _free(folder: Path, name: str) -> Path:
    """A name nothing in the folder has yet: mails put aside are never written over."""
    place, number = folder / name, 1
    while place.exists():
        number += 1
        place = folder / f"{number}-{name}"
    return place

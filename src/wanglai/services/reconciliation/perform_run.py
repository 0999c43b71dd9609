"""One run, from two stored files, or the book and one, to the stored result; called in a process of its own by the worker."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

import tieout
from tieout.decisions import Pin
from tieout.decisions import Reconciliation as Result
from tieout.ledger import Ledger
from tieout.reading import ReadingOptions, read_ledger, read_pair
from tieout.refusal import Refusal
from wanglai.services.reconciliation.book_ledger import (
    BookLedger,
    keep_book_reading,
    opened_where_silent,
    read_book,
    with_carried,
)
from wanglai.services.reconciliation.correction_pins import correction_pins
from wanglai.services.reconciliation.live_decisions import pins_of
from wanglai.services.reconciliation.run_life import claim_run, enter_stage, refuse_run
from wanglai.services.reconciliation.store_result import RunWasTakenOver, store_result
from wanglai.store.models import BookSide, CarriedLine, Reconciliation, Run, StoredFile


def perform_run(run_id: int) -> None:
    """Read, match and store; done twice it does nothing the second time.

    A refusal of a file ends the run as refused. Anything else that goes wrong is raised: the worker decides
    whether to try again.
    """
    run = claim_run(run_id)
    if run is None:
        return
    opened = Reconciliation.objects.get(id=run.reconciliation_id)
    try:
        read = _read(run, opened)
        if not enter_stage(run, "matching", rows_total=read.lines):
            return
        result = tieout.reconcile(*read.seen, pins=_pins(opened, read))
    except Refusal as refusal:
        refuse_run(run, refusal)
        return
    if enter_stage(run, "storing", rows_total=read.lines):
        _store(run, result, read)


@dataclass(frozen=True)
class _Read:
    """Both ledgers as they are kept, and as the engine sees them: with what is carried among the lines, not in the openings."""

    kept: tuple[Ledger, Ledger]
    seen: tuple[Ledger, Ledger]
    book: BookLedger | None = None
    carried: tuple[CarriedLine, ...] = ()

    @property
    def lines(self) -> int:
        return sum(int(each.lines.num_rows) for each in self.seen)


def _pins(opened: Reconciliation, read: _Read) -> list[Pin]:
    """What people decided by hand, and the corrections they named."""
    pins = pins_of(opened.id, *read.seen)
    if read.book is None:
        return pins
    return pins + correction_pins(opened, read.book.rows, read.carried, pins)


def _read(run: Run, opened: Reconciliation) -> _Read:
    """Our side from the book or from its file, theirs from its file."""
    side = BookSide.objects.filter(reconciliation_id=opened.id).first()
    if side is None:
        pair = _read_files(run, opened)
        return _Read(pair, pair)
    carried = tuple(CarriedLine.objects.filter(reconciliation_id=opened.id))
    book = read_book(opened, side)
    ours = with_carried(book.ledger, [each for each in carried if each.side == "ours"])
    mine = Ledger(book.ledger.reading, ours.lines)
    with tempfile.TemporaryDirectory(prefix="wanglai-") as folder:
        place = _laid_down(Path(folder) / "theirs", opened.theirs_file_id, opened.theirs_name)
        options, party = _said(run.theirs_options)
        said = read_ledger(place, side="theirs", options=options, reference=mine, party=party)
    yours = opened_where_silent(said, side)
    theirs = with_carried(yours, [each for each in carried if each.side == "theirs"])
    return _Read((mine, Ledger(yours.reading, theirs.lines)), (ours, theirs), book, carried)


def _read_files(run: Run, opened: Reconciliation) -> tuple[Ledger, Ledger]:
    """Both ledgers as the run's options say; each file is read in a limited child.

    A party is asked for only where a person named one for that file: what a person called the customer need
    not be what a column calls it, and each side calls it something else.
    """
    with tempfile.TemporaryDirectory(prefix="wanglai-") as folder:
        assert opened.ours_file_id is not None, "our side is a file"
        ours = _laid_down(Path(folder) / "ours", opened.ours_file_id, opened.ours_name)
        theirs = _laid_down(Path(folder) / "theirs", opened.theirs_file_id, opened.theirs_name)
        our_options, our_party = _said(run.ours_options)
        their_options, their_party = _said(run.theirs_options)
        if our_party is None and their_party is None:
            return read_pair(ours, theirs, ours_options=our_options, theirs_options=their_options)
        mine = read_ledger(ours, side="ours", options=our_options, party=our_party)
        return mine, read_ledger(
            theirs, side="theirs", options=their_options, reference=mine, party=their_party
        )


def _said(options: dict[str, Any]) -> tuple[ReadingOptions, str | None]:
    """What a person said about one file: how to read it, and which customer of it is meant."""
    rest = dict(options)
    party = rest.pop("party", None)
    return ReadingOptions(**rest), party


def _laid_down(folder: Path, file_id: int, name: str) -> Path:
    """The stored bytes as a file under the name they came with, for the reading and its messages."""
    folder.mkdir(mode=0o700)
    place = folder / (_short(name) or "ledger")
    place.write_bytes(bytes(StoredFile.objects.values_list("content", flat=True).get(id=file_id)))
    return place


def _short(name: str) -> str:
    """The name within the 255 bytes a file system takes, its ending kept."""
    stem, dot, ending = name.rpartition(".")
    while len(name.encode()) > 200 and stem:
        stem = stem[:-1]
        name = f"{stem}{dot}{ending}"
    return name if name not in (".", "..") else ""


def _store(run: Run, result: Result, read: _Read) -> None:
    """Everything in one transaction; how far it is goes through a second connection."""
    progress = connection.copy(alias="default")
    try:

        def stored(lines: int) -> None:
            with progress.cursor() as cursor:
                cursor.execute("UPDATE store_run SET rows_done = %s WHERE id = %s", [lines, run.id])

        with transaction.atomic():
            store_result(run, result, *read.kept, stored=stored)
            if read.book is not None:
                keep_book_reading(run, read.book)
    except RunWasTakenOver:
        return
    finally:
        progress.close()

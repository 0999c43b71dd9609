"""Letters that were sealed and have no file yet are printed, many at once, and kept byte for byte.

A letter is set from its own words, so it is the same paper whenever it is pressed. Nothing is held while the press works.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from wanglai.formats.papers.confirmation import confirmation_pdf
from wanglai.services.confirmations.letters import letter_called
from wanglai.services.files import keep_file
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.reconciliation.queue import QUEUE
from wanglai.services.reconciliation.uploads import Upload
from wanglai.store.models import ConfirmationLetter, ConfirmationPrint

LETTERS_JOB = "print_letters"
ORIGIN = "print letters"
AT_ONCE = 50
PRESSES = 2


def print_letters(company_id: int) -> int:
    """Print and keep what was sealed and nobody printed; how many. Safe to call any number of times, by several at once."""
    left = ConfirmationLetter.objects.filter(company_id=company_id, confirmationprint=None)
    ids = list(left.order_by("id").values_list("id", flat=True))
    count = 0
    with ThreadPoolExecutor(PRESSES) as presses:
        for at in range(0, len(ids), AT_ONCE):
            rows = ConfirmationLetter.objects.filter(id__in=ids[at : at + AT_ONCE])
            letters = list(rows.select_related("round").order_by("seq", "id"))
            printed = presses.map(confirmation_pdf, [each.body for each in letters])
            count += _kept(list(zip(letters, printed, strict=True)))
    return count


@transaction.atomic
def _kept(papers: Sequence[tuple[ConfirmationLetter, bytes]]) -> int:
    """Keep what came from the press, each once, in one act that names every digest; how many were not kept before."""
    first = papers[0][0]
    known_act(first.company_id, "", b"")  # takes the book: nobody keeps the same paper beside us
    kept = ConfirmationPrint.objects.filter(letter_id__in=[each.id for each, _ in papers])
    known = set(kept.values_list("letter_id", flat=True))
    new = [(each, content) for each, content in papers if each.id not in known]
    if not new:
        return 0
    named = [letter_called(each.round, each.number, each.request) for each, _ in new]
    files = [
        keep_file(each.company_id, each.issued_by_id, Upload(f"{name.replace('/', '-')}.pdf", content))
        for name, (each, content) in zip(named, new, strict=True)
    ]  # fmt: skip
    facts = {"files": {name: hashlib.sha256(content).hexdigest() for name, (_, content) in zip(named, new, strict=True)}}  # fmt: skip
    seq = write_act(first.company_id, Who(first.issued_by_id, ORIGIN), "print_confirmations", facts)
    ConfirmationPrint.objects.bulk_create(
        ConfirmationPrint(company_id=each.company_id, letter=each, file_id=file_id, seq=seq)
        for (each, _), file_id in zip(new, files, strict=True)
    )
    return len(new)


def have_letters_printed(company_id: int) -> None:
    """Let the worker print what is left, once however often it is asked."""
    job = app.configure_task(LETTERS_JOB, queue=QUEUE, queueing_lock=f"{LETTERS_JOB} {company_id}")
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(company_id=company_id)

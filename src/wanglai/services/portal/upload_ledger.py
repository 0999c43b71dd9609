"""The customer hands in its own ledger of us: kept with its hash, opened in a limited child, then laid beside our book."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tieout.reading import read_ledger
from tieout.refusal import Refusal
from wanglai.services.files import keep_file
from wanglai.services.portal.account import portal_account
from wanglai.services.portal.answering import Said, keep_answer, known_answer, name_of
from wanglai.services.portal.reconcile_answer import begin_once_kept
from wanglai.services.portal.refusals import FileIsTooLarge
from wanglai.services.portal.visitor import Visitor, held, proof_of
from wanglai.services.reconciliation.uploads import Upload, checked
from wanglai.store.models.portal import UPLOADED

LEDGER_MAX = 20 << 20


def upload_ledger(*, visitor: Visitor, address: str, name: str, words: str, file: Upload, key: str) -> int:  # fmt: skip
    """Keep the file as it came; the answer's id. What cannot be opened at all is refused; what its columns mean, staff may still say.

    Once it is kept, a reconciliation of the statement's period from the book begins with it; where it cannot, staff begin it.

    Refuses, in order: NameIsNeeded, FileIsEmpty, FileIsTooLarge, CodeIsNeeded, a refusal of the reading (``file.…``), LinkIsNotGood,
    TooManyTries.
    """
    name, file = name_of(name), checked(file)
    if len(file.content) > LEDGER_MAX:
        raise FileIsTooLarge(file.name)
    proof_of(visitor)  # asked before the child is started, and again below
    words = words.replace("\0", "").strip()[:2000] or file.name
    _open(file)  # nothing of ours is held meanwhile
    with held(visitor) as link:
        if (known := known_answer(link, key)) is not None:
            return known
        code = proof_of(visitor)
        kept = keep_file(link.company_id, portal_account(), file)
        said = Said(UPLOADED, name, words, file_id=kept, file_name=file.name)
        made = keep_answer(visitor, link, code, said, address, key)
        begin_once_kept(made)
        return made


def _open(file: Upload) -> None:
    """Refuses what a limited child cannot open: damaged, encrypted, too much of it, no table."""
    with tempfile.TemporaryDirectory(prefix="wanglai-") as folder:
        place = Path(folder) / f"ledger{Path(file.name).suffix.lower()}"
        place.write_bytes(file.content)
        try:
            read_ledger(place, side="theirs")
        except Refusal as refusal:
            if refusal.code.startswith("file."):
                raise

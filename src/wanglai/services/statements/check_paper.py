"""Whether a paper somebody holds is the statement that was issued: by number and digest, or by the PDF itself."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from wanglai.formats.papers.statement import qr_words
from wanglai.services.access.scope import admit_to_rows
from wanglai.services.statements.queries import statements_of_number
from wanglai.services.statements.rows import StatementRow
from wanglai.store.models import Statement, StatementFile

Verdict = Literal["genuine", "issued", "other", "unknown", "unreadable"]
TEXT_MAX = 2_000
_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_CODED = re.compile(r"\bwanglai\b")  # how the text of a QR code begins
_NUMBER = re.compile(r"(?<![0-9])[0-9]{4}-[0-9]{6}(?:/[0-9]{1,4})?(?![0-9])")


@dataclass(frozen=True)
class Checked:
    """What came of it. ``issued``: number and digest are, of figures nothing was said; ``other``: statements of this number
    exist, none with this digest or these figures. ``rows`` are those of the number.
    """

    verdict: Verdict
    rows: tuple[StatementRow, ...] = ()


def check_paper(*, company_id: int, actor: int, text: str) -> Checked:
    """Number and digest as printed at the foot, or what the QR code says; only of customers one sees.

    ``2026-000012`` with the digest of another statement is ``other``: paper and book differ; so is a QR code that says
    9,600.00 where 600.00 was issued. Nothing is guessed from a part of a digest. Refuses, in order: NotFound, NotPermitted.
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_statements")
    said = " ".join(text[:TEXT_MAX].split())
    number, digest = _NUMBER.search(said), _DIGEST.search(said.lower())
    if number is None or digest is None:
        return Checked("unreadable")
    seen = sight.of(Statement.objects.filter(company_id=company_id))
    rows = statements_of_number(seen, number.group())
    same = tuple(row for row, body in rows if body == digest.group())
    if not same:
        return Checked("other" if rows else "unknown", tuple(row for row, _ in rows))
    coded = _CODED.search(said.lower())
    if coded is None or coded.start() > digest.start():
        return Checked("issued", same)
    told = said.lower()[coded.start() : digest.end()]
    return Checked("genuine" if told == _coded(same[0], digest.group()) else "other", same)


def _coded(row: StatementRow, digest: str) -> str:
    return qr_words(row.number, row.closing.currency, row.closing.minor, digest).lower()


def check_print(*, company_id: int, actor: int, content: bytes) -> Checked:
    """A PDF, byte for byte; only of customers one sees. Refuses, in order: NotFound, NotPermitted."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_statements")
    sha256 = hashlib.sha256(content).hexdigest()
    kept = StatementFile.objects.filter(company_id=company_id, file__sha256=sha256)
    seen = sight.of(
        Statement.objects.filter(company_id=company_id, id__in=kept.values("statement_id"))
    )
    rows = tuple(row for row, _ in statements_of_number(seen, ""))
    return Checked("genuine" if rows else "unknown", rows)

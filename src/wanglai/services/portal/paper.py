"""What the portal takes from the frozen body of a statement: the seller's name, the sentence to confirm, the bytes of the PDF."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wanglai.formats.papers.statement import statement_pdf
from wanglai.services.money import Amount
from wanglai.services.portal.words import wording_of
from wanglai.services.refusals import Wording
from wanglai.services.statements.issuing import number_of
from wanglai.store.models import Statement, StatementFile


@dataclass(frozen=True)
class Paper:
    """One version of a statement as its customer is shown it."""

    statement: Statement
    said: Mapping[str, Any]

    @property
    def number(self) -> str:
        return number_of(self.statement)

    @property
    def seller(self) -> Wording:
        """The name on the letterhead it was issued with."""
        return Wording(**self.said["company"]["name"])

    @property
    def closing(self) -> Amount:
        return Amount(self.statement.closing, self.statement.currency)

    @property
    def wording(self) -> Wording:
        """The sentence to confirm, with the seller's name in the sentence's own language."""
        zh, en = (self._sentence(language) for language in ("zh", "en"))
        return Wording(zh, en)

    def _sentence(self, language: str) -> str:
        seller = self.seller.zh if language == "zh" else self.seller.en
        found = wording_of(self.statement.kind, self.number, seller, self.statement.through_on, self.closing)  # fmt: skip
        return found.zh if language == "zh" else found.en


def paper_of(statement: Statement) -> Paper:
    return Paper(statement, json.loads(statement.body))


def pdf_of(statement: Statement) -> bytes:
    """As it was kept; one that waits for the press is set from the same words, which gives the same bytes."""
    kept = StatementFile.objects.filter(statement=statement).values_list("file__content", flat=True).first()  # fmt: skip
    return bytes(kept) if kept is not None else statement_pdf(statement.body)


def pdf_hash(statement: Statement) -> bytes:
    """SHA-256 of the PDF, without setting it where it is kept."""
    kept = StatementFile.objects.filter(statement=statement).values_list("file__sha256", flat=True).first()  # fmt: skip
    return bytes.fromhex(kept) if kept else hashlib.sha256(pdf_of(statement)).digest()

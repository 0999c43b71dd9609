"""Signed copies of statements that came back on paper, for the lists that ask of many."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from wanglai.store.models import StatementOnPaper
from wanglai.store.models.on_paper import SIGNED, TAKEN_BACK


def signatures() -> QuerySet[StatementOnPaper]:
    """Those that were not taken back."""
    later = StatementOnPaper.objects.filter(
        statement=OuterRef("statement"), kind=TAKEN_BACK, ordinal__gt=OuterRef("ordinal")
    )
    return StatementOnPaper.objects.filter(~Exists(later), kind=SIGNED)


def signed_on_paper() -> Exists:
    """Whether a statement came back signed; the database says the same (``store_statement_on_paper``)."""
    return Exists(signatures().filter(statement=OuterRef("pk")))

"""What happened to a statement on paper, where no mail and no portal saw it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.files import StoredFile
from wanglai.store.models.statements import Statement

HANDED, SIGNED, TAKEN_BACK = "handed", "signed", "taken_back"


class StatementOnPaper(models.Model):
    """A statement was handed over on paper, or came back signed; or what was entered so is taken back. Append-only.

    What was entered before the newest ``taken_back`` counts no more.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, db_constraint=False)
    ordinal = models.IntegerField()
    kind = models.CharField(max_length=10)
    on = models.DateField()
    name = models.CharField(
        max_length=120, blank=True
    )  # of who took or signed it, as read on the paper
    note = models.CharField(max_length=300, blank=True)  # taken back: why
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, db_constraint=False)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    seq = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="on_paper_once", fields=["statement", "ordinal"]),
            models.CheckConstraint(
                name="on_paper_is_whole",
                condition=(Q(kind=HANDED) & ~Q(name=""))
                | (Q(kind=SIGNED, file__isnull=False) & ~Q(name=""))
                | (Q(kind=TAKEN_BACK, name="", file__isnull=True) & ~Q(note="")),
            ),
        ]

"""Files as they were handed in: kept whole, named by their hash, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User


class StoredFile(models.Model):
    """The bytes of one file; the same bytes of one company are kept once.

    They stand in the database so that one transaction and one backup hold file and result together.
    The database itself checks that hash and size belong to the bytes (``triggers``).
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    byte_size = models.IntegerField()
    content = models.BinaryField()
    stored_at = models.DateTimeField(default=timezone.now)
    stored_by = models.ForeignKey(User, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="file_once", fields=["company", "sha256"]),
            models.UniqueConstraint(name="file_of_company", fields=["company", "id"]),
            models.CheckConstraint(name="file_not_empty", condition=Q(byte_size__gt=0)),
        ]

"""The index that finds a text by any part of it: three letters or more, large or small."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models.functions import Upper


def by_words(column: str, name: str) -> GinIndex:
    """An index of trigrams over the capitals of a column: what ``icontains`` asks for."""
    return GinIndex(OpClass(Upper(column), name="gin_trgm_ops"), name=name)

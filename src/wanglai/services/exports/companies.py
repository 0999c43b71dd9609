"""Companies as whoever owns the machine names them."""

from __future__ import annotations

from wanglai.store.models import Company


def company_meant(said: str) -> tuple[int, str] | None:
    """Number and name of the company with this name or number; None where there is none."""
    rows = Company.objects.values_list("id", "name")
    by_name = rows.filter(name=said.strip()).first()
    if by_name is not None or not (said.isascii() and said.isdecimal() and len(said) < 19):
        return by_name
    return rows.filter(id=int(said)).first()

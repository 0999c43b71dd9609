"""In which language a person reads its pages, so that mails to it are written in it."""

from __future__ import annotations

from wanglai.store.models import User


def remember_language(person_id: int, language: str) -> None:
    """``zh`` or ``en``, as the pages are shown now; the same again changes nothing."""
    assert language in ("zh", "en"), language
    User.objects.filter(id=person_id).exclude(language=language).update(language=language)

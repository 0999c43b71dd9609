"""Who may import what, and who sees which import: the right is that of the kind; salespeople see what they handed in."""

from __future__ import annotations

from wanglai.services.access.policy import may
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.imports.kinds import KINDS
from wanglai.store.models import FileImport

IMPORT_ACTS = frozenset(kind.act for kind in KINDS.values())
_USUAL = "import_documents"


def admit_to_kind(company_id: int, actor: int, kind: str) -> None:
    """Refuses, in order: NotFound, NotPermitted (not what this kind needs)."""
    admit(company_id=company_id, actor=actor, act=KINDS[kind].act if kind in KINDS else _USUAL)


def admit_to_import(company_id: int, actor: int, import_id: int) -> None:
    """To change something about an import. Refuses, in order: NotFound, NotPermitted, NotFound (an import of another)."""
    found = FileImport.objects.filter(company_id=company_id, id=import_id).first()
    admit_to_kind(company_id, actor, found.kind if found else "")
    if found and admit_to_look(company_id, actor) not in (None, found.created_by_id):
        raise NotFound


def admit_to_look(company_id: int, actor: int) -> int | None:
    """Whose imports a person sees: None for all, else their own only. Refuses, in order: NotFound, NotPermitted."""
    roles = admit(company_id=company_id, actor=actor, act="view_imports")
    return None if any(may(role, "view_books") for role in roles) else actor

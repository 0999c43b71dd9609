"""The book's own SQL: the sealed form (``seal``), the walls around posted rows, the verbs that write them.

Frozen with the migration that made the tables; a later version of a verb comes with a migration and a file of its own.
"""

from __future__ import annotations

from importlib import resources

from wanglai.store import approval_walls

FILES = ("seal.sql", "verbs.sql", "walls.sql", "imports.sql")


def sql() -> list[str]:
    """The files as text, in the order in which they can be created."""
    files = [resources.files(__package__).joinpath(name).read_text("utf-8") for name in FILES]
    return [*files, *approval_walls.SQL]

"""Many changes of tables made in one step of a migration."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AtOnce(Operation):
    """All these changes at once: one after the other, Django would draw every model of the house again for each.

    A hundred and forty tables take half a second so, and 15 as ``CreateModel`` each; a constraint on one of
    them costs as much as all. Each change sees the tables as they are at the end, so a table that is made
    here is made whole: nothing else here may change it.
    """

    reversible = False

    def __init__(self, changes: Sequence[Operation]) -> None:
        self.changes = changes

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # drawn once, when all are known
        for change in self.changes:
            change.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for change in self.changes:
            change.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"{len(self.changes)} changes at once"

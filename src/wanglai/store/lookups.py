"""Many values asked for as one array: a list of a thousand is one parameter, not a thousand."""

from __future__ import annotations

from typing import Any

from django.db.models import BinaryField, CharField, IntegerField, Lookup


@BinaryField.register_lookup
@CharField.register_lookup
@IntegerField.register_lookup
class Among(Lookup):
    """``id__among=[1, 2]`` is ``id = ANY('{1,2}')``; as ``id__in``, with a statement that stays the same however many there are."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*parameters, list(self.rhs)]

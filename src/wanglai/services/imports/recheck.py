"""Documents are looked at again: after a correction those of the same number, before posting all of them."""

from __future__ import annotations

from collections.abc import Collection

from wanglai.domain.incoming import Problem
from wanglai.services.imports.kinds import KINDS
from wanglai.services.imports.staging import incoming_of, with_lines, write_problems
from wanglai.services.imports.ways import all_problems
from wanglai.store.models import FileImport, ImportedDocument, ImportProblem


def recheck(file_import: FileImport, only: Collection[int] | None = None) -> None:
    """Problems anew, of all documents or of ``only`` these; what a person left out does not count as standing twice."""
    rows = ImportedDocument.objects.filter(file_import_id=file_import.id).order_by("no")
    if only is not None:
        rows = rows.filter(no__in=only)
    stored = list(rows)
    counted = [each for each in stored if not each.is_left_out]
    kind = KINDS[file_import.kind]
    documents = (
        with_lines(file_import.id, counted) if kind.line_said else [incoming_of(each) for each in counted]
    )  # fmt: skip
    actor = file_import.ordered_by_id or file_import.created_by_id
    problems = all_problems(file_import.company_id, actor, kind, documents)
    found = {each.no: those for each, those in zip(counted, problems, strict=True)}
    _replace(file_import.id, found, None if only is None else [each.no for each in stored])


def _replace(import_id: int, found: dict[int, list[Problem]], looked_at: list[int] | None) -> None:
    rows = ImportProblem.objects.filter(file_import_id=import_id, no__gt=0)
    (rows if looked_at is None else rows.filter(no__in=looked_at)).delete()
    write_problems(import_id, sorted(found.items()))


def alike(
    file_import: FileImport, *, numbers: Collection[str], customers: Collection[str]
) -> set[int]:
    """Documents that may stand twice with one of these numbers, or customers of these names."""
    rows = ImportedDocument.objects.filter(file_import_id=file_import.id)
    way = KINDS[file_import.kind].way
    if way == "customers":
        return set(rows.filter(customer__in=customers).values_list("no", flat=True))
    if way == "deliveries":  # what one takes, the ones after it cannot
        return set(rows.values_list("no", flat=True))
    return set(
        rows.filter(number__in=[each for each in numbers if each]).values_list("no", flat=True)
    )

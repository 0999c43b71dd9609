"""Documents are looked at again: after a correction those of the same number, before posting all of them."""

from __future__ import annotations

import json
from collections.abc import Collection

from wanglai.domain.incoming import Incoming, Problem
from wanglai.domain.incoming_billing import REFERENCES
from wanglai.services.imports.billing import BillingOfFile, bills_papers
from wanglai.services.imports.due import plan_due_days, record_of_plan
from wanglai.services.imports.kinds import KINDS, ImportKind
from wanglai.services.imports.known import customers_by_name
from wanglai.services.imports.problems import AUTOMATIC
from wanglai.services.imports.staging import incoming_of, with_lines, write_problems
from wanglai.services.imports.ways import all_problems
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import Contract, FileImport, ImportedDocument, ImportProblem


def recheck(file_import: FileImport, only: Collection[int] | None = None) -> int:
    """Problems and due days anew, of all documents or of ``only`` these; how many are due otherwise than before.

    What a person left out does not count as standing twice.
    """
    rows = ImportedDocument.objects.filter(file_import_id=file_import.id).order_by("no")
    if only is not None:
        rows = rows.filter(no__in=only)
    stored = list(rows)
    counted = [each for each in stored if not each.is_left_out]
    kind = KINDS[file_import.kind]
    documents = _as_read(file_import, kind, counted)
    actor = file_import.ordered_by_id or file_import.created_by_id
    problems = all_problems(file_import.company_id, actor, kind, documents)
    found = {each.no: those for each, those in zip(counted, problems, strict=True)}
    _replace(file_import.id, found, None if only is None else [each.no for each in stored])
    changed = _keep_plans(counted, documents)
    return sum(not AUTOMATIC & {problem.code for problem in found[no]} for no in changed)


def _as_read(
    file_import: FileImport, kind: ImportKind, stored: list[ImportedDocument]
) -> list[Incoming]:
    """Documents with what the kind looks at of their lines; of invoices only where a line refers to another paper."""
    if not kind.line_said:
        return [incoming_of(each) for each in stored]
    if not kind.is_posted:
        return with_lines(file_import.id, stored)
    referring = [each for each in stored if any(each.more.get("said", {}).get(name) for name in REFERENCES)]  # fmt: skip
    lined = {each.row: each for each in with_lines(file_import.id, referring)} if referring else {}
    return [lined.get(each.row) or incoming_of(each) for each in stored]


def plan_anew(file_import: FileImport) -> int:
    """Due days anew by the contracts in force now; how many documents are due otherwise than was shown."""
    kind = KINDS[file_import.kind]
    if kind.manner is None:
        return 0
    rows = ImportedDocument.objects.filter(file_import_id=file_import.id, is_left_out=False)
    signed = Contract.objects.filter(company_id=file_import.company_id).exclude(state="draft")
    if not signed.exists() and not rows.exclude(plan=None).exists():
        return 0
    there = ImportProblem.objects.filter(file_import_id=file_import.id, code__in=list(AUTOMATIC))
    rows = rows.exclude(no__in=list(there.values_list("no", flat=True)))
    stored = list(rows.filter(due=None, gross__gt=0).order_by("no"))
    documents = _as_read(file_import, kind, stored)
    customers = customers_by_name(file_import.company_id)
    billing = BillingOfFile(file_import.company_id, customers, documents)
    plan_due_days(file_import.company_id, kind.manner, documents, customers, billing)
    return len(_keep_plans(stored, documents))


def _keep_plans(stored: list[ImportedDocument], documents: list[Incoming]) -> list[int]:
    """Keep what is due otherwise than before; the numbers of those documents."""
    changed = []
    for row, document in zip(stored, documents, strict=True):
        plan = record_of_plan(document.plan)
        if row.plan != plan:
            row.plan = plan
            changed.append(row)
    if changed:
        fetch(
            _PLANS,
            {
                "import": changed[0].file_import_id,
                "numbers": [each.no for each in changed],
                "plans": [json.dumps(each.plan) if each.plan else None for each in changed],
            },
        )
    return [each.no for each in changed]


_PLANS = """
UPDATE store_importeddocument AS document SET plan = planned.plan
  FROM unnest(%(numbers)s::int[], %(plans)s::jsonb[]) AS planned (no, plan)
 WHERE document.file_import_id = %(import)s AND document.no = planned.no
RETURNING document.no
"""


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
    referring: set[int] = set()
    if bills_papers(file_import):
        referring |= set(
            rows.filter(more__said__has_any_keys=list(REFERENCES)).values_list("no", flat=True)
        )
    return referring | set(
        rows.filter(number__in=[each for each in numbers if each]).values_list("no", flat=True)
    )

"""How each document of an import stands: ready, open, left out, and once it is posted, booked. One statement says it everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wanglai.services.imports.problems import leaving_codes, settled_codes
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import Amount
from wanglai.store.models import FileImport

# Problems are looked up document by document: rows that were just copied have no statistics yet, and a join of two such
# tables may be planned as if each had one row. They are asked for in the order of the primary key, because of young tables
# all indexes look alike, and by any other every document would go through all problems of its file.
PROBLEMS_OF = """(SELECT ordinal, code FROM store_importproblem AS each
                    WHERE each.file_import_id = {document}.file_import_id AND each.no = {document}.no
                    ORDER BY ordinal OFFSET 0) AS problem"""

# ``why`` is the problem it is open or left out for, or empty where a person said so.
STOOD = f"""
WITH stood AS (
    SELECT document.*, batch.posted,
           CASE WHEN document.batch_row <= batch.posted THEN 'booked'
                WHEN document.batch_row IS NOT NULL THEN 'coming'
                WHEN document.is_left_out OR told.leaving IS NOT NULL THEN 'left_out'
                WHEN told.waiting IS NOT NULL THEN 'open'
                ELSE 'ready' END AS standing,
           CASE WHEN document.is_left_out THEN NULL ELSE coalesce(told.leaving, told.waiting) END AS why_ordinal
      FROM store_importeddocument AS document
      JOIN store_fileimport AS import ON import.id = document.file_import_id AND import.company_id = %(company)s
      LEFT JOIN store_importbatch AS batch ON batch.id = import.batch_id
      LEFT JOIN LATERAL (
           SELECT min(ordinal) FILTER (WHERE code = ANY(%(leaving)s)) AS leaving,
                  min(ordinal) FILTER (WHERE code <> ALL(%(settled)s)) AS waiting
             FROM {PROBLEMS_OF.format(document="document")}) AS told ON true
     WHERE document.file_import_id = %(import)s
)
"""


def parameters(file_import: FileImport, **more: Any) -> dict[str, Any]:
    """What ``STOOD`` asks for."""
    choices: Mapping[str, str] = file_import.choices
    return {
        "import": file_import.id,
        "company": file_import.company_id,
        "settled": settled_codes(choices),
        "leaving": leaving_codes(choices),
        **more,
    }


@dataclass(frozen=True)
class Part:
    """Documents of one standing, and what they come to in one currency; ``changed`` is what corrections added to it."""

    standing: str
    currency: str
    documents: int
    amount: Amount
    changed: Amount


def parts_of(file_import: FileImport) -> tuple[Part, ...]:
    """Every document, once, by standing and currency. What no amount was read of counts with zero."""
    rows = fetch(
        STOOD
        + """SELECT standing, currency, count(*), coalesce(sum(coalesce(gross, gross_read, 0)), 0)::bigint,
                    coalesce(sum(coalesce(gross, gross_read, 0) - coalesce(gross_read, 0)), 0)::bigint
               FROM stood GROUP BY standing, currency ORDER BY standing, currency""",
        parameters(file_import),
    )
    return tuple(
        Part(standing, currency, count, Amount(total, currency), Amount(changed, currency))
        for standing, currency, count, total, changed in rows
    )


@dataclass(frozen=True)
class Proof:
    """Of one currency: what the file's column adds up to is what is booked or to be booked, left out and open, less corrections."""

    currency: str
    told: Amount  # the file
    taken: Amount  # booked, or to be booked
    left_out: Amount
    waiting: Amount  # problems nobody decided about
    changed: Amount  # by hand

    @property
    def gap(self) -> Amount:
        rest = self.taken.minor + self.left_out.minor + self.waiting.minor - self.changed.minor
        return Amount(self.told.minor - rest, self.currency)

    @property
    def is_even(self) -> bool:
        return self.gap.minor == 0


_SIDE = {
    "booked": "taken",
    "coming": "taken",
    "ready": "taken",
    "left_out": "left_out",
    "open": "waiting",
}


def proofs_of(file_import: FileImport, parts: tuple[Part, ...]) -> tuple[Proof, ...]:
    """The proof of every currency. File 100.00, booked 60.00, left out 40.00: gap 0.00."""
    currencies = sorted(
        {*file_import.totals, *(part.currency for part in parts if part.amount.minor)}
    )
    found = []
    for currency in currencies:
        sums = {"taken": 0, "left_out": 0, "waiting": 0, "changed": 0}
        for part in parts:
            if part.currency == currency:
                sums[_SIDE[part.standing]] += part.amount.minor
                sums["changed"] += part.changed.minor
        amounts = {name: Amount(minor, currency) for name, minor in sums.items()}
        found.append(
            Proof(currency, Amount(file_import.totals.get(currency, 0), currency), **amounts)
        )
    return tuple(found)

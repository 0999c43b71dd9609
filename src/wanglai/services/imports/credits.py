"""The credit notes in an import: what they weigh, and what a person is shown who has to agree to them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wanglai.domain.money import converted
from wanglai.services.imports.kinds import KINDS
from wanglai.services.imports.standing import STOOD, parameters
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import Company, FileImport

KIND = "import_credit_notes"  # of the request for approval, and of its bands
_BELOW_ZERO = "credit_note"


@dataclass(frozen=True)
class Credits:
    """``documents`` credit notes of an import; ``weight`` is their sum in the company's currency, minor units.

    ``print`` changes with any of them: what was agreed to is what is booked.
    """

    documents: int
    weight: int
    print: str

    def subject(self, file_import: FileImport) -> dict[str, Any]:
        """What is asked for, word for word."""
        return {
            "import_id": file_import.id,
            "file": file_import.file_name,
            "documents": self.documents,
            "amount": self.weight,
            "shown": self.print,
        }


def credits_of(file_import: FileImport) -> Credits | None:
    """The credit notes that are ready to be booked; None where there are none, or the kind has none.

    Worked: -100.00 USD at 7.10 and -50.00 CNY are two that weigh 760.00.
    """
    manner = KINDS[file_import.kind].manner
    if manner is None or manner.below != _BELOW_ZERO:
        return None
    base = Company.objects.values_list("base_currency", flat=True).get(id=file_import.company_id)
    rows = fetch(_CREDITS, parameters(file_import))
    if not rows:
        return None
    found = hashlib.sha256()
    weight = 0
    for currency, rate, gross, number, customer, on in rows:
        found.update(f"{number}|{customer}|{on}|{currency}|{rate}|{gross}\n".encode())
        weight += converted(gross, currency=currency, base=base, rate=rate or Decimal(1))
    return Credits(len(rows), weight, found.hexdigest())


_CREDITS = (
    STOOD
    + """SELECT currency, rate, -gross, number, customer, "on" FROM stood
          WHERE standing = 'ready' AND gross < 0 ORDER BY no"""
)


def weight_of_import(company_id: int, subject: Mapping[str, Any]) -> int:
    """For the bands; nothing where the import is another company's or has no credit notes any more."""
    found = FileImport.objects.filter(company_id=company_id, id=subject["import_id"]).first()
    lowering = credits_of(found) if found is not None else None
    return lowering.weight if lowering else 0

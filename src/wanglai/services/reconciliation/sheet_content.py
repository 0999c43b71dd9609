"""What a difference sheet is made of, and the sheet itself: as Excel, or as the JSON contract."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from tieout.report import contract
from tieout.report.sheet import write_sheet
from wanglai.services.reconciliation.by_hand import Overlay
from wanglai.services.reconciliation.live_decisions import overlay_of
from wanglai.services.reconciliation.stored_result import decided_result, stored_ledger
from wanglai.store.models import Company, Customer, Reconciliation, Run

LANGUAGES = ("zh", "en")
FORMS = ("xlsx", "json")


@dataclass(frozen=True)
class SheetSource:
    """One sheet before it is written: the result as it stands, whose it is, the day it is prepared."""

    run: Run
    overlaid: Overlay
    customer: str
    company: str
    prepared_on: date
    language: str
    form: str

    @classmethod
    def of(cls, run: Run, *, language: str, form: str) -> SheetSource:
        """The sheet of this run today, decisions by hand as they are now."""
        customer = Reconciliation.objects.values_list("customer_id", flat=True).get(
            id=run.reconciliation_id
        )
        return cls(
            run=run,
            overlaid=overlay_of(run.reconciliation_id, run.id),
            customer=Customer.objects.values_list("name", flat=True).get(id=customer),
            company=Company.objects.values_list("name", flat=True).get(id=run.company_id),
            prepared_on=timezone.localdate(),
            language=language,
            form=form,
        )

    @property
    def key(self) -> str:
        """Hash of everything the sheet says: two sheets with one key are the same sheet."""
        by_hand = self.overlaid
        facts = [
            self.run.id,
            sorted((ordinal, by.id) for ordinal, by in by_hand.marked.items()),
            sorted(by_hand.dissolved),
            sorted((row.row_id, row.decision.id) for row in by_hand.rows),
            self.customer,
            self.company,
            self.prepared_on.isoformat(),
            self.language,
            self.form,
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def content(self) -> bytes:
        """The whole sheet; 100,000 lines take some eight seconds, 10,000 less than one."""
        ours, theirs = stored_ledger(self.run, "ours"), stored_ledger(self.run, "theirs")
        result = decided_result(self.run, ours, theirs, self.overlaid)
        if self.form == "json":
            return contract.as_bytes(result, self.language)
        sheet = io.BytesIO()
        write_sheet(
            sheet,
            result,
            ours,
            theirs,
            language=self.language,
            party=self.customer,
            company=self.company,
            prepared_on=self.prepared_on,
        )
        return sheet.getvalue()

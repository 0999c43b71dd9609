"""The trial balance as a page: every account per currency, and the sum that must be nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tieout.refusal import Wording
from wanglai.services.ledger.queries import Proof, proof_since_closing, trial_balance
from wanglai.services.money import Amount
from wanglai.store.models import Account, Company


@dataclass(frozen=True)
class BalanceRow:
    code: str
    account: Wording
    amount: Amount
    debit: Amount | None  # in the company's own currency
    credit: Amount | None


@dataclass(frozen=True)
class ProofRow:
    """Open items of all customers against the control accounts, in one currency."""

    items: Amount
    control: Amount
    gap: Amount


@dataclass(frozen=True)
class BalancesPage:
    rows: tuple[BalanceRow, ...]
    debits: Amount
    credits: Amount
    rest: Amount  # debits - credits: nothing, or the book is wrong
    proofs: tuple[ProofRow, ...]


def balances_page(
    *, company_id: int, actor: int, on: date, known_at: datetime | None = None
) -> BalancesPage:
    """Balances at the end of a day as known at a moment. Refuses, in order: NotFound, NotPermitted."""
    found = trial_balance(company_id=company_id, actor=actor, on=on, known_at=known_at)
    own = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    accounts = Account.objects.filter(company_id=company_id)
    names = {code: Wording(zh, en) for code, zh, en in accounts.values_list("code", "name_zh", "name_en")}  # fmt: skip
    own_codes = dict(accounts.exclude(own_code="").values_list("code", "own_code"))
    up = sum(row.base_amount for row in found if row.base_amount > 0)
    down = -sum(row.base_amount for row in found if row.base_amount < 0)
    proofs = proof_since_closing(company_id=company_id, actor=actor, on=on, known_at=known_at)
    return BalancesPage(
        rows=tuple(
            BalanceRow(
                code=own_codes.get(row.account_code, row.account_code),
                account=names[row.account_code],
                amount=Amount(row.amount, row.currency),
                debit=Amount(row.base_amount, own) if row.base_amount > 0 else None,
                credit=Amount(-row.base_amount, own) if row.base_amount < 0 else None,
            )
            for row in found
        ),
        debits=Amount(up, own),
        credits=Amount(down, own),
        rest=Amount(up - down, own),
        proofs=tuple(map(_proof_row, proofs)),
    )


def _proof_row(row: Proof) -> ProofRow:
    return ProofRow(*(Amount(figure, row.currency) for figure in (row.items, row.control, row.gap)))

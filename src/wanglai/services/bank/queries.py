"""Banks as people look at them: accounts, files, statements with their gaps, lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.bank.life import facts_of
from wanglai.services.bank.rows import (
    AccountPage,
    AccountRow,
    FilePage,
    FileRow,
    LineRow,
    ProblemRow,
    StatementRow,
)
from wanglai.services.bank.words import ASIDE, FILE_STATES, LINE_STATES
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import Amount
from wanglai.store.models import (
    BankAccount,
    BankEntry,
    BankFile,
    BankStatement,
    Customer,
    StoredFile,
)

PAGE_ROWS = 50


def list_our_accounts(*, company_id: int, actor: int) -> tuple[AccountRow, ...]:
    """The company's accounts, those in force first. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_bank")
    return accounts_of(company_id)


def accounts_of(company_id: int, account_id: int | None = None) -> tuple[AccountRow, ...]:
    """Each account with its last balance, the lines that wait, and the gaps between its statements."""
    rows = fetch(_ACCOUNTS, {"company": company_id, "account": account_id})
    return tuple(
        AccountRow(
            number, name, bank, shown, currency, is_ended, last_on,
            Amount(closing, currency) if closing is not None else None, waiting, gaps,
        )
        for number, name, bank, shown, currency, is_ended, last_on, closing, waiting, gaps in rows
    )  # fmt: skip


# A gap: a proved statement that begins with another balance than the one before it ended with. Pages and days in any order of
# arrival: what counts is their days, and within a day that some statement of it ends there.
_GAPS = """
SELECT statement.id, statement.bank_account_id, statement.opening - before.closing AS gap
  FROM store_bankstatement AS statement
 CROSS JOIN LATERAL (
       SELECT other.closing, other.to_on FROM store_bankstatement AS other
        WHERE other.bank_account_id = statement.bank_account_id AND other.kind = 'statement' AND other.closing IS NOT NULL
          AND other.id <> statement.id AND other.to_on <= statement.from_on
        ORDER BY other.to_on DESC, other.id DESC LIMIT 1) AS before
 WHERE statement.company_id = %(company)s AND statement.kind = 'statement' AND statement.opening IS NOT NULL
   AND (%(account)s::bigint IS NULL OR statement.bank_account_id = %(account)s)
   AND before.closing <> statement.opening
   AND NOT EXISTS (SELECT FROM store_bankstatement AS other
                    WHERE other.bank_account_id = statement.bank_account_id AND other.kind = 'statement'
                      AND other.id <> statement.id AND other.closing = statement.opening
                      AND other.to_on BETWEEN before.to_on AND statement.from_on)
"""
_ACCOUNTS = """
SELECT account.id, account.name, account.bank, account.shown, account.currency, account.ended_at IS NOT NULL,
       last.to_on, last.closing,
       (SELECT count(*) FROM store_bankentry AS entry
         WHERE entry.bank_account_id = account.id AND entry.company_id = account.company_id
           AND entry.state IN ('waiting', 'asked')),
       (SELECT count(*) FROM (GAPS) AS gaps WHERE gaps.bank_account_id = account.id)
  FROM store_bankaccount AS account
  LEFT JOIN LATERAL (SELECT to_on, closing FROM store_bankstatement AS statement
                      WHERE statement.bank_account_id = account.id AND statement.closing IS NOT NULL
                        AND statement.kind = 'statement'
                      ORDER BY to_on DESC, id DESC LIMIT 1) AS last ON true
 WHERE account.company_id = %(company)s AND (%(account)s::bigint IS NULL OR account.id = %(account)s)
 ORDER BY account.ended_at IS NOT NULL, account.name, account.id
""".replace("GAPS", _GAPS)


def our_account_page(
    *, company_id: int, actor: int, account_id: int, after: int | None = None
) -> AccountPage:
    """One account with its statements, newest first. Refuses, in order: NotFound, NotPermitted, NotFound (account)."""
    admit(company_id=company_id, actor=actor, act="view_bank")
    found = accounts_of(company_id, account_id)
    if not found:
        raise NotFound
    rows = BankStatement.objects.filter(company_id=company_id, bank_account_id=account_id)
    rows = rows.filter(id__lt=after) if after else rows
    shown = list(rows.select_related("bank_file").order_by("-id")[: PAGE_ROWS + 1])
    more = shown[PAGE_ROWS - 1].id if len(shown) > PAGE_ROWS else None
    return AccountPage(found[0], _statements(company_id, shown[:PAGE_ROWS]), more)


def _statements(company_id: int, shown: Sequence[BankStatement]) -> tuple[StatementRow, ...]:
    accounts = {each.bank_account_id for each in shown}
    gaps: dict[int, int] = {}
    for account in accounts:
        for number, _, gap in fetch(_GAPS, {"company": company_id, "account": account}):
            gaps[number] = gap
    return tuple(
        StatementRow(
            each.id, each.bank_file_id, each.bank_file.file_name, each.kind, each.number, each.from_on, each.to_on,
            _amount(each.opening, each.currency), _amount(each.closing, each.currency), each.is_proved,
            each.entries, each.fresh, _amount(gaps.get(each.id), each.currency),
        )
        for each in shown
    )  # fmt: skip


def _amount(minor: int | None, currency: str) -> Amount | None:
    return Amount(minor, currency) if minor is not None else None


def list_bank_files(
    *, company_id: int, actor: int, state: str = "", after: int | None = None
) -> tuple[FileRow, ...]:
    """Files of banks, newest first. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_bank")
    rows = BankFile.objects.filter(company_id=company_id).select_related("handed_in_by")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(id__lt=after) if after else rows
    return tuple(
        FileRow(
            each.id, each.file_name, each.form, each.state, FILE_STATES[each.state], each.entries, each.fresh,
            len(each.problems), each.handed_in_by.get_full_name(), each.handed_in_at,
        )
        for each in rows.order_by("-id")[:PAGE_ROWS]
    )  # fmt: skip


def bank_file_page(*, company_id: int, actor: int, file_id: int) -> FilePage:
    """One file with what is in the way. Refuses, in order: NotFound, NotPermitted, NotFound (file)."""
    admit(company_id=company_id, actor=actor, act="view_bank")
    rows = BankFile.objects.select_related("handed_in_by", "decided_by", "bank_account")
    found = rows.filter(company_id=company_id, id=file_id).first()
    if found is None:
        raise NotFound
    statements = BankStatement.objects.filter(bank_file=found).select_related("bank_file").order_by("ordinal")  # fmt: skip
    problems = tuple(map(_problem, found.problems))
    unread = any(each.kind == "value" and each.code != "bank.no_account" for each in problems)
    has_home = all(each.code != "bank_file.account" for each in problems)
    sha256, size = StoredFile.objects.values_list("sha256", "byte_size").get(company_id=company_id, id=found.file_id)  # fmt: skip
    return FilePage(
        found.id, found.file_name, found.form, found.state, FILE_STATES[found.state],
        found.bank_account.name if found.bank_account else "", _statements(company_id, list(statements)), problems,
        found.entries, found.fresh, found.handed_in_by.get_full_name(), found.handed_in_at,
        found.decided_by.get_full_name() if found.decided_by else "", found.decided_at, found.decision,
        found.handed_in_by_id == actor, found.state == "held" and not unread and has_home, sha256, size,
    )  # fmt: skip


def _problem(kept: dict[str, Any]) -> ProblemRow:
    kept = facts_of(kept)
    reason, remedy = (Wording(kept[name]["zh"], kept[name]["en"]) for name in ("reason", "remedy"))
    return ProblemRow(kept["kind"], kept["code"], kept["place"], kept["excerpt"], reason, remedy)


def list_bank_lines(
    *, company_id: int, actor: int, account_id: int | None = None, statement_id: int | None = None,
    state: str = "", search: str = "", from_on: date | None = None, to_on: date | None = None, after: int | None = None,
) -> tuple[LineRow, ...]:  # fmt: skip
    """Lines of banks booked between two days (both included), newest first, found by name, text or reference.

    Refuses, in order: NotFound, NotPermitted.
    """
    admit(company_id=company_id, actor=actor, act="view_bank")
    rows = BankEntry.objects.filter(company_id=company_id)
    if account_id is not None:
        rows = rows.filter(bank_account_id=account_id)
    if statement_id is not None:
        said = BankStatement.objects.filter(company_id=company_id, id=statement_id).values_list("entry_ids", flat=True).first()  # fmt: skip
        rows = rows.filter(Q(id__in=said or []) | Q(batch_id__in=said or []))
    if state:
        rows = rows.filter(state=state)
    if from_on:
        rows = rows.filter(booked_on__gte=from_on)
    if to_on:
        rows = rows.filter(booked_on__lte=to_on)
    if search:
        rows = rows.filter(
            Q(other_name__icontains=search)
            | Q(text__icontains=search)
            | Q(reference__icontains=search)
            | Q(bank_reference__icontains=search)
        )
    rows = rows.filter(id__lt=after) if after else rows
    shown = list(rows.order_by("-id")[:PAGE_ROWS])
    accounts = dict(BankAccount.objects.filter(company_id=company_id).values_list("id", "name"))
    wanted = {each.customer_id for each in shown if each.customer_id}
    names = dict(Customer.objects.filter(company_id=company_id, id__in=wanted).values_list("id", "name"))  # fmt: skip
    return tuple(
        LineRow(
            each.id, accounts[each.bank_account_id], each.booked_on, Amount(each.amount, each.currency), each.other_name,
            each.other_account_shown, each.text, each.reference or each.bank_reference, each.state,
            LINE_STATES[each.state], ASIDE.get(each.aside_kind), each.customer_id,
            names.get(each.customer_id or 0, ""), each.entry_seq,
        )
        for each in shown
    )  # fmt: skip

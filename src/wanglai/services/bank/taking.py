"""The statements of a file come in: what is known already is known again, what is new becomes lines; all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wanglai.domain.bank_accounts import read_bank_account
from wanglai.domain.bank_lines import Line, Stretch, fingerprint, identity, known_again, occurrences
from wanglai.domain.bounces import speaks_of_return
from wanglai.domain.masking import masked_account
from wanglai.formats.bank import Entry, Payment, Statement
from wanglai.formats.problem import Problem
from wanglai.services.access.membership import record
from wanglai.services.bank.life import facts_of
from wanglai.services.cash.run_life import look_again
from wanglai.services.copying import copy_rows
from wanglai.services.customers.bank_accounts import PURPOSE as OF_CUSTOMERS
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import BankAccount, BankEntry, BankFile, BankStatement
from wanglai.store.secret_fields import encrypted, looked_up

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """A statement and the account of ours it is of."""

    statement: Statement
    account: BankAccount


@transaction.atomic
def take(found: BankFile, form: str, told: Sequence[Told], problems: Sequence[Problem]) -> None:
    """Write every statement with its lines, and end the file. Files of one account come in one after the other."""
    mine = BankFile.objects.select_for_update(no_key=True).filter(
        id=found.id, state="reading", attempts=found.attempts
    )
    if not mine.exists():
        return
    ids = sorted({each.account.id for each in told})
    list(BankAccount.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id"))
    fresh = sum(_Taking(found, each, ordinal).write() for ordinal, each in enumerate(told, start=1))
    entries = sum(len(_booked(each.statement)) for each in told)
    mine.update(
        state="taken", form=form[:40], problems=[facts_of(each) for each in problems], statements=len(told),
        entries=entries, fresh=fresh, finished_at=timezone.now(),
    )  # fmt: skip
    who = Who(found.handed_in_by_id, "bank file", found.decided_by_id)
    if fresh:
        look_again(found.company_id)
    record(
        found.company_id, who, "take_bank_file", file=found.id, named=found.file_name, statements=len(told),
        entries=entries, fresh=fresh, decision=found.decision,
    )  # fmt: skip


def _booked(statement: Statement) -> list[Entry]:
    return [each for each in statement.entries if each.is_booked]


class _Taking:
    """One statement on its way in."""

    def __init__(self, found: BankFile, told: Told, ordinal: int) -> None:
        self.found = found
        self.company = found.company_id
        self.account = told.account
        self.statement = told.statement
        self.ordinal = ordinal
        self.entries = _booked(told.statement)
        self._numbers: dict[str, _Number] = {}
        lines = tuple(self._line(each) for each in self.entries)
        self.stretch = _stretch(told.statement, lines)
        self.prints = [fingerprint(line) for line in lines]
        self.identity = identity(
            self.stretch, told.statement.kind, told.statement.currency, self.prints
        )

    def write(self) -> int:
        """How many lines were new; none where the whole statement is known."""
        rows = BankStatement.objects.filter(bank_account=self.account, identity=self.identity)
        if rows.exists():
            return 0
        known = self._known()
        fresh = [at for at, name in enumerate(known) if name is None]
        ids = _new_ids(len(fresh))
        names = list(known)
        for at, given in zip(fresh, ids, strict=True):
            names[at] = given
        statement = self._statement([name for name in names if name is not None], len(fresh))
        _copied(self._rows(statement.id, fresh, ids))
        return len(fresh)

    def _line(self, entry: Entry) -> Line:
        booked = entry.booked_on or entry.value_on
        assert booked is not None, "a statement is looked at before it is taken"
        assert entry.amount is not None, "and its amounts are read"
        return Line(
            booked, entry.amount, entry.currency, entry.is_reversal, entry.other_name[:200],
            self._number(entry.other_account).print, entry.reference[:200], entry.bank_reference[:200], entry.text[:1000],
        )  # fmt: skip

    def _number(self, said: str) -> _Number:
        """An account of somebody else as it is kept; sealed once for all lines that name it."""
        found = self._numbers.get(said)
        if found is None:
            found = self._numbers[said] = _number_kept(self.company, _plain(said))
        return found

    def _known(self) -> list[int | None]:
        if not self.stretch.lines:
            return []
        near = BankStatement.objects.filter(bank_account=self.account, entries__gt=0).filter(
            Q(from_on__lte=self.stretch.last + _DAY, to_on__gte=self.stretch.first - _DAY)
        )
        statements = list(near.order_by("id"))
        names = {name for each in statements for name in each.entry_ids}
        lines = _lines_of(self.company, names)
        stretches = [
            Stretch(
                tuple(lines[name] for name in each.entry_ids), each.number, each.opening, each.closing,
                each.is_proved and each.kind == "statement",
            )
            for each in statements
        ]  # fmt: skip
        return known_again(self.stretch, stretches, [each.entry_ids for each in statements])

    def _statement(self, names: list[int], fresh: int) -> BankStatement:
        told = self.statement
        days = [each.on for each in (told.opening, told.closing) if each and each.on]
        days += [line.on for line in self.stretch.lines]
        return BankStatement.objects.create(
            company_id=self.company, bank_account=self.account, bank_file=self.found, ordinal=self.ordinal,
            kind=told.kind, number=told.number[:80], currency=told.currency,
            from_on=self.stretch.first if self.stretch.lines else min(days, default=None),
            to_on=max(days, default=None),
            opening=told.opening.amount if told.opening else None,
            closing=told.closing.amount if told.closing else None,
            is_proved=_is_proved(told), identity=self.identity, entries=len(self.entries), fresh=fresh,
            entry_ids=names,
        )  # fmt: skip

    def _rows(
        self, statement_id: int, fresh: Sequence[int], ids: Sequence[int]
    ) -> Iterator[dict[str, Any]]:
        prints = [self.prints[at] for at in fresh]
        numbers = occurrences(prints, _counted(self.account.id, prints))
        ordinal = 0
        for at, given, said, occurrence in zip(fresh, ids, prints, numbers, strict=True):
            entry, line = self.entries[at], self.stretch.lines[at]
            parts = _parts(entry)
            ordinal += 1
            row = self._row(statement_id, ordinal, line, entry) | {
                "id": given, "fingerprint": said, "occurrence": occurrence, "payments": max(len(parts), 1),
            }  # fmt: skip
            yield row | (_SPLIT if parts else _standing(line, entry.code))
            for number, payment in enumerate(parts, start=1):
                ordinal += 1
                yield self._part(row, ordinal, number, line, payment)

    def _row(self, statement_id: int, ordinal: int, line: Line, entry: Entry) -> dict[str, Any]:
        return {
            "company_id": self.company, "bank_account_id": self.account.id, "statement_id": statement_id,
            "ordinal": ordinal, "batch_id": None, "booked_on": line.on, "value_on": entry.value_on,
            "currency": line.currency, "amount": line.amount, "is_reversal": line.is_reversal,
            "other_name": line.other_name, **self._number(entry.other_account).columns,
            "reference": line.reference, "bank_reference": line.bank_reference, "code": entry.code[:40],
            "text": line.text, "instructed_amount": entry.instructed_amount,
            "instructed_currency": entry.instructed_currency[:3], "rate": entry.rate[:40],
            "charges": entry.charges, "place": entry.place[-200:],
            "handed_in_by_id": self.found.handed_in_by_id,
        }  # fmt: skip

    def _part(
        self, batch: dict[str, Any], ordinal: int, number: int, line: Line, payment: Payment
    ) -> dict[str, Any]:
        """A payment of a batch is a line of its own; it is known again with its batch."""
        assert payment.amount is not None, "a batch is split where all its amounts are read"
        name = payment.other_name[:200]
        own = replace(
            line, amount=payment.amount, other_name=name, other_account=self._number(payment.other_account).print,
            reference=payment.reference[:200], text=payment.text[:1000],
        )  # fmt: skip
        said = fingerprint(replace(own, bank_reference=f"{batch['fingerprint'].hex()}/{number}"))
        return batch | self._number(payment.other_account).columns | _standing(own, batch["code"]) | {
            "id": _new_ids(1)[0], "ordinal": ordinal, "batch_id": batch["id"], "amount": own.amount, "other_name": name,
            "reference": own.reference, "text": own.text, "payments": 1, "fingerprint": said,
            "instructed_amount": None, "instructed_currency": "", "rate": "", "charges": None,
        }  # fmt: skip


@dataclass(frozen=True)
class _Number:
    """``print`` stands for the number: equal for equal ones, and for nobody else to read."""

    print: str
    columns: dict[str, Any]


def _number_kept(company_id: int, plain: str) -> _Number:
    names = ("other_account_hash", "other_account_sealed", "other_account_shown")
    if not plain:
        return _Number("", dict(zip(names, (None, None, ""), strict=True)))
    said = looked_up(plain, company_id=company_id, purpose=OF_CUSTOMERS)
    sealed = encrypted(plain, company_id=company_id, purpose=OF_CUSTOMERS)
    return _Number(
        said.hex(), dict(zip(names, (said, sealed, masked_account(plain)[:60]), strict=True))
    )


_SPLIT = {"state": "split", "aside_kind": ""}


def _standing(line: Line, code: str) -> dict[str, str]:
    """Money in waits for its receipt, and so does what takes one back; other money out is not a customer's."""
    goes_back = line.is_reversal or speaks_of_return(line.text, code)
    if line.amount > 0 or (line.amount < 0 and goes_back):
        return {"state": "waiting", "aside_kind": ""}
    return {"state": "aside", "aside_kind": "paid_out" if line.amount else "charge"}


def _plain(number: str) -> str:
    """The number as customers' accounts are kept; what is none of their forms as it stands, without blanks."""
    if not number.strip():
        return ""
    read = read_bank_account(number)
    return read.number if read.verdict != "wrong" else "".join(number.split()).upper()


def _parts(entry: Entry) -> tuple[Payment, ...]:
    """The payments of a batch, where they are read and make its sum."""
    payments = entry.payments
    if len(payments) < 2 or any(each.currency != entry.currency for each in payments):
        return ()
    amounts = [each.amount for each in payments if each.amount]
    return payments if len(amounts) == len(payments) and sum(amounts) == entry.amount else ()


def _is_proved(statement: Statement) -> bool:
    """Opening balance and booked entries are the closing balance."""
    if statement.opening is None or statement.closing is None:
        return False
    total = sum(each.amount or 0 for each in statement.entries if each.is_booked)
    return statement.opening.amount + total == statement.closing.amount


def _stretch(statement: Statement, lines: tuple[Line, ...]) -> Stretch:
    return Stretch(
        lines, statement.number[:80],
        statement.opening.amount if statement.opening else None,
        statement.closing.amount if statement.closing else None,
        _is_proved(statement) and statement.kind == "statement",
    )  # fmt: skip


def _lines_of(company_id: int, names: set[int]) -> dict[int, Line]:
    rows = BankEntry.objects.filter(company_id=company_id, id__in=names).values_list(
        "id", "booked_on", "amount", "currency", "is_reversal", "other_name", "other_account_hash", "reference",
        "bank_reference", "text",
    )  # fmt: skip
    return {
        name: Line(on, amount, currency, reversal, other, bytes(number).hex() if number else "", reference, bank, text)
        for name, on, amount, currency, reversal, other, number, reference, bank, text in rows
    }  # fmt: skip


def _counted(account_id: int, prints: Sequence[bytes]) -> dict[bytes, int]:
    """How often each fingerprint has come in on the account."""
    rows = fetch(
        "SELECT fingerprint, max(occurrence) FROM store_bankentry "
        "WHERE bank_account_id = %(account)s AND fingerprint = ANY(%(prints)s) GROUP BY 1",
        {"account": account_id, "prints": list(set(prints))},
    )
    return {bytes(said): number for said, number in rows}


def _new_ids(count: int) -> list[int]:
    rows = fetch(
        "SELECT nextval(pg_get_serial_sequence('store_bankentry', 'id')) FROM generate_series(1, %(count)s)",
        {"count": count},
    )
    return [given for (given,) in rows]


_COLUMNS = (
    "id", "company_id", "bank_account_id", "statement_id", "ordinal", "batch_id", "fingerprint", "occurrence", "booked_on",
    "value_on", "currency", "amount", "is_reversal", "payments", "other_name", "other_account_hash",
    "other_account_sealed", "other_account_shown", "reference", "bank_reference", "code", "text", "instructed_amount",
    "instructed_currency", "rate", "charges", "place", "handed_in_by_id", "state", "aside_kind",
)  # fmt: skip


def _copied(rows: Iterator[dict[str, Any]]) -> None:
    """By COPY; made before it begins, for while it runs the database is not asked."""
    ready = [(*(row[name] for name in _COLUMNS), "", 1) for row in rows]
    copy_rows("store_bankentry", (*_COLUMNS, "aside_note", "version"), ready)

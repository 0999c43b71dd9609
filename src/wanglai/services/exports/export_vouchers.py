"""Entries of a period as vouchers for other accounting software: each once, unless somebody asks for a batch again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from tieout.refusal import Wording
from wanglai.formats.vouchers import LAYOUTS, Layout, Voucher, VoucherLine, written
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.exports.customer_codes import customer_codes
from wanglai.services.exports.table import own_currency
from wanglai.services.ledger.book import Who, known_act, request_hash, write_act
from wanglai.services.ledger.queries import fetch
from wanglai.services.ledger.words import kind_in_words
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Act, Period, VoucherBatch, VoucherOfEntry

SCHEMES = ("one", "three")  # 记 for all; or 收, 付 and 转


class LayoutIsUnknown(UnableTo):
    code_of_refusal = "voucher.layout"
    why = Wording(
        "没有这种凭证格式或凭证字。", "There is no such layout, or no such voucher words."
    )
    next_step = Wording("请从页面上的选项中选择。", "Choose one of those on the page.")
    http_status = 422


class NothingToExport(UnableTo):
    code_of_refusal = "voucher.nothing"
    why = Wording(
        "该期间没有尚未导出的凭证。", "Every entry of this period was exported already, or there is none."
    )  # fmt: skip
    next_step = Wording(
        "如需重新导出，请在批次旁选择“重新导出”。",
        "To have a batch again choose “Export again” beside it.",
    )


class AccountsHaveNoCode(UnableTo):
    code_of_refusal = "voucher.account_codes"
    why = Wording(
        "有科目尚未对应您账套的编码。", "Some accounts carry no code of your own books yet."
    )
    next_step = Wording(
        "请在“试算平衡表 › 科目”中填写编码。", "Give them their codes under Trial balance › Accounts."
    )  # fmt: skip
    http_status = 422


@transaction.atomic
def export_vouchers(
    *, company_id: int, actor: int, origin: str, period_id: int, layout: str, words: str, key: str
) -> int:
    """Write every entry of the period that no batch holds yet into a new one; the batch's id.

    Refuses, in order: NotFound, NotPermitted, LayoutIsUnknown, NotFound (period), NoBook, KeyWasUsed, NothingToExport,
    AccountsHaveNoCode (each by name).
    """
    admit(company_id=company_id, actor=actor, act="export_vouchers")
    shape = _layout(layout, words)
    if not Period.objects.filter(company_id=company_id, id=period_id).exists():
        raise NotFound
    asked = request_hash({"vouchers": period_id, "layout": layout, "words": words})
    known = known_act(company_id, key, asked)
    if known is not None:
        return _batch_of(company_id, known)
    numbered = _numbered(_entries(company_id, period_id, None), _last_numbers(company_id, period_id), words)  # fmt: skip
    if not numbered:
        raise NothingToExport
    batch = _keep_batch(company_id, actor, period_id, shape, words, numbered, repeats=None)
    VoucherOfEntry.objects.bulk_create(
        VoucherOfEntry(
            company_id=company_id, seq=each.entry.seq, batch_id=batch.id, period_id=period_id,
            word=each.word, number=each.number,
        )
        for each in numbered
    )  # fmt: skip
    write_act(
        company_id, Who(actor, origin), "export_vouchers", _facts(batch), key=key, asked=asked
    )
    return batch.id


@transaction.atomic
def export_again(
    *, company_id: int, actor: int, origin: str, batch_id: int, layout: str, key: str
) -> int:
    """The same entries under the same numbers once more, in this or another layout; the new batch's id.

    Refuses, in order: NotFound, NotPermitted, LayoutIsUnknown, NotFound (batch), NoBook, KeyWasUsed, AccountsHaveNoCode.
    """
    admit(company_id=company_id, actor=actor, act="export_vouchers")
    shape = _layout(layout, "one")
    told = VoucherBatch.objects.filter(company_id=company_id, id=batch_id).values_list("period_id", "words", "repeats_id").first()  # fmt: skip
    if told is None:
        raise NotFound
    period_id, words, repeats = told
    first = repeats or batch_id
    asked = request_hash({"again": batch_id, "layout": layout})
    known = known_act(company_id, key, asked)
    if known is not None:
        return _batch_of(company_id, known)
    numbers = {
        seq: (word, number)
        for seq, word, number in VoucherOfEntry.objects.filter(company_id=company_id, batch_id=first).values_list("seq", "word", "number")
    }  # fmt: skip
    entries = _entries(company_id, period_id, first)
    numbered = [_Numbered(entry, *numbers[entry.seq]) for entry in entries]
    batch = _keep_batch(company_id, actor, period_id, shape, words, numbered, repeats=first)
    facts = {**_facts(batch), "repeats": first}
    write_act(company_id, Who(actor, origin), "export_again", facts, key=key, asked=asked)
    return batch.id


@dataclass(frozen=True)
class _Line:
    account_id: int
    role: str
    own_code: str
    code: str
    name: Wording
    customer_id: int | None
    currency: str
    amount: int
    base_amount: int


@dataclass(frozen=True)
class _Entry:
    seq: int
    on: date
    kind: str
    document: str
    text: str
    rate: Decimal
    preparer: str
    lines: tuple[_Line, ...]

    @property
    def word(self) -> str:
        """Money in is 收, money out is 付, everything else 转."""
        moved = sum(line.base_amount for line in self.lines if line.role == "bank")
        return "收" if moved > 0 else "付" if moved < 0 else "转"


@dataclass(frozen=True)
class _Numbered:
    entry: _Entry
    word: str
    number: int


def _layout(layout: str, words: str) -> Layout:
    if layout not in LAYOUTS or words not in SCHEMES:
        raise LayoutIsUnknown(layout)
    return LAYOUTS[layout]


def _batch_of(company_id: int, seq: int) -> int:
    facts = Act.objects.values_list("facts", flat=True).get(company_id=company_id, seq=seq)
    batch: int = json.loads(facts)["batch"]
    return batch


def _facts(batch: VoucherBatch) -> dict[str, object]:
    return {
        "batch": batch.id, "period": batch.period_id, "layout": batch.layout, "entries": batch.entries,
        "debits": batch.debits, "sha256": batch.sha256,
    }  # fmt: skip


def _last_numbers(company_id: int, period_id: int) -> dict[str, int]:
    rows = fetch(_LAST, {"company": company_id, "period": period_id})
    return dict(rows)


def _numbered(entries: Sequence[_Entry], last: dict[str, int], words: str) -> list[_Numbered]:
    """Each entry with its word and the next number of that word in the period."""
    found, last = [], dict(last)
    for entry in entries:
        word = "记" if words == "one" else entry.word
        last[word] = last.get(word, 0) + 1
        found.append(_Numbered(entry, word, last[word]))
    return found


def _entries(company_id: int, period_id: int, batch_id: int | None) -> list[_Entry]:
    """The period's entries by day and act: those of one batch, or those of none yet."""
    parameters = {"company": company_id, "period": period_id, "batch": batch_id}
    lines: dict[int, list[_Line]] = {}
    for seq, account, role, own, code, zh, en, customer, currency, amount, base in fetch(_LINES, parameters):  # fmt: skip
        line = _Line(account, role, own, code, Wording(zh, en), customer, currency, amount, base)
        lines.setdefault(seq, []).append(line)
    rows = fetch(_ENTRIES, parameters)
    return [
        _Entry(seq, on, kind, document, text, rate, preparer, tuple(lines[seq]))
        for seq, on, kind, document, text, rate, preparer in rows
    ]


def _keep_batch(
    company_id: int, actor: int, period_id: int, layout: Layout, words: str,
    numbered: Sequence[_Numbered], *, repeats: int | None,
) -> VoucherBatch:  # fmt: skip
    """Write the file and keep it with its hash. Refuses: AccountsHaveNoCode."""
    _require_codes([each.entry for each in numbered])
    vouchers = _vouchers(company_id, numbered)
    content = written(vouchers, layout)
    month = Period.objects.values_list("from_on", flat=True).get(id=period_id)
    debits = sum(max(line.base_amount, 0) for each in vouchers for line in each.lines)
    return VoucherBatch.objects.create(
        company_id=company_id, period_id=period_id, layout=layout.code, words=words,
        entries=len(vouchers), debits=debits, name=f"{layout.code} {month:%Y-%m}.{layout.form}",
        sha256=hashlib.sha256(content).hexdigest(), content=content, repeats_id=repeats,
        made_by_id=actor,
    )  # fmt: skip


def _require_codes(entries: Sequence[_Entry]) -> None:
    missing = {
        line.code: line.name for entry in entries for line in entry.lines if not line.own_code
    }
    if missing:
        raise AccountsHaveNoCode(
            ", ".join(f"{code} {name.zh} {name.en}" for code, name in sorted(missing.items()))
        )


def _vouchers(company_id: int, numbered: Sequence[_Numbered]) -> list[Voucher]:
    base = own_currency(company_id)
    ids = {line.customer_id for each in numbered for line in each.entry.lines if line.customer_id}
    codes = customer_codes(company_id, ids)
    return [
        Voucher(
            word=each.word,
            number=each.number,
            on=each.entry.on,
            document=each.entry.document,
            preparer=each.entry.preparer,
            base_currency=base,
            lines=tuple(_line(each.entry, line, codes) for line in each.entry.lines),
        )
        for each in numbered
    ]


def _line(entry: _Entry, line: _Line, codes: dict[int, tuple[str, str]]) -> VoucherLine:
    code, name = codes[line.customer_id] if line.customer_id else ("", "")
    said = entry.text or f"{kind_in_words(entry.kind).zh} {entry.document}".strip()
    return VoucherLine(
        text=said, account_code=line.own_code, account_name=line.name.zh, currency=line.currency,
        amount=line.amount, base_amount=line.base_amount, rate=entry.rate, customer_code=code,
        customer_name=name,
    )  # fmt: skip


# Of one batch, or (without one) of none yet.
_FITS = """entry.company_id = %(company)s AND entry.period_id = %(period)s
   AND CASE WHEN %(batch)s::bigint IS NULL THEN out.batch_id IS NULL ELSE out.batch_id = %(batch)s END"""
_OUT = "LEFT JOIN store_voucherofentry AS out ON out.company_id = entry.company_id AND out.seq = entry.seq"
_ENTRIES = f"""
SELECT entry.seq, entry.entry_on, entry.kind, entry.document, entry.text, entry.rate,
       coalesce(nullif(person.name, ''), person.email, '')
  FROM store_entry AS entry {_OUT}
  JOIN store_act AS act ON act.company_id = entry.company_id AND act.seq = entry.seq
  LEFT JOIN store_user AS person ON person.id = act.actor_id
 WHERE {_FITS} ORDER BY entry.entry_on, entry.seq
"""
_LINES = f"""
SELECT entry.seq, account.id, account.role, account.own_code, account.code, account.name_zh, account.name_en,
       line.customer_id, line.currency, line.amount, line.base_amount
  FROM store_entry AS entry {_OUT}
  JOIN store_entryline AS line ON line.company_id = entry.company_id AND line.seq = entry.seq
  JOIN store_account AS account ON account.id = line.account_id
 WHERE {_FITS} ORDER BY entry.seq, line.line_no
"""
_LAST = """
SELECT word, max(number) FROM store_voucherofentry
 WHERE company_id = %(company)s AND period_id = %(period)s GROUP BY word
"""

"""What a request for a letterhead asks for, in the words an approver reads: above all where customers are to pay to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tieout.refusal import Wording
from wanglai.services.statements.letterhead import KIND, LetterheadForm
from wanglai.services.statements.words import LANGUAGES
from wanglai.store.models import BankAccount, Letterhead, StoredFile

_NOTHING = Wording("（空）", "(empty)")
_FIELDS = {
    "name_zh": Wording("中文名称", "Name in Chinese"),
    "name_en": Wording("英文名称", "Name in English"),
    "address_zh": Wording("中文地址", "Address in Chinese"),
    "address_en": Wording("英文地址", "Address in English"),
    "tax_number": Wording("税号", "Tax number"),
    "contact": Wording("联系人", "Whom to ask"),
    "note_zh": Wording("中文附注", "Note in Chinese"),
    "note_en": Wording("英文附注", "Note in English"),
    "days_to_answer": Wording("答复期限（天）", "Days to answer"),
    "shows_settlements": Wording("列明每笔付款核销了什么", "Says what each payment settled"),
    "language": Wording("语言", "Language"),
    "bank_account_id": Wording("付款账户", "Customers pay to"),
    "logo_id": Wording("标志", "Picture"),
}
assert _FIELDS.keys() == LetterheadForm.__dataclass_fields__.keys()


@dataclass(frozen=True)
class LetterheadChange:
    """A field that will be another: what it is called, what it says and what it will say; of the logo the pictures."""

    field: Wording
    was: Wording
    will: Wording
    was_picture: bytes | None = None
    will_picture: bytes | None = None


def told_of_letterhead(company_id: int, kind: str, subject: Mapping[str, Any]) -> Wording | None:
    """``远景 · 付款账户：工行基本户 6222 **** 1234``; None for requests about something else."""
    if kind != KIND:
        return None
    paid_to = _account(company_id, subject.get("bank_account_id"))
    name = subject["name_zh"]
    return Wording(
        f"{name} · 付款账户：{paid_to or '不印'}", f"{name} · pay to: {paid_to or 'not printed'}"
    )


def changes_of_letterhead(
    company_id: int, kind: str, subject: Mapping[str, Any], seq: int | None
) -> tuple[LetterheadChange, ...]:
    """Every field that differs from the version in force, or from the one before act ``seq`` where the request is done.

    Before the first version everything that is filled in differs.
    """
    if kind != KIND:
        return ()
    rows = Letterhead.objects.filter(company_id=company_id)
    rows = rows.filter(seq__lt=seq) if seq is not None else rows
    return tuple(_changes(company_id, rows.order_by("-version").first(), subject))


def _changes(
    company_id: int, before: Letterhead | None, subject: Mapping[str, Any]
) -> Iterator[LetterheadChange]:
    for name, field in LetterheadForm.__dataclass_fields__.items():
        was = getattr(before, name) if before is not None else None
        will = subject.get(name, field.default)
        if was == will or (before is None and will in ("", None)):
            continue
        pictures = (_picture(company_id, was), _picture(company_id, will)) if name == "logo_id" else (None, None)  # fmt: skip
        yield LetterheadChange(_FIELDS[name], _said(company_id, name, was), _said(company_id, name, will), *pictures)  # fmt: skip


def _said(company_id: int, name: str, value: Any) -> Wording:
    if value is None or value == "":
        return _NOTHING
    if name == "bank_account_id":
        value = _account(company_id, value)
    if name == "language":
        return LANGUAGES[value]
    if name == "logo_id":
        return Wording("图片", "a picture")
    if isinstance(value, bool):
        return Wording("是", "yes") if value else Wording("否", "no")
    return Wording(str(value), str(value))


def _account(company_id: int, account_id: int | None) -> str:
    rows = BankAccount.objects.filter(company_id=company_id, id=account_id or 0)
    return " ".join(rows.values_list("name", "shown").first() or ())


def _picture(company_id: int, file_id: int | None) -> bytes | None:
    rows = StoredFile.objects.filter(company_id=company_id, id=file_id or 0)
    found = rows.values_list("content", flat=True).first()
    return bytes(found) if found is not None else None

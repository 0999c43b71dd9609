"""What stands around the figures: the company's names and address, whom to ask, the account to pay to. Versioned; the newest is in force."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from wanglai.formats.papers.printing import can_be_printed
from wanglai.services.access.membership import require_word
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.bank.our_accounts import PURPOSE
from wanglai.services.files import keep_file
from wanglai.services.ledger.book import Who, known_act, request_hash, write_act
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.statements.refusals import LetterheadIsWrong
from wanglai.store.models import BankAccount, Company, Letterhead, StoredFile
from wanglai.store.secret_fields import decrypted

KIND = "set_letterhead"
LOGO_MAX = 1 << 20
_PICTURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}


@dataclass(frozen=True)
class LetterheadForm:
    """The fields a person fills in; ``logo_id`` is a file kept before, ``bank_account_id`` one of the company's accounts."""

    name_zh: str
    name_en: str = ""
    address_zh: str = ""
    address_en: str = ""
    tax_number: str = ""
    contact: str = ""
    note_zh: str = ""
    note_en: str = ""
    days_to_answer: int = 7
    shows_settlements: bool = True
    language: str = "zh"
    logo_id: int | None = None
    bank_account_id: int | None = None


@transaction.atomic
def set_letterhead(
    *, company_id: int, actor: int, origin: str, approver: int | None = None, **fields: Any
) -> int:  # fmt: skip
    """A new version, for statements issued from now on; the act's number. The account customers pay to wants a second manager.

    Refuses, in order: NotFound, NotPermitted, LetterheadIsWrong, NotFound (account), ApprovalIsNeeded.
    """
    admit(company_id=company_id, actor=actor, act="set_letterhead")
    form = LetterheadForm(**fields)
    check_letterhead(company_id, form)
    require_word(company_id, KIND, approver)
    known_act(company_id, "", b"")  # takes the book, so that versions follow each other
    newest = Letterhead.objects.filter(company_id=company_id).order_by("-version").first()
    if newest is not None and all(getattr(newest, name) == value for name, value in asdict(form).items()):  # fmt: skip
        return newest.seq
    version = newest.version + 1 if newest is not None else 1
    facts = {"version": version, "account": form.bank_account_id, "digest": request_hash(asdict(form)).hex()}  # fmt: skip
    seq = write_act(company_id, Who(actor, origin, approver), KIND, facts)
    Letterhead.objects.create(
        company_id=company_id, version=version, made_by_id=actor, agreed_by_id=approver, seq=seq, **asdict(form)
    )  # fmt: skip
    return seq


def check_letterhead(company_id: int, form: LetterheadForm) -> None:
    """Whether statements can be printed in it. Refuses, in order: LetterheadIsWrong, NotFound (account or picture)."""
    if not form.name_zh.strip() or not 1 <= form.days_to_answer <= 90:
        raise LetterheadIsWrong
    if form.logo_id is not None and not is_logo(_logo(company_id, form.logo_id)):
        raise LetterheadIsWrong
    ours = BankAccount.objects.filter(company_id=company_id, ended_at=None)
    if form.bank_account_id is not None and not ours.filter(id=form.bank_account_id).exists():
        raise NotFound


@transaction.atomic
def keep_logo(*, company_id: int, actor: int, upload: Upload) -> int:
    """The id of a picture for a letterhead to come. Refuses, in order: NotFound, NotPermitted, LetterheadIsWrong."""
    admit(company_id=company_id, actor=actor, act="set_letterhead")
    if not is_logo(upload.content):
        raise LetterheadIsWrong
    return keep_file(company_id, actor, upload)


def letterhead_in_force(company_id: int) -> Letterhead:
    """The newest version; before the first one the company's bare name."""
    found = Letterhead.objects.filter(company_id=company_id).order_by("-version").first()
    if found is not None:
        return found
    name = Company.objects.values_list("name", flat=True).get(id=company_id)
    return Letterhead(company_id=company_id, version=0, name_zh=name)


def printed_facts(head: Letterhead) -> dict[str, Any]:
    """Everything of the letterhead that stands on the paper, the account number in full: the customer is to pay to it.

    An account of ours that was ended stands on no new paper.
    """
    account = head.bank_account
    paid_to = None
    if account is not None and account.ended_at is None:
        number = decrypted(bytes(account.sealed), company_id=head.company_id, purpose=PURPOSE)
        paid_to = {"name": account.name, "bank": account.bank, "number": number}
    return {
        "version": head.version,
        "name": {"zh": head.name_zh, "en": head.name_en or head.name_zh},
        "address": {"zh": head.address_zh, "en": head.address_en or head.address_zh},
        "tax_number": head.tax_number,
        "contact": head.contact,
        "note": {"zh": head.note_zh, "en": head.note_en or head.note_zh},
        "days_to_answer": head.days_to_answer,
        "shows_settlements": head.shows_settlements,
        "paid_to": paid_to,
        "logo": _printed_logo(head),
    }


def picture_kind(content: bytes) -> str | None:
    """``png`` or ``jpg`` by the first bytes; None for anything else, and for what is too large."""
    if len(content) > LOGO_MAX:
        return None
    return next((kind for first, kind in _PICTURES.items() if content.startswith(first)), None)


def is_logo(content: bytes) -> bool:
    """A PNG or JPEG the press can really set."""
    kind = picture_kind(content)
    return kind is not None and can_be_printed(content, kind)


def _printed_logo(head: Letterhead) -> dict[str, str] | None:
    if head.logo_id is None:
        return None
    content = _logo(head.company_id, head.logo_id)
    kind = picture_kind(content)
    assert kind is not None, "a letterhead takes no other picture"
    return {"kind": kind, "base64": base64.b64encode(content).decode()}


def _logo(company_id: int, file_id: int) -> bytes:
    found = StoredFile.objects.filter(company_id=company_id, id=file_id).values_list("content", flat=True).first()  # fmt: skip
    if found is None:
        raise NotFound
    return bytes(found)

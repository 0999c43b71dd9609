"""The page of the balance reconciliation statement, its papers, and the list of what the other side is to correct."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from tieout.refusal import Wording
from wanglai.formats.papers.balance import balance_pdf
from wanglai.services.access.policy import POLICY, acts_of
from wanglai.services.access.scope import NotFound, admit_to_rows, reconciliation_within
from wanglai.services.disputes.policy import reasons_of
from wanglai.services.disputes.words import STATES
from wanglai.services.files import Download
from wanglai.services.portal.reconcile_answer import ledger_of
from wanglai.services.reconciliation.adjusted import QUARTERS, Adjustment
from wanglai.services.reconciliation.agreed_sheets import agreed_sheets
from wanglai.services.reconciliation.deciding import ResultIsNotReady, result_run
from wanglai.services.reconciliation.dispositions import Decided, is_signed
from wanglai.services.reconciliation.rows import Amount, CarriedRow
from wanglai.services.reconciliation.shared_sheet import SheetNow, body_of, core_of, sheet_now
from wanglai.services.reconciliation.show_page import waiting_of
from wanglai.services.reconciliation.words import class_words
from wanglai.store.models import (
    Customer,
    Dispute,
    Membership,
    OpenItem,
    PortalAnswer,
    Reconciliation,
    Run,
    SharedSheet,
    SheetRelease,
    SheetSignature,
    StoredFile,
)

ROWS_SHOWN = 200  # of one quarter; the papers hold all
QUARTER_WORDS = {
    "ours_more": Wording("对方已记增加、我方未记", "Raised in theirs, not yet in ours"),
    "ours_less": Wording("对方已记减少、我方未记", "Lowered in theirs, not yet in ours"),
    "theirs_more": Wording("我方已记增加、对方未记", "Raised in ours, not yet in theirs"),
    "theirs_less": Wording("我方已记减少、对方未记", "Lowered in ours, not yet in theirs"),
}


@dataclass(frozen=True)
class SaidInPortal:
    """What the customer said last of a difference, of which version of the sheet."""

    agrees: bool
    words: str
    name: str
    at: datetime
    version: int


@dataclass(frozen=True)
class BalanceRow:
    """One difference with what becomes of it. ``item_id`` is our open item behind it, where there is one."""

    name: str
    row_id: str
    on: date | None
    document: str
    text: str
    label: Wording
    sentence: Wording
    amount: Amount
    decided: Decided | None
    case: Wording | None  # how the dispute stands that it became
    is_late: bool
    seq: int | None
    item_id: int | None
    carried: CarriedRow | None
    theirs: SaidInPortal | None


@dataclass(frozen=True)
class Quarter:
    key: str
    words: Wording
    rows: tuple[BalanceRow, ...]
    total: int
    sum: Amount


@dataclass(frozen=True)
class SignatureRow:
    part: str
    name: str
    way: str
    said: str
    signed_on: date
    at: datetime
    scan_id: int | None


@dataclass(frozen=True)
class TakenBack:
    """A release that was taken back before the customer agreed."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class SheetRow:
    """A frozen sheet with its signatures; ``is_true`` where it still says how it stands."""

    id: int
    version: int
    frozen_at: datetime
    digest: str
    signatures: tuple[SignatureRow, ...]
    is_true: bool
    released_at: datetime | None  # to the customer, in the portal
    taken_back: TakenBack | None  # the last time, where it is not released now
    is_agreed: bool  # the customer agreed to something on it: it cannot be taken back

    @property
    def parts(self) -> frozenset[str]:
        return frozenset(each.part for each in self.signatures)


@dataclass(frozen=True)
class BalancePage:
    id: int
    number: int
    title: str
    customer_id: int
    customer_name: str
    currency: str
    ours: Amount
    theirs: Amount
    ours_adjusted: Amount
    theirs_adjusted: Amount
    unexplained: Amount
    quarters: tuple[Quarter, ...]
    undecided: int
    waiting: int
    sheets: tuple[SheetRow, ...]  # newest first
    is_signed: bool
    owners: tuple[tuple[int, str], ...]
    causes: tuple[tuple[str, Wording], ...]  # of a dispute; none where our side is a file
    acts: frozenset[str]
    today: date
    is_of_their_ledger: bool  # handed in in the portal, where the sheet can be released

    @property
    def meets(self) -> bool:
        return self.ours_adjusted == self.theirs_adjusted


def balance_page(*, company_id: int, actor: int, reconciliation_id: int) -> BalancePage:
    """Both balances, four quarters of adjustments, one balance; who signed. Refuses, in order: NotFound, NotPermitted, ResultIsNotReady."""
    found, run, roles = _seen(company_id, actor, reconciliation_id)
    now = sheet_now(found, run, waiting_of(found.id, run))
    told, today = now.adjusted, timezone.localdate()
    items, cases, theirs = _items(now), _cases(now), _said_in_portal(found)

    def amount(minor: int) -> Amount:
        return Amount(minor, run.currency)

    return BalancePage(
        id=found.id,
        number=found.number,
        title=found.title,
        customer_id=found.customer_id,
        customer_name=Customer.objects.values_list("name", flat=True).get(id=found.customer_id),
        currency=run.currency,
        ours=amount(told.ours),
        theirs=amount(told.theirs),
        ours_adjusted=amount(told.ours_adjusted),
        theirs_adjusted=amount(told.theirs_adjusted),
        unexplained=amount(run.unexplained or 0),
        quarters=tuple(
            Quarter(
                key, QUARTER_WORDS[key],
                tuple(_row(now, each, items, cases, theirs, today) for each in _undecided_first(told.of(key))[:ROWS_SHOWN]),
                len(told.of(key)), amount(told.sum_of(key)),
            )
            for key in QUARTERS
        ),
        undecided=told.undecided,
        waiting=now.waiting,
        sheets=_sheets(found, now),
        is_signed=is_signed(found.id),
        owners=_owners(company_id),
        causes=tuple(reasons_of(company_id).items()) if now.names.through_on else (),
        acts=acts_of(*roles),
        today=today,
        is_of_their_ledger=ledger_of(found) is not None,
    )  # fmt: skip


def draft_paper(*, company_id: int, actor: int, reconciliation_id: int, language: str) -> Download:
    """The statement as it stands now, marked as a draft. Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, NotFound (language)."""
    found, run, _ = _seen(company_id, actor, reconciliation_id)
    if language not in ("zh", "en", "both"):
        raise NotFound(language)
    now = sheet_now(found, run, waiting_of(found.id, run))
    body = body_of(found, now, language=language, version=0)
    return Download(f"{found.number}-draft.pdf", "application/pdf", balance_pdf(body))


def signed_paper(*, company_id: int, actor: int, reconciliation_id: int, sheet_id: int, part: str) -> Download:  # fmt: skip
    """A frozen sheet (``part`` empty) byte for byte, or the page their side signed. Refuses, in order: NotFound, NotPermitted, NotFound."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="download_sheet")
    found = reconciliation_within(company_id=company_id, reconciliation_id=reconciliation_id, sight=sight)  # fmt: skip
    sheet = SharedSheet.objects.filter(reconciliation=found, id=sheet_id).first()
    if sheet is None:
        raise NotFound
    file_id: int | None = sheet.file_id
    name = f"{found.number}-{sheet.version}.pdf"
    if part:
        file_id = SheetSignature.objects.filter(sheet=sheet, part=part).values_list("scan_id", flat=True).first()  # fmt: skip
    kept = StoredFile.objects.filter(company_id=company_id, id=file_id).first() if file_id else None
    if kept is None:
        raise NotFound
    return Download(name if not part else kept.name, "application/octet-stream" if part else "application/pdf", bytes(kept.content))  # fmt: skip


def sheet_facts(*, company_id: int, actor: int, reconciliation_id: int) -> dict[str, Any]:
    """The statement as plain facts, for a workbook. Refuses, in order: NotFound, NotPermitted, ResultIsNotReady."""
    found, run, _ = _seen(company_id, actor, reconciliation_id)
    now = sheet_now(found, run, waiting_of(found.id, run))
    name = Customer.objects.values_list("name", flat=True).get(id=found.customer_id)
    return {"number": found.number, "customer": name, "period": found.ours_name, **core_of(now)}  # fmt: skip


def _seen(company_id: int, actor: int, reconciliation_id: int) -> tuple[Reconciliation, Run, tuple[str, ...]]:  # fmt: skip
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_reconciliation")
    found = reconciliation_within(company_id=company_id, reconciliation_id=reconciliation_id, sight=sight)  # fmt: skip
    run = result_run(found.id)
    if run is None:
        raise ResultIsNotReady
    return found, run, sight.roles


def _undecided_first(rows: tuple[Adjustment, ...]) -> list[Adjustment]:
    return sorted(rows, key=lambda each: each.decided is not None)


def _items(now: SheetNow) -> dict[int, int]:
    """The open item behind each entry of ours that a row stands on."""
    seqs = {seq for each in now.adjusted.rows for at in each.difference.members.ours if (seq := now.names.entry("ours", at))}  # fmt: skip
    rows = OpenItem.objects.filter(company_id=now.run.company_id, seq__in=seqs, side=1).order_by("-id")  # fmt: skip
    return dict(rows.values_list("seq", "id"))


def _cases(now: SheetNow) -> dict[int, Wording]:
    """How each dispute stands that one of them became."""
    ids = {each.decided.dispute_id for each in now.adjusted.rows if each.decided and each.decided.dispute_id}  # fmt: skip
    rows = Dispute.objects.filter(company_id=now.run.company_id, id__in=ids)
    return {number: STATES[state] for number, state in rows.values_list("id", "state")}


def _row(
    now: SheetNow, each: Adjustment, items: dict[int, int], cases: dict[int, Wording], theirs: dict[str, SaidInPortal], today: date
) -> BalanceRow:  # fmt: skip
    lines, since = now.lines_of(each), now.since(each)
    first = lines[0] if lines else None
    seq = next((seq for at in each.difference.members.ours if (seq := now.names.entry("ours", at))), None)  # fmt: skip
    until = now.names.through_on
    word = each.decided
    return BalanceRow(
        name=each.difference.name,
        row_id=each.difference.row_id,
        on=first.date if first else None,
        document=(first.document or first.order or first.voucher or "") if first else "",
        text=(first.text or "") if first else "",
        label=class_words(each.difference.difference_class),
        sentence=each.difference.sentence,
        amount=Amount(each.amount, now.run.currency),
        decided=word,
        case=cases.get(word.dispute_id) if word and word.dispute_id else None,
        is_late=word is not None and word.due_on is not None and word.due_on < today,
        seq=seq,
        item_id=items.get(seq) if seq else None,
        carried=CarriedRow(since.first_id, since.open_since, (until - since.open_since).days) if since and until else None,
        theirs=theirs.get(each.difference.name),
    )  # fmt: skip


def _said_in_portal(found: Reconciliation) -> dict[str, SaidInPortal]:
    """By the name of the difference, the newest word."""
    rows = PortalAnswer.objects.filter(sheet__reconciliation=found).select_related("sheet")
    return {
        line["difference"]: SaidInPortal(line["agrees"], line["words"], each.name, each.made_at, each.sheet.version)
        for each in rows.order_by("id")
        if each.sheet is not None
        for line in each.lines
    }  # fmt: skip


def _sheets(found: Reconciliation, now: SheetNow) -> tuple[SheetRow, ...]:
    core = json.loads(json.dumps(core_of(now)))
    signed: dict[int, list[SignatureRow]] = {}
    for each in SheetSignature.objects.filter(reconciliation=found).order_by("id"):
        signed.setdefault(each.sheet_id, []).append(
            SignatureRow(each.part, each.name, each.way, each.said, each.signed_on, each.signed_at, each.scan_id)
        )  # fmt: skip
    sheets = SharedSheet.objects.filter(reconciliation=found).order_by("-version")
    agreed = agreed_sheets(found)
    released = {each.sheet_id: each for each in SheetRelease.objects.filter(sheet__in=sheets).select_related("taken_back_by").order_by("id")}  # fmt: skip
    return tuple(
        SheetRow(each.id, each.version, each.frozen_at, bytes(each.body_hash).hex(), tuple(signed.get(each.id, ())), json.loads(each.body)["core"] == core, *_released(released.get(each.id)), each.id in agreed)
        for each in sheets
    )  # fmt: skip


def _released(found: SheetRelease | None) -> tuple[datetime | None, TakenBack | None]:
    if found is None or found.taken_back_at is None:
        return (found.released_at if found else None), None
    by = found.taken_back_by.get_full_name() if found.taken_back_by else ""
    return None, TakenBack(found.taken_back_at, by, found.taken_back_why)


def _owners(company_id: int) -> tuple[tuple[int, str], ...]:
    members = Membership.objects.filter(
        company_id=company_id, user__is_active=True, role__in=POLICY["dispose_difference"]
    ).select_related("user")
    return tuple(sorted({(each.user_id, each.user.get_full_name()) for each in members}, key=lambda each: each[1]))  # fmt: skip

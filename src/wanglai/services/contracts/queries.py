"""Contracts as they are shown: the list with what runs out, and one contract with its versions, cycles and papers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from tieout.refusal import Wording
from wanglai.domain.agreement_form import agreement_of
from wanglai.services.contracts.expiry import warning_due
from wanglai.services.contracts.law import warnings_of
from wanglai.services.contracts.preview import Preview, Warned, preview_of, warned
from wanglai.services.contracts.refused import admit_to_contracts, contract_within
from wanglai.services.contracts.sign_contract import print_of
from wanglai.services.contracts.words import STATES, WARNINGS, Line, lines_of, sentence_of
from wanglai.services.ledger.merged import Kin, family
from wanglai.services.searching import name_fits
from wanglai.store.models import Contract, ContractFile, ContractVersion, Customer, ExpiryWarning

ROWS_MAX = 200


@dataclass(frozen=True)
class ContractRow:
    """A contract in the list. ``runs_out_in``: the warning it stands under, 30, 60 or 90 days; None: none."""

    id: int
    number: str
    title: str
    customer_id: int
    customer_name: str
    scope: str
    state: str
    state_words: Wording
    from_on: date
    last_on: date | None
    days_left: int | None
    runs_out_in: int | None
    version: int
    waits_for_signing: bool
    terms: Wording | None


@dataclass(frozen=True)
class VersionColumn:
    """One signed version. ``changed``: the lines that differ from the version before, by their place."""

    number: int
    from_on: date
    signed_on: date
    reason: str
    made_by: str
    approved_by: str
    made_at: datetime
    lines: tuple[Line, ...]
    changed: frozenset[int]
    acknowledged: tuple[Acknowledged, ...]


@dataclass(frozen=True)
class Acknowledged:
    """A warning of the law somebody signed all the same, with the article and why."""

    words: Wording
    source: str
    reason: str


@dataclass(frozen=True)
class DraftShown:
    """What waits to be signed; ``shown`` goes back with the signature."""

    from_on: date
    signed_on: date
    reason: str
    record: dict[str, Any]
    lines: tuple[Line, ...]
    warnings: tuple[Warned, ...]
    shown: str


@dataclass(frozen=True)
class CompareRow:
    """One line of every version side by side."""

    label: Wording
    cells: tuple[tuple[Wording, bool], ...]  # and whether it changed there


@dataclass(frozen=True)
class Paper:
    id: int
    name: str
    byte_size: int
    attached_by: str
    attached_at: datetime


@dataclass(frozen=True)
class Said:
    """A warning that was written: so many days before the last day."""

    days: int
    to_on: date
    written_at: datetime


@dataclass(frozen=True)
class ContractPage:
    row: ContractRow
    end_reason: str
    replaces: ContractRow | None
    versions: tuple[VersionColumn, ...]  # the newest first
    compared: tuple[CompareRow, ...]
    draft: DraftShown | None
    preview: Preview | None  # of the version in force, else of the draft
    record: dict[str, Any]  # of the newest version, else of the draft: what a form starts from
    files: tuple[Paper, ...]
    said: tuple[Said, ...]


def list_contracts(
    *, company_id: int, actor: int, on: date, state: str = "", search: str = "",
    expiring: bool = False, customer_id: int | None = None, kin: Kin | None = None,
) -> tuple[ContractRow, ...]:  # fmt: skip
    """Contracts in sight, what runs out first; at most 200. A customer's are its own and those of whom it took in.

    Refuses, in order: NotFound, NotPermitted.
    """
    sight = admit_to_contracts(company_id, actor, "view_contracts")
    rows = sight.of(Contract.objects.filter(company_id=company_id)).select_related("customer")
    if state:
        rows = rows.filter(state=state)
    if customer_id is not None:
        rows = rows.filter(customer_id__in=family(company_id, customer_id, kin))
    for word in search.split():
        rows = rows.filter(Q(number__icontains=word) | Q(title__icontains=word) | name_fits(word))
    if expiring:
        last = date.fromordinal(on.toordinal() + 90)
        rows = rows.filter(state="in_force", to_on__gte=on, to_on__lte=last)
    found = list(rows.order_by("to_on", "customer__name", "id")[:ROWS_MAX])
    newest = _newest(company_id, found)
    return tuple(_row(each, on, newest.get(each.id)) for each in found)


def contract_page(*, company_id: int, actor: int, contract_id: int, on: date) -> ContractPage:
    """One contract whole, its cycles from a day on. Refuses, in order: NotFound, NotPermitted, NotFound (contract)."""
    sight = admit_to_contracts(company_id, actor, "view_contracts")
    contract = contract_within(company_id, contract_id, sight)
    contract.customer = Customer.objects.get(company_id=company_id, id=contract.customer_id)
    versions = list(
        ContractVersion.objects.filter(company_id=company_id, contract=contract)
        .select_related("made_by", "approved_by")
        .order_by("number")
    )
    replaced = Contract.objects.select_related("customer").filter(
        company_id=company_id, id=contract.replaces_id or 0
    )
    columns = _columns(versions)
    newest = versions[-1] if versions else None
    held = [each for each in versions if each.from_on <= on] or versions[:1]
    shown = held[-1] if held else None
    record = newest.agreement if newest else contract.draft["agreement"]  # type: ignore[index]
    signed_on = (
        shown.signed_on if shown else date.fromisoformat(contract.draft["signed_on"])  # type: ignore[index]
    )
    return ContractPage(
        row=_row(contract, on, newest),
        end_reason=contract.end_reason,
        replaces=next((_row(each, on, None) for each in replaced), None),
        versions=tuple(reversed(columns)),
        compared=_compared(columns),
        draft=_draft(contract),
        preview=preview_of(
            company_id,
            agreement_of(shown.agreement if shown else record),
            from_on=max(on, contract.from_on),
            signed_on=signed_on,
        ),
        record=record,
        files=_files(contract),
        said=_said(contract),
    )


def _row(contract: Contract, on: date, newest: ContractVersion | None) -> ContractRow:
    last_on = contract.ended_on or contract.to_on
    is_running = contract.state == "in_force" and last_on is not None and last_on >= on
    record = newest.agreement if newest else (contract.draft or {}).get("agreement")
    return ContractRow(
        id=contract.id,
        number=contract.number,
        title=contract.title,
        customer_id=contract.customer_id,
        customer_name=contract.customer.name,
        scope=contract.scope,
        state=contract.state,
        state_words=STATES[contract.state],
        from_on=contract.from_on,
        last_on=last_on,
        days_left=(last_on - on).days if is_running and last_on else None,
        runs_out_in=warning_due(last_on, on) if is_running and last_on else None,
        version=newest.number if newest else 0,
        waits_for_signing=contract.draft is not None,
        terms=sentence_of(agreement_of(record).terms) if record else None,
    )


def _newest(company_id: int, contracts: Iterable[Contract]) -> dict[int, ContractVersion]:
    rows = ContractVersion.objects.filter(
        company_id=company_id, contract_id__in=[each.id for each in contracts]
    )
    return {row.contract_id: row for row in rows.order_by("number")}


def _columns(versions: list[ContractVersion]) -> tuple[VersionColumn, ...]:
    columns: list[VersionColumn] = []
    for version in versions:
        lines = lines_of(agreement_of(version.agreement))
        before = columns[-1].lines if columns else lines
        changed = (
            at for at, (old, new) in enumerate(zip(before, lines, strict=True)) if old != new
        )
        columns.append(
            VersionColumn(
                number=version.number,
                from_on=version.from_on,
                signed_on=version.signed_on,
                reason=version.reason,
                made_by=version.made_by.get_full_name(),
                approved_by=version.approved_by.get_full_name() if version.approved_by else "",
                made_at=version.made_at,
                lines=lines,
                changed=frozenset(changed),
                acknowledged=tuple(
                    Acknowledged(WARNINGS[each["code"]], each["source"], each["reason"])
                    for each in version.acknowledged
                ),
            )
        )
    return tuple(columns)


def _compared(columns: tuple[VersionColumn, ...]) -> tuple[CompareRow, ...]:
    """Line by line, the newest version first."""
    if not columns:
        return ()
    return tuple(
        CompareRow(
            line.label,
            tuple((each.lines[at].words, at in each.changed) for each in reversed(columns)),
        )
        for at, line in enumerate(columns[0].lines)
    )


def _draft(contract: Contract) -> DraftShown | None:
    if contract.draft is None:
        return None
    agreement = agreement_of(contract.draft["agreement"])
    signed_on = date.fromisoformat(contract.draft["signed_on"])
    found = warnings_of(contract.company_id, agreement, signed_on)
    return DraftShown(
        from_on=date.fromisoformat(contract.draft["from_on"]),
        signed_on=signed_on,
        reason=contract.draft["reason"],
        record=contract.draft["agreement"],
        lines=lines_of(agreement),
        warnings=tuple(map(warned, found)),
        shown=print_of(contract),
    )


def _files(contract: Contract) -> tuple[Paper, ...]:
    rows = ContractFile.objects.filter(company_id=contract.company_id, contract=contract)
    return tuple(
        Paper(
            row.id, row.name, row.file.byte_size, row.attached_by.get_full_name(), row.attached_at
        )
        for row in rows.select_related("file", "attached_by").defer("file__content").order_by("id")
    )


def _said(contract: Contract) -> tuple[Said, ...]:
    rows = ExpiryWarning.objects.filter(company_id=contract.company_id, contract=contract)
    return tuple(Said(row.days, row.to_on, row.written_at) for row in rows.order_by("-written_at"))

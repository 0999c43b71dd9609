"""From which amount on an act needs another person, and of which role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import ApprovalBand, ChainHead


@dataclass(frozen=True)
class Band:
    """``from_amount`` in minor units of the company's currency; ``people`` are different persons."""

    kind: str
    from_amount: int
    roles: tuple[str, ...]
    people: int = 1


# 50,000.00 and more is written off, and any refund is paid, by two managers' word (duties 12 and 20).
DEFAULT_BANDS = (
    Band("write_off", 0, ("FM",), 1),
    Band("write_off", 5_000_000, ("FM",), 2),
    Band("refund", 0, ("FM",), 1),
    Band("refund", 5_000_000, ("FM",), 2),
    Band("transfer", 5_000_000, ("FM",), 1),
    Band("leave_suspense", 0, ("FM",), 1),  # duty 10: nobody alone says whose unnamed money is
    Band("accept_payer", 0, ("FM",), 1),  # nor that one's money pays another's debts
    Band("credit_note", 0, ("FM",), 1),  # duty 8: the accountant makes, a manager agrees
    Band("import_credit_notes", 0, ("FM",), 1),  # the same, of a whole file
    Band("resolve_dispute", 0, ("FM",), 1),  # duty 16: where money moves and no other band asks
    Band("give_role", 0, ("FM",), 1),  # duty 24: the administrator makes, a manager agrees
    Band("take_role", 0, ("FM",), 1),
    Band("invite_person", 0, ("FM",), 1),
    Band("enable_person", 0, ("FM",), 1),
    Band("sign_contract", 0, ("FM",), 1),  # duty 4: the controller makes, a manager approves
    # Duty 1: salespeople ask, credit control approves; a merge and an account always want a second person.
    Band("create_customer", 0, ("CRC",), 1),
    Band("change_customer", 0, ("CRC",), 1),
    Band("set_parent", 0, ("CRC",), 1),
    Band("stop_customer", 0, ("CRC",), 1),
    Band("resume_customer", 0, ("CRC",), 1),
    Band("merge_customers", 0, ("CRC", "FM"), 1),
    Band("change_bank_account", 0, ("FM",), 1),  # duty 2
    Band("set_cash_policy", 0, ("FM",), 1),  # duty 13
    Band("open_our_account", 0, ("FM",), 1),  # duty 3: by a second manager
    Band("set_procedure", 0, ("FM",), 1),  # how everybody works is one person's word no more
    Band("set_letterhead", 0, ("FM",), 1),  # the same: it says where customers pay to
)

# What needs another's word even where nobody has ever set a band for it.
STANDING_BANDS = {
    "archive": Band("archive", 0, ("FM",), 1),
    "leave_suspense": Band("leave_suspense", 0, ("FM",), 1),
    "accept_payer": Band("accept_payer", 0, ("FM",), 1),
    "resolve_dispute": Band("resolve_dispute", 0, ("FM",), 1),
}


class ApprovalIsNeeded(UnableTo):
    code_of_refusal = "approval.needed"
    why = Wording("此操作须由另一人审批。", "This needs another person's approval.")
    next_step = Wording("请提交审批。", "Ask for approval.")
    http_status = 409


class BandsMakeNoSense(UnableTo):
    code_of_refusal = "approval.bands"
    why = Wording(
        "审批档次不成立：金额、角色或人数有误。",
        "These bands make no sense: check amounts, roles and people.",
    )
    next_step = Wording(
        "金额从零起、不重复，每档至少一个角色、一个人。",
        "Amounts of zero or more, none twice; at least one role and one person each.",
    )
    http_status = 422


@transaction.atomic
def set_bands(*, company_id: int, actor: int, origin: str, kind: str, bands: Sequence[Band]) -> int:
    """Replace the bands of a kind; none means nobody is asked. The act's number.

    Refuses, in order: NotFound, NotPermitted, BandsMakeNoSense.
    """
    admit(company_id=company_id, actor=actor, act="set_bands")
    amounts = [band.from_amount for band in bands]
    if len(set(amounts)) != len(amounts) or any(
        band.from_amount < 0 or band.people < 1 or not band.roles or band.kind != kind
        for band in bands
    ):
        raise BandsMakeNoSense(kind)
    return keep_bands(company_id, Who(actor, origin), kind, bands)


def keep_bands(company_id: int, who: Who, kind: str, bands: Sequence[Band]) -> int:
    """The sealed act and its rows, for ``set_bands`` and for the opening of a book."""
    shown = [
        {"from": band.from_amount, "roles": band.roles, "people": band.people} for band in bands
    ]
    seq = write_act(company_id, who, "set_bands", {"kind": kind, "bands": shown})
    ApprovalBand.objects.bulk_create(
        ApprovalBand(
            company_id=company_id, kind=kind, from_amount=band.from_amount,
            roles=list(band.roles), people=band.people, set_seq=seq,
        )
        for band in bands
    )  # fmt: skip
    if not bands:
        keep_none(company_id, [kind], seq)
    return seq


def keep_none(company_id: int, kinds: Iterable[str], seq: int) -> None:
    """That nobody is asked about these kinds, as act ``seq`` says: an empty set is a set as well."""
    ApprovalBand.objects.bulk_create(
        ApprovalBand(
            company_id=company_id, kind=kind, from_amount=NEVER, roles=[], people=1, set_seq=seq
        )
        for kind in kinds
    )


NEVER = (1 << 63) - 1


def band_for(company_id: int, kind: str, base_amount: int) -> Band | None:
    """The highest band in force that the amount reaches; None where nobody else is asked.

    With bands from 0 and from 50,000.00, 49,999.99 is in the first and 50,000.00 in the second. A kind about which nothing
    was ever set has its standing band, or in a company that keeps a book the default ones: a book opened before there was
    such a kind is not without them.
    """
    amount = abs(base_amount)
    ever = ApprovalBand.objects.filter(company_id=company_id, kind=kind)
    newest = ever.order_by("-set_seq").values("set_seq")[:1]
    row = ever.filter(set_seq=newest, from_amount__lte=amount).order_by("-from_amount").first()
    if row is not None:
        return Band(kind, row.from_amount, tuple(row.roles), row.people)
    if ever.exists():
        return None
    if kind in STANDING_BANDS:
        return STANDING_BANDS[kind]
    if not ChainHead.objects.filter(company_id=company_id).exists():
        return None
    reached = [band for band in DEFAULT_BANDS if band.kind == kind and band.from_amount <= amount]
    return max(reached, key=lambda band: band.from_amount, default=None)


def require_approval(company_id: int, kind: str, base_amount: int, approver: int | None) -> None:
    """Refuse an act that reaches a band and that nobody else has seen. Refuses: ApprovalIsNeeded."""
    if approver is None and band_for(company_id, kind, base_amount) is not None:
        raise ApprovalIsNeeded(kind)

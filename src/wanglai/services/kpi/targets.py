"""What a company wants its reconciling figures to reach: dated, with who said so; the newest word of a day holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.tenths import tenths_said
from wanglai.services.access.scope import admit, admit_to_rows
from wanglai.services.kpi.words import TARGETS
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import KpiTarget

KIND = "set_kpi_target"
TENTHS_MAX = 1_000
AT_MOST = frozenset({"days"})  # of which less is better


class TargetMakesNoSense(UnableTo):
    code_of_refusal = "kpi.target"
    why = Wording("目标不成立。", "Such a target makes no sense.")
    next_step = Wording(
        "请选择指标与起始日，填写 0 至 100 的数（最多一位小数），或留空表示不设目标。",
        "Choose a figure and a day, and give a number from 0 to 100 with one decimal at most, or none for no target.",
    )
    http_status = 422


@dataclass(frozen=True)
class Target:
    """``tenths`` of a percent, or of a day; None: no target from that day on."""

    kpi: str
    words: Wording
    from_on: date
    tenths: int | None
    set_by: str
    set_at: datetime

    @property
    def value(self) -> str:
        """``95.0``; empty where there is none."""
        return tenths_said(self.tenths)

    @property
    def sign(self) -> str:
        return "≤" if self.kpi in AT_MOST else "≥"

    def is_met(self, tenths: int | None) -> bool | None:
        """Whether a figure reaches it; None where there is nothing to compare. 94.9 of at least 95.0: no."""
        if self.tenths is None or tenths is None:
            return None
        return tenths <= self.tenths if self.kpi in AT_MOST else tenths >= self.tenths


@transaction.atomic
def set_kpi_target(
    *, company_id: int, actor: int, origin: str, kpi: str, from_on: date, tenths: int | None
) -> int:
    """A figure is to reach this from a day on, or has no target from then on; the act's number.

    Refuses, in order: NotFound, NotPermitted, TargetMakesNoSense, NoBook.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    if kpi not in TARGETS or (tenths is not None and not 0 <= tenths <= TENTHS_MAX):
        raise TargetMakesNoSense
    known_act(company_id, "", b"")
    facts = {"kpi": kpi, "from": from_on, "tenths": tenths}
    seq = write_act(company_id, Who(actor, origin), KIND, facts)
    KpiTarget.objects.create(
        company_id=company_id, kpi=kpi, from_on=from_on, tenths=tenths, seq=seq, set_by_id=actor
    )
    return seq


def kpi_targets(*, company_id: int, actor: int) -> tuple[Target, ...]:
    """Every target that was set, the newest first, at most 100. Refuses, in order: NotFound, NotPermitted."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    return tuple(_told(company_id)[:100])


def target_on(told: tuple[Target, ...], kpi: str, day: date) -> Target | None:
    """The target of a figure that held on a day: of the latest first day not after it, what was said last."""
    fitting = [each for each in told if each.kpi == kpi and each.from_on <= day]
    found = max(
        fitting, key=lambda each: each.from_on, default=None
    )  # newest first: of equals the newest
    return found if found is not None and found.tenths is not None else None


def targets_on(told: tuple[Target, ...], day: date) -> Mapping[str, Target]:
    """Those in force on a day, by figure."""
    found = {kpi: target_on(told, kpi, day) for kpi in TARGETS}
    return {kpi: each for kpi, each in found.items() if each is not None}


def told_targets(company_id: int) -> tuple[Target, ...]:
    """Every target of a company, the newest first."""
    return tuple(_told(company_id))


def _told(company_id: int) -> list[Target]:
    rows = KpiTarget.objects.filter(company_id=company_id).select_related("set_by").order_by("-id")
    return [
        Target(each.kpi, TARGETS[each.kpi], each.from_on, each.tenths, each.set_by.get_full_name(), timezone.localtime(each.set_at))
        for each in rows
    ]  # fmt: skip

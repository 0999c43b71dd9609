"""What an ageing is asked for in the address; what makes no sense there is left out, not refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from wanglai.domain.ageing import BASES, EDGES, Basis, Scheme, edges_fault
from wanglai.services.ageing.groupings import GROUPINGS
from wanglai.services.ageing.queries import Within
from wanglai.services.ledger.show_customers import BookState
from wanglai.web.ledger.forms import AsOf, AsOfFilter
from wanglai.web.reconciliation.orders import Column, Orders

ROW_ORDERS = Orders(
    columns=(
        Column("name", _("Name")),
        Column("total", _("Total"), falls_first=True, is_figure=True),
        Column("days", _("Longest, days"), falls_first=True, is_figure=True),
    ),
    first="-total",
)


@dataclass(frozen=True)
class Asked:
    """Of which day, known when, counted how."""

    as_of: AsOf
    basis: Basis
    scheme: Scheme
    by: str
    within: Within | None
    is_net_fifo: bool
    order: str
    after: int
    only: str  # the one currency shown; empty for every one
    currency: str  # of the figure whose items are shown
    place: int | None

    @property
    def figures(self) -> dict[str, Any]:
        """What every figure of summary and drill depends on."""
        return {**self.as_of.query, "basis": self.basis, "scheme": self.scheme}

    @property
    def edges(self) -> str:
        """The edges as they stand in the form; empty for those of the house."""
        return "" if self.scheme.edges == EDGES else " ".join(map(str, self.scheme.edges))


class AgeingFilter(AsOfFilter):
    basis = forms.ChoiceField(required=False, choices=[(each, each) for each in BASES])
    edges = forms.CharField(required=False, max_length=100)
    by = forms.ChoiceField(required=False, choices=[(each, each) for each in GROUPINGS])
    within = forms.ChoiceField(required=False, choices=[(each, each) for each in GROUPINGS])
    group = forms.CharField(required=False, max_length=500, strip=False)
    net = forms.BooleanField(required=False)
    order = forms.ChoiceField(required=False, choices=ROW_ORDERS.choices())
    after = forms.IntegerField(required=False, min_value=1)
    only = forms.RegexField(r"^[A-Z]{3}$", required=False)
    currency = forms.RegexField(r"^[A-Z]{3}$", required=False)
    place = forms.IntegerField(required=False)

    def asked(self, state: BookState) -> Asked:
        as_of = self.wanted(state)
        sound = self.cleaned_data
        edges = tuple(int(days) for days in re.findall(r"\d{1,6}", sound.get("edges") or ""))
        return Asked(
            as_of=as_of,
            basis=cast(Basis, sound.get("basis") or "due"),
            scheme=Scheme() if edges_fault(edges) else Scheme(edges),
            by=sound.get("by") or "customer",
            within=Within(sound["within"], sound.get("group") or "")
            if sound.get("within")
            else None,
            is_net_fifo=bool(sound.get("net")),
            order=sound.get("order") or "",
            after=sound.get("after") or 0,
            only=sound.get("only") or "",
            currency=sound.get("currency") or "",
            place=sound.get("place"),
        )

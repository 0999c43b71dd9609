"""Forms of approvals: they check the shape of what came; what makes no sense is refused in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import BadRequest

STATES = ("waiting", "done", "rejected", "withdrawn", "expired", "all")


class InboxFilter(forms.Form):
    """Which requests are shown; what makes no sense in the address shows those that wait."""

    state = forms.ChoiceField(required=False, choices=[(each, each) for each in STATES])

    def wanted(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("state") or "waiting"


@dataclass(frozen=True)
class Decision:
    verdict: str
    shown_hash: bytes
    reason: str


class DecisionForm(forms.Form):
    """The verdict is the button; the hash is of what the page showed."""

    verdict = forms.ChoiceField(choices=[("approve", ""), ("reject", "")])
    shown = forms.RegexField(r"^[0-9a-f]{64}$")
    reason = forms.CharField(required=False, max_length=500)

    def said(self) -> Decision:
        if not self.is_valid():
            raise BadRequest
        sound = self.cleaned_data
        return Decision(sound["verdict"], bytes.fromhex(sound["shown"]), sound["reason"])


@dataclass(frozen=True)
class Asked:
    subject: dict[str, Any]
    key: str


class SubjectForm(forms.Form):
    """What a write-off, refund or transfer is about; amounts are minor units."""

    item_id = forms.IntegerField(min_value=1)
    on = forms.DateField()
    amount = forms.IntegerField(required=False, min_value=1)
    reason = forms.CharField(required=False, max_length=500)
    customer_id = forms.IntegerField(required=False, min_value=1)
    account = forms.ChoiceField(
        required=False, choices=[(role, role) for role in ("receivable", "bills", "advance")]
    )
    key = forms.RegexField(r"^[0-9A-Za-z_-]{1,64}$")

    def said(self, kind: str) -> Asked:
        if not self.is_valid():
            raise BadRequest
        sound = self.cleaned_data
        subject: dict[str, Any] = {"item_id": sound["item_id"], "on": sound["on"].isoformat(), "amount": sound["amount"]}  # fmt: skip
        if kind == "write_off":
            subject["reason"] = sound["reason"]
        if kind == "transfer":
            subject |= {"customer_id": sound["customer_id"], "account": sound["account"]}
        return Asked(subject, sound["key"])


class DelegationForm(forms.Form):
    taker = forms.IntegerField(min_value=1)
    from_on = forms.DateField()
    to_on = forms.DateField()

    def said(self) -> dict[str, Any]:
        if not self.is_valid():
            raise BadRequest
        return {name: self.cleaned_data[name] for name in ("taker", "from_on", "to_on")}

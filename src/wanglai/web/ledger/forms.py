"""Forms of the book: they check the shape of what came, never what it means."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.utils.translation import gettext_lazy as _

from wanglai.domain.ledger import Document, Instalment
from wanglai.services.ledger.show_customers import ORDERS, BookState
from wanglai.services.ledger.words import POSTED_BY_HAND
from wanglai.services.money import minor_of

MOMENTS = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")
KIND_WORDS = {
    "invoice": _("Invoice"),
    "debit_note": _("Debit note"),
    "credit_note": _("Credit note"),
    "receipt": _("Receipt"),
    "prepayment": _("Prepayment"),
    "interest": _("Interest"),
    "fee": _("Fee"),
}
assert set(KIND_WORDS) == set(POSTED_BY_HAND)


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "entry"}, format="%Y-%m-%d")


@dataclass(frozen=True)
class AsOf:
    """The end of which day, and as known at which moment; None is now."""

    on: date
    known_at: datetime | None

    @property
    def query(self) -> dict[str, Any]:
        return {"on": self.on, "known_at": self.known_at}


class AsOfFilter(forms.Form):
    """What makes no sense in the address is left out, not refused."""

    on = forms.DateField(required=False)
    known = forms.DateTimeField(required=False, input_formats=MOMENTS)

    def wanted(self, state: BookState) -> AsOf:
        self.is_valid()
        return AsOf(self.cleaned_data.get("on") or state.day, self.cleaned_data.get("known"))


@dataclass(frozen=True)
class CustomersWanted:
    search: str
    order: str
    after: int


class CustomersFilter(AsOfFilter):
    q = forms.CharField(required=False, max_length=200)
    order = forms.ChoiceField(required=False, choices=[(each, each) for each in ORDERS])
    after = forms.IntegerField(required=False, min_value=1)

    def wanted_list(self) -> CustomersWanted:
        self.is_valid()
        sound = self.cleaned_data
        return CustomersWanted(
            sound.get("q") or "", sound.get("order") or "", sound.get("after") or 0
        )


@dataclass(frozen=True)
class Span:
    from_on: date
    to_on: date
    known_at: datetime | None
    after: str


class SpanFilter(forms.Form):
    """From and to, both days included; a span the wrong way round is turned."""

    from_ = forms.DateField(required=False)
    to = forms.DateField(required=False)
    known = forms.DateTimeField(required=False, input_formats=MOMENTS)
    after = forms.CharField(required=False, max_length=60)

    def add_prefix(self, field_name: str) -> str:
        return field_name.rstrip("_")

    def wanted(self, state: BookState) -> Span:
        self.is_valid()
        sound = self.cleaned_data
        to_on = sound.get("to") or state.day
        from_on = sound.get("from_") or min(state.from_on or to_on, to_on)
        first, last = sorted((from_on, to_on))
        return Span(first, last, sound.get("known"), sound.get("after") or "")


class OpenBookForm(forms.Form):
    """The month with which the book begins, as a browser sends months: ``2026-01``."""

    month = forms.RegexField(
        r"^(19|20)\d\d-(0[1-9]|1[0-2])$",
        label=_("First month"),
        widget=forms.TextInput(attrs={"class": "entry", "type": "month", "placeholder": "2026-01"}),
        error_messages={"invalid": _("Write the month as 2026-01.")},
    )
    months = forms.IntegerField(
        label=_("Number of months"), min_value=1, max_value=36, initial=12,
        widget=forms.NumberInput(attrs={"class": "entry"}),
    )  # fmt: skip

    def first_day(self) -> date:
        return date.fromisoformat(f"{self.cleaned_data['month']}-01")


class KeyedForm(forms.Form):
    """A form that books something: a repeat of its key books nothing more."""

    # Letters and digits: a key of the machine's own has a colon or a blank in it.
    key = forms.RegexField(r"^[0-9A-Za-z_-]{1,64}$", widget=forms.HiddenInput)


class DayForm(KeyedForm):
    on = forms.DateField(label=_("Day"), widget=Day())


class SettleForm(DayForm):
    debit = forms.IntegerField(min_value=1, error_messages={"required": _("Choose what is owed.")})
    credit = forms.IntegerField(
        min_value=1, error_messages={"required": _("Choose a receipt or credit.")}
    )
    amount = forms.CharField(required=False, max_length=40)


class MovingForm(DayForm):
    """Part of an item: empty is all that is open."""

    amount = forms.CharField(required=False, max_length=40)
    reason = forms.CharField(required=False, max_length=500)
    customer_name = forms.CharField(required=False, max_length=200)
    account = forms.ChoiceField(
        required=False, choices=[(each, each) for each in ("", "receivable", "bills", "advance")]
    )

    def minor(self, currency: str) -> int | None:
        """The amount in minor units; None where none was given."""
        text = self.cleaned_data["amount"].strip()
        if not text:
            return None
        minor = minor_of(text, currency)
        if minor is None:
            raise ValidationError(_("Write the amount in figures, such as 1,234.56."))
        return minor


class NewDocument(KeyedForm):
    """One paper of one customer. Amounts are checked against the decimals of their currency."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=list(KIND_WORDS.items()),
        widget=forms.Select(attrs={"class": "entry"}),
    )
    customer_name = forms.CharField(
        label=_("Customer"), max_length=200,
        widget=forms.TextInput(attrs={"class": "entry", "list": "customers", "autocomplete": "off"}),
    )  # fmt: skip
    is_new_customer = forms.BooleanField(label=_("It is a new customer"), required=False)
    number = forms.CharField(
        label=_("Number on the paper"), max_length=100,
        widget=forms.TextInput(attrs={"class": "entry", "autocomplete": "off"}),
    )  # fmt: skip
    on = forms.DateField(label=_("Day"), widget=Day())
    due_on = forms.DateField(label=_("Due on"), required=False, widget=Day())
    gross = forms.CharField(
        label=_("Amount with tax"), max_length=40,
        widget=forms.TextInput(attrs={"class": "entry num", "inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    tax = forms.CharField(
        label=_("Of it tax"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"class": "entry num", "inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Currency"),
        widget=forms.TextInput(attrs={"class": "entry", "maxlength": "3", "autocapitalize": "characters"}),
        error_messages={"invalid": _("Three capital letters, such as CNY.")},
    )  # fmt: skip
    rate = forms.DecimalField(
        label=_("Rate"), min_value=Decimal(0), max_digits=18, decimal_places=8, required=False,
        help_text=_("Of our currency for one unit; empty is 1."),
        widget=forms.TextInput(attrs={"class": "entry num", "inputmode": "decimal"}),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Text"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "entry"}),
    )

    def clean(self) -> dict[str, Any]:
        sound = super().clean() or self.cleaned_data
        for name in ("gross", "tax"):
            text = sound.get(name) or "0"
            minor = minor_of(text, sound.get("currency") or "CNY")
            if minor is None:
                self.add_error(name, _("Write the amount in figures, such as 1,234.56."))
            sound[f"{name}_minor"] = minor
        return sound

    def document(self, customer_id: int) -> Document:
        sound = self.cleaned_data
        gross, due_on = sound["gross_minor"], sound["due_on"]
        return Document(
            kind=sound["kind"],
            customer_id=customer_id,
            number=sound["number"],
            on=sound["on"],
            gross=gross,
            tax=sound["tax_minor"],
            currency=sound["currency"],
            rate=sound["rate"] if sound["rate"] is not None else Decimal(1),
            instalments=(Instalment(gross, due_on),) if due_on else (),
            text=sound["text"],
        )

    def print_of(self) -> str:
        """What was looked at in the preview: posting something else shows it again first."""
        said = [str(self.cleaned_data.get(name)) for name in sorted(self.fields) if name != "key"]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


class AssignForm(forms.Form):
    """Who looks after a customer; nothing chosen means nobody."""

    manager = forms.IntegerField(required=False, min_value=1)
    team = forms.IntegerField(required=False, min_value=1)

    def said(self) -> dict[str, int | None]:
        if not self.is_valid():
            raise BadRequest
        return {"manager_id": self.cleaned_data["manager"], "team_id": self.cleaned_data["team"]}

"""Forms of documents: they check the shape of what came, never what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanglai.services.documents.lists import Wanted
from wanglai.services.documents.wanted import WantedLine
from wanglai.services.documents.words import (
    BILL_STATES,
    DELIVERY_STATES,
    ORDER_STATES,
    PAPER_STATES,
)
from wanglai.services.money import minor_of
from wanglai.services.reconciliation.uploads import Upload
from wanglai.web.ledger.forms import Day, DayForm, KeyedForm

STATES = {
    "orders": ORDER_STATES,
    "deliveries": DELIVERY_STATES,
    "invoices": PAPER_STATES,
    "bills": BILL_STATES,
}
LINES_MAX = 200
EMPTY_LINES = 3


def _text(label: Any, length: int, *, needed: bool = True, **attributes: str) -> forms.CharField:
    attrs = {"class": "entry", "autocomplete": "off", **attributes}
    return forms.CharField(
        label=label, max_length=length, required=needed, widget=forms.TextInput(attrs=attrs)
    )


def _figure(label: Any, *, needed: bool = True) -> forms.CharField:
    attrs = {"class": "entry num", "autocomplete": "off", "inputmode": "decimal"}
    return forms.CharField(
        label=label, max_length=40, required=needed, widget=forms.TextInput(attrs=attrs)
    )


def _customer() -> forms.CharField:
    return _text(gettext_lazy("Customer"), 200, list="customers")


def _currency() -> forms.RegexField:
    attrs = {"class": "entry", "maxlength": "3", "autocapitalize": "characters"}
    return forms.RegexField(
        r"^[A-Z]{3}$",
        label=gettext_lazy("Currency"),
        widget=forms.TextInput(attrs=attrs),
        error_messages={"invalid": gettext_lazy("Three capital letters, such as CNY.")},
    )


def _rate() -> forms.DecimalField:
    attrs = {"class": "entry num", "inputmode": "decimal"}
    return forms.DecimalField(
        label=gettext_lazy("Exchange rate"), min_value=Decimal(0), max_digits=18, decimal_places=8,
        required=False, help_text=gettext_lazy("Of our currency for one unit; empty is 1."),
        widget=forms.TextInput(attrs=attrs),
    )  # fmt: skip


class ListFilter(forms.Form):
    """Filters of a list; what makes no sense in the address is left out, not refused."""

    q = forms.CharField(required=False, max_length=200)
    state = forms.CharField(required=False, max_length=20)
    customer = forms.IntegerField(required=False, min_value=1)
    after = forms.IntegerField(required=False, min_value=1)
    matures_from = forms.DateField(required=False)
    matures_to = forms.DateField(required=False)

    def wanted(self, kind: str) -> Wanted:
        self.is_valid()
        sound = self.cleaned_data
        state = sound.get("state") or ""
        return Wanted(
            search=sound.get("q") or "",
            state=state if state in STATES[kind] else "",
            customer_id=sound.get("customer") or 0,
            after=sound.get("after") or 0,
            matures_from=sound.get("matures_from") if kind == "bills" else None,
            matures_to=sound.get("matures_to") if kind == "bills" else None,
        )


@dataclass(frozen=True)
class TypedLine:
    """A line as it was typed."""

    what: str = ""
    unit: str = ""
    quantity: str = ""
    price: str = ""
    tax: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.what or self.quantity or self.price)

    def wanted(self, number: int) -> WantedLine:
        quantity, price, tax = (
            decimal_of(each) for each in (self.quantity, self.price, self.tax or "0")
        )
        if not self.what or quantity is None or price is None or tax is None:
            raise ValidationError(
                _("Line %(n)d wants a name, and figures for quantity, price and tax."),
                params={"n": number},
            )
        return WantedLine(self.what, quantity, price, tax, self.unit)


def decimal_of(text: str) -> Decimal | None:
    """``1,234.5`` as a decimal; None where it is no figure."""
    try:
        found = Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < Decimal(10) ** 12 else None


def typed_lines(sent: QueryDict, *, more: int = 0) -> list[TypedLine]:
    """The lines that came, emptied ones left out, with ``more`` empty ones at the end."""
    columns = [
        sent.getlist(f"line_{name}") for name in ("what", "unit", "quantity", "price", "tax")
    ]
    rows = [TypedLine(*(cell.strip()[:200] for cell in row)) for row in zip(*columns, strict=False)]
    kept = [row for row in rows if not row.is_empty][:LINES_MAX]
    return [*kept, *(TypedLine(tax=kept[-1].tax if kept else "13") for _each in range(more))]


def wanted_lines(sent: QueryDict) -> tuple[WantedLine, ...]:
    """Every line as a document wants it. Raises ValidationError for the first that is no line."""
    return tuple(line.wanted(number) for number, line in enumerate(typed_lines(sent), start=1))


def numbered(sent: QueryDict, prefix: str) -> Iterator[tuple[str, str]]:
    """Fields such as ``line-12``: what follows the prefix, and what was typed, where anything was."""
    for name in sorted(sent):
        typed = sent.get(name, "").strip()
        if name.startswith(prefix) and typed:
            yield name.removeprefix(prefix), typed


def upload_of(file: Any) -> Upload | None:
    return Upload(file.name or "evidence", file.read()) if file else None


class OrderForm(KeyedForm):
    customer_name = _customer()
    number = _text(gettext_lazy("Order number"), 100)
    their_number = _text(gettext_lazy("Customer's own number"), 100, needed=False)
    ordered_on = forms.DateField(label=gettext_lazy("Ordered on"), widget=Day())
    wanted_on = forms.DateField(label=gettext_lazy("Wanted on"), widget=Day(), required=False)
    currency = _currency()
    tolerance = forms.DecimalField(
        label=gettext_lazy("Over-delivery allowed, per cent"), required=False, max_digits=5, decimal_places=2,
        widget=forms.TextInput(attrs={"class": "entry num", "inputmode": "decimal"}),
    )  # fmt: skip
    billed = forms.ChoiceField(
        label=gettext_lazy("Invoiced"),
        choices=[
            ("deliveries", gettext_lazy("from what was delivered")),
            ("order", gettext_lazy("from the order, before or after delivery")),
        ],
        widget=forms.Select(attrs={"class": "entry"}),
    )
    text = _text(gettext_lazy("Text"), 500, needed=False)


class DeliveryForm(KeyedForm):
    number = _text(gettext_lazy("Number of the delivery note"), 100)
    delivered_on = forms.DateField(label=gettext_lazy("Delivered on"), widget=Day())
    text = _text(gettext_lazy("Text"), 500, needed=False)
    evidence = forms.FileField(
        label=gettext_lazy("Signed note or other evidence"), required=False, allow_empty_file=True
    )


class AcceptForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Accepted on"), widget=Day())


class EvidenceForm(forms.Form):
    evidence = forms.FileField(
        label=gettext_lazy("Signed note or other evidence"), allow_empty_file=True
    )


class InvoiceForm(KeyedForm):
    """An invoice of what waits, or of free lines. An empty due day means: as the terms in force say."""

    customer_name = _customer()
    number = _text(gettext_lazy("Invoice number"), 100)
    on = forms.DateField(label=gettext_lazy("Day"), widget=Day())
    due_on = forms.DateField(
        label=gettext_lazy("Due on"), widget=Day(), required=False,
        help_text=gettext_lazy("Empty: as the contract in force says."),
    )  # fmt: skip
    currency = _currency()
    rate = _rate()
    text = _text(gettext_lazy("Text"), 500, needed=False)
    corrects = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class CreditForm(KeyedForm):
    number = _text(gettext_lazy("Number of the credit note"), 100)
    on = forms.DateField(label=gettext_lazy("Day"), widget=Day())
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[
            ("return", gettext_lazy("goods came back")),
            ("quantity", gettext_lazy("too much was billed")),
            ("price", gettext_lazy("the price is lowered")),
        ],
        widget=forms.Select(attrs={"class": "entry"}),
    )
    text = _text(gettext_lazy("Text"), 500, needed=False)


class ReverseForm(DayForm):
    """The day from which a paper is taken back."""


class BillForm(KeyedForm):
    customer_name = _customer()
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[
            ("bank", gettext_lazy("Bank acceptance")),
            ("commercial", gettext_lazy("Commercial acceptance")),
            ("cheque", gettext_lazy("Cheque")),
        ],
        widget=forms.Select(attrs={"class": "entry"}),
    )
    number = _text(gettext_lazy("Bill number"), 100)
    drawer = _text(gettext_lazy("Drawn by"), 200, needed=False)
    drawee = _text(gettext_lazy("Accepted by, who pays it"), 200)
    amount = _figure(gettext_lazy("Amount"))
    currency = _currency()
    rate = _rate()
    issued_on = forms.DateField(label=gettext_lazy("Issued on"), widget=Day())
    matures_on = forms.DateField(label=gettext_lazy("Matures on"), widget=Day())
    received_on = forms.DateField(label=gettext_lazy("Received on"), widget=Day())

    def clean(self) -> dict[str, Any]:
        sound = super().clean() or self.cleaned_data
        minor = minor_of(sound.get("amount") or "", sound.get("currency") or "CNY")
        if minor is None and "amount" in sound:
            self.add_error("amount", _("Write the amount in figures, such as 1,234.56."))
        sound["minor"] = minor
        return sound


class BillStepForm(forms.Form):
    """The day of a step; what the bank paid, where it is discounted; who holds it then; why it was not paid."""

    on = forms.DateField(required=False)
    proceeds = forms.CharField(required=False, max_length=40)
    to = forms.CharField(required=False, max_length=200)
    why = forms.CharField(required=False, max_length=500)

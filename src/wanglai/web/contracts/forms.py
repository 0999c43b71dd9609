"""Forms of contracts: they check the shape of what came; what cannot be agreed is said by the services."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanglai.domain import instalments_form, terms_form
from wanglai.domain.penalty import DatedRate
from wanglai.services.contracts.words import (
    BUYERS,
    CALENDARS,
    EVENTS,
    NON_CASH,
    ORDERS_WITHIN,
    PAYMENT_ORDERS,
)
from wanglai.services.refusals import Wording
from wanglai.web.contracts.terms_fields import AS_AGREED, fields_of, plan_from, terms_from
from wanglai.web.parts.language import house_language

STATES = ("draft", "in_force", "ended", "superseded")
DAYS_MAX = 3_660
KIND_WORDS = {
    "monthly_a": _("Monthly, reading A: days after the cycle's end"),
    "monthly_b": _("Monthly, reading B: the month's end, a month for every 30 days"),
    "monthly_c": _("Monthly, reading C: days from receipt"),
    "monthly_d": _("Monthly, reading D: days from the first of the next month"),
    "net": _("Net: days from the document"),
    "eom_then": _("End of month, then days"),
    "then_eom": _("Days, then end of month"),
    "prepaid": _("Prepaid, with the order"),
    "on_delivery": _("On delivery"),
}
ROLL_WORDS = {
    "none": _("Leave it"),
    "next": _("Next working day"),
    "previous": _("Working day before"),
    "modified_following": _("Next, or before where that is another month"),
}
SHORT_WORDS = {
    "last_day": _("The last day of the month"),
    "keep_month_end": _("The same, and a month's end stays one"),
    "first_of_next": _("The first of the next month"),
}


def _said(words: Mapping[Any, Wording]) -> list[tuple[str, str]]:
    language = house_language()
    return [(key, each.within(language)) for key, each in words.items()]


def _entry(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "entry", "autocomplete": "off", **attrs})


def _figure() -> forms.TextInput:
    return _entry(inputmode="decimal")


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "entry"})


def _day() -> forms.DateInput:
    widget = forms.DateInput(attrs={"class": "entry"}, format="%Y-%m-%d")
    widget.input_type = "date"
    return widget


class DaysOfMonth(forms.CharField):
    """Days of a month as people write them: ``10, 25``; 31 is the last day."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, required=False, max_length=40, widget=_entry())

    def clean(self, value: Any) -> tuple[int, ...]:
        text = str(super().clean(value)).replace("，", ",").replace("、", ",")
        try:
            days = tuple(sorted({int(part) for part in text.split(",") if part.strip()}))
        except ValueError:
            days = (0,)
        if not all(1 <= day <= 31 for day in days):
            raise ValidationError(_("Write days of a month, such as 10, 25."))
        return days


class Percent(forms.DecimalField):
    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label, required=False, min_value=Decimal(0), max_digits=12, decimal_places=6,
            widget=_figure(),
        )  # fmt: skip


class Days(forms.IntegerField):
    def __init__(self, label: Any, *, initial: int | None = None) -> None:
        super().__init__(
            label=label, required=False, min_value=0, max_value=DAYS_MAX, initial=initial,
            widget=forms.NumberInput(attrs={"class": "entry"}),
        )  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Fields under one heading."""

    title: Promise
    fields: tuple[BoundField, ...]
    is_open: bool


Groups = tuple[tuple[Promise, tuple[str, ...]], ...]


class AgreementForm(forms.Form):
    """What was agreed, without the algebra: a ready-made reading and what differs from it."""

    kept = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Terms"), widget=_select())
    days = Days(_("Days"), initial=60)
    event = forms.ChoiceField(label=_("Counted from"), required=False, widget=_select())
    cut_offs = DaysOfMonth(_("Cut-off day of the month"))
    statement_after = Days(_("Days to the statement"), initial=1)
    pay_days = DaysOfMonth(_("Pay-days of the month"))
    roll = forms.ChoiceField(
        label=_("A day not worked"), choices=list(ROLL_WORDS.items()), widget=_select()
    )
    calendar = forms.ChoiceField(label=_("Calendar"), widget=_select())
    short_month = forms.ChoiceField(
        label=_("A day the month does not have"),
        choices=list(SHORT_WORDS.items()),
        widget=_select(),
    )
    advance = Percent(_("Per cent with the order"))
    retention = Percent(_("Per cent held back"))
    retention_months = Days(_("Months after acceptance"), initial=12)
    discount_percent = Percent(_("Per cent off"))
    discount_days = Days(_("When paid within days"))
    discount_percent_2 = Percent(_("Then per cent off"))
    discount_days_2 = Days(_("When paid within days"))
    discount_basis = forms.ChoiceField(
        label=_("Of which amount"),
        choices=[("gross", _("With tax")), ("net", _("Without tax"))],
        widget=_select(),
    )
    discount_grace = Days(_("Days of grace"), initial=0)
    penalty_percent = Percent(_("Per cent, or margin on the table"))
    penalty_per = forms.ChoiceField(
        label=_("For each"), choices=[("day", _("Day")), ("year", _("Year"))], widget=_select()
    )
    penalty_basis = forms.ChoiceField(
        label=_("Days of a year"),
        choices=[("365", "365"), ("360", "360"), ("actual", _("Actual"))],
        widget=_select(),
    )
    penalty_table = forms.CharField(
        label=_("Rate table"), required=False, max_length=40, widget=_entry(placeholder="LPR-1Y")
    )
    penalty_fixed_at = forms.ChoiceField(
        label=_("Rate of the table"),
        choices=[("each_day", _("As of each day")), ("signing", _("As of signing"))],
        widget=_select(),
    )
    penalty_grace = Days(_("Days of grace"), initial=0)
    penalty_cap = Percent(_("At most, per cent of the principal"))
    penalty_source = forms.CharField(
        label=_("Clause of the contract"), required=False, max_length=200, widget=_entry()
    )
    payment_order = forms.ChoiceField(label=_("One payment, several debts"), widget=_select())
    order_within = forms.ChoiceField(label=_("Inside one debt"), widget=_select())
    buyer = forms.ChoiceField(label=_("The buyer is"), widget=_select())
    seller_is_small = forms.BooleanField(
        label=_("We are a micro, small or medium enterprise"), required=False
    )
    non_cash = forms.ChoiceField(label=_("Payment by bills or other paper"), widget=_select())
    acceptance_days = Days(_("Days agreed for acceptance"))
    confirmation_days = Days(_("Days agreed for confirming a statement"))

    GROUPS: ClassVar[Groups] = (
        (_("When to pay"), ("kind", "days", "event", "cut_offs", "statement_after", "pay_days", "roll", "calendar", "short_month")),
        (_("Advance and retention"), ("advance", "retention", "retention_months")),
        (_("Early-payment discount"), ("discount_percent", "discount_days", "discount_percent_2", "discount_days_2", "discount_basis", "discount_grace")),
        (_("Late payment"), ("penalty_percent", "penalty_per", "penalty_basis", "penalty_table", "penalty_fixed_at", "penalty_grace", "penalty_cap", "penalty_source", "payment_order", "order_within")),
        (_("Who contracts"), ("buyer", "seller_is_small", "non_cash", "acceptance_days", "confirmation_days")),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.data.get("kept") if self.is_bound else self.initial.get("kept")
        as_agreed = [(AS_AGREED, _("As agreed so far, unchanged"))] if kept else []
        choices: dict[str, list[tuple[Any, Any]]] = {
            "kind": [*KIND_WORDS.items(), *as_agreed],
            "event": [("", _("As usual for these terms")), *_said(EVENTS)],
            "calendar": [*_said(CALENDARS)],
            "payment_order": [*_said(PAYMENT_ORDERS)],
            "order_within": [*_said(ORDERS_WITHIN)],
            "buyer": [*_said(BUYERS)][::-1],
            "non_cash": [*_said(NON_CASH)],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField) and field.initial is None:
                stands: Any = field.choices
                field.initial = next(iter(stands))[0]  # what stands first is chosen

    def groups(self) -> Iterator[Group]:
        """Headings with their fields; the first stands open, and any with something wrong in it."""
        for at, (title, names) in enumerate(self.GROUPS):
            fields = tuple(self[name] for name in names)
            is_used = any(field.errors for field in fields)
            yield Group(title, fields, at == 0 or is_used)

    def clean(self) -> dict[str, Any]:
        sound = super().clean() or self.cleaned_data
        for name in ("statement_after", "retention_months", "discount_grace", "penalty_grace"):
            if sound.get(name) is None:
                sound[name] = self.fields[name].initial
        if sound.get("days") is None:
            sound["days"] = 0
        if sound.get("kind") == "monthly_b" and (sound["days"] % 30 or not sound["days"]):
            self.add_error("days", _("Whole months: 30, 60, 90 days."))
        if sound.get("kind") == AS_AGREED and not _is_kept(sound.get("kept", "")):
            self.add_error("kind", _("Choose the terms."))
        if (sound.get("advance") or 0) + (sound.get("retention") or 0) >= 100:
            self.add_error("advance", _("Something has to be left for the terms."))
        return sound

    def agreement(self) -> dict[str, Any]:
        """The record of what was filled in."""
        sound = self.cleaned_data
        terms = terms_from(sound)
        lags = {"acceptance": sound["acceptance_days"], "statement_confirmed": sound["confirmation_days"]}  # fmt: skip
        kept = json.loads(sound["kept"]) if sound["kept"] and _is_kept(sound["kept"]) else {}
        return {
            "terms": terms_form.record_of(terms),
            "instalments": instalments_form.record_of(plan_from(sound, terms)),
            "currency": kept.get("currency", "") if sound["kind"] == AS_AGREED else "",
            "discount": self._discount(),
            "penalty": self._penalty(),
            "lags": {event: days for event, days in lags.items() if days is not None},
            **{
                name: sound[name]
                for name in (
                    "payment_order",
                    "order_within",
                    "buyer",
                    "seller_is_small",
                    "non_cash",
                )
            },
        }

    def _discount(self) -> dict[str, Any] | None:
        sound = self.cleaned_data
        rungs = [
            {"percent": str(percent), "within_days": days or 0}
            for percent, days in (
                (sound["discount_percent"], sound["discount_days"]),
                (sound["discount_percent_2"], sound["discount_days_2"]),
            )
            if percent
        ]
        if not rungs:
            return None
        return {
            "rungs": rungs,
            "basis": sound["discount_basis"],
            "grace_days": sound["discount_grace"],
        }

    def _penalty(self) -> dict[str, Any] | None:
        sound = self.cleaned_data
        table = sound["penalty_table"].strip()
        if not sound["penalty_percent"] and not table:
            return None
        cap = sound["penalty_cap"]
        return {
            "percent": str(sound["penalty_percent"] or 0),
            "per": "year" if table else sound["penalty_per"],
            "basis": sound["penalty_basis"],
            "table": table,
            "fixed_at": sound["penalty_fixed_at"] if table else "each_day",
            "grace_days": sound["penalty_grace"],
            "cap_percent": str(cap) if cap else None,
            "source": sound["penalty_source"],
        }


def _is_kept(text: str) -> bool:
    """Whether what was kept word for word is still terms: it came back from a browser."""
    try:
        kept = json.loads(text)
    except ValueError:
        return False
    if not isinstance(kept, dict) or not {"terms", "instalments"} <= kept.keys():
        return False
    plan = kept["instalments"]
    return not terms_form.problems_of(kept["terms"]) and not (
        plan and instalments_form.problems_of(plan)
    )


def first_fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """What a form starts from: an agreement as it stands."""
    fields = fields_of(record)
    kept = {**json.loads(fields["kept"]), "currency": record["currency"]}
    discount, penalty = record["discount"], record["penalty"]
    fields["kept"] = json.dumps(kept, ensure_ascii=False)
    for at, rung in enumerate(discount["rungs"] if discount else ()):
        suffix = "" if at == 0 else f"_{at + 1}"
        fields[f"discount_percent{suffix}"] = rung["percent"]
        fields[f"discount_days{suffix}"] = rung["within_days"]
    if discount:
        fields |= {"discount_basis": discount["basis"], "discount_grace": discount["grace_days"]}
    if penalty:
        names = {"percent": "percent", "per": "per", "basis": "basis", "table": "table", "fixed_at": "fixed_at", "grace_days": "grace", "cap_percent": "cap", "source": "source"}  # fmt: skip
        fields |= {f"penalty_{to}": penalty[of] for of, to in names.items()}
    lags = record["lags"]
    return {
        **fields,
        "acceptance_days": lags.get("acceptance"),
        "confirmation_days": lags.get("statement_confirmed"),
        **{
            name: record[name]
            for name in ("payment_order", "order_within", "buyer", "seller_is_small", "non_cash")
        },
    }


class DraftForm(AgreementForm):
    """A contract before it is signed."""

    customer_name = forms.CharField(
        label=_("Customer"), max_length=200, widget=_entry(list="customers")
    )
    number = forms.CharField(label=_("Contract number"), max_length=60, widget=_entry())
    title = forms.CharField(label=_("Title"), max_length=200, required=False, widget=_entry())
    scope = forms.CharField(
        label=_("Scope"), max_length=100, required=False, widget=_entry(),
        help_text=_("Empty: whatever is traded with this customer."),
    )  # fmt: skip
    from_on = forms.DateField(label=_("First day"), widget=_day())
    to_on = forms.DateField(label=_("Last day"), required=False, widget=_day())
    signed_on = forms.DateField(label=_("Signed on"), widget=_day())
    replaces = forms.CharField(
        label=_("Number of the contract it replaces"), max_length=60, required=False,
        widget=_entry(),
    )  # fmt: skip

    GROUPS: ClassVar[Groups] = (
        (_("The contract"), ("customer_name", "number", "title", "scope", "from_on", "to_on", "signed_on", "replaces")),
        *AgreementForm.GROUPS,
    )  # fmt: skip

    def groups(self) -> Iterator[Group]:
        for at, group in enumerate(super().groups()):
            yield Group(group.title, group.fields, group.is_open or at == 1)


class AmendForm(AgreementForm):
    """New terms for a contract in force."""

    from_on = forms.DateField(label=_("New terms from"), widget=_day())
    signed_on = forms.DateField(label=_("Signed on"), widget=_day())
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=_entry())

    GROUPS: ClassVar[Groups] = (
        (_("The amendment"), ("from_on", "signed_on", "reason")),
        *AgreementForm.GROUPS,
    )

    def groups(self) -> Iterator[Group]:
        for at, group in enumerate(super().groups()):
            yield Group(group.title, group.fields, group.is_open or at == 1)


class PreviewForm(AgreementForm):
    """The same fields while they are filled in: days may be missing still."""

    from_on = forms.DateField(required=False)
    signed_on = forms.DateField(required=False)

    def days_shown(self, today: date) -> dict[str, date]:
        from_on = self.cleaned_data.get("from_on") or today
        return {"from_on": from_on, "signed_on": self.cleaned_data.get("signed_on") or from_on}


@dataclass(frozen=True)
class ListWanted:
    search: str
    state: str
    is_expiring: bool


class ListFilter(forms.Form):
    """What makes no sense in the address is left out, not refused."""

    q = forms.CharField(required=False, max_length=200)
    state = forms.ChoiceField(required=False, choices=[(each, each) for each in STATES])
    expiring = forms.BooleanField(required=False)

    def wanted(self) -> ListWanted:
        self.is_valid()
        sound = self.cleaned_data
        return ListWanted(
            sound.get("q") or "", sound.get("state") or "", bool(sound.get("expiring"))
        )


class SignForm(forms.Form):
    """What was shown, and for each warning of the law why it is signed all the same."""

    shown = forms.RegexField(r"^[0-9a-f]{64}$")

    def said(self) -> dict[str, Any]:
        if not self.is_valid():
            raise BadRequest
        reasons = {
            name.removeprefix("because_"): str(text)[:500]
            for name, text in self.data.items()
            if name.startswith("because_")
        }
        return {"shown": self.cleaned_data["shown"], "acknowledged": reasons}


class EndForm(forms.Form):
    on = forms.DateField()
    reason = forms.CharField(max_length=500, required=False)

    def said(self) -> dict[str, Any]:
        if not self.is_valid():
            raise BadRequest
        return {"on": self.cleaned_data["on"], "reason": self.cleaned_data["reason"]}


class DayForm(forms.Form):
    on = forms.DateField()
    is_worked = forms.BooleanField(required=False)
    reason = forms.CharField(max_length=100, required=False)

    def said(self) -> dict[str, Any]:
        if not self.is_valid():
            raise BadRequest
        return dict(self.cleaned_data)


class RatesForm(forms.Form):
    """Rates, one a line: day, per cent, source. A line that cannot be read is named, and nothing is kept."""

    table = forms.CharField(max_length=40, required=False)
    lines = forms.CharField(max_length=20_000)

    def clean_lines(self) -> tuple[DatedRate, ...]:
        rates, wrong = [], []
        for at, line in enumerate(self.cleaned_data["lines"].splitlines(), 1):
            if not line.strip():
                continue
            try:
                rates.append(_rate(line))
            except ValueError:
                wrong.append(at)
        if wrong or not rates:
            said = {"lines": ", ".join(map(str, wrong)) or "–"}
            raise ValidationError(
                _("Each line is a day, per cent and source: 2025-05-20, 3.00, notice. Wrong: %(lines)s"),
                params=said,
            )  # fmt: skip
        return tuple(rates)


def _rate(line: str) -> DatedRate:
    """``2025-05-20, 3.00, notice``; raises ``ValueError``."""
    day, percent, source = (
        part.strip() for part in line.replace("，", ",").replace("\t", ",").split(",", 2)
    )
    try:
        number = Decimal(percent.removesuffix("%"))
    except ArithmeticError as wrong:
        raise ValueError(percent) from wrong
    if not number.is_finite() or number.adjusted() > 5:
        raise ValueError(percent)
    return DatedRate(date.fromisoformat(day), round(number, 6), source=source)


class LawForm(forms.Form):
    """The figures of the law a lawyer may change, each with its article."""

    public_days = forms.IntegerField(min_value=1, max_value=DAYS_MAX)
    public_source = forms.CharField(max_length=200)
    large_days = forms.IntegerField(min_value=1, max_value=DAYS_MAX)
    large_source = forms.CharField(max_length=200)
    percent_a_day = forms.DecimalField(min_value=Decimal(0), max_digits=12, decimal_places=6)
    percent_a_day_source = forms.CharField(max_length=200)
    in_force_on = forms.DateField()
    reason = forms.CharField(max_length=500, required=False)

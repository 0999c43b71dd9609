"""The form by which a person says how a file is to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wanglai.services.reconciliation.rows import ReadingRow, ReconciliationPage
from wanglai.web.reconciliation.remedies import field_that_decides

FIELD_WORDS = {
    "date": _("Date"),
    "document": _("Document number"),
    "amount": _("Amount"),
    "debit": _("Debit"),
    "credit": _("Credit"),
    "direction": _("Direction (debit or credit)"),
    "balance": _("Running balance"),
    "text": _("Text"),
    "order": _("Order number"),
    "voucher": _("Voucher number"),
    "due": _("Due date"),
    "kind": _("Kind of document"),
    "party": _("Customer"),
    "currency": _("Currency"),
}
AUTOMATIC = ("", _("As recognised"))
NO_COLUMN = "-"
DATE_ORDERS = (
    AUTOMATIC,
    ("YMD", _("Year, month, day: 2026-03-04")),
    ("DMY", _("Day, month, year: 04/03/2026")),
    ("MDY", _("Month, day, year: 03/04/2026")),
)
DECIMAL_MARKS = (
    AUTOMATIC,
    (".", _("Point: 1,234.56")),
    (",", _("Comma: 1.234,56")),
)
SIGNS = (
    AUTOMATIC,
    ("debit-credit", _("Debit raises what the customer owes")),
    ("credit-debit", _("Credit raises what the customer owes")),
    ("signed", _("A plus raises what the customer owes")),
    ("mirrored", _("A minus raises what the customer owes")),
    ("direction", _("Direction column: debit raises it")),
    ("mirrored-direction", _("Direction column: credit raises it")),
)
WORDS_SAID = ("sheet", "date_order", "decimal_mark", "sign", "currency", "encoding", "party")
ENCODINGS = (AUTOMATIC, ("utf-8", "UTF-8"), ("gb18030", "GB18030 / GBK"), ("utf-16", "UTF-16"))


class ReadingForm(forms.Form):
    """Only what a person says; everything left empty is recognised from the file."""

    sheet = forms.CharField(label=_("Sheet"), required=False, max_length=100)
    header_row = forms.IntegerField(
        label=_("Header row"), required=False, min_value=0, max_value=1_000_000,
        help_text=_("Row number of the column names; 0 when there are none"),
    )  # fmt: skip
    date_order = forms.ChoiceField(label=_("Order in dates"), required=False, choices=DATE_ORDERS)
    decimal_mark = forms.ChoiceField(label=_("Decimal mark"), required=False, choices=DECIMAL_MARKS)
    sign = forms.ChoiceField(label=_("Sign"), required=False, choices=SIGNS)
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Currency"), required=False,
        help_text=_("Three letters, such as CNY or USD"),
    )  # fmt: skip
    encoding = forms.ChoiceField(
        label=_("Encoding of a text file"), required=False, choices=ENCODINGS
    )
    party = forms.CharField(
        label=_("Only this customer"), required=False, max_length=200,
        help_text=_("The customer as the file names it, where it holds several"),
    )  # fmt: skip
    accept_unbalanced = forms.BooleanField(
        label=_("Accept the file although its own totals do not add up"), required=False
    )

    def __init__(self, *args: Any, reading: ReadingRow | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading = reading
        if reading and reading.sheets:
            sheets = [AUTOMATIC, *((sheet, sheet) for sheet in reading.sheets)]
            self.fields["sheet"] = forms.ChoiceField(
                label=_("Sheet"), required=False, choices=sheets
            )
        for field, words in FIELD_WORDS.items():
            self.fields[f"column_{field}"] = self._column_field(field, words)

    def _column_field(self, field: str, words: Any) -> forms.Field:
        if self.reading is None:
            hint = _("Column letter or its name")
            place = forms.TextInput(attrs={"placeholder": hint})
            return forms.CharField(label=words, required=False, max_length=200, widget=place)
        taken = next((one for one in self.reading.choices if one.field == field), None)
        automatic = (
            _("As recognised: %(column)s") % {"column": f"{taken.letter} {taken.column}"}
            if taken
            else AUTOMATIC[1]
        )
        columns = [
            (letter, f"{letter} · {label}" if label else letter)
            for letter, label in self.reading.header_labels
        ]
        choices = [("", automatic), (NO_COLUMN, _("No such column")), *columns]
        return forms.ChoiceField(label=words, required=False, choices=choices)

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column_{field}"] for field in FIELD_WORDS]

    def as_options(self) -> dict[str, Any]:
        """ReadingOptions as a dict, with only what was said."""
        said: dict[str, Any] = {}
        for name in WORDS_SAID:
            if self.cleaned_data.get(name):
                said[name] = self.cleaned_data[name]
        if self.cleaned_data.get("header_row") is not None:
            said["header_row"] = self.cleaned_data["header_row"]
        if self.cleaned_data.get("accept_unbalanced"):
            said["accept_unbalanced"] = True
        columns = {field: self.cleaned_data.get(f"column_{field}") or "" for field in FIELD_WORDS}
        chosen = {
            field: "" if column == NO_COLUMN else column
            for field, column in columns.items()
            if column
        }
        if chosen:
            said["columns"] = chosen
        return said


def initial_of(reading: ReadingRow | None) -> dict[str, Any]:
    """The form shows what a person said before; what was recognised stays 'as recognised'."""
    if reading is None:
        return {}
    options = dict(reading.options)
    letters = {label: letter for letter, label in reading.header_labels if label}
    known = {letter for letter, _label in reading.header_labels}
    for field, column in (options.pop("columns", None) or {}).items():
        shown = column if column in known else letters.get(column, column)
        options[f"column_{field}"] = shown or NO_COLUMN
    return options


@dataclass(frozen=True)
class Correction:
    """The form of one side, with its file and whether it is the one to fill in."""

    side: str
    file: str
    form: ReadingForm
    is_meant: bool
    decides: str  # the field that decides the refusal, or ''

    @property
    def place(self) -> str:
        """The id of the control that decides, for a link to it."""
        if self.decides == "columns":
            return f"columns-{self.side}"
        return self.form[self.decides].id_for_label if self.decides else ""

    @property
    def control(self) -> Any:
        """What the control that decides is called on the screen."""
        if self.decides == "columns":
            return _("Which column is what")
        return self.form[self.decides].label if self.decides else ""


def form_of(page: ReconciliationPage, side: str, data: Any = None) -> ReadingForm:
    """The form of one side, bound to what was sent or showing what is in force."""
    reading = page.ours if side == "ours" else page.theirs
    return ReadingForm(data, reading=reading, initial=initial_of(reading), prefix=side)


def forms_of(page: ReconciliationPage) -> tuple[Correction, ...]:
    """Both sides; the one whose file the refusal names comes first."""
    refusal = page.run.refusal
    place = refusal.place if refusal else ""
    decides = field_that_decides(refusal)
    named = [
        side
        for side, file in (("ours", page.ours_file), ("theirs", page.theirs_file))
        if file in place
    ]
    sides = ("theirs", "ours") if named == ["theirs"] else ("ours", "theirs")
    return tuple(
        Correction(
            side=side,
            file=page.ours_file if side == "ours" else page.theirs_file,
            form=form_of(page, side),
            is_meant=side in named or not named,
            decides=decides,
        )
        for side in sides
        if side == "theirs" or page.book is None  # the book is corrected in the book
    )

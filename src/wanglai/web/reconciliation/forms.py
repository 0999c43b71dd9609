"""Forms of reconciliations: they check the shape of what came, never what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from wanglai.services.reconciliation.deciding import REASON_LENGTH_MAX
from wanglai.services.reconciliation.uploads import FILE_BYTES_MAX, Upload, pasted
from wanglai.web.reconciliation.orders import LIST_ORDERS, ROW_ORDERS

ENDINGS = ("xlsx", "xls", "csv", "tsv", "txt")
LIST_STATES = ("running", "waiting", "agreed", "refused", "failed", "cancelled")
SIDES = ("ours", "theirs")
ROWS_SHOWN = 100  # rows of one part of the result
ROWS_SHOWN_MAX = 1000  # rows a page keeps after a decision, so that the reader keeps the place


@dataclass(frozen=True)
class ListWanted:
    search: str
    status: str
    order: str
    after: int | None


class ListFilter(forms.Form):
    """Filters of the list; what makes no sense in the address is left out, not refused."""

    q = forms.CharField(required=False, max_length=200)
    status = forms.ChoiceField(required=False, choices=[(state, state) for state in LIST_STATES])
    order = forms.ChoiceField(required=False, choices=LIST_ORDERS.choices())
    after = forms.IntegerField(required=False, min_value=1)

    def wanted(self) -> ListWanted:
        self.is_valid()
        sound = self.cleaned_data
        return ListWanted(
            search=sound.get("q") or "",
            status=sound.get("status") or "",
            order=sound.get("order") or "",
            after=sound.get("after"),
        )


class HandedIn(forms.Form):
    """For each of ``sides`` either a file or pasted rows."""

    sides: tuple[str, ...] = SIDES

    title = forms.CharField(label=_("Period or remark"), max_length=200, required=False)
    theirs_file = forms.FileField(required=False, allow_empty_file=True)
    theirs_pasted = forms.CharField(required=False, strip=False)
    idempotency_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        sound = super().clean() or self.cleaned_data
        for side in self.sides:
            self._check_side(side, sound)
        return sound

    def _check_side(self, side: str, sound: dict[str, Any]) -> None:
        file: UploadedFile[Any] | None = sound.get(f"{side}_file")
        if file is None:
            if not (sound.get(f"{side}_pasted") or "").strip():
                self.add_error(
                    f"{side}_file",
                    ValidationError(_("Drop a file here, pick one, or paste the rows.")),
                )
            return
        name = file.name or ""
        if name.lower().rpartition(".")[2] not in ENDINGS:
            self.add_error(
                f"{side}_file",
                ValidationError(_("Only xlsx, xls, csv, tsv and txt files can be read.")),
            )
        elif not file.size:
            self.add_error(f"{side}_file", ValidationError(_("The file is empty.")))
        elif file.size > FILE_BYTES_MAX:
            self.add_error(f"{side}_file", ValidationError(_("The file is larger than 50 MB.")))

    def _upload(self, side: str) -> Upload:
        file: UploadedFile[Any] | None = self.cleaned_data[f"{side}_file"]
        if file is None:
            return pasted(self.cleaned_data[f"{side}_pasted"], name=f"{side}-pasted.tsv")
        return Upload(name=file.name or side, content=file.read())


class NewReconciliation(HandedIn):
    """A customer, and for each side either a file or pasted rows."""

    customer_name = forms.CharField(label=_("Customer"), max_length=200, strip=True)
    ours_file = forms.FileField(required=False, allow_empty_file=True)
    ours_pasted = forms.CharField(required=False, strip=False)

    def as_arguments(self) -> dict[str, Any]:
        """What ``start_reconciliation`` takes."""
        return {
            "customer_name": self.cleaned_data["customer_name"],
            "title": self.cleaned_data["title"],
            "ours": self._upload("ours"),
            "theirs": self._upload("theirs"),
            "idempotency_key": self.cleaned_data["idempotency_key"],
        }


class FromBook(HandedIn):
    """A customer of the book, a currency and a period; of the files theirs alone."""

    sides = ("theirs",)

    customer_name = forms.CharField(label=_("Customer"), max_length=200, strip=True)
    currency = forms.RegexField(r"^[A-Za-z]{3}$", label=_("Currency"))
    from_on = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}))
    through_on = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}))

    def as_arguments(self) -> dict[str, Any]:
        """What ``start_from_book`` takes, beside the customer."""
        return {
            "currency": self.cleaned_data["currency"].upper(),
            "from_on": self.cleaned_data["from_on"],
            "through_on": self.cleaned_data["through_on"],
            "title": self.cleaned_data["title"],
            "theirs": self._upload("theirs"),
            "idempotency_key": self.cleaned_data["idempotency_key"],
        }


TABS: dict[str, dict[str, str]] = {
    "all": {},
    "waiting": {"kind": "waiting"},
    "differences": {"kind": "differences"},
    "suggested": {"status": "suggested"},
    "ambiguous": {"status": "ambiguous"},
    "matched": {"kind": "matched"},
    "ours": {"kind": "unmatched_ours"},
    "theirs": {"kind": "unmatched_theirs"},
}


@dataclass(frozen=True)
class RowsWanted:
    tab: str
    difference_class: str
    search: str
    line: tuple[str, int] | None
    order: str
    after: str | None
    shown: int

    def as_arguments(self) -> dict[str, Any]:
        """What ``result_rows`` takes."""
        return {
            **TABS[self.tab],
            "difference_class": self.difference_class,
            "search": self.search,
            "line": self.line,
            "order": self.order,
            "after": self.after,
        }


class RowsFilter(forms.Form):
    """Filters of the three columns, as they stand in the address."""

    tab = forms.ChoiceField(required=False, choices=[(tab, tab) for tab in TABS])
    difference = forms.SlugField(required=False, max_length=40)
    q = forms.CharField(required=False, max_length=200)
    line = forms.RegexField(r"^(ours|theirs)-\d{1,9}$", required=False)
    order = forms.ChoiceField(required=False, choices=ROW_ORDERS.choices())
    after = forms.CharField(required=False, max_length=200)
    shown = forms.IntegerField(required=False, min_value=ROWS_SHOWN, max_value=ROWS_SHOWN_MAX)

    def wanted(self) -> RowsWanted:
        self.is_valid()
        sound = self.cleaned_data
        return RowsWanted(
            tab=sound.get("tab") or "all",
            difference_class=sound.get("difference") or "",
            search=sound.get("q") or "",
            line=_line_named(sound.get("line") or ""),
            order=sound.get("order") or "",
            after=sound.get("after") or None,
            shown=sound.get("shown") or ROWS_SHOWN,
        )


def _line_named(words: str) -> tuple[str, int] | None:
    """``ours-12``: line 12 of our file."""
    side, dash, row = words.partition("-")
    return (side, int(row)) if dash else None


class Reason(forms.Form):
    """A free remark beside a decision."""

    reason = forms.CharField(required=False, max_length=500)


class NoteForm(forms.Form):
    text = forms.CharField(max_length=REASON_LENGTH_MAX, strip=True)


class NotesFilter(forms.Form):
    after = forms.IntegerField(required=False, min_value=1)


class LinkForm(forms.Form):
    """Source rows of both sides that a person puts together."""

    ours = forms.TypedMultipleChoiceField(required=False, coerce=int)
    theirs = forms.TypedMultipleChoiceField(required=False, coerce=int)
    reason = forms.CharField(required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in SIDES:
            field = self.fields[side]
            assert isinstance(field, forms.TypedMultipleChoiceField)
            field.valid_value = str.isdigit  # type: ignore[method-assign,assignment]

    def clean(self) -> dict[str, Any]:
        sound = super().clean() or self.cleaned_data
        if len(sound.get("ours", ())) + len(sound.get("theirs", ())) < 2:
            raise ValidationError(_("Choose at least two lines."))
        return sound


class LinesFilter(forms.Form):
    q = forms.CharField(required=False, max_length=200)
    every = forms.BooleanField(required=False)
    after = forms.IntegerField(required=False, min_value=1)

"""Forms of imports: they check the shape of what came, never what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wanglai.services.imports.correct_document import line_field
from wanglai.services.imports.fields import FIELDS
from wanglai.services.imports.options import rates_of
from wanglai.services.imports.words import STANDINGS
from wanglai.services.reconciliation.uploads import Upload, pasted

ENDINGS = ("xlsx", "xls", "csv", "tsv", "txt", "xml", "ofd", "zip")


def uploads_of(request: HttpRequest) -> list[Upload]:
    """What was dropped, or the rows that were pasted; empty where neither came."""
    files: Sequence[UploadedFile[Any]] = request.FILES.getlist("file")
    if files:
        return [Upload(name=each.name or "file", content=each.read()) for each in files]
    rows = request.POST.get("pasted", "")
    return [pasted(rows)] if rows.strip() else []


@dataclass(frozen=True)
class RowsWanted:
    """Which documents of an import are shown."""

    standing: str
    code: str
    search: str
    after: int


class RowsFilter(forms.Form):
    """Filters in the address; what makes no sense there is left out, not refused."""

    standing = forms.ChoiceField(required=False, choices=[(each, each) for each in STANDINGS])
    code = forms.CharField(required=False, max_length=40)
    q = forms.CharField(required=False, max_length=200)
    after = forms.IntegerField(required=False, min_value=0)

    def wanted(self) -> RowsWanted:
        self.is_valid()
        sound = self.cleaned_data
        return RowsWanted(
            sound.get("standing") or "", sound.get("code") or "", sound.get("q") or "", sound.get("after") or 0
        )  # fmt: skip


class ReadingForm(forms.Form):
    """How the file is to be read; empty means: find out."""

    sheet = forms.CharField(label=_("Sheet"), required=False, max_length=200)
    header_row = forms.IntegerField(
        label=_("Row of the heading"), required=False, min_value=0, help_text=_("0: there is none")
    )
    date_order = forms.ChoiceField(
        label=_("Order of dates"), required=False,
        choices=[("", "–"), ("YMD", "2026-03-05 (YMD)"), ("DMY", "05/03/2026 (DMY)"), ("MDY", "03/05/2026 (MDY)")],
    )  # fmt: skip
    decimal_mark = forms.ChoiceField(
        label=_("Decimal mark"), required=False, choices=[("", "–"), (".", "1,234.56"), (",", "1.234,56")]
    )  # fmt: skip
    encoding = forms.CharField(label=_("Encoding"), required=False, max_length=40)
    currency = forms.CharField(
        label=_("Currency, where no column says"), required=False, max_length=3
    )
    rates = forms.CharField(label=_("Rates"), required=False, max_length=500, help_text="USD=7.1, EUR=7.8")  # fmt: skip

    def options(self) -> dict[str, Any]:
        """What was said, as ``read_again`` takes it. Refuses what a rate says wrong."""
        if not self.is_valid():
            raise BadRequest
        said = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        columns = {
            name: self.data[f"column_{name}"] for name in FIELDS if f"column_{name}" in self.data
        }
        denied = {
            name: "" if column == "-" else column for name, column in columns.items() if column
        }
        return {**said, "rates": rates_of(said.get("rates", "")), "columns": denied}


class ChoiceForm(forms.Form):
    code = forms.CharField(max_length=40)
    choice = forms.CharField(max_length=20, required=False)

    def said(self) -> dict[str, str]:
        if not self.is_valid():
            raise BadRequest
        return {name: self.cleaned_data[name] for name in ("code", "choice")}


def corrections_of(request: HttpRequest) -> dict[str, str]:
    """Fields whose value is another than the one that was shown."""
    found = {}
    for name, value in request.POST.items():
        if name not in FIELDS and line_field(name) is None:
            continue
        if str(value).strip() != request.POST.get(f"shown_{name}", ""):
            found[name] = str(value)[:500]
    return found

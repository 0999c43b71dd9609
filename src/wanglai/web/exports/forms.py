"""Forms of what leaves the house: they check the shape of what came; what makes no sense is refused in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import BadRequest


class _Said(forms.Form):
    def said(self) -> dict[str, Any]:
        """What was sent, whole. Raises BadRequest where a browser with our page could not have sent it."""
        if not self.is_valid():
            raise BadRequest
        return dict(self.cleaned_data)


class VouchersForm(_Said):
    period_id = forms.IntegerField(min_value=1)
    layout = forms.CharField(max_length=20)
    words = forms.CharField(max_length=5)
    key = forms.CharField(max_length=64)


class AgainForm(_Said):
    layout = forms.CharField(max_length=20)
    key = forms.CharField(max_length=64)


class ArchiveForm(_Said):
    language = forms.CharField(max_length=2)
    key = forms.CharField(max_length=64)


class ReportForm(_Said):
    """``when`` is ``week-1`` or ``month-31``: one field, so that no day is of the wrong span."""

    report = forms.CharField(max_length=20)
    when = forms.RegexField(r"^(week|month)-\d{1,2}$")
    language = forms.CharField(max_length=2)

    def said(self) -> dict[str, Any]:
        sound = super().said()
        every, _, day = sound.pop("when").partition("-")
        return {**sound, "every": every, "day": int(day)}

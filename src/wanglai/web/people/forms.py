"""Forms of people: they check the shape of what came; what makes no sense is refused in words."""

from __future__ import annotations

from django import forms
from django.core.exceptions import BadRequest


class RoleForm(forms.Form):
    role = forms.CharField(max_length=3)

    def said(self) -> str:
        if not self.is_valid():
            raise BadRequest
        role: str = self.cleaned_data["role"]
        return role


class InviteForm(forms.Form):
    email = forms.CharField(max_length=254)
    name = forms.CharField(max_length=120, required=False)
    role = forms.CharField(max_length=3)

    def said(self) -> dict[str, str]:
        if not self.is_valid():
            raise BadRequest
        return {name: self.cleaned_data[name] for name in ("email", "name", "role")}


class TeamForm(forms.Form):
    name = forms.CharField(max_length=120, required=False)

    def said(self) -> str:
        if not self.is_valid():
            raise BadRequest
        name: str = self.cleaned_data["name"]
        return name


class MemberForm(forms.Form):
    person = forms.IntegerField(min_value=1)

    def said(self) -> int:
        if not self.is_valid():
            raise BadRequest
        person: int = self.cleaned_data["person"]
        return person

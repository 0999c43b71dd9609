"""Forms of the customer file: they check the shape of what came, never what it means."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.utils.translation import gettext_lazy as _

from wanglai.services.customers.bank_accounts import AccountSaid
from wanglai.services.customers.contacts import ContactSaid
from wanglai.services.customers.find_customers import STATES, Wanted
from wanglai.services.customers.show_customer import CustomerPage
from wanglai.services.customers.words import BEHAVIOURS, TIERS


def _words(length: int, **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "entry", "maxlength": str(length), "autocomplete": "off", **attrs})  # fmt: skip


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "entry"}, format="%Y-%m-%d")


class ListFilter(forms.Form):
    """What makes no sense in the address is left out, not refused."""

    q = forms.CharField(required=False, max_length=200)
    tag = forms.CharField(required=False, max_length=40)
    tier = forms.ChoiceField(required=False, choices=[(each, each) for each in TIERS])
    pays = forms.ChoiceField(required=False, choices=[(each, each) for each in BEHAVIOURS])
    manager = forms.IntegerField(required=False, min_value=1)
    team = forms.IntegerField(required=False, min_value=1)
    key = forms.BooleanField(required=False)
    state = forms.ChoiceField(required=False, choices=[(each, each) for each in STATES])
    after = forms.CharField(required=False, max_length=220, strip=False)

    def wanted(self) -> Wanted:
        self.is_valid()
        sound = self.cleaned_data
        return Wanted(
            search=sound.get("q") or "", tag=sound.get("tag") or "", tier=sound.get("tier") or "",
            behaviour=sound.get("pays") or "", manager_id=sound.get("manager"), team_id=sound.get("team"),
            is_key_account=bool(sound.get("key")), state=sound.get("state") or "active",
            after=sound.get("after") or "",
        )  # fmt: skip


class CustomerForm(forms.Form):
    """Everything that is typed of a customer; other names one to a line."""

    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Customer name"), max_length=200, widget=_words(200), required=False
    )
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False, widget=_words(80))  # fmt: skip
    number = forms.CharField(label=_("Customer number"), max_length=40, required=False, widget=_words(40))  # fmt: skip
    tax_number = forms.CharField(label=_("Tax number"), max_length=60, required=False, widget=_words(60))  # fmt: skip
    tax_country = forms.CharField(
        label=_("Country of the tax number"), max_length=2, required=False, widget=_words(2),
        help_text=_("Two letters: CN is China, DE is Germany."),
    )  # fmt: skip
    industry = forms.CharField(label=_("Industry"), max_length=80, required=False, widget=_words(80))  # fmt: skip
    region = forms.CharField(label=_("Region"), max_length=80, required=False, widget=_words(80))
    names = forms.CharField(
        label=_("Other names"), required=False, help_text=_("One to a line."),
        widget=forms.Textarea(attrs={"class": "entry", "rows": "3"}),
    )  # fmt: skip
    is_key_account = forms.BooleanField(label=_("It is a key account"), required=False)

    @classmethod
    def of(cls, page: CustomerPage) -> CustomerForm:
        shown = ("version", "name", "short_name", "number", "tax_number", "tax_country", "industry", "region", "is_key_account")  # fmt: skip
        first = {field: getattr(page, field) for field in shown}
        return cls(initial={**first, "names": "\n".join(page.names)})

    def said(self) -> dict[str, Any]:
        """The fields of the services; a list for the names."""
        sound = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        country = sound["tax_country"].strip().upper() or "CN"
        return {**sound, "tax_country": country, "names": sound["names"].splitlines()}


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, widget=_words(120), required=False)
    role = forms.CharField(label=_("What they do"), max_length=120, required=False, widget=_words(120))  # fmt: skip
    email = forms.CharField(label=_("E-mail address"), max_length=254, required=False, widget=_words(254, inputmode="email"))  # fmt: skip
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False, widget=_words(40, inputmode="tel"))  # fmt: skip
    wecom = forms.CharField(label=_("WeCom"), max_length=100, required=False, widget=_words(100))
    dingtalk = forms.CharField(label=_("DingTalk"), max_length=100, required=False, widget=_words(100))  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language"), choices=[("zh", "中文"), ("en", "English")], required=False,
        widget=forms.Select(attrs={"class": "entry"}),
    )  # fmt: skip
    consent_on = forms.DateField(label=_("Agreed to be written to on"), required=False, widget=Day())  # fmt: skip
    consent_how = forms.CharField(label=_("How they agreed"), max_length=200, required=False, widget=_words(200))  # fmt: skip
    is_for_statements = forms.BooleanField(label=_("Gets statements"), required=False)
    is_for_reminders = forms.BooleanField(label=_("Gets reminders"), required=False)
    takes_texts = forms.BooleanField(label=_("Agreed to reminders by text message"), required=False)

    def said(self) -> ContactSaid:
        sound = self.cleaned_data
        return ContactSaid(
            name=sound["name"], role=sound["role"], language=sound["language"] or "zh",
            channels={each: sound[each] for each in ("email", "phone", "wecom", "dingtalk")},
            is_for_statements=sound["is_for_statements"], is_for_reminders=sound["is_for_reminders"],
            consent_on=sound["consent_on"], consent_how=sound["consent_how"], takes_texts=sound["takes_texts"],
        )  # fmt: skip


class AccountForm(forms.Form):
    number = forms.CharField(label=_("Account number"), max_length=60, required=False, widget=_words(60, inputmode="numeric"))  # fmt: skip
    holder = forms.CharField(
        label=_("Account holder"), max_length=200, required=False, widget=_words(200),
        help_text=_("Empty is the customer itself."),
    )  # fmt: skip
    bank = forms.CharField(label=_("Bank"), max_length=200, required=False, widget=_words(200))
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False, widget=_words(3))

    def said(self) -> AccountSaid:
        sound = self.cleaned_data
        return AccountSaid(sound["number"], sound["holder"], sound["bank"], sound["currency"])


class SmallForm(forms.Form):
    """A form of one or two fields on a page: what has not its shape is a bad request."""

    def sound(self) -> dict[str, Any]:
        if not self.is_valid():
            raise BadRequest
        return self.cleaned_data


class TagForm(SmallForm):
    tag = forms.CharField(max_length=40, required=False)


class ReasonForm(SmallForm):
    reason = forms.CharField(max_length=500, required=False)


class GroupForm(SmallForm):
    parent = forms.CharField(max_length=200, required=False)


class MergeForm(SmallForm):
    merged = forms.IntegerField(min_value=1)
    survivor = forms.IntegerField(min_value=1)
    reason = forms.CharField(max_length=500, required=False)


class AddressForm(SmallForm):
    kind = forms.CharField(max_length=10)
    text = forms.CharField(max_length=500, required=False)
    postcode = forms.CharField(max_length=20, required=False)


class PayerForm(SmallForm):
    payer = forms.CharField(max_length=200, required=False)
    from_on = forms.DateField()
    to_on = forms.DateField(required=False)


class LastDayForm(SmallForm):
    to_on = forms.DateField()


class FileForm(SmallForm):
    title = forms.CharField(max_length=200, required=False)

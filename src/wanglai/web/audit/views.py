"""The audit trail: who did what, when and through which door, by filters that stand in the address."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.services.audit.queries import TrailFilter, people_of_trail, trail
from wanglai.services.exports.trail import trail_table
from wanglai.services.ledger.show_customers import book_state
from wanglai.web.ledger.customers import no_book
from wanglai.web.ledger.forms import MOMENTS
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken

PAGE_ACTS = 50
LOOK_ACTS = 5_000  # words are looked for in so many acts a page


class TrailForm(forms.Form):
    """What makes no sense in the address is left out, not refused."""

    person = forms.IntegerField(required=False, min_value=1)
    from_ = forms.DateTimeField(required=False, input_formats=MOMENTS)
    to = forms.DateTimeField(required=False, input_formats=MOMENTS)
    about = forms.CharField(required=False, max_length=200)
    q = forms.CharField(required=False, max_length=200)
    after = forms.IntegerField(required=False, min_value=1)
    far = forms.BooleanField(required=False)

    def add_prefix(self, field_name: str) -> str:
        return field_name.rstrip("_")

    def wanted(self) -> TrailFilter:
        self.is_valid()
        sound = self.cleaned_data
        return TrailFilter(
            person_id=sound.get("person"),
            from_at=sound.get("from_"),
            until_at=sound.get("to"),
            about=(sound.get("about") or "").strip(),
            search=(sound.get("q") or "").strip(),
            after=sound.get("after"),
        )


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Newest first."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    form = TrailForm(request.GET)
    wanted = form.wanted()
    look = None if form.cleaned_data.get("far") else LOOK_ACTS
    shown = {
        "section": "book",
        "part": "audit",
        "wanted": wanted,
        "found": trail(**visit.scope, wanted=wanted, limit=PAGE_ACTS, look=look),
        "people": people_of_trail(**visit.scope),
        "is_filtered": any(
            (wanted.person_id, wanted.from_at, wanted.until_at, wanted.about, wanted.search)
        ),
    }
    return render(request, "audit/list.html", shown)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """All acts that fit the filters, to take away."""
    table = trail_table(**visit.scope, wanted=TrailForm(request.GET).wanted())
    return taken(table, language, form)

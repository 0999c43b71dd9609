"""What another person has to agree to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


def waits_for_another(request: HttpRequest, asked: int) -> HttpResponse:
    """Say that the request was kept, and lead to where it waits."""
    messages.info(request, _("Another person has to agree: your request waits for their word."))
    return redirect("approvals:page", asked)

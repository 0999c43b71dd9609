"""Files to take away."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from wanglai.services.exports.table import Table
from wanglai.services.exports.writing import written
from wanglai.services.files import Download


def sent(download: Download) -> HttpResponse:
    """The file under its name, never opened in the page."""
    answer = HttpResponse(download.content, content_type=download.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, download.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def taken(table: Table, language: str, form: str) -> HttpResponse:
    """A list in Excel or CSV, in one of the two languages. Refuses: NotFound (another form or language)."""
    return sent(written(table, form=form, language=language))

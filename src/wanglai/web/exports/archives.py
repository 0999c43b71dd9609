"""Archives of the whole company: asking for one, how far it is, taking it away."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.exports.make_archive import KIND, make_archive
from wanglai.services.exports.show_archives import archive_file, archives_page
from wanglai.services.ledger.show_customers import book_state
from wanglai.web.exports.forms import ArchiveForm
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.door import Visit, acts, is_fragment, looks
from wanglai.web.parts.origin import origin_of


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The archives made so far; the list asks again by itself while one is being made."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    shown = {
        "section": "book",
        "part": "exports",
        "sub": "archives",
        "page": archives_page(**visit.scope),
        "key": uuid.uuid4().hex,
    }
    template = "exports/archive_rows.html" if is_fragment(request) else "exports/archives.html"
    return render(request, template, shown)


@acts
def ask(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Have it made where that is this person's to do, else ask a manager."""
    said = ArchiveForm(request.POST).said()
    if archives_page(**visit.scope).is_made_alone:
        make_archive(**visit.scope, origin=origin_of(request), language=said["language"])
        messages.success(request, _("The archive is being made. You can leave this page."))
        return redirect("exports:archives")
    made = request_approval(
        **visit.scope, origin=origin_of(request), kind=KIND, subject={"language": said["language"]},
        key=said["key"],
    )  # fmt: skip
    return redirect("approvals:page", made)


@looks
def take(request: HttpRequest, visit: Visit, archive_id: int) -> HttpResponse:
    """The archive itself."""
    file = archive_file(**visit.scope, archive_id=archive_id)
    answer = FileResponse(
        file.place.open("rb"), as_attachment=True, filename=file.name, content_type="application/zip"
    )  # fmt: skip
    answer["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, answer)  # a response in parts

"""A paper somebody holds, checked against what was issued."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.statements.check_paper import TEXT_MAX, Checked, check_paper, check_print
from wanglai.services.statements.words import VERDICTS
from wanglai.web.parts.door import Visit, looks_and_acts

PRINT_MAX = 20 << 20  # of a PDF; ours are far smaller


@require_http_methods(["GET", "POST"])
@looks_and_acts
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form, and what came of the text or the file that was sent. Nothing is kept of either."""
    if request.method != "POST":
        return _shown(request)
    file = request.FILES.get("file")
    if file is not None and (file.size or 0) > PRINT_MAX:
        return _shown(request, problems=(_("The file is larger than 20 MB."),))
    if file is not None:
        return _shown(request, checked=check_print(**visit.scope, content=file.read()))
    text = request.POST.get("text", "")[:TEXT_MAX]
    return _shown(request, text=text, checked=check_paper(**visit.scope, text=text))


def _shown(
    request: HttpRequest, *, text: str = "", checked: Checked | None = None, problems: tuple[str, ...] = ()
) -> HttpResponse:  # fmt: skip
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "check",
        "text": text,
        "checked": checked,
        "verdict": VERDICTS[checked.verdict] if checked else None,
        "problems": problems,
    }
    is_wrong = problems or (checked is not None and checked.verdict == "unreadable")
    return render(request, "statements/check.html", shown, status=422 if is_wrong else 200)

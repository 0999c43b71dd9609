"""One letter: what was asked, what came back, and its papers."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wanglai.domain.confirmations import WHOSE as WHOSE_KEYS
from wanglai.services.confirmations.queries import printed_letter, reply_file
from wanglai.services.confirmations.show_letter import letter_page
from wanglai.services.confirmations.words import CAME, CAUSES, REPLIES, WHOSE
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.confirmations.rounds import PLACE
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import sent

PARTS_SHOWN = 4


@looks
def page(request: HttpRequest, visit: Visit, letter_id: int) -> HttpResponse:
    """The letter with everything of it."""
    return shown(request, visit, letter_id)


def shown(
    request: HttpRequest, visit: Visit, letter_id: int, *, refusal: Refusal | None = None, doing: str = "",
    problems: tuple[str, ...] = (),
) -> HttpResponse:  # fmt: skip
    """The page, with what stood in the way of an act on it."""
    found = letter_page(**visit.scope, letter_id=letter_id)
    context: dict[str, Any] = {
        **PLACE,
        "page": found,
        "refusal": refusal,
        "problems": problems,
        "doing": doing,
        "said": request.POST,
        "key": uuid.uuid4().hex,
        "today": timezone.localdate(),
        "kinds": REPLIES.items(),
        "ways": CAME.items(),
        "causes": CAUSES.items(),
        "sides": [(key, WHOSE[key]) for key in WHOSE_KEYS],
        "part_numbers": range(PARTS_SHOWN),
        "may_answer": "answer_confirmations" in visit.company.acts
        and found.round_state == "agreed",
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "confirmations/letter.html", context, status=status)


@looks
def pdf(request: HttpRequest, visit: Visit, letter_id: int) -> HttpResponse:
    """The paper, byte for byte as it was kept."""
    return sent(printed_letter(**visit.scope, letter_id=letter_id))


@looks
def reply_original(
    request: HttpRequest,
    visit: Visit,
    letter_id: int,
    ordinal: int,
) -> HttpResponse:
    """The scan or e-mail as it came."""
    return sent(reply_file(**visit.scope, letter_id=letter_id, ordinal=ordinal))

"""Which refusals a page says itself, beside what was sent, and which it leaves to the door."""

from __future__ import annotations

from wanglai.services.refusals import Refusal, http_status


def leave_to_the_door(refusal: Refusal) -> None:
    """Raised again where somebody may not, or asks for what is not there: the door answers that on a page of its own.

    Any other refusal comes back to the page it was made on: an amount that does not fit stands beside its field.
    """
    if http_status(refusal) in (403, 404):
        raise refusal

"""A link is exchanged for a session of one browser; a wrong one is told nothing."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from wanglai.services.portal.refusals import LinkIsNotGood, TooManyTries
from wanglai.services.portal.sealing import hash_of_address, hash_of_token, new_token
from wanglai.services.portal.visitor import links_in_force
from wanglai.store.models import PortalSession, PortalStranger
from wanglai.store.models.portal import SESSION_LIVES

STRANGER_TRIES = 20
STRANGER_WAITS = timedelta(minutes=15)
OPENINGS = 30
OPENINGS_WITHIN = timedelta(hours=1)


def open_link(*, token: str, address: str) -> str:
    """The secret of a new session, for a cookie. The link stays as good as it was: a colleague may open it, too.

    Twenty wrong links from one address within 15 minutes shut it out for as long; one link opens 30 times an hour.
    Refuses, in order: TooManyTries, LinkIsNotGood, TooManyTries (of the link).
    """
    since = timezone.now() - STRANGER_WAITS
    hashed = hash_of_address(address)
    if PortalStranger.objects.filter(address_hash=hashed, tried_at__gt=since).count() >= STRANGER_TRIES:  # fmt: skip
        raise TooManyTries
    secret = _opened(token)
    if (
        secret is None
    ):  # outside the transaction that found nothing: the try is kept whatever is said to it
        PortalStranger.objects.filter(tried_at__lt=since).delete()
        PortalStranger.objects.create(address_hash=hashed)
        raise LinkIsNotGood
    return secret


@transaction.atomic
def _opened(token: str) -> str | None:
    rows = links_in_force().filter(token_hash=hash_of_token(token))
    link = rows.select_for_update(of=("self",), no_key=True).first()
    if link is None:
        return None
    now = timezone.now()
    if PortalSession.objects.filter(link=link, opened_at__gt=now - OPENINGS_WITHIN).count() >= OPENINGS:  # fmt: skip
        raise TooManyTries
    secret = new_token()
    PortalSession.objects.create(
        company_id=link.company_id, link=link, secret_hash=hash_of_token(secret), opened_at=now,
        expires_at=now + SESSION_LIVES,
    )  # fmt: skip
    return secret


def leave(*, secret: str) -> None:
    """End the session of a cookie; one that is over stays over."""
    rows = PortalSession.objects.filter(secret_hash=hash_of_token(secret), ended_at=None)
    rows.update(ended_at=timezone.now())

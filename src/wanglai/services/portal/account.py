"""Whose name stands on what a customer does: an account of the house nobody can sign in with, a member of no company."""

from __future__ import annotations

from wanglai.services.ledger.book import Who
from wanglai.store.models import User

EMAIL = "portal@wanglai.invalid"  # a domain that never receives mail
NAME = "客户门户 Customer portal"


def portal_account() -> int:
    """Its id; made the first time a link is."""
    person, is_new = User.objects.get_or_create(
        email=EMAIL, defaults={"name": NAME, "is_active": False}
    )
    if is_new:
        person.set_unusable_password()
        person.save()
    return int(person.id)


def customer_speaks(address: str) -> Who:
    """Who an act of a customer is by, and the door it came through."""
    return Who(portal_account(), f"portal {address}"[:200])

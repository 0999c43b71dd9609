"""How links, cookies and codes are made and compared: what is kept of each is a hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date

from django.conf import settings

from wanglai.store.secret_fields import looked_up

CODE_DIGITS = 6


def new_token() -> str:
    """256 bits of chance, as an address carries them."""
    return secrets.token_urlsafe(32)


def hash_of_token(token: str) -> bytes:
    """Of 256 bits of chance a plain SHA-256 tells nothing."""
    return hashlib.sha256(token.encode()).digest()


def demo_token(day: date) -> str:
    """The link of the demo company made on a day: from this installation's secret, so that it can be shown again."""
    said = f"wanglai demo portal {day.isoformat()}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


def new_code() -> str:
    """Six digits, the first of them 0 as often as any other."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def hash_of_code(code: str, *, company_id: int, session_id: int, body_hash: bytes) -> bytes:
    """Keyed, and bound to the session and to the version of the statement it was sent for: it is no other's code."""
    purpose = f"portal code:{session_id}:{body_hash.hex()}"
    return looked_up(code, company_id=company_id, purpose=purpose)


def hash_of_address(address: str) -> bytes:
    """Of a network address, keyed: a table of tries tells nobody who came."""
    return looked_up(address, company_id=0, purpose="portal address")


def form_key(secret: str) -> str:
    """What a form of a session carries, so that no other page can send it: made from the cookie, which no page can read."""
    return hmac.new(secret.encode(), b"wanglai portal form", hashlib.sha256).hexdigest()


def is_form_key(secret: str, said: str) -> bool:
    return hmac.compare_digest(form_key(secret).encode(), said.encode())

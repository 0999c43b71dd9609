"""How allauth and axes are wired: closed sign-up, sealed second factors, the true client address."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator; strangers open one only where the owner allows it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return bool(settings.SIGN_UP_IS_OPEN)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seeds of authenticator apps are kept encrypted (allauth keeps them readable by default)."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"wanglai second factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def sign_in_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str | None:
    """The e-mail address a sign-in names, lower-cased, wherever allauth carries it."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or given.get("login")
    if not name and request is not None:
        name = request.POST.get("login")
    return name.strip().lower() if isinstance(name, str) and name.strip() else None


def client_address(request: HttpRequest) -> str:
    """Address of the client; X-Forwarded-For counts only as far as our own proxies wrote it.

    With ``WANGLAI_PROXIES=1`` and ``X-Forwarded-For: 6.6.6.6, 10.0.0.7`` it is 10.0.0.7: what the
    client wrote itself (6.6.6.6) is not believed.
    """
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if settings.PROXIES and len(forwarded) >= settings.PROXIES and forwarded[-settings.PROXIES]:
        return forwarded[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR") or "unknown")

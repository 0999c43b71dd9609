"""Fields nobody reads in the database: bank accounts and addresses of people, encrypted with the company's name on them.

AES-256-GCM. What is kept: one byte for the form, four that name the key, twelve of the nonce, then the cipher with its tag. Key,
company and purpose are associated data: a flipped byte, another company's row or another kind of field is refused. Beside it
stands a keyed hash, by which a whole value is found again and two equal ones are seen, and nothing else is learned.

The key is the installation's secret ``field-key``, or ``WANGLAI_FIELD_KEYS``: the first one writes, all of them read.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from wanglai.runtime.home import Home

FORM = 1
_KEY_ID, _NONCE = 4, 12
_HEAD = 1 + _KEY_ID + _NONCE


class FieldIsNotWhole(Exception):
    """The bytes were changed, are of another company or field, or their key is not among ours."""


@dataclass(frozen=True)
class Key:
    """One secret as two keys and a name; what encrypts never hashes."""

    name: bytes
    cipher: AESGCM
    hashing: bytes


def encrypted(text: str, *, company_id: int, purpose: str) -> bytes:
    """The text as it is kept, with the first key; the same text never gives the same bytes twice."""
    key, nonce = _keys()[0], secrets.token_bytes(_NONCE)
    head = bytes([FORM]) + key.name + nonce
    return head + key.cipher.encrypt(nonce, text.encode(), _bound(head, company_id, purpose))


def decrypted(kept: bytes, *, company_id: int, purpose: str) -> str:
    """The text again, or FieldIsNotWhole."""
    head, body = bytes(kept[:_HEAD]), bytes(kept[_HEAD:])
    key = next((each for each in _keys() if each.name == head[1 : 1 + _KEY_ID]), None)
    if len(head) < _HEAD or head[0] != FORM or key is None:
        raise FieldIsNotWhole(purpose)
    try:
        text = key.cipher.decrypt(head[-_NONCE:], body, _bound(head, company_id, purpose))
    except InvalidTag as problem:
        raise FieldIsNotWhole(purpose) from problem
    return text.decode()


def looked_up(text: str, *, company_id: int, purpose: str) -> bytes:
    """What a value is found by: an HMAC of company, purpose and text, the same for the same three."""
    said = f"{company_id}:{purpose}:{text}".encode()
    return hmac.new(_keys()[0].hashing, said, hashlib.sha256).digest()


def _bound(head: bytes, company_id: int, purpose: str) -> bytes:
    return head[: 1 + _KEY_ID] + f"wanglai field:{company_id}:{purpose}".encode()


def _keys() -> tuple[Key, ...]:
    named = tuple(settings.FIELD_KEYS)
    return tuple(map(_key, named)) if named else (_key_of(Home()),)


@lru_cache(maxsize=16)
def _key_of(home: Home) -> Key:
    """A house's own secret never changes: a file of a hundred thousand accounts does not read it for each."""
    return _key(home.secret("field-key"))


@lru_cache(maxsize=16)
def _key(secret: str) -> Key:
    def derived(what: bytes, length: int) -> bytes:
        return HKDF(algorithm=SHA256(), length=length, salt=None, info=what).derive(secret.encode())

    return Key(
        name=derived(b"wanglai field name", _KEY_ID),
        cipher=AESGCM(derived(b"wanglai field cipher", 32)),
        hashing=derived(b"wanglai field hash", 32),
    )

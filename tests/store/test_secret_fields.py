"""What is encrypted comes back to its own company alone, and never after a bit of it was changed."""

from __future__ import annotations

import pytest
from django.test import override_settings

from wanglai.store.secret_fields import FieldIsNotWhole, decrypted, encrypted, looked_up

ACCOUNT = "6222021001001234"
OURS = {"company_id": 7, "purpose": "bank_account"}


def test_a_field_comes_back_as_it_was_and_is_never_kept_twice_alike() -> None:
    kept = encrypted(ACCOUNT, **OURS)
    assert decrypted(kept, **OURS) == ACCOUNT
    assert ACCOUNT.encode() not in kept
    assert encrypted(ACCOUNT, **OURS) != kept, "equal numbers cannot be told from what is kept"


def test_every_flipped_byte_is_refused() -> None:
    kept = encrypted(ACCOUNT, **OURS)
    for place in range(len(kept)):
        for bit in (0x01, 0x80):
            wrong = bytearray(kept)
            wrong[place] ^= bit
            with pytest.raises(FieldIsNotWhole):
                decrypted(bytes(wrong), **OURS)
    for cut in (b"", kept[:10], kept[:-1], kept + b"\0"):
        with pytest.raises(FieldIsNotWhole):
            decrypted(cut, **OURS)


def test_another_company_and_another_kind_of_field_are_refused() -> None:
    kept = encrypted(ACCOUNT, **OURS)
    for other in ({**OURS, "company_id": 8}, {**OURS, "purpose": "phone"}):
        with pytest.raises(FieldIsNotWhole):
            decrypted(kept, **other)


def test_a_value_is_found_by_its_hash_within_its_company_only() -> None:
    assert looked_up(ACCOUNT, **OURS) == looked_up(ACCOUNT, **OURS)
    others = [
        looked_up(ACCOUNT, company_id=8, purpose="bank_account"),
        looked_up(ACCOUNT, company_id=7, purpose="phone"),
        looked_up(ACCOUNT[:-1], **OURS),
    ]
    assert looked_up(ACCOUNT, **OURS) not in others


def test_the_first_key_writes_and_every_key_reads() -> None:
    with override_settings(FIELD_KEYS=["the first secret"]):
        old = encrypted(ACCOUNT, **OURS)
    with override_settings(FIELD_KEYS=["the second secret", "the first secret"]):
        assert decrypted(old, **OURS) == ACCOUNT
        new = encrypted(ACCOUNT, **OURS)
    with override_settings(FIELD_KEYS=["the second secret"]):
        assert decrypted(new, **OURS) == ACCOUNT
        with pytest.raises(FieldIsNotWhole):
            decrypted(old, **OURS)

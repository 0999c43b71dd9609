"""Passwords hashed as in operation, by the same algorithm, at its least cost: a sign-in of a test is not what an attacker has to pay."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2id, one pass over the smallest memory it allows."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1

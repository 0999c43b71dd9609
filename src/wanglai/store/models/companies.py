"""Companies, the people who sign in, and who may do what where."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

ROLES = ("SAL", "CSH", "ARA", "CRC", "COL", "FM", "AUD", "ADM", "CUS")


class Company(models.Model):
    """A legal entity; everything it owns is invisible to every other."""

    name = models.CharField(max_length=200, unique=True)
    is_demo = models.BooleanField(default=False)
    base_currency = models.CharField(max_length=3, default="CNY")
    reconciliation_count = models.IntegerField(default=0)  # the last number given out
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="company_count_not_negative", condition=Q(reconciliation_count__gte=0)
            ),
            models.UniqueConstraint(
                name="company_one_demo", fields=["is_demo"], condition=Q(is_demo=True)
            ),
        ]


class UserManager(BaseUserManager["User"]):
    """People are found by their lower-cased e-mail address."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(
        max_length=2, blank=True, default="", db_default=""
    )  # zh or en, as it last read its pages
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # may belong to the demo company only
    created_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="user_email_lower_case", condition=Q(email=Lower(F("email")))
            ),
            models.CheckConstraint(
                name="user_language_known", condition=Q(language__in=("", "zh", "en"))
            ),
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        self.email = (self.email or "").strip().lower()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_full_name(self) -> str:
        return self.name or self.email

    def __str__(self) -> str:
        return self.get_full_name()


class Membership(models.Model):
    """A role of a person in a company; which roles exclude each other is in ``wanglai.store.role_walls``."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    role = models.CharField(max_length=3)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="membership_once", fields=["company", "user", "role"]),
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=ROLES)),
        ]

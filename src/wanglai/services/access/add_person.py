"""A person gets a sign-in and a role in a company; the first one may open the company, too."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.membership import RoleIsHeld, RoleIsUnknown, keep_role
from wanglai.services.access.policy import ROLE_NAMES
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Company, User

DOOR = "command line"


class AddressIsNotMail(UnableTo):
    code_of_refusal = "person.address"
    why = Wording("这不是有效的邮箱地址。", "This is not an e-mail address.")
    next_step = Wording("请检查拼写。", "Check the spelling.")
    http_status = 422


class PasswordIsWeak(UnableTo):
    code_of_refusal = "person.password"
    why = Wording("密码太短或太常见。", "The password is too short or too common.")
    next_step = Wording(
        "请使用至少 12 个字符的密码。", "Use at least 12 characters that nobody would guess."
    )
    http_status = 422


class PersonExists(UnableTo):
    code_of_refusal = "person.exists"
    why = Wording("该邮箱已属于这家公司。", "This address already belongs to the company.")
    next_step = Wording("请直接登录，或重置密码。", "Sign in with it, or reset its password.")


@transaction.atomic
def add_person(
    *, company_name: str, email: str, password: str, role: str = "FM", name: str = ""
) -> int:
    """Add a person to a company (opened under this name if there is none); returns the user's id.

    For the command line of whoever owns the machine, so no acting person. A person who already signs in
    elsewhere keeps their password. Refuses, in order: AddressIsNotMail, RoleIsUnknown, PasswordIsWeak, PersonExists
    (with this role), RolesAreApart.
    """
    email = sound_address(email)
    if role not in ROLE_NAMES:
        raise RoleIsUnknown(role)
    company, _ = Company.objects.get_or_create(name=company_name.strip())
    person = person_of(email, name=name, password=password)
    try:
        keep_role(company.id, Who(None, DOOR), person, role)
    except RoleIsHeld as held:
        raise PersonExists(email) from held
    return int(person.id)


def sound_address(email: str) -> str:
    """The address as it is kept. Refuses: AddressIsNotMail."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as problem:
        raise AddressIsNotMail(email) from problem
    return email


def person_of(email: str, *, name: str, password: str | None = None) -> User:
    """The person of this address, made where there is none; without a password nobody signs in as them yet.

    Refuses, in order: AddressIsNotMail, PasswordIsWeak.
    """
    email = sound_address(email)
    known = User.objects.filter(email=email).first()
    if known is not None:
        return known
    person = User(email=email, name=name.strip()[:120])
    if password is not None:
        try:
            validate_password(password, person)
        except ValidationError as problem:
            raise PasswordIsWeak(email) from problem
    person.set_password(password)
    person.save()
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person

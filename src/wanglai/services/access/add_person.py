"""A person gets a sign-in and one role in a company; the first one may open the company, too."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.policy import ROLE_NAMES
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Company, Event, Membership, User


class AddressIsNotMail(UnableTo):
    code_of_refusal = "person.address"
    why = Wording("这不是有效的邮箱地址。", "This is not an e-mail address.")
    next_step = Wording("请检查拼写。", "Check the spelling.")
    http_status = 422


class RoleIsUnknown(UnableTo):
    code_of_refusal = "person.role"
    why = Wording("没有这个角色。", "There is no such role.")
    next_step = Wording("可用角色：ARA、FM、AUD、ADM。", "Roles: ARA, FM, AUD, ADM.")
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
    elsewhere keeps their password. Refuses, in order: AddressIsNotMail, RoleIsUnknown, PasswordIsWeak, PersonExists.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as problem:
        raise AddressIsNotMail(email) from problem
    if role not in ROLE_NAMES:
        raise RoleIsUnknown(role)
    company, _ = Company.objects.get_or_create(name=company_name.strip())
    person = User.objects.filter(email=email).first() or _new_person(email, password, name)
    _, is_new = Membership.objects.get_or_create(
        company=company, user=person, defaults={"role": role}
    )
    if not is_new:
        raise PersonExists(email)
    Event.objects.create(
        company=company, kind="person_added", facts={"user": person.id, "role": role}
    )
    return int(person.id)


def _new_person(email: str, password: str, name: str) -> User:
    person = User(email=email, name=name)
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise PasswordIsWeak(email) from problem
    person.set_password(password)
    person.save()
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person

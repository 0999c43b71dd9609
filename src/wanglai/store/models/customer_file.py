"""What hangs on a customer: bank accounts, contacts, addresses, payers, tags, classes, papers, and what was changed.

Account numbers and people's addresses are encrypted (``store.secret_fields``); beside them stand a keyed hash to find them by and
what may be shown to everybody.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.customers import Customer
from wanglai.store.models.files import StoredFile

CHANNELS = ("email", "phone", "wecom", "dingtalk")
ADDRESS_KINDS = ("registered", "billing", "delivery", "letters")
CLASS_KINDS = ("tier", "frequency", "behaviour")
LANGUAGES = ("zh", "en")


class OfCustomer(models.Model):
    """A row of one customer; ``store.triggers`` ties both to one company."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)

    class Meta:
        abstract = True


class CustomerBankAccount(OfCustomer):
    """An account the customer pays from or is paid to. In force once agreed, until ended; a number is never changed."""

    holder = models.CharField(max_length=200)
    bank = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    sealed = models.BinaryField()
    number_hash = models.BinaryField()
    last_four = models.CharField(max_length=4)
    shown = models.CharField(max_length=60)  # masked
    kind = models.CharField(max_length=10)  # of domain.bank_accounts
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="bank_account_once_of_customer", fields=["customer", "number_hash"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(name="bank_account_is_encrypted", condition=~Q(sealed=b"")),
            models.UniqueConstraint(name="bank_account_of_company", fields=["company", "id"]),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["company", "number_hash"], name="bank_account_by_number"),
            models.Index(fields=["company", "last_four"], name="bank_account_by_tail"),
        ]


class CustomerContact(OfCustomer):
    """A person at the customer. Waits until agreed where who entered it may only ask; ended, never removed."""

    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, default="zh")
    is_for_statements = models.BooleanField(default=False)
    is_for_reminders = models.BooleanField(default=False)
    takes_texts = models.BooleanField(default=False)  # agreed to reminders on its telephone, too
    consent_on = models.DateField(null=True)
    consent_how = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )  # ended when this one is agreed
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="contact_of_company", fields=["company", "id"]),
            models.CheckConstraint(name="contact_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="contact_language_known", condition=Q(language__in=LANGUAGES)
            ),
            models.CheckConstraint(
                name="contact_consent_says_how",
                condition=Q(consent_on__isnull=True, consent_how="")
                | Q(consent_on__isnull=False) & ~Q(consent_how=""),
            ),
            models.CheckConstraint(
                name="contact_texts_are_agreed_to",
                condition=Q(takes_texts=False) | Q(consent_on__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_agreed_by_somebody",
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
            ),
        ]


class ContactChannel(models.Model):
    """One address of a contact; replaced with the contact, so there is one of each kind."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    contact = models.ForeignKey(CustomerContact, on_delete=models.PROTECT, db_constraint=False)
    channel = models.CharField(max_length=8)
    sealed = models.BinaryField()
    value_hash = models.BinaryField()
    shown = models.CharField(max_length=254)  # masked

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="channel_once", fields=["contact", "channel"]),
            models.CheckConstraint(name="channel_known", condition=Q(channel__in=CHANNELS)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "value_hash"], name="channel_by_value"),
        ]


class CustomerAddress(OfCustomer):
    """A place, for one purpose; ended, never removed."""

    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=500)
    postcode = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, default="CN")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="address_kind_known", condition=Q(kind__in=ADDRESS_KINDS)),
            models.CheckConstraint(name="address_says_where", condition=~Q(text="")),
        ]


class CustomerPayer(OfCustomer):
    """Somebody who pays for the customer from a day on: another customer, or a name; with the paper that allows it."""

    payer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    payer_name = models.CharField(max_length=200, blank=True)
    authorisation = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, db_constraint=False
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True)  # its last day; null: until further notice

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="payer_is_one",
                condition=Q(payer__isnull=False, payer_name="")
                | Q(payer__isnull=True) & ~Q(payer_name=""),
            ),
            models.CheckConstraint(
                name="payer_is_another", condition=Q(payer__isnull=True) | ~Q(payer=F("customer"))
            ),
            models.CheckConstraint(
                name="payer_days_in_order",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
        ]


class CustomerTag(OfCustomer):
    """A word people put on a customer, to find it by."""

    tag = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="tag_once", fields=["customer", "tag"]),
            models.CheckConstraint(name="tag_says_something", condition=~Q(tag="")),
        ]
        indexes: ClassVar = [models.Index(fields=["company", "tag"], name="tag_of_company")]


class CustomerClass(OfCustomer):
    """A class as of a day with its reason in both languages; the newest of a kind is in force. Append-only."""

    kind = models.CharField(max_length=9)
    value = models.CharField(max_length=10)
    as_of = models.DateField()
    reason_zh = models.CharField(max_length=300)
    reason_en = models.CharField(max_length=300)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="class_kind_known", condition=Q(kind__in=CLASS_KINDS)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "kind", "-id"], name="class_newest"),
        ]


class CustomerFile(OfCustomer):
    """A paper of the customer; ended, never removed."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, db_constraint=False)
    title = models.CharField(max_length=200)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT)
    added_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)


class CustomerChange(OfCustomer):
    """One field that was changed, by whom, from what to what; personal data masked. Append-only."""

    field = models.CharField(max_length=40)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    seq = models.BigIntegerField(default=0)  # the act; 0 where the company keeps no book
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "-id"], name="change_newest")]


class CustomerDuplicate(models.Model):
    """Two customers that may be one, with the facts as sentences; found again or gone with the next look, unless parted."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    one = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    other = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    reasons = models.JSONField()  # [{kind, zh, en}], the strongest first
    against = models.JSONField(default=list)  # [{zh, en}]
    found_at = models.DateTimeField(default=timezone.now)
    parted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    parted_at = models.DateTimeField(null=True)  # a person said: two customers

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="duplicate_once", fields=["company", "one", "other"]),
            models.CheckConstraint(name="duplicate_in_order", condition=Q(one__lt=F("other"))),
        ]


class CustomerMerge(OfCustomer):
    """``customer`` was merged into ``survivor``, with those merged into it before; undone at most once."""

    survivor = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    brought = ArrayField(models.BigIntegerField(), default=list)  # merged into it before
    reason = models.CharField(max_length=500, blank=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="merge_in_force_once", fields=["customer"], condition=Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(name="merge_into_another", condition=~Q(customer=F("survivor"))),
        ]

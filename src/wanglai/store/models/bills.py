"""Bills of exchange (承兑汇票) and where each stands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.by_words import by_words
from wanglai.store.models.companies import Company, User
from wanglai.store.models.customers import Customer

BILL_KINDS = ("bank", "commercial", "cheque")
BILL_STATES = ("received", "presented", "endorsed", "discounted", "settled", "dishonoured")


class Bill(models.Model):
    """One bill of a customer. Its open item stands on the account for bills until it is paid or comes back."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=100)
    drawer = models.CharField(max_length=200)
    drawee = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    issued_on = models.DateField()
    matures_on = models.DateField()
    received_on = models.DateField()
    state = models.CharField(max_length=11, default="received")
    passed_to = models.CharField(max_length=200, blank=True)  # the bank or supplier who holds it
    passed_seq = models.BigIntegerField(
        null=True
    )  # the entry by which it was discounted or endorsed
    entry_seq = models.BigIntegerField()  # the entry that received it
    ended_seq = models.BigIntegerField(null=True)
    ended_on = models.DateField(null=True)
    key = models.CharField(max_length=200)
    request_hash = models.BinaryField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT)
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="bill_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="bill_number_once", fields=["company", "number"], condition=~Q(state="dishonoured")),
            models.UniqueConstraint(name="bill_key_once", fields=["company", "key"]),
            models.UniqueConstraint(name="bill_entry_once", fields=["company", "entry_seq"]),
            models.CheckConstraint(
                name="bill_kind_known", condition=Q(kind__in=BILL_KINDS, state__in=BILL_STATES)
            ),
            models.CheckConstraint(
                name="bill_is_sensible",
                condition=Q(amount__gt=0) & Q(matures_on__gte=F("issued_on")) & Q(received_on__gte=F("issued_on")),
            ),
            models.CheckConstraint(
                name="bill_ended_is_dated",
                condition=Q(state__in=("settled", "dishonoured"), ended_seq__isnull=False, ended_on__isnull=False)
                | (~Q(state__in=("settled", "dishonoured")) & Q(ended_seq__isnull=True, ended_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="bill_passed_on_has_an_entry",
                condition=~Q(state__in=("endorsed", "discounted")) | Q(passed_seq__isnull=False),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["company", "customer", "-id"], name="bill_of_customer"),
            models.Index(fields=["company", "state", "-id"], name="bill_in_state"),
            models.Index(fields=["company", "matures_on", "id"], name="bill_by_maturity"),
            models.Index(
                fields=["company", "state", "matures_on", "id"], name="bill_in_state_by_maturity"
            ),
            by_words("number", "bill_by_number"),
            by_words("drawee", "bill_by_drawee"),
        ]

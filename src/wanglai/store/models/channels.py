"""A company's own accounts at services that carry short messages: a group's robot at WeCom or DingTalk, a gateway for texts.

What opens an account is encrypted (``store.secret_fields``); beside it stands what may be shown to everybody.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User

# Which service carries a channel.
GATEWAYS = {"wecom": ("wecombot",), "dingtalk": ("dingtalk",), "sms": ("twilio",)}
GROUP_CHANNELS = ("wecom", "dingtalk")  # read by colleagues in a group, by no customer
ENDINGS = ("stopped", "replaced")


class ChannelAccount(models.Model):
    """One account for one channel. In force until it is ended; what opens it is never changed, another takes its place."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    channel = models.CharField(max_length=8)
    gateway = models.CharField(max_length=12)
    name = models.CharField(max_length=60)  # as people call it
    sealed = models.BinaryField()
    shown = models.CharField(max_length=80)  # masked
    seq = models.BigIntegerField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ending = models.CharField(max_length=8, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)
    ended_seq = models.BigIntegerField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="channel_account_of_company", fields=["company", "id"]),
            models.UniqueConstraint(
                name="channel_account_once", fields=["company", "channel"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="channel_account_known",
                condition=Q(channel="wecom", gateway__in=GATEWAYS["wecom"])
                | Q(channel="dingtalk", gateway__in=GATEWAYS["dingtalk"])
                | Q(channel="sms", gateway__in=GATEWAYS["sms"]),
            ),
            models.CheckConstraint(
                name="channel_account_is_encrypted", condition=~Q(sealed=b"") & ~Q(name="") & ~Q(shown="")
            ),
            models.CheckConstraint(
                name="channel_account_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ended_seq__isnull=True, ending="", ended_why="")
                | Q(ended_at__isnull=False, ended_by__isnull=False, ended_seq__isnull=False, ending__in=ENDINGS)
                & ~Q(ended_why=""),
            ),
        ]  # fmt: skip

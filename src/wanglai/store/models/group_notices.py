"""What a group of colleagues was told of by its robot."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.store.models.companies import Company
from wanglai.store.models.messages import Message
from wanglai.store.models.portal import PortalAnswer
from wanglai.store.models.reminders import StatementSilence


class GroupNotice(models.Model):
    """A group was told, once by each channel: a customer stays silent, a letter came back, or a customer wrote. Append-only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    channel = models.CharField(max_length=8)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, db_constraint=False)
    silence = models.ForeignKey(
        StatementSilence, on_delete=models.PROTECT, null=True, db_constraint=False
    )
    bounced = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    answer = models.ForeignKey(
        PortalAnswer, on_delete=models.PROTECT, null=True, db_constraint=False
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="group_notice_message_once", fields=["message"]),
            models.UniqueConstraint(
                name="group_told_of_silence_once", fields=["silence", "channel"],
                condition=Q(silence__isnull=False),
            ),
            models.UniqueConstraint(
                name="group_told_of_bounce_once", fields=["bounced", "channel"],
                condition=Q(bounced__isnull=False),
            ),
            models.UniqueConstraint(
                name="group_told_of_answer_once", fields=["answer", "channel"],
                condition=Q(answer__isnull=False),
            ),
            models.CheckConstraint(
                name="group_notice_is_about_one",
                condition=Q(silence__isnull=False, bounced__isnull=True, answer__isnull=True)
                | Q(silence__isnull=True, bounced__isnull=False, answer__isnull=True)
                | Q(silence__isnull=True, bounced__isnull=True, answer__isnull=False),
            ),
        ]  # fmt: skip

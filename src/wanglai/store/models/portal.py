"""What stands between a customer and its statement: links, sessions, one-time codes, and what the customer answered.

Of a link, a session and a code only hashes are kept. What was answered is never changed and never removed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.customer_file import CustomerContact
from wanglai.store.models.customers import Customer
from wanglai.store.models.dispositions import SharedSheet
from wanglai.store.models.disputes import Dispute
from wanglai.store.models.files import StoredFile
from wanglai.store.models.statements import Statement

LINK_LIVES = timedelta(days=14)
SESSION_LIVES = timedelta(hours=2)
CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5
# Kinds of answers in the order a page lists them; of the first two the newest says how a statement stands.
CONFIRMED, DISPUTED, ASKED, PROMISED, UPLOADED, FEEDBACK, COMPLAINT = (
    "confirmed", "disputed", "asked", "promised", "uploaded", "feedback", "complaint",
)  # fmt: skip
FOLLOWED, AGREED, DECLINED = "followed", "agreed", "declined"  # in a dispute
IN_DISPUTES = (FOLLOWED, AGREED, DECLINED)
ANSWERED = "answered"  # line by line, what a released sheet says of the customer's own ledger
RATED = "rated"  # once it was confirmed: how easily it was checked, one to five
TO_REPLY = (ASKED, COMPLAINT)  # what staff reply to
ANSWER_KINDS = (
    CONFIRMED, DISPUTED, ASKED, PROMISED, UPLOADED, FEEDBACK, COMPLAINT, *IN_DISPUTES, ANSWERED, RATED,
)  # fmt: skip


class PortalLink(models.Model):
    """A way to one version of one statement for one contact; it opens a masked view and confirms nothing."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, db_constraint=False)
    contact = models.ForeignKey(CustomerContact, on_delete=models.PROTECT, db_constraint=False)
    token_hash = models.BinaryField(unique=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    seq = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="portal_link_of_company", fields=["company", "id"]),
            models.CheckConstraint(
                name="portal_link_lives_14_days",
                condition=Q(expires_at__gt=F("made_at"), expires_at__lte=F("made_at") + LINK_LIVES),
            ),
            models.CheckConstraint(
                name="portal_link_revoked_by_somebody",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "statement", "-id"], name="portal_link_of_statement"),
        ]


class PortalSession(models.Model):
    """A link that was exchanged for a cookie of one browser."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    link = models.ForeignKey(PortalLink, on_delete=models.PROTECT, db_constraint=False)
    secret_hash = models.BinaryField(unique=True)
    opened_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="portal_session_of_company", fields=["company", "id"]),
            models.CheckConstraint(
                name="portal_session_lives_2_hours",
                condition=Q(
                    expires_at__gt=F("opened_at"), expires_at__lte=F("opened_at") + SESSION_LIVES
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["link", "-opened_at"], name="portal_session_of_link"),
        ]


class PortalCode(models.Model):
    """A code of six digits sent to the contact of one session; ``tries`` are the wrong ones."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    session = models.ForeignKey(PortalSession, on_delete=models.PROTECT, db_constraint=False)
    code_hash = models.BinaryField()  # keyed: of six digits a plain hash would hide nothing
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    proved_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="portal_code_of_company", fields=["company", "id"]),
            models.CheckConstraint(
                name="portal_code_lives_10_minutes",
                condition=Q(expires_at__gt=F("sent_at"), expires_at__lte=F("sent_at") + CODE_LIVES),
            ),
            models.CheckConstraint(
                name="portal_code_5_tries", condition=Q(tries__range=(0, CODE_TRIES))
            ),
            models.CheckConstraint(
                name="portal_code_proved_in_time",
                condition=Q(proved_at__isnull=True)
                | Q(proved_at__lte=F("expires_at"), tries__lt=CODE_TRIES),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["session", "-id"], name="portal_code_of_session"),
        ]


class PortalAnswer(models.Model):
    """What a customer said of one version of a statement, by whom, in which words, with which code. Append-only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, db_constraint=False)
    link = models.ForeignKey(PortalLink, on_delete=models.PROTECT, db_constraint=False)
    code = models.ForeignKey(PortalCode, on_delete=models.PROTECT, db_constraint=False)
    kind = models.CharField(max_length=9)
    name = models.CharField(max_length=120)  # as the person gave it
    words = models.TextField(max_length=4000)  # confirmed: the exact wording; else what was said
    language = models.CharField(max_length=2)
    shown_hash = models.BinaryField(null=True)  # confirmed: SHA-256 of the PDF that was shown
    lines = models.JSONField(
        default=list
    )  # disputed: what of which paper, in minor units; answered: what of which difference
    amount = models.BigIntegerField(null=True)  # promised, in minor units of the statement
    on = models.DateField(null=True)  # promised
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, db_constraint=False)
    file_name = models.CharField(max_length=200, blank=True)
    score = models.SmallIntegerField(null=True)  # rated
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, null=True, db_constraint=False)
    sheet = models.ForeignKey(SharedSheet, on_delete=models.PROTECT, null=True, db_constraint=False)
    address = models.CharField(max_length=64, blank=True)  # of the network it came from
    key = models.CharField(max_length=64)  # of the form: sent again, it is the same answer
    seq = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="portal_answer_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="portal_answer_once", fields=["link", "key"]),
            models.UniqueConstraint(
                name="portal_code_confirms_once", fields=["code"], condition=Q(kind=CONFIRMED)
            ),
            models.UniqueConstraint(
                name="portal_statement_confirmed_once",
                fields=["statement"],
                condition=Q(kind=CONFIRMED),
            ),
            models.CheckConstraint(
                name="portal_answer_kind_known", condition=Q(kind__in=ANSWER_KINDS)
            ),
            models.CheckConstraint(
                name="portal_answer_says_who_and_what", condition=~Q(name="") & ~Q(words="")
            ),
            models.CheckConstraint(
                name="portal_confirmed_names_its_paper",
                condition=Q(kind=CONFIRMED, shown_hash__isnull=False)
                | ~Q(kind=CONFIRMED) & Q(shown_hash__isnull=True),
            ),
            models.CheckConstraint(
                name="portal_promised_names_day_and_amount",
                condition=Q(kind=PROMISED, on__isnull=False, amount__isnull=False, amount__gt=0)
                | ~Q(kind=PROMISED) & Q(on__isnull=True, amount__isnull=True),
            ),
            models.CheckConstraint(
                name="portal_uploaded_has_its_file",
                condition=Q(file__isnull=True) & ~Q(kind=UPLOADED)
                | Q(file__isnull=False, kind__in=(UPLOADED, DISPUTED, *IN_DISPUTES))
                & ~Q(file_name=""),
            ),
            models.CheckConstraint(
                name="portal_follows_a_dispute",
                condition=Q(dispute__isnull=False, kind__in=IN_DISPUTES)
                | Q(dispute__isnull=True) & ~Q(kind__in=IN_DISPUTES),
            ),
            models.CheckConstraint(
                name="portal_rated_names_its_score",
                condition=Q(kind=RATED, score__isnull=False, score__range=(1, 5)) | Q(score__isnull=True) & ~Q(kind=RATED),
            ),
            models.UniqueConstraint(name="portal_rated_once", fields=["statement"], condition=Q(kind=RATED)),
            models.CheckConstraint(
                name="portal_answers_a_sheet",
                condition=Q(sheet__isnull=False, kind=ANSWERED) | Q(sheet__isnull=True) & ~Q(kind=ANSWERED),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["company", "statement", "-id"], name="portal_answer_of_paper"),
        ]  # fmt: skip


class PortalReply(models.Model):
    """What staff wrote to a question or complaint of a customer, who reads it in the portal. Append-only: one reply may follow another."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    answer = models.ForeignKey(PortalAnswer, on_delete=models.PROTECT, db_constraint=False)
    words = models.TextField(max_length=2000)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    key = models.CharField(max_length=100)  # of the form: sent again, it is the same reply
    seq = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="portal_reply_once", fields=["company", "key"]),
            models.CheckConstraint(name="portal_reply_says_something", condition=~Q(words="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["answer", "id"], name="portal_reply_of_question"),
        ]


class SheetRelease(models.Model):
    """A frozen sheet of the ledger a customer handed in, shown to that customer in the portal; of several the newest counts.

    It stays as it was made; only that it was taken back, with a reason, is added, and never once the customer has agreed.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    sheet = models.ForeignKey(SharedSheet, on_delete=models.PROTECT, db_constraint=False)
    answer = models.ForeignKey(
        PortalAnswer, on_delete=models.PROTECT, db_constraint=False
    )  # the ledger
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(default=timezone.now)
    seq = models.BigIntegerField()
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_why = models.CharField(max_length=500, blank=True)
    taken_back_seq = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="sheet_release_of_company", fields=["company", "id"]),
            models.UniqueConstraint(
                name="sheet_released_once", fields=["sheet"], condition=Q(taken_back_at__isnull=True)
            ),
            models.CheckConstraint(
                name="release_taken_back_says_why",
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True, taken_back_seq__isnull=True, taken_back_why="")
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False, taken_back_seq__isnull=False)
                & ~Q(taken_back_why=""),
            ),
        ]  # fmt: skip


class PortalStranger(models.Model):
    """A try with a link that does not exist, by the hash of its address: many of them shut that address out for a while."""

    address_hash = models.BinaryField()
    tried_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["address_hash", "tried_at"], name="portal_stranger_tries"),
        ]

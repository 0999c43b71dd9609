"""Files on their way into the book: what stands in them, what is in the way, what people decided, and how far it is."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.files import StoredFile
from wanglai.store.models.imports import ImportBatch

AT_WORK = ("queued", "reading", "ordered", "posting")
WAITING = ("refused", "preview", "stopped")
ENDED = ("done", "withdrawn")
HELD = (
    "ordered",
    "posting",
    "stopped",
)  # one of a company: the next is looked at when this one is through


class FileImport(models.Model):
    """One file, from its reading to its report; when it has ended it stays as it is.

    queued -> reading -> preview (or refused: read again another way) -> ordered -> posting -> done
    posting may be stopped and gone on with; what is not ordered can be withdrawn.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, db_constraint=False)
    file_name = models.CharField(max_length=200)  # as this upload called it
    state = models.CharField(max_length=9, default="queued")
    options = models.JSONField(default=dict)  # how to read it, only what was said or remembered
    is_remembered = models.BooleanField(default=False)  # the options come from an earlier file
    found = models.JSONField(default=dict)  # sheet, heading, columns, sample: how it was read
    choices = models.JSONField(default=dict)  # code of a problem -> what is done about all of them
    totals = models.JSONField(
        default=dict
    )  # of the file: currency -> minor units, as its column adds up
    refusal = models.JSONField(null=True)  # code place reason{zh,en} remedy{zh,en}
    documents = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    rows_total = models.IntegerField(default=0)
    attempts = models.IntegerField(default=0)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ordered_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+"
    )  # to its credit notes, where another's word was needed
    origin = models.CharField(max_length=200, blank=True)  # the door of the order
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    stop_requested_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="fileimport_of_company", fields=["company", "id"]),
            models.CheckConstraint(
                name="fileimport_state_known", condition=Q(state__in=(*AT_WORK, *WAITING, *ENDED))
            ),
            models.CheckConstraint(
                name="fileimport_ended_is_dated",
                condition=Q(state__in=ENDED) ^ Q(finished_at__isnull=True),
            ),
            models.CheckConstraint(
                name="fileimport_ordered_by_somebody",
                condition=~Q(state__in=(*HELD, "done"))
                | Q(ordered_by__isnull=False, ordered_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="fileimport_one_posting", fields=["company"], condition=Q(state__in=HELD)
            ),
            models.UniqueConstraint(
                name="fileimport_live_once",
                fields=["company", "kind", "file"],
                condition=~Q(state__in=ENDED),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["state", "heartbeat_at"],
                name="fileimport_active",
                condition=Q(state__in=AT_WORK),
            ),
        ]


class ImportedDocument(models.Model):
    """A document (or customer) as the file says it, with what people corrected; it moves until it is ordered."""

    pk = models.CompositePrimaryKey("file_import_id", "no")
    file_import_id = models.BigIntegerField()
    no = models.IntegerField()
    row = models.IntegerField()  # of the sheet, the first it stands in
    rows = models.IntegerField(default=1)
    number = models.CharField(max_length=200)
    customer = models.CharField(max_length=400)
    on = models.DateField(null=True)
    due = models.DateField(null=True)
    currency = models.CharField(max_length=12)
    rate = models.DecimalField(max_digits=18, decimal_places=8, null=True)
    gross = models.BigIntegerField(null=True)
    tax = models.BigIntegerField(default=0)
    gross_read = models.BigIntegerField(
        null=True
    )  # as the file had it, whatever was corrected since
    text = models.CharField(max_length=1000)
    more = models.JSONField(
        default=dict
    )  # unread, names, said, kind_said, total_said, net_said, noticed
    plan = models.JSONField(
        null=True
    )  # contract, version, parts, waits_for: its due days, where the contract in force gives them
    is_left_out = models.BooleanField(default=False)  # by a person
    is_corrected = models.BooleanField(default=False)
    batch_row = models.IntegerField(null=True)  # its place in the batch that posts it

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["file_import_id", "batch_row"],
                name="imported_in_batch",
                condition=Q(batch_row__isnull=False),
            ),
        ]


class ImportedLine(models.Model):
    """A line of a document as the file says it."""

    pk = models.CompositePrimaryKey("file_import_id", "no", "line_no")
    file_import_id = models.BigIntegerField()
    no = models.IntegerField()
    line_no = models.IntegerField()
    row = models.IntegerField()
    text = models.CharField(max_length=500)
    quantity = models.DecimalField(max_digits=24, decimal_places=8, null=True)
    price = models.DecimalField(max_digits=24, decimal_places=8, null=True)
    amount = models.BigIntegerField()
    tax = models.BigIntegerField(null=True)
    said = models.JSONField(null=True)  # columns of the kind that have no place here


class ImportProblem(models.Model):
    """One thing in the way of a document; what is done about its code stands in the import's choices."""

    pk = models.CompositePrimaryKey("file_import_id", "no", "ordinal")
    file_import_id = models.BigIntegerField()
    no = models.IntegerField()
    ordinal = models.SmallIntegerField()
    code = models.CharField(max_length=40)
    field = models.CharField(max_length=20, blank=True)
    excerpt = models.CharField(max_length=200, blank=True)
    values = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["file_import_id", "code"], name="importproblem_by_code")
        ]


class ImportDecision(models.Model):
    """What a person decided about an import; append-only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    file_import = models.ForeignKey(FileImport, on_delete=models.PROTECT, db_constraint=False)
    kind = models.CharField(
        max_length=12
    )  # choose correct leave_out take_in read_again order stop go_on end
    document_no = models.IntegerField(null=True)
    facts = models.JSONField(default=dict)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["file_import", "document_no"], name="importdecision_about")
        ]


class ImportMapping(models.Model):
    """A way of reading a kind of file that was booked; the newest for a heading is in force. Append-only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    header = ArrayField(models.TextField(), default=list)
    options = models.JSONField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT)
    confirmed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="importmapping_has_a_kind", condition=~Q(kind=""))
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "kind", "-id"], name="importmapping_newest")
        ]

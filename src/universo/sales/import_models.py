"""Uploaded files of invoices and collections on their way in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.identity.models import User


class ImportKind(models.TextChoices):
    """The layouts that are read."""

    MIS_COMPROBANTES = "mis-comprobantes", _("ARCA, «Mis Comprobantes Emitidos»")
    INVOICES = "invoices", _("Invoices with lines")
    COLLECTIONS = "collections", _("Collections")


class ImportStatus(models.TextChoices):
    """Where a file stands. A person acts in MAPPING and PREVIEWED; the worker in the three -ING.

    Nothing is written to the books before it is confirmed.
    """

    READING = "READING", _("Being read")
    MAPPING = "MAPPING", _("Waits for its columns")
    CHECKING = "CHECKING", _("Being checked")
    PREVIEWED = "PREVIEWED", _("Previewed")
    APPLYING = "APPLYING", _("Being applied")
    APPLIED = "APPLIED", _("Applied")
    STOPPED = "STOPPED", _("Stopped")
    DISCARDED = "DISCARDED", _("Discarded")
    FAILED = "FAILED", _("Failed")


class Outcome(models.TextChoices):
    """What a row of a file does, or did. The values are those of the staging tables."""

    NEW = "N", _("New")
    WAITS = "W", _("Waits for its invoice")
    COMPLETES = "X", _("Completes")
    UNCHANGED = "U", _("Unchanged")
    CONFLICT = "C", _("Differs")
    REJECTED = "R", _("Rejected")


class ImportSource(models.Model):
    """Where files of ours with columns of their own come from, and what those columns are."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=ImportKind.choices)
    heading_key = models.CharField(max_length=64, blank=True)  # Shape.key of its last file
    mapping = models.JSONField(default=dict)  # field by the title's key, "" for those left out
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One uploaded file: what it looks like, what it would do and what it did.

    The file lies in the folder of uploads under `stored_as` until the import ends, the rows left out
    beside it for a while longer. Its rows lie in the staging tables meanwhile.
    """

    kind = models.CharField(max_length=20, choices=ImportKind.choices, blank=True)
    status = models.CharField(max_length=10, choices=ImportStatus.choices)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    file_bytes = models.BigIntegerField(default=0)
    stored_as = models.CharField(max_length=64, blank=True)
    issuer_cuit = models.CharField(max_length=11, blank=True)
    wanted_kind = models.CharField(max_length=20, default="auto")  # what the person said it is
    source = models.ForeignKey(
        ImportSource, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    shape = models.JSONField(default=dict)  # how to read it: tabular.shape.Shape
    header = models.JSONField(default=dict)  # where each field stands: feeds.sniff.as_json
    generation = models.CharField(max_length=2, blank=True)  # G1, G2, G3 of "Mis Comprobantes"
    counts = models.JSONField(default=dict)  # rows, outcomes, totals, warnings; done so far
    preview = models.JSONField(default=dict)  # the first rows of each outcome
    fault = models.JSONField(default=dict)  # why it FAILED: {"code", "params"}
    # Of the phase that runs: rows behind it, rows in all (0 while unknown), since when.
    done_rows = models.BigIntegerField(default=0)
    all_rows = models.BigIntegerField(default=0)
    phase_at = models.DateTimeField(null=True)
    uploaded_at = models.DateTimeField()
    # Empty: the console.
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "sales"
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

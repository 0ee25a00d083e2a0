"""Files of customers on their way into a list, and what is known of each list's quality."""

from django.db import models

from universo.identity.models import User
from universo.partners.models import Partner


class ImportStatus(models.TextChoices):
    """Where a file stands. A person acts in MAPPING and READY; the worker in the three -ING."""

    READING = "READING"
    MAPPING = "MAPPING"
    CHECKING = "CHECKING"
    READY = "READY"
    APPLYING = "APPLYING"
    APPLIED = "APPLIED"
    STOPPED = "STOPPED"
    DISCARDED = "DISCARDED"
    FAILED = "FAILED"


class CustomerImport(models.Model):
    """One uploaded file: what it looks like, what its columns are, what it would do and did.

    The file itself lies in the folder of uploads under `stored_as` until the import ends, the rows
    that were left out beside it for a while longer.
    """

    owner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(
        "customers.CustomerSource", null=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=10, choices=ImportStatus.choices)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    file_bytes = models.BigIntegerField()
    stored_as = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # What it does by itself, without anybody at a screen: source, mapping, whole_list (the API).
    wish = models.JSONField(default=dict)
    shape = models.JSONField(default=dict)  # how to read it: intake.shape.Shape
    mapping = models.JSONField(default=list)  # the field of each column, "" for none
    is_whole_list = models.BooleanField(default=False)  # who is missing is nobody's customer now
    counts = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)  # first rows as they will be stored; first problems
    fault = models.CharField(max_length=300, blank=True)  # why it FAILED, for people
    # Of the phase that runs: rows behind it, rows in all (0 while unknown), since when.
    done_rows = models.BigIntegerField(default=0)
    all_rows = models.BigIntegerField(default=0)
    phase_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-uploaded_at"], name="customers_import_newest")]


class ListFigures(models.Model):
    """Size and quality of a list (`source` empty) or of one source, as last counted by a job."""

    owner = models.ForeignKey(Partner, null=True, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(
        "customers.CustomerSource", null=True, on_delete=models.CASCADE, related_name="+"
    )
    # False: the whole list; True with an empty source: what was written by hand.
    is_part = models.BooleanField(default=False)
    counted_at = models.DateTimeField()
    figures = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "source", "is_part"],
                nulls_distinct=False,
                name="customers_figures_once",
            )
        ]

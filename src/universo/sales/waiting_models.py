"""Collections whose invoice is not registered yet: kept as they came, until it is (R-12, protocol 6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.identity.models import User
from universo.program.choices import Currency
from universo.sales.import_models import ImportBatch

KEY = ["issuer_cuit", "type_code", "point_of_sale", "number", "receipt_number", "item"]


class WaitingStatus(models.TextChoices):
    """What became of a collection that came before its invoice."""

    WAITING = "WAITING", _("Waits for its invoice")
    REFUSED = "REFUSED", _("Does not fit its invoice")
    APPLIED = "APPLIED", _("Registered")
    CANCELLED = "CANCELLED", _("Cancelled")


OPEN = (WaitingStatus.WAITING, WaitingStatus.REFUSED)


class WaitingCollection(models.Model):
    """A receipt's part on an invoice that was not there when a file or a program brought it.

    The invoice is named, not referred to. Whatever way it comes by, the collection is registered with
    it, in the same transaction; where it does not fit, `remarks` say why, and a person cancels it. What
    was taken back meanwhile (a bounced cheque) is registered and taken back.
    """

    issuer_cuit = models.CharField(max_length=11)
    type_code = models.PositiveSmallIntegerField()
    point_of_sale = models.PositiveIntegerField()
    number = models.BigIntegerField()
    receipt_number = models.CharField(max_length=40)
    item = models.PositiveSmallIntegerField()
    means = models.CharField(max_length=12)  # models.Means
    amount_minor = models.BigIntegerField()
    # Empty: that of its invoice, as all that comes over the API.
    currency = models.CharField(max_length=3, choices=Currency.choices, blank=True)
    received_date = models.DateField()
    cleared_date = models.DateField(null=True)
    certificate = models.CharField(max_length=40, blank=True)
    instrument = models.CharField(max_length=40, blank=True)
    regime = models.CharField(max_length=40, blank=True)
    taken_back_date = models.DateField(null=True)
    taken_back_reason = models.CharField(max_length=240, blank=True)
    # Made by the client (protocol 5): of what came over the API, and of what took it back there.
    uid = models.UUIDField(null=True, unique=True)
    taken_back_uid = models.UUIDField(null=True, unique=True)
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.PositiveIntegerField()  # the row in the file; 0 of what came over the API
    recorded_at = models.DateTimeField()
    # Empty: the console (`./universo import`), whose line of the timeline says so.
    recorded_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.CharField(max_length=9, choices=WaitingStatus.choices)
    remarks = models.JSONField(default=list)  # why it was refused: sales.remarks
    collection = models.ForeignKey(
        "sales.Collection", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        app_label = "sales"
        ordering = ["received_date", "id"]
        indexes = [
            models.Index(
                fields=["received_date", "id"], name="sales_waiting_open",
                condition=models.Q(status__in=["WAITING", "REFUSED"]),
            ),
            models.Index(
                fields=KEY, name="sales_waiting_cancelled",
                condition=models.Q(status="CANCELLED"),
            ),
        ]  # fmt: skip
        constraints = [
            # The same part of a receipt waits once.
            models.UniqueConstraint(
                fields=KEY, name="sales_waiting_once",
                condition=models.Q(status__in=["WAITING", "REFUSED"]),
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="sales_waiting_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(batch__isnull=True, uid__isnull=False)
                | models.Q(batch__isnull=False, uid__isnull=True, currency__gt=""),
                name="sales_waiting_by_file_or_program",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="CANCELLED")
                | (models.Q(ended_at__isnull=False, ended_by__isnull=False) & ~models.Q(reason="")),
                name="sales_waiting_cancelled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="APPLIED") | models.Q(collection__isnull=False),
                name="sales_waiting_applied_as_something",
            ),
        ]  # fmt: skip

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits, or for a person."""
        return self.status in OPEN

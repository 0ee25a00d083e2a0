"""Bank accounts of partners: asked for by one person, approved by another, in force after a wait."""

from django.db import models

from universo.identity.models import User
from universo.partners.choices import AccountKind, AccountStatus
from universo.program.choices import Currency


class BankAccount(models.Model):
    """Where a partner is paid in one currency. Rows stay: the latest one in force is the account."""

    uid = models.UUIDField(unique=True)
    partner = models.ForeignKey(
        "partners.Partner", on_delete=models.PROTECT, related_name="bank_accounts"
    )
    currency = models.CharField(max_length=3, choices=Currency.choices)
    kind = models.CharField(max_length=5, choices=AccountKind.choices)
    number = models.CharField(max_length=22)  # 22 digits, or the alias in lower case
    bank = models.CharField(max_length=80)
    holder_name = models.CharField(max_length=160)
    holder_cuit = models.CharField(max_length=11)  # the partner's own (trigger)
    status = models.CharField(max_length=9, choices=AccountStatus.choices)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    effective_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=240, blank=True)  # of the refusal or the stop

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "currency"],
                condition=models.Q(status="REQUESTED"),
                name="partners_account_one_asked",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("requested_by")),
                name="partners_account_by_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="APPROVED")
                | models.Q(decided_by__isnull=False, effective_at__isnull=False),
                name="partners_account_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["REJECTED", "STOPPED"]) | ~models.Q(reason=""),
                name="partners_account_refused_with_reason",
            ),
        ]

    @property
    def masked(self) -> str:
        """The number with its middle hidden, for mails and lists: `0170…7890`."""
        if self.kind == AccountKind.ALIAS:
            return f"{self.number[:3]}…{self.number[-2:]}"
        return f"{self.number[:4]}…{self.number[-4:]}"

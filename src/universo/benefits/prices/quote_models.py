"""Quotes that partners give to their customers: drafts that change, issued ones that do not."""

from django.db import models

from universo.benefits.prices.choices import QuoteStatus
from universo.domain import quotes as domain
from universo.identity.models import User
from universo.partners.models import Partner
from universo.program.choices import Currency


class QuoteCounter(models.Model):
    """The last number that a partner gave to a quote; locked while the next one is taken."""

    partner = models.OneToOneField(Partner, on_delete=models.PROTECT, related_name="+")
    last = models.PositiveIntegerField(default=0)


class Quote(models.Model):
    """A quote: a draft without a number, then issued under the partner's next one and frozen.

    Sums in minor units of `currency`, net and VAT (domain.quotes.totals). `revision` tells two who change
    the same draft apart.
    """

    uid = models.UUIDField(unique=True)  # made by the client (protocol 5)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=9, choices=QuoteStatus.choices, default=QuoteStatus.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    currency = models.CharField(max_length=3, choices=Currency.choices)
    customer_name = models.CharField(max_length=160)
    customer_cuit = models.CharField(max_length=11, blank=True)
    validity_days = models.PositiveSmallIntegerField()
    notes = models.CharField(max_length=1000, blank=True)
    net_minor = models.BigIntegerField(default=0)
    vat_minor = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    issued_date = models.DateField(null=True)
    valid_until = models.DateField(null=True)  # included
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "number"], name="prices_quote_number_once"),
            models.CheckConstraint(
                condition=models.Q(
                    status="DRAFT", number__isnull=True, issued_at__isnull=True,
                    valid_until__isnull=True,
                )
                | (
                    ~models.Q(status="DRAFT")
                    & models.Q(
                        number__isnull=False, issued_at__isnull=False, valid_until__isnull=False
                    )
                ),
                name="prices_quote_issued_with_number",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="WITHDRAWN") | ~models.Q(withdrawn_reason=""),
                name="prices_quote_withdrawn_with_reason",
            ),
        ]  # fmt: skip

    @property
    def total_minor(self) -> int:
        """What the customer would pay."""
        return self.net_minor + self.vat_minor

    @property
    def reference(self) -> str:
        """How people name it: `COT-00012`, a partner's own numbers; empty for a draft."""
        return f"COT-{self.number:05d}" if self.number else ""


class QuoteLine(models.Model):
    """A line: an article of the partner's list, or words of his own without `code`.

    `own_minor` and `public_minor` are what the list said last; the customer never reads them.
    """

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField()
    unit_minor = models.BigIntegerField()
    vat_bp = models.PositiveSmallIntegerField()
    own_minor = models.BigIntegerField(null=True)
    public_minor = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, unit_minor__gte=0), name="prices_quote_line_sane"
            ),
        ]

    @property
    def sums(self) -> domain.QuoteLine:
        """The line as the domain adds it up."""
        return domain.QuoteLine(self.quantity, self.unit_minor, self.vat_bp)

    @property
    def is_below_own(self) -> bool:
        """Tell whether it is offered for less than the partner pays."""
        return domain.below_own(self.unit_minor, self.own_minor)

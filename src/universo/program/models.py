"""The programme's terms, catalogue, rates and calendar: all dated, none a constant in code."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from universo.identity.models import User
from universo.program.choices import Currency, ProductKind, RewardBasis, SponsorLevel


class Province(models.Model):
    """One of the 24 jurisdictions, by its ISO 3166-2 letter."""

    letter = models.CharField(max_length=1, primary_key=True)
    name = models.CharField(max_length=60)
    indec_code = models.CharField(max_length=2, unique=True)
    comarb_code = models.CharField(max_length=3)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Locality(models.Model):
    """A locality always with its department, since names repeat; suggested as one types."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="localities")
    department = models.CharField(max_length=80)
    name = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["province", "name"])]
        ordering = ["name"]


class ProductFamily(models.Model):
    """A family of the catalogue; rates and needs are stated by family."""

    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=240, blank=True)
    kind = models.CharField(max_length=8, choices=ProductKind.choices)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """A product of the catalogue."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    family = models.ForeignKey(ProductFamily, on_delete=models.PROTECT, related_name="products")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RewardRate(models.Model):
    """A percentage in basis points for a family (or one product) and a level, in a range of days (R-13)."""

    family = models.ForeignKey(ProductFamily, on_delete=models.PROTECT, related_name="rates")
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="rates")
    level = models.CharField(max_length=12, choices=SponsorLevel.choices)
    rate_bp = models.PositiveIntegerField()
    valid = DateRangeField()  # [from, to)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rate_bp__lte=10_000), name="program_rate_at_most_all"
            ),
            ExclusionConstraint(
                name="program_rate_one_at_a_time",
                expressions=[
                    ("family", RangeOperators.EQUAL),
                    (Coalesce("product", 0), RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class RateChangeStatus(models.TextChoices):
    """A proposed rate takes effect only when another administrator confirms it."""

    PROPOSED = "PROPOSED", _("Waiting for a second person")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class RateProposal(models.Model):
    """New rates from a day on, one or many, proposed by one person and confirmed by another (R-13).

    All of its changes take effect, or none.
    """

    uid = models.UUIDField(unique=True)  # made by the client (protocol 5)
    from_date = models.DateField()
    reason = models.CharField(max_length=240)
    status = models.CharField(max_length=9, choices=RateChangeStatus.choices)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("proposed_by")),
                name="program_rates_by_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="CONFIRMED")
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="program_rates_confirmed_by_somebody",
            ),
        ]


class RateChange(models.Model):
    """One rate of a proposal: of a family or one product, for a level."""

    proposal = models.ForeignKey(RateProposal, on_delete=models.PROTECT, related_name="changes")
    family = models.ForeignKey(ProductFamily, on_delete=models.PROTECT, related_name="rate_changes")
    product = models.ForeignKey(
        Product, null=True, on_delete=models.PROTECT, related_name="rate_changes"
    )
    level = models.CharField(max_length=12, choices=SponsorLevel.choices)
    rate_bp = models.PositiveIntegerField()
    is_waiting = models.BooleanField(default=True)  # while its proposal waits

    class Meta:
        ordering = [
            "family__kind",
            "family__name",
            models.F("product__name").asc(nulls_first=True),
            "level",
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rate_bp__lte=10_000), name="program_change_at_most_all"
            ),
            models.UniqueConstraint(
                models.F("family"),
                Coalesce("product", 0),
                models.F("level"),
                condition=models.Q(is_waiting=True),
                name="program_change_one_waiting",
            ),
            models.UniqueConstraint(
                models.F("proposal"),
                models.F("family"),
                Coalesce("product", 0),
                models.F("level"),
                name="program_change_once_in_a_proposal",
            ),
        ]

    @property
    def what(self) -> str:
        """The name of the product, or of the whole family."""
        return str(self.product or self.family)


class Terms(models.Model):
    """A dated version of the programme's policies (P-1 to P-13) and of its text."""

    version = models.PositiveIntegerField(unique=True)
    valid_from = models.DateField(unique=True)
    decision_days = models.PositiveSmallIntegerField(default=15)  # R-9, business days
    day_policy = models.CharField(max_length=40, default="NAC+DNL")  # P-2
    receipt_rule = models.CharField(max_length=1, default="A")  # P-2
    internal_target_days = models.PositiveSmallIntegerField(default=3)  # P-11b
    protection_days = models.PositiveSmallIntegerField(default=365)  # P-6
    renewal_wait_days = models.PositiveSmallIntegerField(default=30)
    reward_basis = models.CharField(
        max_length=5, choices=RewardBasis.choices, default=RewardBasis.NET
    )  # P-8
    minimum_payment_ars_minor = models.BigIntegerField(default=0)  # P-11
    minimum_payment_usd_minor = models.BigIntegerField(default=0)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["valid_from"]

    def minimum_payment_minor(self, currency: str) -> int:
        """Return the least amount that is settled, in minor units of `currency`."""
        if currency == Currency.USD:
            return self.minimum_payment_usd_minor
        return self.minimum_payment_ars_minor


class CalendarVersion(models.Model):
    """A version of the holiday table; a receipt names the one it was computed with (P-3)."""

    number = models.PositiveIntegerField(unique=True)
    note = models.CharField(max_length=240)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")


class Holiday(models.Model):
    """A day of one version of the table, with the columns of data/feriados_ar.csv (P-2)."""

    calendar = models.ForeignKey(CalendarVersion, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=32)  # feriado_inamovible, dnl_jueves_santo …
    scope = models.CharField(max_length=16, default="AR")
    original_date = models.DateField(null=True)
    norm = models.CharField(max_length=200, blank=True)
    counts_in_nac = models.BooleanField()  # True: not a business day under policy NAC
    counts_in_nac_dnl = models.BooleanField()  # True: not a business day under policy NAC+DNL
    state = models.CharField(max_length=32, default="confirmado")
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "date", "scope", "name"], name="program_holiday_once"
            )
        ]

"""Price lists, the files they come from, the rules they are published by, and who looked at them."""

from datetime import date

from django.db import models

from universo.benefits.prices.choices import FileStatus
from universo.identity.models import User
from universo.partners.models import Partner
from universo.program.choices import Category, Currency, SponsorLevel
from universo.program.models import Product

LEVELS_OF_SPONSORS = models.Q(level="") | models.Q(category=Category.SPONSOR)


class PriceRules(models.Model):
    """The rules in force from a day on, until the next row; none is changed backwards."""

    valid_from = models.DateField(unique=True)
    notice_days = models.PositiveSmallIntegerField()  # whole business days before a change applies
    outlier_bp = models.PositiveIntegerField()  # a change from here on is pointed out
    longest_validity_days = models.PositiveSmallIntegerField()  # of a quote, calendar days
    reason = models.CharField(max_length=240, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valid_from"]


class PriceList(models.Model):
    """The prices of a category, or of one level of sponsors, in a currency, from a day on.

    It counts until the list that follows it; nothing of it changes (the database sees to it). A list that
    has not begun may be withdrawn.
    """

    category = models.CharField(max_length=8, choices=Category.choices)
    level = models.CharField(max_length=12, choices=SponsorLevel.choices, blank=True)
    currency = models.CharField(max_length=3, choices=Currency.choices)
    title = models.CharField(max_length=120)
    follows = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="followers"
    )
    from_date = models.DateField()
    note = models.CharField(max_length=600, blank=True)  # partners read it
    line_count = models.PositiveIntegerField()
    counts = models.JSONField()  # of changes by kind, against the list it follows
    file_sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    announced_at = models.DateTimeField(null=True)  # when the last mail of it was written
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_date = models.DateField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=240, blank=True)

    until: "date | None"  # the first day of the list after it, where queries filled it

    class Meta:
        ordering = ["category", "level", "currency", "-from_date", "-id"]
        constraints = [
            models.CheckConstraint(condition=LEVELS_OF_SPONSORS, name="prices_levels_of_sponsors"),
            models.UniqueConstraint(
                fields=["category", "level", "currency", "from_date"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="prices_one_list_from_a_day",
            ),
            models.UniqueConstraint(
                fields=["follows"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="prices_one_list_follows",
            ),
            models.UniqueConstraint(
                fields=["category", "level", "currency"],
                condition=models.Q(withdrawn_at__isnull=True, follows__isnull=True),
                name="prices_one_first_list",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_date__isnull=True)
                | (
                    models.Q(withdrawn_at__isnull=False, withdrawn_date__lt=models.F("from_date"))
                    & ~models.Q(withdrawn_reason="")
                ),
                name="prices_withdrawn_before_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PriceLine(models.Model):
    """An article of a list at its net prices."""

    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="lines")
    code = models.CharField(max_length=40)  # in capitals
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=200)
    family = models.CharField(max_length=80, blank=True)
    public_minor = models.BigIntegerField()
    partner_minor = models.BigIntegerField()
    vat_bp = models.PositiveSmallIntegerField()
    found_by = models.CharField(max_length=330)  # code, words and family without accents and case

    class Meta:
        ordering = ["family", "text", "code"]
        constraints = [
            models.UniqueConstraint(fields=["price_list", "code"], name="prices_article_once"),
            models.CheckConstraint(
                condition=models.Q(
                    partner_minor__gt=0, public_minor__gte=models.F("partner_minor")
                ),
                name="prices_partner_pays_no_more",
            ),
        ]


class PriceFile(models.Model):
    """A file of prices: its columns are chosen, what it changes is looked at, then it becomes a list."""

    category = models.CharField(max_length=8, choices=Category.choices)
    level = models.CharField(max_length=12, choices=SponsorLevel.choices, blank=True)
    currency = models.CharField(max_length=3, choices=Currency.choices)
    title = models.CharField(max_length=120)
    file_name = models.CharField(max_length=160)
    stored_as = models.CharField(max_length=40, unique=True)
    file_sha256 = models.CharField(max_length=64)
    file_bytes = models.PositiveBigIntegerField()
    status = models.CharField(max_length=9, choices=FileStatus.choices)
    shape = models.JSONField(default=dict)
    mapping = models.JSONField(default=list)  # the field of each column
    default_vat_bp = models.PositiveSmallIntegerField(null=True)
    base = models.ForeignKey(PriceList, null=True, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    price_list = models.OneToOneField(
        PriceList, null=True, on_delete=models.PROTECT, related_name="source"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=LEVELS_OF_SPONSORS, name="prices_file_levels"),
            models.CheckConstraint(
                condition=models.Q(status="STORED", price_list__isnull=False)
                | (~models.Q(status="STORED") & models.Q(price_list__isnull=True)),
                name="prices_stored_is_a_list",
            ),
        ]


class Look(models.Model):
    """A partner's person looked at the prices on a local day."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="prices_look_once_a_day")
        ]


from universo.benefits.prices.quote_models import Quote, QuoteCounter, QuoteLine  # noqa: E402

__all__ = [
    "Look", "PriceFile", "PriceLine", "PriceList", "PriceRules", "Quote", "QuoteCounter", "QuoteLine",
]  # fmt: skip

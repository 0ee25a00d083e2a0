"""The library of technical material: pieces with their versions, and who follows and takes them (R-2)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from universo.benefits.library.choices import AUDIENCES, Kind, Language
from universo.identity.models import User
from universo.partners.models import Partner
from universo.program.models import Product, ProductFamily


class Item(models.Model):
    """A piece of material, whatever its version. `replaced_by` is another piece that took its place."""

    uid = models.UUIDField(unique=True)  # made by the client (protocol 5)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ES)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=600, blank=True)
    families = models.ManyToManyField(ProductFamily, related_name="+")
    products = models.ManyToManyField(Product, related_name="+")
    names = models.TextField(blank=True)  # of its products and families, for the search
    audience = ArrayField(models.CharField(max_length=24, choices=AUDIENCES), default=list)
    replaced_by = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="replaces"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=240, blank=True)
    shown: "list[Version]"  # the versions a page shows, the newest first, where queries filled it

    search = models.GeneratedField(  # title before names before summary
        expression=models.Func(
            "title", "names", "summary", function="public.library_vector",
            output_field=SearchVectorField(),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )  # fmt: skip

    class Meta:
        indexes = [GinIndex(fields=["search"], name="library_item_search")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(replaced_by=models.F("id")), name="library_not_by_itself"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdrawn_reason=""),
                name="library_item_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One version of a piece: a file in the store, or a link. The highest `sequence` replaces the others."""

    uid = models.UUIDField(unique=True)  # made by the client (protocol 5)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    sequence = models.PositiveIntegerField()
    label = models.CharField(max_length=40)  # "2.1.4", as the maker calls it
    notes = models.CharField(max_length=1000, blank=True)
    from_date = models.DateField()  # partners see it from this local day on
    link = models.URLField(max_length=500, blank=True)
    stored_name = models.CharField(max_length=80, blank=True)
    file_name = models.CharField(max_length=160, blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    checked_at = models.DateTimeField(null=True)  # when the stored bytes were compared last
    is_intact = models.BooleanField(default=True)
    told_at = models.DateTimeField(null=True)  # when those who follow it were told
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "sequence"], name="library_version_order"),
            models.UniqueConstraint(fields=["item", "label"], name="library_version_label"),
            models.CheckConstraint(
                condition=models.Q(stored_name="") ^ models.Q(link=""),
                name="library_file_or_link",
            ),
            models.CheckConstraint(
                condition=models.Q(stored_name="") | models.Q(sha256__regex="^[0-9a-f]{64}$"),
                name="library_file_with_checksum",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdrawn_reason=""),
                name="library_version_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def etag(self) -> str:
        """What tells these bytes from any others, as HTTP writes it."""
        return f'"{self.sha256}"'


class Favourite(models.Model):
    """A piece that a person wants at hand."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "item"], name="library_favourite_once")
        ]


class Follow(models.Model):
    """A person who wants to be told of new versions of one piece, or of all material of a product."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, null=True, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "item"], name="library_follow_item_once"),
            models.UniqueConstraint(fields=["user", "product"], name="library_follow_product_once"),
            models.CheckConstraint(
                condition=models.Q(item__isnull=True) ^ models.Q(product__isnull=True),
                name="library_follow_one_thing",
            ),
        ]


class Download(models.Model):
    """A person took a version on a local day: however many parts it came in, it counts once."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["partner", "day"])]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "user", "day"], name="library_download_once_a_day"
            )
        ]


class EmptySearch(models.Model):
    """Words that found nothing, by month: no person, no partner, nothing that looks like one."""

    words = models.CharField(max_length=80)
    month = models.DateField()  # its first day
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["words", "month"], name="library_empty_search_once")
        ]

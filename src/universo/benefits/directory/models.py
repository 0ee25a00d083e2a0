"""The public directory of partners: their pages, version by version, their consent, badges and counts."""

from django.db import models
from django.db.models import Q

from universo.benefits.directory.choices import Kind, PageStatus
from universo.identity.models import User
from universo.partners.models import Partner
from universo.program.models import ProductFamily, Province


class Skill(models.Model):
    """Something that partners know how to do, by which people look for them."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80, unique=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Listing(models.Model):
    """A partner's place in the directory, under an address that stays."""

    partner = models.OneToOneField(Partner, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug


class Consent(models.Model):
    """That the partner wanted to be mentioned, from an instant to another; `wording` is what it accepted."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="consents")
    wording = models.CharField(max_length=500)
    from_at = models.DateTimeField()
    from_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    until_at = models.DateTimeField(null=True)
    until_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-from_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing"], condition=Q(until_at__isnull=True), name="directory_one_consent"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=models.F("from_at")),
                name="directory_consent_forward",
            ),
        ]


class Logo(models.Model):
    """A picture that we made from the partner's, smaller and without anything else in it."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="logos")
    stored_name = models.CharField(max_length=60, unique=True)
    content_type = models.CharField(max_length=20)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class Version(models.Model):
    """What a partner says of itself; the one that is PUBLISHED is shown, whatever waits after it."""

    uid = models.UUIDField(unique=True)  # made by the client (protocol 5)
    content_sha256 = models.CharField(max_length=64)  # of what was sent: another body is a conflict
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=PageStatus.choices)
    headline = models.CharField(max_length=160)
    text = models.CharField(max_length=2000)
    website = models.URLField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    whatsapp = models.CharField(max_length=15, blank=True)  # digits, as wa.me wants them
    is_national = models.BooleanField(default=False)
    families = models.ManyToManyField(ProductFamily, related_name="+")
    skills = models.ManyToManyField(Skill, related_name="+")
    logo = models.ForeignKey(Logo, null=True, on_delete=models.PROTECT, related_name="+")
    logo_alt = models.CharField(max_length=160, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "number"], name="directory_version_order"),
            models.UniqueConstraint(
                fields=["listing"], condition=Q(status="WAITING"), name="directory_one_waiting"
            ),
            models.UniqueConstraint(
                fields=["listing"], condition=Q(status="PUBLISHED"), name="directory_one_published"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["RETURNED", "TAKEN_DOWN"]) | ~Q(reason=""),
                name="directory_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["WAITING", "SUPERSEDED"]) | Q(decided_by__isnull=False),
                name="directory_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(logo__isnull=True) | ~Q(logo_alt=""), name="directory_logo_in_words"
            ),
        ]


class Place(models.Model):
    """Where the partner works: a whole province, or one locality of it."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="places")
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    locality = models.CharField(max_length=120, blank=True)  # "": all of the province

    class Meta:
        ordering = ["province__name", "locality"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "province", "locality"], name="directory_place_once"
            )
        ]


class Badge(models.Model):
    """The code by which anybody verifies a partner's badge; nobody could guess it."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)  # another code took its place
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner"], condition=Q(ended_at__isnull=True), name="directory_one_badge"
            )
        ]


class DailyCount(models.Model):
    """How often a page was looked at, or a way to reach the partner used, on a local day: no person."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="counts")
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "day", "kind"], name="directory_count_of_a_day"
            )
        ]

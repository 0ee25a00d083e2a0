"""Organisations of the programme: how they apply, what they are enrolled in, and their people."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.identity.models import User
from universo.program.choices import Category, SponsorLevel
from universo.program.models import Province


class Partner(models.Model):
    """An organisation that was admitted; one CUIT, one partner."""

    legal_name = models.CharField(max_length=160)
    trade_name = models.CharField(max_length=160, blank=True)
    cuit = models.CharField(max_length=11, unique=True)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(max_length=254)
    phone = models.CharField(max_length=40)
    account_executive = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    current: "list[Enrolment]"  # the open enrolments, where queries.with_current filled it

    class Meta:
        ordering = ["legal_name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cuit__regex=r"^\d{11}$"), name="partners_cuit_shape"
            )
        ]

    def __str__(self) -> str:
        return self.trade_name or self.legal_name


class Enrolment(models.Model):
    """A partner's membership of a category, from a day on; sponsors have a level (R-1, R-4)."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="enrolments")
    category = models.CharField(max_length=8, choices=Category.choices)
    level = models.CharField(max_length=12, choices=SponsorLevel.choices, blank=True)
    since_date = models.DateField()
    until_date = models.DateField(null=True)  # exclusive

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "category"],
                condition=models.Q(until_date__isnull=True),
                name="partners_category_once",
            ),
            models.CheckConstraint(
                condition=(models.Q(category="SPONSOR") & ~models.Q(level=""))
                | (~models.Q(category="SPONSOR") & models.Q(level="")),
                name="partners_level_of_sponsors",
            ),
            models.CheckConstraint(
                condition=models.Q(until_date__isnull=True)
                | models.Q(until_date__gte=models.F("since_date")),
                name="partners_enrolment_ends_after_it_begins",
            ),
            ExclusionConstraint(
                name="partners_category_once_a_day",
                expressions=[
                    ("partner", RangeOperators.EQUAL),
                    ("category", RangeOperators.EQUAL),
                    (
                        models.Func("since_date", "until_date", function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]


class Member(models.Model):
    """A user who belongs to a partner; a user belongs to one."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="members")
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    is_admin = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()


class Invitation(models.Model):
    """An administrator's invitation to a colleague; its link works once, for seven days."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=120)
    is_admin = models.BooleanField(default=False)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)


class ApplicationState(models.TextChoices):
    """The life of an application to join."""

    RECEIVED = "RECEIVED", _("Waiting for e-mail confirmation")
    CONFIRMED = "CONFIRMED", _("Waiting for approval")
    APPROVED = "APPROVED", _("Approved")
    DECLINED = "DECLINED", _("Declined")


class Application(models.Model):
    """A visitor's request to join, with a handful of fields (R-5)."""

    uid = models.UUIDField(unique=True)  # made by the client: a second sending is the first one
    state = models.CharField(max_length=12, choices=ApplicationState.choices)
    legal_name = models.CharField(max_length=160)
    cuit = models.CharField(max_length=11)
    contact_name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254)
    phone = models.CharField(max_length=40)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    categories = ArrayField(models.CharField(max_length=8, choices=Category.choices))
    sponsor_level = models.CharField(max_length=12, choices=SponsorLevel.choices, blank=True)
    terms_version = models.PositiveIntegerField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decline_reason = models.TextField(blank=True)
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="DECLINED") | ~models.Q(decline_reason=""),
                name="partners_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="APPROVED") | models.Q(partner__isnull=False),
                name="partners_approved_is_partner",
            ),
        ]


class KnownAddressApplication(models.Model):
    """An application that was not stored, since its address has an account: only id and digest.

    So the same id with other data is a conflict here too, and the answers tell nobody apart.
    """

    uid = models.UUIDField(unique=True)
    content_sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()


from universo.partners.bank_models import BankAccount  # noqa: E402, F401 - Django finds it here
from universo.partners.category_models import CategoryRequest  # noqa: E402, F401 - and here
from universo.partners.level_models import LevelProposal  # noqa: E402, F401 - and here

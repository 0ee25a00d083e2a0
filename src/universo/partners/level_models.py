"""Rules and proposals of levels: dated data, decided by a person (R-4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.domain.levels import LevelGoal
from universo.identity.models import User
from universo.partners.models import Partner
from universo.program.choices import SponsorLevel


class LevelCount(models.TextChoices):
    """What a rule counts of a sponsor."""

    ACCEPTED = "ACCEPTED", _("Notices accepted")
    WON = "WON", _("Sales won")


class ProposalStatus(models.TextChoices):
    """What a review came to."""

    UNCHANGED = "UNCHANGED", _("The level stays")
    WAITING = "WAITING", _("Waiting for an answer")
    APPLIED = "APPLIED", _("Accepted")
    DISMISSED = "DISMISSED", _("Not accepted")


class LevelRule(models.Model):
    """The goal that holds from a day on, until another one begins."""

    valid_from = models.DateField(unique=True)
    counted = models.CharField(max_length=8, choices=LevelCount.choices)
    rise = models.PositiveSmallIntegerField()
    keep = models.PositiveSmallIntegerField()
    months = models.PositiveSmallIntegerField()
    review_months = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=240)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    rise__gte=1, keep__lte=models.F("rise"), months__gte=1, review_months__gte=1
                ),
                name="partners_level_rule_makes_sense",
            )
        ]

    @property
    def goal(self) -> LevelGoal:
        """The rule as the domain judges by it."""
        return LevelGoal(self.rise, self.keep, self.months, self.review_months)


class LevelProposal(models.Model):
    """A review of a sponsor's level on its day: what was counted, by which rule, and what came of it."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(LevelRule, on_delete=models.PROTECT, related_name="+")
    review_date = models.DateField()
    count = models.PositiveIntegerField()
    level_before = models.CharField(max_length=12, choices=SponsorLevel.choices)
    level_proposed = models.CharField(max_length=12, choices=SponsorLevel.choices)
    status = models.CharField(max_length=9, choices=ProposalStatus.choices)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    from_date = models.DateField(null=True)

    class Meta:
        ordering = ["-review_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "review_date"], name="partners_one_review_a_day"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="DISMISSED") | ~models.Q(reason=""),
                name="partners_level_dismissed_with_reason",
            ),
        ]

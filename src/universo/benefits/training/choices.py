"""The words of training."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.domain.achievement import Metric


class QuestionKind(models.TextChoices):
    """How many of a question's options are right."""

    SINGLE = "SINGLE", _("One right answer")
    MULTIPLE = "MULTIPLE", _("Several right answers")


class SeatState(models.TextChoices):
    """Where a person stands with a session."""

    ENROLLED = "ENROLLED", _("Enrolled")
    WAITING = "WAITING", _("On the waiting list")
    CANCELLED = "CANCELLED", _("Withdrawn")


class Counted(models.TextChoices):
    """What a goal counts (domain.achievement.Metric)."""

    WON = Metric.WON.value, _("Sales won")
    SALES = Metric.SALES.value, _("Net amount invoiced")
    REWARDS = Metric.REWARDS.value, _("Rewards accrued")
    CERTIFIED = Metric.CERTIFIED.value, _("Certified people")


class GoalBenefit(models.TextChoices):
    """What a reached goal brings."""

    FUND = "FUND", _("Extra fund for support in selling")
    REVIEW = "REVIEW", _("Review of the level")
    PRIZE = "PRIZE", _("Prize")
    OTHER = "OTHER", _("Another benefit")

"""What selling a family asks for, goals with their benefit, and who reached them (R-2)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from universo.benefits.training.choices import Counted, GoalBenefit
from universo.identity.models import User
from universo.partners.models import Partner
from universo.program.choices import Category, Currency
from universo.program.models import ProductFamily


class Requirement(models.Model):
    """To sell a family a partner needs so many people certified in a course of it, in a range of days."""

    family = models.ForeignKey(ProductFamily, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveSmallIntegerField()
    valid = DateRangeField()  # [from, to)
    reason = models.CharField(max_length=240)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["family__name", "-valid"]
        constraints = [
            models.CheckConstraint(condition=models.Q(people__gte=1), name="training_asks_people"),
            ExclusionConstraint(
                name="training_one_requirement_at_a_time",
                expressions=[
                    ("family", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Goal(models.Model):
    """A dated rule: whoever reaches the figure in a period of months gets the benefit."""

    uid = models.UUIDField(unique=True)
    title = models.CharField(max_length=120)
    counted = models.CharField(max_length=9, choices=Counted.choices)
    currency = models.CharField(max_length=3, choices=Currency.choices, blank=True)
    goal = models.BigIntegerField()  # how many, or minor units of the currency
    months = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=8, choices=Category.choices, blank=True)  # "": any
    benefit = models.CharField(max_length=6, choices=GoalBenefit.choices)
    text = models.CharField(max_length=400)
    valid = DateRangeField()  # [from, to): periods that begin in it count
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(goal__gte=1, months__in=[1, 3, 6, 12]), name="training_goal_some"
            ),
            models.CheckConstraint(
                condition=models.Q(counted__in=["SALES", "REWARDS"], currency__in=["ARS", "USD"])
                | models.Q(counted__in=["WON", "CERTIFIED"], currency=""),
                name="training_goal_currency",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class GoalReached(models.Model):
    """A partner reached a goal in a period: once, and rows are only added."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="reached")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    period_first = models.DateField()
    period_after = models.DateField()
    value = models.BigIntegerField()  # the figure when it was recorded
    reached_at = models.DateTimeField()

    class Meta:
        ordering = ["-reached_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "partner", "period_first"], name="training_reached_once"
            )
        ]


class GoalGrant(models.Model):
    """The benefit of a reached goal was granted; rows are only added."""

    reached = models.OneToOneField(GoalReached, on_delete=models.PROTECT, related_name="grant")
    note = models.CharField(max_length=400)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

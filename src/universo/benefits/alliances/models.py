"""Joint plans with allies: a period, goals, owners on both sides, reviews with their minutes (R-1)."""

from django.db import models

from universo.benefits.alliances.choices import Metric, PlanStatus
from universo.identity.models import User
from universo.partners.models import Partner


class Plan(models.Model):
    """What Hasar and an ally set out to do together in a period of days, both ends included."""

    uid = models.UUIDField(unique=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=1000)
    from_date = models.DateField()
    until_date = models.DateField()
    hasar_owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    partner_owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=PlanStatus.choices)
    by_partner = models.BooleanField()  # who proposed it: the other side answers
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    next_review_date = models.DateField()

    class Meta:
        ordering = ["-from_date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_date__gte=models.F("from_date")),
                name="alliances_plan_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["DECLINED", "CLOSED"]) | ~models.Q(reason=""),
                name="alliances_ended_with_reason",
            ),
        ]

    @property
    def reference(self) -> str:
        """How people name it."""
        return f"PLAN-{self.pk:05d}"


class Goal(models.Model):
    """A target of a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="goals")
    metric = models.CharField(max_length=12, choices=Metric.choices)
    text = models.CharField(max_length=160)
    target = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target__gt=0), name="alliances_goal_of_something"
            )
        ]


class Review(models.Model):
    """A meeting about a plan: minutes, decisions, and when the next one is; rows are only added."""

    uid = models.UUIDField(unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews")
    on_date = models.DateField()
    minutes = models.TextField(max_length=4000)
    decisions = models.TextField(max_length=2000, blank=True)
    next_review_date = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on_date", "-pk"]


class GoalValue(models.Model):
    """How far a goal was at a review."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="values")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="values")
    value = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "goal"], name="alliances_one_value_a_review")
        ]

"""Who is entitled to which benefit: a dated table, kept by the programme's administrators (R-2)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from universo.benefits.choices import Asked, Service
from universo.domain.entitlement import Condition, Rule
from universo.identity.models import User
from universo.program.choices import Category, SponsorLevel


class Entitlement(models.Model):
    """A benefit for a category, or for one level of sponsors, perhaps on a condition, in a range of days."""

    service = models.CharField(max_length=9, choices=Service.choices)
    category = models.CharField(max_length=8, choices=Category.choices)
    level = models.CharField(max_length=12, choices=SponsorLevel.choices, blank=True)
    asked = models.CharField(max_length=15, choices=Asked.choices, default=Asked.NONE)
    amount = models.PositiveSmallIntegerField(default=0)
    valid = DateRangeField()  # [from, to)
    reason = models.CharField(max_length=240, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level="") | models.Q(category=Category.SPONSOR),
                name="benefits_levels_of_sponsors",
            ),
            models.CheckConstraint(
                condition=models.Q(asked__in=["NONE", "NOTHING_OVERDUE"], amount=0)
                | models.Q(asked__in=["MONTHS", "CERTIFIED", "WON"], amount__gt=0),
                name="benefits_amount_where_asked",
            ),
            ExclusionConstraint(
                name="benefits_one_rule_at_a_time",
                expressions=[
                    ("service", RangeOperators.EQUAL),
                    ("category", RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    @property
    def rule(self) -> Rule:
        """The row as the domain judges it."""
        return Rule(
            self.category,
            self.level,
            Condition(self.asked),
            self.amount,
            self.valid.lower,
            self.valid.upper,
        )

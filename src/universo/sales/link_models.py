"""What was invoiced and belongs to which opportunity: whole, or some of its lines (R-12)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models.functions import Cast

from universo.identity.models import User
from universo.opportunities.models import Notice


class OpportunityLink(models.Model):
    """An invoice, or some of its lines, that belong to an opportunity; undone links stay as history.

    `is_whole`: all its lines, those that debit notes bring included. Otherwise the lines are those of
    `LinkedLine`, and other lines may belong to other opportunities.
    """

    document = models.ForeignKey("sales.Document", on_delete=models.PROTECT, related_name="links")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    is_whole = models.BooleanField(default=True, db_default=True)
    linked_at = models.DateTimeField()
    # Empty: the rule that finance switched on (LinkingRule) did it.
    linked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    undone_reason = models.CharField(max_length=240, blank=True)

    class Meta:
        app_label = "sales"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "notice"],
                condition=models.Q(undone_at__isnull=True),
                name="sales_linked_once",
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(undone_at__isnull=True, is_whole=True),
                name="sales_one_opportunity_an_invoice",
            ),
            ExclusionConstraint(
                name="sales_whole_or_by_lines",
                expressions=[
                    # Plus nothing: looked up by it, which the planner likes to, links come more
                    # slowly than by the others.
                    (models.F("document") + 0, RangeOperators.EQUAL),
                    (Cast("is_whole", models.IntegerField()), RangeOperators.NOT_EQUAL),
                ],
                condition=models.Q(undone_at__isnull=True),
            ),
        ]


class LinkedLine(models.Model):
    """A line of a split invoice under its opportunity; a line has one opportunity at a time."""

    link = models.ForeignKey(OpportunityLink, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey("sales.DocumentLine", on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)  # goes with the link: False once undone

    class Meta:
        app_label = "sales"
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                condition=models.Q(is_active=True),
                name="sales_one_opportunity_a_line",
            ),
            models.UniqueConstraint(fields=["link", "line"], name="sales_linked_line_once"),
        ]


class LinkingRule(models.Model):
    """Finance's word that clear cases are linked without anybody (R-12); the latest row is in force.

    Clear: the customer's CUIT is that of exactly one accepted and won opportunity whose protection
    holds on the invoice's day, and every line's family is among those asked for.
    """

    is_on = models.BooleanField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        app_label = "sales"
        ordering = ["-set_at", "-id"]

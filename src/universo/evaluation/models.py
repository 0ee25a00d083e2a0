"""The four checks of R-8: automatic evidence, findings, and the executive's own verdicts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.customers.models import KnownCustomer
from universo.identity.models import User
from universo.opportunities.models import Notice


class CheckKind(models.TextChoices):
    """The checks of R-8, in its order."""

    DATA = "DATA", _("Data validated")
    DUPLICATES = "DUPLICATES", _("Not notified by another sponsor")
    NEED = "NEED", _("Need certified")
    CUSTOMERS = "CUSTOMERS", _("Nobody's customer yet")


class Verdict(models.TextChoices):
    """What the executive says of a check."""

    PENDING = "PENDING", _("To be decided")
    PASSED = "PASSED", _("Passed")
    FAILED = "FAILED", _("Not passed")


class Check(models.Model):
    """One check of one notice; `evidence` is a list of {"code", "ok": true|false|null, "params"}."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=CheckKind.choices)
    evidence = models.JSONField(default=list)
    evidence_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.PENDING)
    note = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "kind"], name="evaluation_check_once"),
            models.CheckConstraint(
                condition=models.Q(verdict="PENDING") | models.Q(decided_by__isnull=False),
                name="evaluation_verdict_by_somebody",
            ),
        ]


class FindingVerdict(models.TextChoices):
    """What the executive says of one look-alike."""

    OPEN = "OPEN", _("To be reviewed")
    SAME = "SAME", _("It is the same")
    DIFFERENT = "DIFFERENT", _("It is another one")


class Finding(models.Model):
    """A look-alike with its explained score: another notice (check 2) or a known customer (check 4)."""

    check_of = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="findings")
    other_notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="+")
    known_customer = models.ForeignKey(
        KnownCustomer, null=True, on_delete=models.PROTECT, related_name="+"
    )
    score = models.FloatField()
    probability = models.FloatField(
        null=True
    )  # calibrated, 0 to 1; empty: found before it was kept
    outcome = models.CharField(max_length=10)  # same | review | different (matching.judge)
    evidence = models.JSONField(default=list)  # [{"kind detail weight left right count"}]; adds up
    matcher = models.CharField(max_length=40, blank=True)  # the version that judged
    found_at = models.DateTimeField()
    gone_at = models.DateTimeField(
        null=True
    )  # a later search does not find it; kept: it was judged
    added_by = models.ForeignKey(  # pointed out by a person: the search had missed it
        User, null=True, on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.CharField(
        max_length=10, choices=FindingVerdict.choices, default=FindingVerdict.OPEN
    )
    verdict_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    verdict_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-score", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(other_notice__isnull=False, known_customer__isnull=True)
                | models.Q(other_notice__isnull=True, known_customer__isnull=False),
                name="evaluation_finding_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["check_of", "other_notice"], name="evaluation_notice_once"
            ),
            models.UniqueConstraint(
                fields=["check_of", "known_customer"], name="evaluation_customer_once"
            ),
        ]


class Judgement(models.Model):
    """A person's verdict on a look-alike and what the matcher had said of it; rows are only added.

    Whoever changes his mind adds a row, so that score and people can be held against each other.
    """

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="judgements")
    verdict = models.CharField(max_length=10, choices=FindingVerdict.choices)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(db_index=True)
    score = models.FloatField()
    probability = models.FloatField(null=True)
    outcome = models.CharField(max_length=10)
    evidence = models.JSONField(default=list)
    matcher = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["given_at", "id"]

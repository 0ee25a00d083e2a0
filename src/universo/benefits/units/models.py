"""Demonstration units, the rules of lending them, their loans, and the days on which each is taken."""

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from universo.benefits.units.choices import Answer, Condition, Gone, HoldKind, LoanStatus, PhotoEnd
from universo.domain.unit_lending import Rules, is_overdue
from universo.identity.models import User
from universo.opportunities.models import Notice
from universo.partners.models import Partner
from universo.program.models import CalendarVersion, Product


class LendingRules(models.Model):
    """The rules in force from a day on, until the next row; none is changed backwards."""

    valid_from = models.DateField(unique=True)
    units_at_a_time = models.PositiveSmallIntegerField()
    months_between = models.PositiveSmallIntegerField()
    longest_days = models.PositiveSmallIntegerField()
    extension_days = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=240, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valid_from"]

    @property
    def rules(self) -> Rules:
        """The row as the domain judges by it."""
        return Rules(
            self.units_at_a_time, self.months_between, self.longest_days, self.extension_days
        )


class DemoUnit(models.Model):
    """One piece of equipment, by model and serial number."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    serial = models.CharField(max_length=60)  # in capitals, without blanks around
    condition = models.CharField(max_length=7, choices=Condition.choices)
    location = models.CharField(max_length=120)  # where Hasar keeps it
    contents = models.CharField(max_length=240, blank=True)  # what goes with it
    since_date = models.DateField()
    gone = models.CharField(max_length=7, choices=Gone.choices, blank=True)
    gone_date = models.DateField(null=True)
    gone_note = models.CharField(max_length=240, blank=True)
    buyer = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["product__name", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["product", "serial"], name="units_serial_once"),
            models.CheckConstraint(
                condition=models.Q(gone="", gone_date__isnull=True)
                | (~models.Q(gone="") & models.Q(gone_date__isnull=False)),
                name="units_gone_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product.name} {self.serial}"


class Loan(models.Model):
    """A partner's request for a unit of a model, and what became of it. Its unit is that of `hold`."""

    uid = models.UUIDField(unique=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=400)
    from_date = models.DateField()
    days = models.PositiveSmallIntegerField()  # business days
    due_date = models.DateField()  # of a request: if it began when it asks to
    calendar = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=LoanStatus.choices)
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=240, blank=True)  # of the refusal, or of calling it off
    dispatched_at = models.DateTimeField(null=True)
    dispatched_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    dispatched_date = models.DateField(null=True)
    condition_out = models.CharField(max_length=7, choices=Condition.choices, blank=True)
    note_out = models.CharField(max_length=400, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_date = models.DateField(null=True)
    condition_in = models.CharField(max_length=7, choices=Condition.choices, blank=True)
    note_in = models.CharField(max_length=400, blank=True)

    hold: "UnitHold"

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status__in=["DECLINED", "CANCELLED"]) | ~models.Q(reason=""),
                name="units_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(dispatched_date__isnull=True)
                | models.Q(status__in=["OUT", "RETURNED", "SOLD", "LOST"]),
                name="units_dispatched_is_out",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["RETURNED", "SOLD", "LOST"],
                    ended_date__gte=models.F("dispatched_date"),
                )
                | (
                    ~models.Q(status__in=["RETURNED", "SOLD", "LOST"])
                    & models.Q(ended_date__isnull=True)
                ),
                name="units_ended_after_it_left",
            ),
        ]

    @property
    def reference(self) -> str:
        """How people name it: `PR-00012`."""
        return f"PR-{self.pk:05d}"

    @property
    def unit(self) -> DemoUnit | None:
        """The unit reserved for it or handed over; None before it is approved."""
        hold = getattr(self, "hold", None)
        return hold.unit if hold else None

    def overdue(self, today: date) -> bool:
        """Tell whether the partner keeps the unit past the last day."""
        return is_overdue(self.status, self.due_date, today)


class UnitHold(models.Model):
    """Days on which a unit is taken: planned while not away; it can be away for one cause only."""

    unit = models.ForeignKey(DemoUnit, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=6, choices=HoldKind.choices)
    loan = models.OneToOneField(Loan, null=True, on_delete=models.PROTECT, related_name="hold")
    during = DateRangeField()  # [from, to)
    is_live = models.BooleanField(default=True)  # False: it was called off
    is_away = models.BooleanField(default=False)  # not on its shelf now
    note = models.CharField(max_length=240, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["during"]
        constraints = [
            ExclusionConstraint(
                name="units_in_one_place",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(is_live=True),
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(is_away=True), name="units_away_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="LOAN", loan__isnull=False)
                | (~models.Q(kind="LOAN") & models.Q(loan__isnull=True)),
                name="units_hold_of_a_loan",
            ),
            models.CheckConstraint(
                condition=models.Q(is_away=False) | models.Q(is_live=True),
                name="units_away_is_live",
            ),
        ]

    @property
    def last_day(self) -> date | None:
        """The last of its days; None for one without end, or of which no day was left."""
        upper: date | None = self.during.upper
        return upper - timedelta(days=1) if upper else None


class Extension(models.Model):
    """A partner's request for more business days, and its answer."""

    uid = models.UUIDField(unique=True)
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=240)
    answer = models.CharField(max_length=7, choices=Answer.choices, default=Answer.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=240, blank=True)
    due_date = models.DateField(null=True)  # the new one, once granted

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["loan"],
                condition=models.Q(answer="WAITING"),
                name="units_one_extension_asked",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer="REFUSED") | ~models.Q(reason=""),
                name="units_extension_refused_with_reason",
            ),
        ]


class LoanPhoto(models.Model):
    """How the unit looked at one end of the loan."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="photos")
    end = models.CharField(max_length=8, choices=PhotoEnd.choices)
    stored_name = models.CharField(max_length=60, unique=True)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

"""Rows of enrolment: beginning one, ending it on a day, passing from one level to another (R-1, R-4).

The caller has checked who may, and holds the lock of the partner. A day is today or later: what was
held stays as it was (P-7).
"""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from universo.errors import Conflict, DomainError
from universo.partners.models import Enrolment, Partner
from universo.program.choices import Category, SponsorLevel


def begin(found: Partner, *, category: str, level: str, from_date: date, today: date) -> Enrolment:
    """Enrol from a day on. Raises DomainError (`category`, `level`, `from_date`), Conflict."""
    if category not in Category.values:
        raise DomainError(_("Choose a category."), field="category")
    if category == Category.SPONSOR and level not in SponsorLevel.values:
        raise DomainError(_("Choose the level of sponsor."), field="level")
    _not_before(from_date, today)
    if running(found, category, from_date).exists():
        raise Conflict(_("The partner is already in this category."), field="category")
    return Enrolment.objects.create(
        partner=found,
        category=category,
        level=level if category == Category.SPONSOR else "",
        since_date=from_date,
    )


def end(found: Partner, *, category: str, from_date: date, today: date) -> None:
    """Make `from_date` the first day without a category. Raises Conflict when it is not held by then."""
    _not_before(from_date, today)
    rows = running(found, category, from_date)
    if not rows.exists():
        raise Conflict(_("The partner is not in this category."), field="category")
    # What was to begin later never begins; what runs ends on that day.
    rows.filter(since_date__gt=from_date).delete()
    rows.update(until_date=from_date)


def keep(found: Partner, *, category: str, today: date) -> None:
    """Forget an end that is fixed for a later day. Raises Conflict when there is none."""
    rows = found.enrolments.filter(category=category, until_date__gt=today)
    last = rows.order_by("-until_date").first()
    until = last.until_date if last else None
    if last is None or until is None or running(found, category, until).exists():
        raise Conflict(_("No end is fixed for this category."), field="category")
    Enrolment.objects.filter(pk=last.pk).update(until_date=None)


def move_level(
    found: Partner, *, level: str, from_date: date, today: date
) -> tuple[str, Enrolment]:
    """Pass to a level from a day on; return the level before and the row.

    Raises DomainError for an unknown level or an earlier day, Conflict when the partner is no sponsor
    on that day or another change is fixed for later.
    """
    if level not in SponsorLevel.values:
        raise DomainError(_("Choose the level of sponsor."), field="level")
    _not_before(from_date, today)
    rows = list(running(found, Category.SPONSOR, from_date).order_by("since_date"))
    if not rows or rows[0].since_date > from_date:
        raise Conflict(_("The partner is not a sponsor."), field="level")
    if len(rows) > 1:
        raise Conflict(_("Another change of level is fixed for later."), field="level")
    row = rows[0]
    if row.level == level:
        return row.level, row
    before, until = row.level, row.until_date
    Enrolment.objects.filter(pk=row.pk).update(until_date=from_date)
    made = Enrolment.objects.create(
        partner=found,
        category=Category.SPONSOR,
        level=level,
        since_date=from_date,
        until_date=until,
    )
    return before, made


def running(found: Partner, category: str, day: date) -> QuerySet[Enrolment]:
    """Return the rows of a category that hold on a day or begin later."""
    later = Q(until_date__isnull=True) | Q(until_date__gt=day)
    return found.enrolments.filter(later, category=category)


def _not_before(day: date, today: date) -> None:
    if day < today:
        raise DomainError(_("Choose today or a later day."), field="from_date")

"""Reading the bank of questions, tests and certificates (R-2)."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from universo.benefits.training.models import (
    Attempt,
    Certificate,
    Course,
    Drawn,
    Question,
    QuestionVersion,
)
from universo.benefits.training.queries import is_keeper
from universo.domain.decision_clock import local_date
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.partners.models import Member


def bank(course_id: int, *, retired: bool = False) -> list[Question]:
    """Return the questions of a course with what they say now in `latest`; retired ones on request."""
    rows = Question.objects.filter(course_id=course_id).prefetch_related(
        Prefetch("versions", QuestionVersion.objects.order_by("-number"))
    )
    if not retired:
        rows = rows.filter(retired_at__isnull=True)
    found = list(rows)
    for row in found:
        row.latest = row.versions.all()[0]
    return found


def drawable(course_id: int) -> dict[int, int]:
    """Return the latest version's id of each question that may be drawn, by the question's id."""
    latest = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number")
    rows = Question.objects.filter(course_id=course_id, retired_at__isnull=True)
    return dict(rows.annotate(now=Subquery(latest.values("pk")[:1])).values_list("pk", "now"))


def own_attempt(actor: Actor, attempt_id: int) -> Attempt:
    """Return a test of the actor himself, with its questions; NotPermitted if it is not his."""
    drawn = Drawn.objects.select_related("version").order_by("position")
    found = (
        Attempt.objects.select_related("course", "certificate")
        .prefetch_related(Prefetch("drawn", drawn))
        .filter(pk=attempt_id, user_id=actor.user_id or 0, partner_id=actor.partner_id or 0)
        .first()
    )
    if found is None:
        raise NotPermitted("")
    return found


def attempts_of(user_id: int, course_id: int) -> QuerySet[Attempt]:
    """Return a person's tests of a course, the latest first."""
    return Attempt.objects.filter(user_id=user_id, course_id=course_id)


def failed_days(user_id: int, course_id: int, now: datetime) -> list[date]:
    """Return the days of the failed tests since the last one passed; one whose time is over failed."""
    days: list[date] = []
    for row in attempts_of(user_id, course_id).order_by("started_at", "pk"):
        if row.passed:
            days = []
        elif row.ended_at is not None or row.due_at < now:
            days.append(local_date(row.ended_at or row.due_at))
    return days


def certificates_visible_to(actor: Actor) -> QuerySet[Certificate]:
    """Return all for keepers and auditors; for a partner's people those of their partner."""
    rows = Certificate.objects.select_related(
        "user", "partner", "course", "revoked_by", "renewed_by"
    )
    if actor.sees_everything or is_keeper(actor):
        return rows
    return rows.filter(partner_id=actor.partner_id or 0)


def certificate(actor: Actor, certificate_id: int) -> Certificate:
    """Return one certificate; NotPermitted if out of sight."""
    found = certificates_visible_to(actor).filter(pk=certificate_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def by_code(code: str) -> Certificate | None:
    """Return the certificate that this code names, for whoever holds it."""
    return Certificate.objects.select_related("partner").filter(code=code.upper()[:24]).first()


def in_force(day: date) -> Q:
    """The condition of certificates in force on a local day."""
    return Q(revoked_at__isnull=True, issued_date__lte=day) & (
        Q(expires_date__isnull=True) | Q(expires_date__gt=day)
    )


def own_in_force(user_id: int, partner_id: int, course_id: int, day: date) -> Certificate | None:
    """Return the person's certificate of a course that lasts longest, if one is in force."""
    rows = Certificate.objects.filter(
        in_force(day), user_id=user_id, partner_id=partner_id, course_id=course_id
    )
    return max(rows, key=lambda row: row.expires_date or date.max, default=None)


def _counted(partner_ids: Collection[int], day: date) -> QuerySet[Certificate]:
    """Certificates in force of people who are of their partner today."""
    working = Member.objects.filter(
        partner_id=OuterRef("partner_id"), user_id=OuterRef("user_id"), is_active=True
    )
    return Certificate.objects.filter(in_force(day), Exists(working), partner_id__in=partner_ids)


def certified_of(partner_ids: Collection[int], day: date) -> Counter[int]:
    """Count the people of each partner who have any certificate in force on a local day."""
    rows = _counted(partner_ids, day).order_by().values("partner_id")
    return Counter(
        {row["partner_id"]: row["n"] for row in rows.annotate(n=Count("user_id", distinct=True))}
    )


def certified_by_family(partner_ids: Collection[int], day: date) -> dict[int, Counter[int]]:
    """Count, by partner, the people certified in a course of each family (by the family's id)."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    rows = (
        _counted(partner_ids, day)
        .order_by()
        .values("partner_id", "course__families")
        .annotate(n=Count("user_id", distinct=True))
    )
    for row in rows:
        if row["course__families"] is not None:
            found[row["partner_id"]][row["course__families"]] = row["n"]
    return found


def search(
    actor: Actor, day: date, *, text: str = "", state: str = "", course: Course | int | None = None
) -> QuerySet[Certificate]:
    """Return visible certificates by person, partner or number; `state`: in force, ended, revoked, soon."""
    rows = certificates_visible_to(actor)
    text = text.replace("\0", "").strip()
    if text:
        wanted = Q(holder__icontains=text) | Q(partner__legal_name__icontains=text)
        digits = text.upper().removeprefix("CERT-").lstrip("0")
        if digits.isdecimal():
            wanted |= Q(pk=int(digits[:15]))
        rows = rows.filter(wanted)
    if course is not None:
        rows = rows.filter(course=course)
    if state == "force":
        rows = rows.filter(in_force(day))
    elif state == "ended":
        rows = rows.filter(revoked_at__isnull=True, expires_date__lte=day)
    elif state == "revoked":
        rows = rows.filter(revoked_at__isnull=False)
    return rows


def question(actor: Actor, question_id: int) -> Question:
    """Return a question of a course, for keepers and auditors; else NotPermitted."""
    found = Question.objects.select_related("course").filter(pk=question_id).first()
    if found is None or not (actor.sees_everything or is_keeper(actor)):
        raise NotPermitted("")
    return found

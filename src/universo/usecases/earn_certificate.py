"""A certificate is earned when pages, test and session are done; it may be revoked; its end is told (R-2)."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.training import exam_queries, mails, queries, session_queries, typed
from universo.benefits.training.models import Attempt, Certificate, Course
from universo.domain.decision_clock import local_date
from universo.domain.learning import REMINDER_DAYS, expiry, may_renew, reminder
from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.identity.roles import StaffRole

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that looks like another
CODE_LENGTH = 16  # 80 bits


def new_code() -> str:
    """Return a code that nobody could guess."""
    return "".join(secrets.choice(LETTERS) for _place in range(CODE_LENGTH))


def earn(
    *, actor: Actor, now: datetime, user_id: int, partner_id: int, course_id: int,
    attempt: Attempt | None = None,
) -> Certificate | None:  # fmt: skip
    """Issue the certificate of a course if the person has done all it asks for; None otherwise.

    Inside a transaction of the caller; the person's row is locked, so that nobody gets two. One in
    force that is not near its end is not issued again.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    course, today = Course.objects.get(pk=course_id), local_date(now)
    version = queries.edition(course_id)
    if not course.gives_certificate or version is None:
        return None
    held = exam_queries.own_in_force(user_id, partner_id, course_id, today)
    again = attempt is not None or not course.exam_questions
    if held is not None and not (
        again and may_renew(held.expires_date, course.certificate_months, today)
    ):
        return None
    rows = Certificate.objects.filter(user_id=user_id, course=course, revoked_at__isnull=False)
    if not course.exam_questions and rows.exists():
        return None  # what was revoked does not come back by reading a page
    passed = attempt or _unused_pass(user_id, partner_id, course_id)
    if not _has_done(user_id, course, passed, now):
        return None
    made = Certificate.objects.create(
        code=new_code(), user=user, partner_id=partner_id, course=course, version=version,
        attempt=passed if course.exam_questions else None, holder=user.full_name,
        title=course.title, issued_at=now, issued_date=today, renews=held,
        expires_date=expiry(
            today, course.certificate_months, held.expires_date if held else None
        ),
    )  # fmt: skip
    _note(actor, now, "benefits.certificate.issued", made)
    mails.tell_holder(made, "issued", now)
    return made


def _unused_pass(user_id: int, partner_id: int, course_id: int) -> Attempt | None:
    """Return a test passed for this partner that gave no certificate yet."""
    rows = Attempt.objects.filter(user_id=user_id, partner_id=partner_id, course_id=course_id)
    return rows.filter(passed=True, certificate__isnull=True).first()


def _has_done(user_id: int, course: Course, passed: Attempt | None, now: datetime) -> bool:
    """Tell whether all is done; of a course without a test, since the last certificate came near its end."""
    if course.exam_questions and passed is None:
        return False
    since = queries.counts_from(user_id, [course], now).get(course.pk)
    if course.needs_attendance and not session_queries.attended(user_id, course.pk, since):
        return False
    return not queries.reading(user_id, course, now).left


@transaction.atomic
def revoke(*, actor: Actor, now: datetime, certificate_id: int, reason: str) -> Certificate:
    """An administrator revokes a certificate; its holder is told why.

    Raises NotPermitted, InvalidInput (`reason`), Conflict when it is revoked already.
    """
    if actor.user_id is None or not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")
    why = typed.reason_of(reason)
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("user", "partner")
    found = rows.filter(pk=certificate_id).first()
    if found is None:
        raise NotPermitted("")
    if found.revoked_at is not None:
        raise Conflict(_("Somebody else did it a moment ago."))
    found.revoked_at, found.revoked_by_id, found.revoked_reason = now, actor.user_id, why
    found.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    _note(actor, now, "benefits.certificate.revoked", found, reason=why)
    mails.tell_holder(found, "revoked", now, reason=why)
    return found


@transaction.atomic
def remind_certificates(now: datetime) -> int:
    """Enqueue the reminders of certificates that end soon and were not renewed; return how many are new."""
    today = local_date(now)
    rows = Certificate.objects.filter(
        exam_queries.in_force(today),
        expires_date__lte=today + timedelta(days=max(REMINDER_DAYS)),
        renewed_by__isnull=True,
        user__is_active=True,
    ).select_related("user", "partner", "course")
    new = 0
    for row in rows:
        days = reminder(row.expires_date, today)
        # Of a short one nobody is told to renew it while that is refused.
        if days is not None and may_renew(row.expires_date, row.course.certificate_months, today):
            new += mails.tell_holder(row, "ends", now, f"ends.{days}")
    return new


def _note(actor: Actor, now: datetime, name: str, found: Certificate, **data: str) -> None:
    record(
        actor=actor, now=now, name=name, subject_kind="certificate", subject_id=found.pk,
        partner_may_read=True, reference=found.reference, course=found.title, person=found.holder,
        **data,
    )  # fmt: skip

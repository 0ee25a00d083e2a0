"""How courses, sessions, tests and certificates are said on pages of both sites."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from universo.domain.icalendar import Happening, calendar_file
from universo.web.shared import formatting

SEATS = {
    "ENROLLED": (gettext_lazy("Enrolled"), "ok", "check"),
    "WAITING": (gettext_lazy("On the waiting list"), "warn", "hourglass"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """A badge."""

    label: Any
    tone: str
    icon: str


def seat_look(seat: Any) -> Look | None:
    """Return how a person's seat is shown; None without one."""
    return Look(*SEATS[seat.state]) if seat is not None else None


def session_look(session: Any, now: datetime) -> Look:
    """Return how a session is shown to those without a seat."""
    if session.cancelled_at is not None:
        return Look(_("Called off"), "bad", "ban")
    if session.ends_at <= now:
        return Look(_("Over"), "neutral", "check")
    if session.starts_at <= now:
        return Look(_("Going on"), "brand", "presentation")
    free = session.places - session.enrolled
    if free <= 0:
        return Look(_("Full: waiting list"), "warn", "hourglass")
    said = ngettext("%(n)d place free", "%(n)d places free", free) % {"n": free}
    return Look(said, "ok", "armchair")


def when(session: Any) -> str:
    """Return day and hours of a session, in Buenos Aires."""
    first, last = formatting.instant(session.starts_at), formatting.instant(session.ends_at)
    same_day = formatting.local_date(session.starts_at) == formatting.local_date(session.ends_at)
    hours = last.split()[1] if same_day else last
    day = formatting.long_day(session.starts_at, year=True)
    return _("%(day)s, from %(first)s to %(last)s") % {
        "day": day, "first": first.split()[1], "last": hours
    }  # fmt: skip


def certificate_look(found: Any, today: date) -> Look:
    """Return whether a certificate is in force, as a badge."""
    if found.revoked_at is not None:
        return Look(_("Was revoked"), "bad", "ban")
    if not found.in_force(today):
        return Look(_("Has ended"), "neutral", "calendar-x")
    if found.expires_date is None:
        return Look(_("In force"), "ok", "badge-check")
    soon = (found.expires_date - today).days <= 60
    said = _("In force until %(day)s") % {"day": formatting.day(found.expires_date)}
    return Look(said, "warn" if soon else "ok", "badge-check")


def exam_words(course: Any) -> list[str]:
    """Return the terms of a course's test and certificate, as sentences."""
    said = []
    if course.exam_questions:
        said.append(
            _("Test of %(n)d questions in %(minutes)d minutes; it passes with %(percent)d %%.")
            % {
                "n": course.exam_questions,
                "minutes": course.minutes,
                "percent": course.pass_percent,
            }
        )
        said.append(
            _("After %(attempts)d failed attempts one waits %(days)d days.")
            % {"attempts": course.attempts, "days": course.wait_days}
        )
    if course.needs_attendance:
        said.append(_("Being at a session is needed for the certificate."))
    if course.gives_certificate and course.certificate_months:
        said.append(
            ngettext(
                "The certificate lasts %(n)d month.",
                "The certificate lasts %(n)d months.",
                course.certificate_months,
            )
            % {"n": course.certificate_months}
        )
    elif course.gives_certificate:
        said.append(_("The certificate has no end."))
    return said


def ics(session: Any, url: str, now: datetime, link: str = "") -> bytes:
    """Return the calendar file of a session; `link` for those who are enrolled."""
    event = Happening(
        uid=f"{session.uid}@universo",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        title=session.course.title,
        place=session.place,
        link=link or url,
        text=_("Trainer: %(name)s") % {"name": session.trainer} + f"\n{url}",
        sequence=session.changes,
        is_cancelled=session.cancelled_at is not None,
    )
    return calendar_file(event, now).encode()

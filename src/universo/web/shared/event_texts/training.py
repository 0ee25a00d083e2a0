"""How the timeline tells what happens with courses, sessions, certificates and goals (R-2)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {}
TEXTS: dict[str, Any] = {
    "benefits.course.added": _("%(actor)s began the course %(course)s"),
    "benefits.course.edited": _("%(actor)s changed the data of the course %(course)s"),
    "benefits.course.withdrawn": _("%(actor)s withdrew the course %(course)s from partners"),
    "benefits.course.offered_again": _("%(actor)s offered the course %(course)s again"),
    "benefits.course.edition_begun": _("%(actor)s began edition %(number)s of %(course)s"),
    "benefits.course.published": _(
        "%(actor)s published edition %(number)s of %(course)s. %(news)s"
    ),
    "benefits.course.file_added": _("%(actor)s added the file %(file)s to %(course)s"),
    "benefits.course.file_removed": _("%(actor)s took the file %(file)s out of %(course)s"),
    "benefits.question.added": _("%(actor)s added a question: %(question)s"),
    "benefits.question.edited": _("%(actor)s changed a question: %(question)s"),
    "benefits.question.retired": _("%(actor)s took a question from the bank: %(question)s"),
    "benefits.question.offered_again": _("%(actor)s put a question back: %(question)s"),
    "benefits.test.begun": _("%(actor)s began a test of %(course)s"),
    "benefits.test.passed": _("%(actor)s passed a test of %(course)s: %(right)s of %(of)s"),
    "benefits.test.failed": _("%(actor)s did not pass a test of %(course)s: %(right)s of %(of)s"),
    "benefits.session.added": _(
        "%(actor)s announced a session of %(course)s with %(places)s places"
    ),
    "benefits.session.edited": _("%(actor)s changed the session; it has %(places)s places"),
    "benefits.session.cancelled": _("%(actor)s called the session off: %(reason)s"),
    "benefits.session.enrolled": _("%(actor)s took a seat"),
    "benefits.session.waiting": _("%(actor)s joined the waiting list"),
    "benefits.session.promoted": _("%(person)s moved up from the waiting list"),
    "benefits.session.left": _("%(actor)s left the place"),
    "benefits.session.freed": _(
        "The place of %(person)s was given up: the company left the category"
    ),
    "benefits.session.attendance": _("%(actor)s marked who was there: %(there)s"),
    "benefits.certificate.issued": _("%(person)s was certified in %(course)s (%(reference)s)"),
    "benefits.certificate.revoked": _("%(actor)s revoked %(reference)s of %(person)s: %(reason)s"),
    "benefits.requirement.changed": _(
        "%(actor)s set that %(family)s asks for %(people)s certified people from %(from_date)s on."
        " %(reason)s"
    ),
    "benefits.goal.added": _("%(actor)s set the goal %(goal)s from %(from_date)s on"),
    "benefits.goal.ended": _("%(actor)s ended the goal %(goal)s as of %(from_date)s"),
    "benefits.goal.reached": _("The goal %(goal)s was reached"),
    "benefits.goal.granted": _("%(actor)s granted the benefit of %(goal)s: %(note)s"),
}

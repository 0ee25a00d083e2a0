"""What the timeline says about joining the programme and about partners' own data."""

from django.utils.translation import gettext_lazy as _

from universo.program.choices import Category, SponsorLevel

# Codes that events keep, as people read them.
WORDS = {**dict(Category.choices), **dict(SponsorLevel.choices)}
TEXTS = {
    "partners.application.received": _("%(who)s sent the application."),
    "partners.application.confirmed": _("%(who)s confirmed the e-mail address."),
    "partners.application.approved": _("%(actor)s approved it and assigned %(executive)s."),
    "partners.application.declined": _("%(actor)s declined it: %(reason)s"),
    "partners.partner.joined": _("%(company)s joined the programme; %(executive)s attends it."),
    "partners.partner.executive_changed": _("%(actor)s passed the account to %(after)s."),
    "partners.partner.suspended": _("%(actor)s suspended the partner: %(reason)s"),
    "partners.partner.reinstated": _("%(actor)s took the partner back."),
    "partners.enrolment.added": _("%(actor)s added a category: %(category)s."),
    "partners.enrolment.ended": _("%(actor)s ended a category: %(category)s."),
    "partners.enrolment.end_fixed": _(
        "%(actor)s fixed the end of %(category)s: from %(from_date)s on, not any more. %(reason)s"
    ),
    "partners.enrolment.kept": _("%(actor)s kept a category whose end was fixed: %(category)s."),
    "partners.category_request.asked_to_join": _(
        "%(actor)s asked to join: %(category)s (%(reference)s)."
    ),
    "partners.category_request.asked_to_leave": _(
        "%(actor)s asked to leave: %(category)s (%(reference)s)."
    ),
    "partners.category_request.withdrawn": _("%(actor)s took back the request %(reference)s"),
    "partners.category_request.joining_accepted": _(
        "%(actor)s accepted %(reference)s: %(category)s from %(from_date)s on."
    ),
    "partners.category_request.leaving_accepted": _(
        "%(actor)s accepted %(reference)s: without %(category)s from %(from_date)s on."
    ),
    "partners.category_request.declined": _("%(actor)s did not accept %(reference)s: %(reason)s"),
    "partners.enrolment.level_changed": _("%(actor)s changed the level to %(after)s."),
    "partners.member.invited": _("%(actor)s invited %(who)s."),
    "partners.member.joined": _("%(who)s accepted the invitation."),
    "partners.member.deactivated": _("%(actor)s took %(who)s's access away."),
    "partners.member.reactivated": _("%(actor)s gave %(who)s access again."),
}

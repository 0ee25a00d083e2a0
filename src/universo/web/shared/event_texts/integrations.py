"""How the timeline tells integrations and their certification (R-1)."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "benefits.integration.stated": _("%(actor)s stated an integration: %(software)s"),
    "benefits.integration.edited": _("%(actor)s corrected the integration %(software)s"),
    "benefits.integration.review_asked": _(
        "%(actor)s asked to certify %(software)s, version %(version)s"
    ),
    "benefits.integration.certified": _(
        "%(actor)s certified %(software)s, version %(version)s, until %(until_date)s"
    ),
    "benefits.integration.refused": _(
        "%(actor)s did not certify %(software)s, version %(version)s: %(reason)s"
    ),
    "benefits.integration.review_ended": _(
        "The review of %(software)s, version %(version)s, ended: %(reason)s"
    ),
    "benefits.integration.revoked": _(
        "%(actor)s withdrew the certification of %(software)s, version %(version)s: %(reason)s"
    ),
    "benefits.checklist.set": _(
        "%(actor)s set the checklist of integrations from %(from_date)s on: %(points)s points,"
        " %(months)s months. %(family)s"
    ),
}

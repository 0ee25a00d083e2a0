"""How the timeline tells rules and reviews of levels (R-4)."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "partners.level_rule.set": _(
        "%(actor)s set the goal of levels from %(from_date)s on: Mediador with %(rise)s, Orientador with"
        " fewer than %(keep)s, in %(months)s months. %(reason)s"
    ),
    "partners.level_proposal.proposed": _(
        "The review of %(review_date)s proposes the level %(after)s (counted: %(count)s)"
    ),
    "partners.level_proposal.applied": _(
        "%(actor)s accepted the level that the review of %(review_date)s proposed: %(after)s"
    ),
    "partners.level_proposal.dismissed": _(
        "%(actor)s left the level as it is after the review of %(review_date)s: %(reason)s"
    ),
}

"""What an ally finds on its home: its joint plans, and what waits for it in them (R-1)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from universo.benefits.alliances.choices import PlanStatus
from universo.benefits.alliances.queries import visible_to
from universo.identity.actor import Actor
from universo.web.portal.reseller_home import home_card
from universo.web.shared import formatting


def alliance_cards(actor: Actor, today: date) -> list[dict[str, Any]]:
    """Return the card of the plans that are agreed: late reviews first, then what waits for an answer."""
    plans = visible_to(actor)
    agreed = plans.filter(status=PlanStatus.AGREED)
    late = agreed.filter(next_review_date__lt=today).count()
    asked = plans.filter(status=PlanStatus.PROPOSED, by_partner=False).count()
    following = agreed.order_by("next_review_date").first()
    if late:
        said = ngettext("%(n)d review past its day.", "%(n)d reviews past their day.", late)
        said %= {"n": late}
    elif asked:
        said = ngettext("%(n)d waits for your answer.", "%(n)d wait for your answer.", asked)
        said %= {"n": asked}
    elif following:
        said = _("Next review on %(day)s.") % {"day": formatting.day(following.next_review_date)}
    else:
        said = _("Propose one to your executive.")
    card = home_card(_("Joint plans"), "handshake", agreed.count(), said, "portal:plans")
    return [{**card, "tone": "bad" if late else ""}]

"""What a reseller finds on its home: customers, prices, units and certification in one place (R-1)."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from universo.benefits.choices import Service
from universo.benefits.prices.queries import own_prices
from universo.benefits.queries import benefits_of
from universo.benefits.training.goal_queries import needs_of
from universo.benefits.units.queries import counts as unit_counts
from universo.customers.queries import visible_to as customers_visible_to
from universo.identity.actor import Actor
from universo.web.shared import formatting


def reseller_cards(actor: Actor, today: date) -> list[dict[str, Any]]:
    """Return a card for each: title, figure, a line under it, its page ("" without the benefit)."""
    allowed = {row.service for row in benefits_of(actor, today) if row.answer.allowed}
    customers = customers_visible_to(actor).filter(retired_at__isnull=True).count()
    cards = [
        home_card(_("My customers"), "store", customers, _("Of your own list."), "portal:customers")
    ]
    if Service.PRICES in allowed:
        lines = own_prices(actor, today).count()
        said = _("Articles with a price of yours today.")
        cards.append(home_card(_("Special prices"), "badge-percent", lines, said, "portal:prices"))
    if Service.UNITS in allowed:
        found = unit_counts(actor, today)
        late = found["overdue"]
        said = _("On loan today.")
        if late:
            said = ngettext("%(n)d past its day.", "%(n)d past their day.", late) % {"n": late}
        card = home_card(
            _("Demonstration units"), "package-open", found["out"], said, "portal:units"
        )
        cards.append({**card, "tone": "bad" if late else ""})
    if Service.TRAINING in allowed:
        needs = needs_of(actor.partner_id or 0, today)
        met = sum(need.met for need in needs)
        said = _("Families whose requirement your people meet, of %(n)d.") % {"n": len(needs)}
        if not needs:
            said = _("No family asks for certified people today.")
        cards.append(home_card(_("Certification"), "graduation-cap", met, said, "portal:training"))
    return cards


def home_card(title: str, icon: str, figure: int, said: str, page: str) -> dict[str, Any]:
    """Return a card of the home that leads to a page."""
    return {
        "title": title,
        "icon": icon,
        "figure": formatting.number(figure),
        "said": said,
        "url": reverse(page),
        "tone": "",
    }

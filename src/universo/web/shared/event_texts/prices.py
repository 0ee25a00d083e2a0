"""How the timeline tells what happens with price lists and quotes (R-2 b)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {}
TEXTS: dict[str, Any] = {
    "benefits.price_list.published": _(
        "%(actor)s published the prices %(title)s from %(from_date)s on, %(lines)s articles"
    ),
    "benefits.price_list.withdrawn": _("%(actor)s withdrew the prices %(title)s: %(reason)s"),
    "benefits.price_rules.changed": _(
        "%(actor)s changed the rules of prices from %(from_date)s on: %(notice_days)s business days of"
        " notice, %(outlier)s pointed out, quotes for %(longest_validity_days)s days. %(reason)s"
    ),
    "benefits.quote.issued": _("%(actor)s issued the quote %(reference)s for %(total)s"),
    "benefits.quote.withdrawn": _("%(actor)s withdrew the quote %(reference)s: %(reason)s"),
}

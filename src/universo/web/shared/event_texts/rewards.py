"""How the timeline tells rewards, settlements and payments; WORDS says the codes kept in events."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, Any] = {
    "rewards.accrual.booked": _("Reward of %(amount)s accrued on invoice %(document)s."),
    "rewards.accrual.taken_back": _("%(amount)s of reward taken back on invoice %(document)s."),
    "rewards.settlement.closed": _("%(reference)s of %(month)s was closed for %(amount)s."),
    "rewards.settlement.paid": _("%(reference)s was paid: %(amount)s."),
}

"""The six benefits of the programme's text (R-2), as every partner reads them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit: its letter in R-2, a title, a sentence and the name of its icon."""

    letter: str
    title: Any
    text: Any
    icon: str


BENEFITS = (
    Benefit(
        "a",
        _("Technical material"),
        _("Manuals, drivers and information of the products."),
        "file-text",
    ),
    Benefit(
        "b", _("Special prices"), _("Price lists for partners of the programme."), "badge-percent"
    ),
    Benefit(
        "c",
        _("Demonstration units"),
        _("Equipment on loan to show it working at the customer's."),
        "package-open",
    ),
    Benefit(
        "d",
        _("Mention as a partner"),
        _("Your company in the directory of the programme."),
        "award",
    ),
    Benefit(
        "e", _("Support in selling"), _("Hasar's people at your side in each sale."), "handshake"
    ),
    Benefit(
        "f",
        _("Sales and training"),
        _("Courses and commercial benefits for your team."),
        "graduation-cap",
    ),
)

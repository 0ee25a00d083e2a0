"""What every page knows: who asks and the navigation of his site."""

from typing import Any

from django.http import HttpRequest

from universo.web.shared.access import actor_of
from universo.web.shared.navigation import navigation_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `actor`, `nav` (items of the side bar) and `theme` for the templates."""
    actor = actor_of(request)
    theme = request.COOKIES.get("tema", "auto")
    return {
        "actor": actor,
        "nav": navigation_for(actor, request.path),
        "theme": theme if theme in {"light", "dark"} else "auto",
    }

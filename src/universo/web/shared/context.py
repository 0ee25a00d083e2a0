"""What every page knows: who asks and the navigation of his site."""

from typing import Any

from django.http import HttpRequest

from universo.web.shared.access import actor_of
from universo.web.shared.navigation import navigation_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `actor` and `nav` (items of the side bar) for the templates."""
    actor = actor_of(request)
    return {"actor": actor, "nav": navigation_for(actor, request.path)}

"""What every page knows: who asks and the navigation of his site."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from universo.web.shared.access import actor_of
from universo.web.shared.navigation import navigation_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `actor` and `nav` (items of the side bar) for the templates."""
    actor = actor_of(request)
    navigation = SimpleLazyObject(lambda: navigation_for(actor, request.path, timezone.now()))
    return {"actor": actor, "nav": navigation}

"""Known customers: Hasar's own list, and the bases of the resellers to look into (R-8, check 4)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.identity.roles import StaffRole
from universo.web.shared import customer_pages
from universo.web.shared.access import staff
from universo.web.shared.customer_pages import Place

KEEPERS = staff(StaffRole.ACCOUNT_EXECUTIVE, StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER)
OWN = Place("backoffice", None, with_owners=True)


@KEEPERS
@never_cache
@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    """All known customers, with their owner."""
    return customer_pages.listing(request, OWN)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a customer of Hasar."""
    return customer_pages.edit(request, OWN)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Change a customer of Hasar, or look at a reseller's."""
    return customer_pages.edit(request, OWN, customer_id)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """Import Hasar's list."""
    return customer_pages.import_list(request, OWN)

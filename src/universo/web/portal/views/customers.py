"""A reseller's own customer base, seen by that reseller and by Hasar only (PROGRAMME.md §4)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.program.choices import Category
from universo.web.shared import customer_pages
from universo.web.shared.access import actor_of, partner
from universo.web.shared.customer_pages import Place


def _own(request: HttpRequest) -> Place:
    return Place("portal", actor_of(request).partner_id)


@partner(Category.RESELLER)
@never_cache
@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    """The reseller's customers."""
    return customer_pages.listing(request, _own(request))


@partner(Category.RESELLER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a customer."""
    return customer_pages.edit(request, _own(request))


@partner(Category.RESELLER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Change a customer."""
    return customer_pages.edit(request, _own(request), customer_id)


@partner(Category.RESELLER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """Import the base from a file."""
    return customer_pages.import_list(request, _own(request))

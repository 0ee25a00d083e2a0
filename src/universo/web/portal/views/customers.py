"""A reseller's own customer base, seen by that reseller and by Hasar only (PROGRAMME.md §4)."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.program.choices import Category
from universo.web.shared import customer_base, customer_imports, customer_pages
from universo.web.shared.access import actor_of, partner
from universo.web.shared.customer_places import Place
from universo.web.shared.uploads import large_upload


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
@large_upload
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Upload a file of the base, and see those that came before."""
    return customer_imports.board(request, _own(request))


@partner(Category.RESELLER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest, import_id: int) -> HttpResponse:
    """One file, in whatever state it is."""
    return customer_imports.page(request, _own(request), import_id)


@partner(Category.RESELLER)
@never_cache
@require_safe
def rejects(request: HttpRequest, import_id: int) -> FileResponse:
    """The rows of a file that were left out."""
    return customer_imports.rejects(request, import_id)


@partner(Category.RESELLER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def base(request: HttpRequest) -> HttpResponse:
    """The base with its sources, sizes and quality."""
    return customer_base.base(request, _own(request))


@partner(Category.RESELLER)
@never_cache
@require_safe
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    """One source and its files."""
    return customer_base.source(request, _own(request), source_id)

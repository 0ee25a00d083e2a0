"""Known customers: Hasar's own list, and the bases of the resellers to look into (R-8, check 4)."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.identity.roles import StaffRole
from universo.web.shared import customer_base, customer_imports, customer_pages
from universo.web.shared.access import staff
from universo.web.shared.customer_places import Place
from universo.web.shared.uploads import large_upload

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
@large_upload
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Upload a file of Hasar's customers, and see those that came before."""
    return customer_imports.board(request, OWN)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest, import_id: int) -> HttpResponse:
    """One file of Hasar's, or a reseller's to look at."""
    return customer_imports.page(request, OWN, import_id)


@KEEPERS
@never_cache
@require_safe
def rejects(request: HttpRequest, import_id: int) -> FileResponse:
    """The rows of a file that were left out."""
    return customer_imports.rejects(request, import_id)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def base(request: HttpRequest) -> HttpResponse:
    """All lists with their sources, sizes and quality."""
    return customer_base.base(request, OWN)


@KEEPERS
@never_cache
@require_safe
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    """One source and its files."""
    return customer_base.source(request, OWN, source_id)

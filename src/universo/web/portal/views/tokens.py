"""A reseller's administrators keep the keys with which its programs use the API."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.program.choices import Category
from universo.web.shared import token_pages
from universo.web.shared.access import partner

KEEPERS = partner(Category.RESELLER, admin=True)


@KEEPERS
@never_cache
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """The keys of the organisation's people."""
    return token_pages.listing(request, "portal")


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new key."""
    return token_pages.new(request, "portal")  # type: ignore[no-any-return]


@KEEPERS
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a key."""
    return token_pages.revoke(request, "portal", token_id)

"""Keys of the API: administrators keep an eye on all, people of finance make their own."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.errors import NotPermitted
from universo.identity.roles import StaffRole
from universo.partners.api_tokens import scopes_for
from universo.web.backoffice.program_tabs import tabs_of
from universo.web.shared import token_pages
from universo.web.shared.access import actor_of, staff

KEEPERS = staff(StaffRole.PROGRAM_ADMIN, StaffRole.FINANCE)


@KEEPERS
@never_cache
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """All keys, of Hasar's people and of partners'; to people of finance their own."""
    sees_programme = actor_of(request).has(StaffRole.PROGRAM_ADMIN, StaffRole.AUDITOR)
    return token_pages.listing(
        request, "backoffice", tabs=tabs_of("tokens") if sees_programme else []
    )


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new key; auditors make none."""
    if not scopes_for(actor_of(request)):
        raise NotPermitted("")
    return token_pages.new(request, "backoffice")  # type: ignore[no-any-return]


@KEEPERS
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a key."""
    return token_pages.revoke(request, "backoffice", token_id)

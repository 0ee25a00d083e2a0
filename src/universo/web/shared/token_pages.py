"""Keys of the API on both sites: who has which, a new one, and ending one."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from universo.errors import Conflict, DomainError
from universo.identity.roles import Scope
from universo.partners import api_tokens
from universo.usecases.manage_tokens import make_token, revoke_token
from universo.web.shared.access import actor_of
from universo.web.shared.forms import show_refusal
from universo.web.shared.rate_limit import allowed, too_many
from universo.web.shared.token_forms import TokenForm

MOST_SHOWN = 200


def listing(request: HttpRequest, site: str, **context: Any) -> HttpResponse:
    """The keys that the reader answers for, the newest first; those that ended go last."""
    actor, now = actor_of(request), timezone.now()
    rows = [_row(token, now) for token in api_tokens.visible_to(actor)[:MOST_SHOWN]]
    context |= {
        "rows": sorted(rows, key=lambda row: not row["works"]),
        "may_make": bool(api_tokens.scopes_for(actor)),
        "new_url": reverse(f"{site}:token_new"),
        "revoke": f"{site}:token_revoke",
        "is_portal": site == "portal",
    }
    return render(request, "shared/tokens/list.html", context)


@reauthentication_required(allow_get=False)  # type: ignore[untyped-decorator]
def new(request: HttpRequest, site: str) -> HttpResponse:
    """Make a key; its secret is on the answer and never again."""
    actor = actor_of(request)
    form = TokenForm(request.POST or None, offered=api_tokens.scopes_for(actor))
    context = {"form": form, "list_url": reverse(f"{site}:tokens"), "is_portal": site == "portal"}
    if request.method == "POST" and form.is_valid():
        if not allowed(request, "token", times=30, seconds=3600):
            return too_many(request)
        try:
            made, secret = make_token(actor=actor, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            context |= {"made": made, "secret": secret}
            return render(request, "shared/tokens/made.html", context)
    return render(request, "shared/tokens/new.html", context, status=422 if form.errors else 200)


def revoke(request: HttpRequest, site: str, token_id: int) -> HttpResponse:
    """End a key at once."""
    try:
        found = revoke_token(actor=actor_of(request), now=timezone.now(), token_id=token_id)
    except Conflict as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("«%(name)s» does not work any more.") % {"name": found.name})
    return HttpResponseRedirect(reverse(f"{site}:tokens"))


def _row(token: Any, now: Any) -> dict[str, Any]:
    works = token.revoked_at is None and token.expires_at > now
    return {
        "token": token,
        "scopes": [Scope(scope).label for scope in token.scopes],
        "works": works,
        "expired": token.revoked_at is None and not works,
    }

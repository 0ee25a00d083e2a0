"""The organisation's bank accounts: in force, asked for, stopped while there is time."""

from uuid import uuid4

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.errors import Conflict, DomainError, NotPermitted
from universo.partners import bank_accounts, bank_queries
from universo.partners.queries import partner as find_partner
from universo.web.shared.access import actor_of, partner
from universo.web.shared.bank_forms import AccountForm, StopForm, shown
from universo.web.shared.forms import show_refusal
from universo.web.shared.rate_limit import allowed, too_many


@partner()
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every account of the organisation, the latest first; what waits may be stopped."""
    actor, now = actor_of(request), timezone.now()
    context = {
        "rows": shown(bank_queries.accounts_visible_to(actor), now),
        "hours": settings.BANK_CHANGE_WAIT_HOURS,
    }
    return render(request, "portal/profile/accounts.html", context)


@partner(admin=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def new(request: HttpRequest) -> HttpResponse:
    """Ask for another account; the password or the second factor is asked again before."""
    actor, now = actor_of(request), timezone.now()
    home = find_partner(actor, actor.partner_id or 0)
    first = {"uid": uuid4(), "holder_name": home.legal_name, "holder_cuit": home.cuit}
    form = AccountForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        if not allowed(request, "bank_account", times=20, seconds=3600):
            return too_many(request)
        try:
            bank_accounts.request_account(
                actor=actor, now=now, uid=form.cleaned_data["uid"], partner_id=home.pk,
                data=form.data_of(),
            )  # fmt: skip
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("We told your company's contact. Finance will check it."))
            return redirect("portal:bank_accounts")
    context = {"form": form, "partner": home, "hours": settings.BANK_CHANGE_WAIT_HOURS}
    status = 422 if form.errors else 200
    return render(request, "portal/profile/account_new.html", context, status=status)


@partner()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, account_id: int) -> HttpResponse:
    """Stop a change that is not in force yet: anybody of the organisation may."""
    actor, now = actor_of(request), timezone.now()
    try:
        found = bank_queries.account(actor, account_id)
    except NotPermitted as error:
        raise Http404 from error
    form, status = StopForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            bank_accounts.stop_account(
                actor=actor, now=now, account_id=found.pk, reason=form.cleaned_data["reason"]
            )
        except DomainError as error:
            show_refusal(form, error)
            status = 409 if isinstance(error, Conflict) else 422
        else:
            messages.success(request, _("The change was stopped."))
            return redirect("portal:bank_accounts")
    elif request.method == "POST":
        status = 422
    context = {"row": shown([found], now)[0], "form": form}
    return render(request, "portal/profile/account_stop.html", context, status=status)

"""Bank accounts of partners, for finance: those that wait, one of them, asking for a partner."""

from typing import Any
from uuid import uuid4

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.roles import StaffRole as Role
from universo.partners import bank_accounts, bank_queries
from universo.partners.queries import partner as find_partner
from universo.web.shared.access import actor_of, staff
from universo.web.shared.bank_forms import AccountForm, StopForm, shown
from universo.web.shared.forms import show_refusal

FINANCE = staff(Role.FINANCE)
PER_PAGE = 30


@FINANCE
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The accounts that wait for approval, and every account, the latest first."""
    actor, now = actor_of(request), timezone.now()
    page = Paginator(bank_queries.accounts_visible_to(actor), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "waiting": list(bank_queries.accounts_to_decide(actor)),
        "page": page,
        "rows": shown(page.object_list, now),
    }
    return render(request, "backoffice/rewards/accounts.html", context)


@FINANCE
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def page(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account beside the one in force; a POST approves, refuses or stops it."""
    actor, now = actor_of(request), timezone.now()
    try:
        found = bank_queries.account(actor, account_id)
    except NotPermitted as error:
        raise Http404 from error
    form, status = StopForm(request.POST or None), 200
    if request.method == "POST":
        status = _decide(request, found.pk, form)
        if status == 302:
            return redirect("backoffice:bank_accounts")
        found.refresh_from_db()
    current = bank_queries.in_force([found.partner_id], found.currency, now).get(found.partner_id)
    context = {
        "row": shown([found], now)[0],
        "current": current,
        "others": bank_queries.others_with(found),
        "form": form,
        "may_write": actor.has(Role.FINANCE),
        "is_mine": found.requested_by_id == actor.user_id,
    }
    return render(request, "backoffice/rewards/account.html", context, status=status)


def _decide(request: HttpRequest, account_id: int, form: StopForm) -> int:
    values: dict[str, Any] = {"actor": actor_of(request), "now": timezone.now()}
    values["account_id"] = account_id
    try:
        if "approve" in request.POST:
            bank_accounts.approve_account(**values)
            sentence = _(
                "Approved: it comes in force after the waiting time. The partner was told."
            )
        elif not form.is_valid():
            return 422
        elif "reject" in request.POST:
            bank_accounts.reject_account(reason=form.cleaned_data["reason"], **values)
            sentence = _("Rejected; the partner was told why.")
        else:
            bank_accounts.stop_account(reason=form.cleaned_data["reason"], **values)
            sentence = _("The change was stopped; the partner was told.")
    except DomainError as error:
        show_refusal(form, error)
        return 409 if isinstance(error, Conflict) else 422
    messages.success(request, sentence)
    return 302


@FINANCE
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def new(request: HttpRequest, paid_partner_id: int) -> HttpResponse:
    """Ask for an account in the name of a partner; another person approves it."""
    try:
        home = find_partner(actor_of(request), paid_partner_id)
    except NotPermitted as error:
        raise Http404 from error
    first = {"uid": uuid4(), "holder_name": home.legal_name, "holder_cuit": home.cuit}
    form = AccountForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            bank_accounts.request_account(
                actor=actor_of(request),
                now=timezone.now(),
                uid=form.cleaned_data["uid"],
                partner_id=home.pk,
                data=form.data_of(),
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Another person of finance must approve it now."))
            return redirect("backoffice:bank_accounts")
    status = 422 if form.errors else 200
    context = {"form": form, "partner": home}
    return render(request, "backoffice/rewards/account_new.html", context, status=status)

"""The rules of the executing channels: zones, profiles, what each sells, and whether it takes leads."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.errors import DomainError
from universo.identity.roles import StaffRole as Role
from universo.program.choices import CustomerProfile, ProductKind
from universo.program.queries import provinces
from universo.routing.channels import channel, resellers_without_channel
from universo.routing.queries import channels, open_load
from universo.usecases.manage_channels import add_channel, change_channel
from universo.web.backoffice.forms.routing import ChannelForm
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal

RULES = ("is_active", "kinds", "provinces", "profiles")


@staff(Role.CHANNEL_MANAGER)
@never_cache
@require_safe
def channel_list(request: HttpRequest) -> HttpResponse:
    """Every channel with its rules in words and its load."""
    actor = actor_of(request)
    load = open_load()
    zones = {row.letter: row.name for row in provinces()}
    rows = [
        {
            "channel": row,
            "zones": ", ".join(sorted(zones[letter] for letter in row.provinces)),
            "profiles": ", ".join(str(CustomerProfile(code).label) for code in row.profiles),
            "kinds": ", ".join(str(ProductKind(code).label) for code in row.kinds),
            "open": load.get(row.pk, 0),
        }
        for row in channels(actor)
    ]
    context = {"rows": rows, "missing": resellers_without_channel(actor)}
    return render(request, "backoffice/routing/channels.html", context)


@staff(Role.CHANNEL_MANAGER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Change the rules of a channel."""
    actor = actor_of(request)
    found = channel(actor, channel_id)
    form = ChannelForm(initial={name: getattr(found, name) for name in RULES})
    if request.method == "POST":
        form = ChannelForm(request.POST)
        if _done(
            form,
            lambda rules: change_channel(
                actor=actor, now=timezone.now(), channel_id=channel_id, rules=rules
            ),
        ):
            messages.success(request, _("The rules of the channel were saved."))
            return redirect("backoffice:channel_list")
    context = {"name": found.name, "own": found.partner_id is None, "form": form}
    return _page(request, context, form)


@staff(Role.CHANNEL_MANAGER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Open the channel of a reseller that has none."""
    actor = actor_of(request)
    partner = resellers_without_channel(actor).filter(pk=partner_id).first()
    if partner is None:
        raise Http404
    form = ChannelForm(
        initial={
            "is_active": True,
            "kinds": list(ProductKind.values),
            "provinces": [partner.province_id],
        }
    )
    if request.method == "POST":
        form = ChannelForm(request.POST)
        if _done(
            form,
            lambda rules: add_channel(
                actor=actor, now=timezone.now(), partner_id=partner_id, rules=rules
            ),
        ):
            messages.success(request, _("The channel was opened: it may get leads."))
            return redirect("backoffice:channel_list")
    return _page(request, {"name": str(partner), "own": False, "form": form}, form)


def _done(form: ChannelForm, save: Any) -> bool:
    if not form.is_valid():
        return False
    try:
        save(form.cleaned_data)
    except DomainError as error:
        show_refusal(form, error)
        return False
    return True


def _page(request: HttpRequest, context: dict[str, Any], form: ChannelForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "backoffice/routing/channel.html", context, status=status)

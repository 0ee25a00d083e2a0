"""The mention of a partner: its page, its consent and its badge (R-2)."""

from datetime import timedelta
from html import escape
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.benefits.choices import Service
from universo.benefits.directory import figures, public, queries
from universo.benefits.queries import benefit_of
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError
from universo.partners.queries import partner as find_partner
from universo.usecases.describe_partner import WORDING, give_consent, send_page, withdraw_consent
from universo.usecases.make_badge import make_badge, renew_badge
from universo.web.portal.forms.directory import PageForm, initial_of
from universo.web.shared.access import actor_of, partner
from universo.web.shared.benefit_gate import needed, needs
from universo.web.shared.directory_files import (
    TYPES,
    badge_alt,
    badge_answer,
    logo_answer,
    verify_url,
)
from universo.web.shared.directory_words import look_of, shown_of, whatsapp_words
from universo.web.shared.forms import show_refusal
from universo.web.shared.uploads import was_too_large

MONTH = timedelta(days=29)


@partner()
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What is shown, what waits, and what is missing; without the benefit, what is needed for it."""
    actor, today = actor_of(request), local_date(timezone.now())
    mine = queries.mine(actor)
    answer = benefit_of(actor, Service.DIRECTORY, today)
    if not answer.allowed:
        return needed(request, Service.DIRECTORY, answer, consent=mine.consent)
    slug = mine.listing.slug if mine.listing else ""
    context = {
        "mine": mine,
        "is_shown": bool(slug) and public.page_of(slug, today) is not None,
        "wording": WORDING,
        "seen": figures.own(actor, today - MONTH, today),
        "history": [(one, look_of(one.status)) for one in _history(request, mine)],
        "may_write": actor.is_partner_admin,
    }
    return render(request, "portal/directory/board.html", context)


def _history(request: HttpRequest, mine: queries.Mine) -> Any:
    return queries.history(actor_of(request), mine.listing.pk)[:10] if mine.listing else []


@partner(admin=True)
@needs(Service.DIRECTORY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Write the next version of the page; what is published stays until that one is approved."""
    latest = queries.mine(actor_of(request)).latest
    form, status = PageForm(initial={"uid": uuid4(), **_initial(request, latest)}), 200
    if request.method == "POST":
        form, status = PageForm(request.POST, request.FILES), 422
        if was_too_large(request):
            form.add_error("logo", _("The logo is larger than 3 MB."))
        if form.is_valid():
            try:
                send_page(
                    actor=actor_of(request), now=timezone.now(), uid=form.cleaned_data["uid"],
                    data=form.page_data(), logo=form.picture(),
                )  # fmt: skip
            except DomainError as error:
                show_refusal(form, error)
                status = 409 if isinstance(error, Conflict) else 422
            else:
                messages.success(request, _("Your page was sent. We will answer by mail."))
                return redirect("portal:directory")
    chose_logo = status != 200 and bool(request.FILES.get("logo"))
    context = {"form": form, "latest": latest, "logo_again": chose_logo}
    return render(request, "portal/directory/edit.html", context, status=status)


def _initial(request: HttpRequest, latest: Any) -> dict[str, Any]:
    if latest is not None:
        return initial_of(latest)
    actor = actor_of(request)
    own = find_partner(actor, actor.partner_id or 0)
    return {"email": own.email, "phone": own.phone, "provinces": [own.province_id]}


@partner(admin=True)
@needs(Service.DIRECTORY)
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Want to be mentioned: the box has to be ticked."""
    if request.POST.get("accept") != "yes":
        messages.error(request, _("Tick the box to be mentioned."))
    else:
        give_consent(actor=actor_of(request), now=timezone.now())
        messages.success(
            request, _("Your consent was recorded. You may withdraw it at any moment.")
        )
    return redirect("portal:directory")


@partner(admin=True)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Be mentioned no more, at once; this needs no benefit."""
    withdraw_consent(actor=actor_of(request), now=timezone.now())
    messages.success(request, _("Your company is not in the directory any more."))
    return redirect("portal:directory")


@partner()
@needs(Service.DIRECTORY)
@never_cache
@require_safe
def version(request: HttpRequest, page_id: int) -> HttpResponse:
    """A version as the public would see it."""
    found = queries.find_version(actor_of(request), page_id)
    context = {
        "version": found,
        "look": look_of(found.status),
        "shown": shown_of(found, local_date(timezone.now())),
        "whatsapp": whatsapp_words(found.whatsapp),
        "dial": f"+54{public.dialled(found.phone)}",
        "logo_url": reverse("portal:directory_logo", args=[found.logo_id]) if found.logo_id else "",
    }
    return render(request, "portal/directory/version.html", context)


@partner()
@needs(Service.DIRECTORY)
@require_safe
def logo(request: HttpRequest, logo_id: int) -> HttpResponse:
    """A logo of the own page, shown or not."""
    return logo_answer(queries.find_logo(actor_of(request), logo_id))


@partner(admin=True)
@needs(Service.DIRECTORY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def badge(request: HttpRequest) -> HttpResponse:
    """The badge with its files, and the lines for the own site; making it, and changing its code."""
    actor, now = actor_of(request), timezone.now()
    if request.method == "POST":
        if request.POST.get("action") == "renew":
            renew_badge(actor=actor, now=now, code=request.POST.get("code", "")[:40])
            messages.success(
                request, _("The badge has another code; the one before is worth nothing.")
            )
        else:
            make_badge(actor=actor, now=now)
            messages.success(request, _("Your badge is ready."))
        return redirect("portal:directory_badge")
    found = queries.badge_of(actor)
    context: dict[str, Any] = {"badge": found, "alt": badge_alt(actor.partner_name)}
    if found is not None:
        address = verify_url(found.code)
        context["address"] = address
        context["snippet"] = _lines(address, context["alt"])
        context["own_url"] = address.removeprefix(settings.PUBLIC_URL)
    return render(request, "portal/directory/badge.html", context)


def _lines(address: str, alt: str) -> str:
    """Return what a partner copies into its site: HTML to be read here, so it is not marked as safe."""
    shown = (
        f'<img src="{escape(address)}insignia.svg" width="340" height="112" alt="{escape(alt)}">'
    )
    return f'<a href="{escape(address)}">{shown}</a>'


@partner(admin=True)
@needs(Service.DIRECTORY)
@require_safe
def badge_file(request: HttpRequest, picture: str) -> HttpResponse:
    """Download the badge as SVG or PNG."""
    found = queries.badge_of(actor_of(request))
    told = public.verify(found.code, local_date(timezone.now())) if found else None
    if told is None or picture not in TYPES:
        raise Http404
    return badge_answer(told, picture, download=True)

"""«My company»: the organisation's data, its executive, its people, and inviting colleagues."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError
from universo.partners import queries
from universo.partners.labels import enrolment_label
from universo.partners.operations import set_member_active
from universo.program.choices import Category
from universo.rewards.payment_queries import with_progress
from universo.rewards.queries import search_settlements
from universo.usecases.invite_colleague import invite_colleague
from universo.web.portal.forms.profile import ColleagueForm
from universo.web.shared.access import actor_of, partner
from universo.web.shared.forms import show_refusal
from universo.web.shared.rate_limit import allowed, too_many

SETTLEMENTS_SHOWN = 12


@partner()
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """The organisation as the programme knows it."""
    return _page(request, ColleagueForm())


@partner(admin=True)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a colleague; without a script the form has this page of its own."""
    form = ColleagueForm(request.POST or None)
    if request.method != "POST":
        return render(request, "portal/profile/invite.html", {"form": form})
    if form.is_valid():
        if not allowed(request, "invite", times=30, seconds=3600):
            return too_many(request)
        try:
            made = invite_colleague(
                actor=actor_of(request), now=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(
                request, _("We sent the invitation to %(mail)s.") % {"mail": made.email}
            )
            return HttpResponseRedirect(reverse("portal:profile") + "#personas")
    return render(request, "portal/profile/invite.html", {"form": form}, status=422)


@partner(admin=True)
@require_POST
def member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Take a colleague's access away, or give it back."""
    active = request.POST.get("active") == "1"
    try:
        set_member_active(
            actor=actor_of(request), now=timezone.now(), member_id=member_id, active=active
        )
    except Conflict as error:
        messages.error(request, str(error.message))
    else:
        done = _("The person has access again.") if active else _("The person has no access now.")
        messages.success(request, done)
    return HttpResponseRedirect(reverse("portal:profile") + "#personas")


def _page(request: HttpRequest, form: ColleagueForm) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    assert actor.partner_id is not None
    home = queries.partner(actor, actor.partner_id, local_date(now))
    invitations = queries.pending_invitations(actor, home.pk).filter(expires_at__gt=now)
    context = {
        "partner": home,
        "enrolments": [(enrolment_label(row), row.since_date) for row in home.current],
        "people": queries.people(actor, home.pk),
        "invitations": invitations if actor.is_partner_admin else [],
        "form": form,
    }
    if not actor.in_category(Category.SPONSOR):  # sponsors find theirs beside their rewards
        context["settlements"] = with_progress(search_settlements(actor)[:SETTLEMENTS_SHOWN], now)
    return render(request, "portal/profile/profile.html", context)

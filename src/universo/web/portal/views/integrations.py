"""A software company's catalogue: its integrations, their certification, the SDK material (R-1)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.benefits.choices import Service
from universo.benefits.integrations import queries
from universo.benefits.library import queries as library
from universo.benefits.queries import benefit_of
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError
from universo.program.choices import Category
from universo.usecases.certify_integration import ask_certification
from universo.usecases.state_integration import edit_integration, state_integration
from universo.web.portal.forms.integrations import IntegrationForm, ReviewForm
from universo.web.shared.access import actor_of, partner
from universo.web.shared.forms import show_refusal
from universo.web.shared.integration_words import evidence_answer, row_of
from universo.web.shared.timeline import entries_of

ISV = partner(Category.ISV)


@ISV
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every integration with how its certification stands, and the material to build them."""
    actor, today = actor_of(request), local_date(timezone.now())
    material: Any = []
    may_read = benefit_of(actor, Service.LIBRARY, today).allowed
    if may_read:
        rows = library.visible_to(actor, today).filter(audience__contains=["ISV"])
        material = rows.filter(withdrawn_at=None).order_by("title")[:12]
    context = {
        "rows": [row_of(found, today) for found in queries.visible_to(actor)],
        "material": material,
        "may_read": may_read,
    }
    return render(request, "portal/integrations/board.html", context)


@ISV
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """State an integration."""
    form, status = IntegrationForm(), 200
    if request.method == "POST":
        form, status = IntegrationForm(request.POST), 422
        if form.is_valid():
            try:
                made = state_integration(
                    actor=actor_of(request), now=timezone.now(),
                    uid=form.cleaned_data["uid"], data=form.data_of(),
                )  # fmt: skip
            except DomainError as error:
                show_refusal(form, error)
                status = 409 if isinstance(error, Conflict) else 422
            else:
                messages.success(request, _("The integration is in your catalogue."))
                return redirect("portal:integration", made.pk)
    return render(request, "portal/integrations/form.html", {"form": form}, status=status)


@ISV
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, integration_id: int) -> HttpResponse:
    """Correct an integration."""
    found = queries.integration(actor_of(request), integration_id)
    tail = f"p{found.family_id}-{found.product_id}" if found.product_id else f"f{found.family_id}"
    values = {name: getattr(found, name) for name in ("software", "summary", "is_public")}
    form, status = IntegrationForm(initial={**values, "works_with": tail}), 200
    if request.method == "POST":
        form, status = IntegrationForm(request.POST), 422
        if form.is_valid():
            try:
                edit_integration(
                    actor=actor_of(request), now=timezone.now(),
                    integration_id=found.pk, data=form.data_of(),
                )  # fmt: skip
            except DomainError as error:
                show_refusal(form, error)
            else:
                messages.success(request, _("The integration was corrected."))
                return redirect("portal:integration", found.pk)
    context = {"form": form, "integration": found}
    return render(request, "portal/integrations/form.html", context, status=status)


@ISV
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, integration_id: int) -> HttpResponse:
    """One integration: its versions, what Hasar looks at, and asking for a review."""
    actor, now = actor_of(request), timezone.now()
    found, status = queries.integration(actor, integration_id), 200
    form = ReviewForm.fresh()
    if request.method == "POST":
        form, status = ReviewForm(request.POST, request.FILES), 422
        if form.is_valid() and _asked(request, found.pk, form):
            return redirect("portal:integration", found.pk)
    today = local_date(now)
    context = {
        **row_of(found, today),
        "form": form,
        "checklist": queries.checklist_for(found.family_id, today),
        "entries": entries_of(timeline(actor, "integration", found.pk).reverse()),
    }
    return render(request, "portal/integrations/one.html", context, status=status)


def _asked(request: HttpRequest, integration_id: int, form: ReviewForm) -> bool:
    sent = request.FILES.getlist("evidence")
    typed = form.cleaned_data
    try:
        ask_certification(
            actor=actor_of(request),
            now=timezone.now(),
            uid=typed["uid"],
            integration_id=integration_id,
            version=typed["version"],
            works_with_version=typed["works_with_version"],
            notes=typed["notes"],
            files=[(str(one.name), one.read()) for one in sent],
        )
    except DomainError as error:
        show_refusal(form, error)
        return False
    messages.success(request, _("Your request was sent. We will answer by mail."))
    return True


@ISV
@require_safe
def evidence(request: HttpRequest, sample_id: int) -> HttpResponse:
    """A file that was sent as evidence."""
    return evidence_answer(queries.evidence(actor_of(request), sample_id))

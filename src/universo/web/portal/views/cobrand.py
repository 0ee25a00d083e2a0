"""Co-branded material for a partner: its brand, templates, and what it made of them (R-2)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.benefits.choices import Service
from universo.benefits.support import cobrand_queries, logos
from universo.errors import Conflict, DomainError
from universo.usecases.cobrand import keep_brand, make_material
from universo.web.portal.forms.cobrand import BrandForm, LineForm
from universo.web.shared import cobrand_files
from universo.web.shared.access import actor_of, partner
from universo.web.shared.benefit_gate import needs
from universo.web.shared.forms import show_refusal
from universo.web.shared.uploads import was_too_large

SHOWN = 30


@partner()
@needs(Service.SUPPORT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """The templates, what was made of them, and the partner's brand; a POST keeps the brand."""
    actor, status = actor_of(request), 200
    brand = cobrand_queries.brand_of(actor)
    form = BrandForm.of(brand)
    if request.method == "POST":
        form, status = BrandForm(request.POST, request.FILES), 422
        if was_too_large(request):
            form.add_error("logo", str(_("The logo is larger than 4 MB.")))
        if form.is_valid():
            try:
                keep_brand(actor=actor, now=timezone.now(), data=form.data_of())
            except DomainError as error:
                show_refusal(form, error)
            else:
                messages.success(request, _("Your brand was kept."))
                return redirect("portal:cobrand")
    context = {
        "form": form,
        "brand": brand,
        "templates": cobrand_queries.templates(actor),
        "made": cobrand_queries.made_by(actor)[:SHOWN],
    }
    return render(request, "portal/support/cobrand.html", context, status=status)


@partner()
@needs(Service.SUPPORT)
@never_cache
@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """The logo as it is kept."""
    brand = cobrand_queries.brand_of(actor_of(request))
    content = logos.read(brand.logo_name) if brand else None
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@partner()
@needs(Service.SUPPORT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, design_id: int) -> HttpResponse:
    """One template with the partner's brand as it would be; a POST makes a piece of it."""
    actor, status = actor_of(request), 200
    found = cobrand_queries.template(actor, design_id)
    form = LineForm.fresh()
    if request.method == "POST":
        form, status = LineForm(request.POST), 422
        if form.is_valid():
            try:
                made = make_material(
                    actor=actor, now=timezone.now(), template_id=found.pk, **form.cleaned_data
                )
            except DomainError as error:
                show_refusal(form, error)
                status = 409 if isinstance(error, Conflict) else 422
            else:
                return redirect("portal:cobrand_piece", made.pk)
    context = {"template": found, "form": form, "brand": cobrand_queries.brand_of(actor)}
    return render(request, "portal/support/cobrand_make.html", context, status=status)


@partner()
@needs(Service.SUPPORT)
@never_cache
@require_safe
def preview(request: HttpRequest, design_id: int) -> HttpResponse:
    """A picture of a template with the partner's brand."""
    actor = actor_of(request)
    found = cobrand_queries.template(actor, design_id)
    brand = cobrand_queries.brand_of(actor)
    return cobrand_files.preview_answer(cobrand_files.piece(found, actor.partner_name, brand, ""))


@partner()
@needs(Service.SUPPORT)
@never_cache
@require_safe
def piece(request: HttpRequest, piece_id: int) -> HttpResponse:
    """A piece that was made: its picture and its files."""
    found = cobrand_queries.made(actor_of(request), piece_id)
    return render(request, "portal/support/cobrand_piece.html", {"piece": found})


@partner()
@needs(Service.SUPPORT)
@never_cache
@require_safe
def piece_file(request: HttpRequest, piece_id: int, paper: str) -> HttpResponse:
    """A piece as `pdf` or `png` to be kept, or its small picture."""
    actor = actor_of(request)
    found = cobrand_queries.made(actor, piece_id)
    brand = cobrand_queries.brand_of(actor)
    data = cobrand_files.piece(found.template, actor.partner_name, brand, found.line)
    if paper == "vista":
        return cobrand_files.preview_answer(data)
    if paper not in ("pdf", "png"):
        raise Http404
    return cobrand_files.file_answer(data, paper, f"material-{found.pk}")

"""Templates of co-branded material: administrators keep them, and see who takes them (R-2)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.benefits.support import cobrand_queries
from universo.identity.roles import StaffRole
from universo.usecases.cobrand import keep_template, switch_template
from universo.web.backoffice.acting import do_and_go, succeeded
from universo.web.backoffice.forms.cobrand import TemplateForm
from universo.web.backoffice.views.support import tabs
from universo.web.shared import cobrand_files
from universo.web.shared.access import actor_of, staff

ADMINS = staff(StaffRole.PROGRAM_ADMIN)


@ADMINS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """Every template with how often it was taken; a POST adds one."""
    actor = actor_of(request)
    form = TemplateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not actor.has(StaffRole.PROGRAM_ADMIN):
            raise Http404
        values = {"data": form.data_of()} if form.is_valid() else {}
        made = succeeded(request, form, keep_template, _("The template was kept."), **values)
        if made:
            return redirect("backoffice:cobrand_template", made.pk)
    context = {
        "tabs": tabs(request, "cobrand"),
        "templates": cobrand_queries.templates(actor),
        "form": form,
        "may_write": actor.has(StaffRole.PROGRAM_ADMIN),
    }
    return render(
        request, "backoffice/support/cobrand.html", context, status=422 if form.errors else 200
    )


@ADMINS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, design_id: int) -> HttpResponse:
    """One template: its picture, changing it, taking it out of use and back."""
    actor = actor_of(request)
    found = cobrand_queries.template(actor, design_id)
    form = TemplateForm.of(found)
    if request.method == "POST":
        if not actor.has(StaffRole.PROGRAM_ADMIN):
            raise Http404
        if request.POST.get("action") == "switch":
            url = reverse("backoffice:cobrand_template", args=[found.pk])
            return do_and_go(
                request, url, switch_template, _("The template was kept."),
                template_id=found.pk, is_active=not found.is_active,
            )  # fmt: skip
        form = TemplateForm(request.POST)
        values = {"data": form.data_of()} if form.is_valid() else {}
        said = _("The template was kept.")
        if succeeded(request, form, keep_template, said, template_id=found.pk, **values):
            return redirect("backoffice:cobrand_template", found.pk)
    context = {
        "template": found,
        "form": form,
        "may_write": actor.has(StaffRole.PROGRAM_ADMIN),
    }
    return render(
        request, "backoffice/support/cobrand_template.html", context,
        status=422 if form.errors else 200,
    )  # fmt: skip


@ADMINS
@never_cache
@require_safe
def preview(request: HttpRequest, design_id: int) -> HttpResponse:
    """A picture of a template as a partner without a brand would see it."""
    found = cobrand_queries.template(actor_of(request), design_id)
    return cobrand_files.preview_answer(cobrand_files.piece(found, _("Your company"), None, ""))

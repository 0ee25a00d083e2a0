"""Integrations for Hasar: reviews that wait, judging one, the checklists (R-1)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.benefits.integrations import queries
from universo.domain.decision_clock import local_date
from universo.identity.roles import StaffRole
from universo.usecases.certify_integration import certify, refuse, revoke
from universo.usecases.keep_checklists import set_checklist
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.integrations import ChecklistForm, JudgeForm, RevokeForm
from universo.web.shared.access import actor_of, staff
from universo.web.shared.integration_words import evidence_answer, look_of
from universo.web.shared.timeline import entries_of

READERS = staff(StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER)
WRITERS = staff(StaffRole.PROGRAM_ADMIN)
PER_PAGE = 25


@READERS
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Reviews that wait, the oldest first, and every version that was judged."""
    actor, today = actor_of(request), local_date(timezone.now())
    found = queries.certifications(actor)
    waiting = found.filter(status="REQUESTED").order_by("asked_at", "pk")
    page = Paginator(found.exclude(status="REQUESTED"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": [look_of(row, today) for row in waiting],
        "page": page,
        "judged": [look_of(row, today) for row in page],
    }
    return render(request, "backoffice/integrations/board.html", context)


@READERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, certification_id: int) -> HttpResponse:
    """One version: what the partner sent, the checklist, and the answer."""
    actor, today = actor_of(request), local_date(timezone.now())
    found, status = queries.certification(actor, certification_id), 200
    if request.method == "POST" and not queries.is_keeper(actor):
        raise Http404
    form = _form_of(found)
    if request.method == "POST" and form is not None:
        form, status = _form_of(found, request.POST), 422
        if _acted(request, found, form):
            return redirect("backoffice:certification", found.pk)
        found = queries.certification(actor, certification_id)
    context = {
        **look_of(found, today),
        "form": form,
        "may_write": queries.is_keeper(actor),
        "entries": entries_of(timeline(actor, "integration", found.integration_id).reverse()),
    }
    return render(request, "backoffice/integrations/one.html", context, status=status)


def _form_of(found: Any, posted: Any = None) -> Any:
    if found.status == "REQUESTED":
        return JudgeForm(found.checklist.points, posted)
    return RevokeForm(posted) if found.status == "CERTIFIED" else None


def _acted(request: HttpRequest, found: Any, form: Any) -> bool:
    values: dict[str, Any] = {"certification_id": found.pk}
    typed = form.cleaned_data if form.is_valid() else {}
    if found.status == "CERTIFIED":
        said = _("The certification was withdrawn; the partner was told why.")
        return bool(
            succeeded(request, form, revoke, said, reason=typed.get("reason", ""), **values)
        )
    values["passed"] = typed.get("passed", [])
    if request.POST.get("action") == "certify":
        said = _("Certified: the partner was told.")
        return bool(
            succeeded(request, form, certify, said, answer=typed.get("reason", ""), **values)
        )
    said = _("Not certified: the partner was told why.")
    return bool(succeeded(request, form, refuse, said, reason=typed.get("reason", ""), **values))


@READERS
@require_safe
def whole(request: HttpRequest, integration_id: int) -> HttpResponse:
    """One integration by its number: its last review, or the board while none was asked for."""
    found = queries.integration(actor_of(request), integration_id)
    last = found.certifications.first()
    return (
        redirect("backoffice:certification", last.pk)
        if last
        else redirect("backoffice:integrations")
    )


@READERS
@require_safe
def evidence(request: HttpRequest, sample_id: int) -> HttpResponse:
    """A file that the partner sent."""
    return evidence_answer(queries.evidence(actor_of(request), sample_id))


@WRITERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checklists(request: HttpRequest) -> HttpResponse:
    """Every checklist with its first day; a new one from today or later."""
    actor, today = actor_of(request), local_date(timezone.now())
    found = list(queries.checklists(actor))
    current = next(
        (row for row in found if row.family_id is None and row.valid_from <= today), None
    )
    first = {"from_date": today, "months": current.months if current else 24,
             "points": "\n".join(current.points) if current else ""}  # fmt: skip
    form, status = ChecklistForm(initial=first), 200
    if request.method == "POST":
        form, status = ChecklistForm(request.POST), 422
        typed = form.cleaned_data if form.is_valid() else {}
        if succeeded(
            request, form, set_checklist, _("The checklist holds from that day."),
            family_id=typed.get("family"), points=typed.get("points", "").splitlines(),
            months=typed.get("months"), from_date=typed.get("from_date"),
        ):  # fmt: skip
            return redirect("backoffice:checklists")
    context = {"rows": found, "form": form, "today": today}
    context["may_write"] = queries.is_keeper(actor)
    return render(request, "backoffice/integrations/checklists.html", context, status=status)

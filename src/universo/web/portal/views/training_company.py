"""What a partner's people are certified in, what selling a family asks for, and goals (R-2)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from universo.benefits.choices import Service
from universo.benefits.training import exam_queries, goal_queries
from universo.domain.decision_clock import local_date
from universo.web.portal.training_tabs import tabs
from universo.web.shared import goal_words, training_files, training_words
from universo.web.shared.access import actor_of, partner
from universo.web.shared.benefit_gate import needs

PER_PAGE = 25


@partner()
@needs(Service.TRAINING)
@never_cache
@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """The certificates of one's company, and what it lacks for the families that ask for some."""
    actor, today = actor_of(request), local_date(timezone.now())
    rows = exam_queries.certificates_visible_to(actor)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs("training_certificates"),
        "page": page,
        "rows": [(one, training_words.certificate_look(one, today)) for one in page.object_list],
        "people": exam_queries.certified_of([actor.partner_id or 0], today)[actor.partner_id or 0],
        "needs": goal_queries.needs_of(actor.partner_id or 0, today),
    }
    return render(request, "portal/training/certificates.html", context)


@partner()
@needs(Service.TRAINING)
@require_safe
def certificate(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """A certificate of the company as PDF."""
    return training_files.certificate_answer(request, certificate_id)


@partner()
@needs(Service.TRAINING)
@never_cache
@require_safe
def goals(request: HttpRequest) -> HttpResponse:
    """The goals of the running periods with one's progress, and what was reached."""
    actor, today = actor_of(request), local_date(timezone.now())
    found = goal_queries.progress_of(actor.partner_id or 0, today)
    context = {
        "tabs": tabs("training_goals"),
        "goals": [goal_words.progress_row(one) for one in found],
        "reached": [
            goal_words.reached_row(one) for one in goal_queries.reached_visible_to(actor)[:50]
        ],
    }
    return render(request, "portal/training/goals.html", context)

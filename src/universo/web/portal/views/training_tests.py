"""The test of a course: begun, answered in its time, and its result (R-2).

Nothing that tells a right option from a wrong one is in a page before the test was handed in.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from universo.benefits.choices import Service
from universo.benefits.training import exam_queries
from universo.domain.learning import is_late
from universo.errors import DomainError, NotPermitted
from universo.usecases.take_test import begin_test, hand_in
from universo.web.shared.access import actor_of, partner
from universo.web.shared.benefit_gate import needs


@partner()
@needs(Service.TRAINING)
@require_POST
def begin(request: HttpRequest, course_id: int) -> HttpResponse:
    """Begin the test of a course, or go on with the one that runs."""
    try:
        uid = UUID(request.POST.get("uid", ""))
    except ValueError as error:
        raise Http404 from error
    try:
        made = begin_test(actor=actor_of(request), now=timezone.now(), uid=uid, course_id=course_id)
    except NotPermitted:
        raise
    except DomainError as refused:
        messages.error(request, str(refused.message))
        return redirect("portal:training_course", course_id)
    return redirect("portal:training_test", made.pk)


@partner()
@needs(Service.TRAINING)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def test(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The questions while the test runs; its result once it was handed in or its time is over."""
    actor, now = actor_of(request), timezone.now()
    found = exam_queries.own_attempt(actor, attempt_id)
    if request.method == "POST":
        try:
            hand_in(actor=actor, now=now, attempt_id=found.pk, answers=_answers(request, found))
        except NotPermitted:
            raise
        except DomainError as refused:
            messages.error(request, str(refused.message))
        return redirect("portal:training_test", found.pk)
    over = found.ended_at is not None or is_late(found.due_at, now)
    context: dict[str, Any] = {"attempt": found, "course": found.course, "over": over}
    if over:
        context["questions"] = [_result(row) for row in found.drawn.all()]
        context["certificate"] = getattr(found, "certificate", None)
    else:
        context["questions"] = [_asked(row) for row in found.drawn.all()]
    return render(request, "portal/training/test.html", context)


def _answers(request: HttpRequest, found: Any) -> dict[int, list[int]]:
    """Return the places of the chosen options by question; what is no number is no answer (-1)."""
    return {
        row.position: [
            int(text) if text.isdecimal() and len(text) < 4 else -1
            for text in request.POST.getlist(f"q{row.position}")
        ]
        for row in found.drawn.all()
    }


def _asked(row: Any) -> dict[str, Any]:
    """Return a question as it is shown: the options by their place, and nothing else of them."""
    many = row.version.kind == "MULTIPLE"
    return {
        "position": row.position,
        "text": row.version.text,
        "input": "checkbox" if many else "radio",
        "hint": _("Mark all that are right.") if many else "",
        "options": [(place, row.version.options[one]) for place, one in enumerate(row.order)],
    }


def _result(row: Any) -> dict[str, Any]:
    """Return a question with one's answer and whether it was right; not what would have been."""
    chosen = row.chosen or []
    return {
        "position": row.position,
        "text": row.version.text,
        "chosen": [row.version.options[one] for one in chosen],
        "good": sorted(chosen) == sorted(row.version.right),
    }

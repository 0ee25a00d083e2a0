"""One look-alike beside the notice: field by field, its evidence added up, and the verdict."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from universo.errors import Conflict, DomainError, NotPermitted
from universo.evaluation import judging, operations, queries
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.web.backoffice.comparison_page import comparison_context
from universo.web.backoffice.views.evaluation import back_to, lost
from universo.web.shared.access import actor_of, staff


@staff(StaffRole.ACCOUNT_EXECUTIVE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: HttpRequest, notice_id: int, finding_id: int) -> HttpResponse:
    """A look-alike side by side; POST says whether it is the same or another one."""
    actor, now = actor_of(request), timezone.now()
    notice = queries.get_notice(actor, notice_id)
    if request.method == "POST":
        return _judge(request, actor, notice, finding_id)
    operations.record_view(actor=actor, now=now, notice_id=notice.pk)
    context = comparison_context(actor, notice, finding_id, now)
    return render(request, "backoffice/queue/finding.html", context)


def _judge(request: HttpRequest, actor: Actor, notice: Any, finding_id: int) -> HttpResponse:
    if not queries.may_evaluate(actor, notice):
        raise NotPermitted("")
    try:
        judged = judging.judge_finding(
            actor=actor,
            now=timezone.now(),
            finding_id=finding_id,
            verdict=request.POST.get("verdict", ""),
        )
    except Conflict as error:
        return lost(request, notice.pk, error)
    except NotPermitted:
        raise
    except DomainError as error:
        messages.error(request, str(error.message))
        return back_to(notice.pk)
    messages.success(request, _("Your verdict was kept."))
    return back_to(judged.check_of.notice_id)

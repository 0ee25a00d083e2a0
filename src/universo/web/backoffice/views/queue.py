"""The executive's queue: what waits for a decision, the one with least time left first."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from universo.domain.decision_clock import local_date
from universo.evaluation import queries
from universo.evaluation.standing import is_open
from universo.identity.roles import StaffRole
from universo.opportunities.queries import meters_of
from universo.program.queries import terms_on
from universo.web.backoffice.forms.queue import QueueFilter
from universo.web.shared.access import actor_of, staff

PER_PAGE = 100
URGENT_DAYS = 2
TABS = {"por-decidir": queries.OPEN, "decididos": queries.DECIDED, "vencidos": queries.LAPSED,
        "todos": queries.ALL}  # fmt: skip


@staff(StaffRole.ACCOUNT_EXECUTIVE)
@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The notices of one tab with their meters; bounded questions, however many notices."""
    actor, now = actor_of(request), timezone.now()
    form = QueueFilter(request.GET)
    form.is_valid()
    text, whose = (str(form.cleaned_data.get(name) or "") for name in ("q", "whose"))
    tab = request.GET.get("estado", "")
    tab = tab if tab in TABS else "por-decidir"
    mine = whose == "mine"
    found = queries.queue(actor, now, state=TABS[tab], mine=mine, text=text)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.queue_counts(actor, now, mine=mine)
    rows = _rows(list(page.object_list), now)
    context = {
        "form": form,
        "tab": tab,
        "tabs": _tabs(tab, counts, {"q": text, "whose": whose}),
        "page": page,
        "rows": rows,
        "searching": bool(text or mine),
        "figures": _figures(counts, rows, now) if tab == "por-decidir" and not text else [],
    }
    return render(request, "backoffice/queue/list.html", context)


def _rows(notices: list[Any], now: datetime) -> list[dict[str, Any]]:
    meters = meters_of([n for n in notices if is_open(n, now)], now) if notices else {}
    return [
        {
            "notice": notice,
            "meter": meters.get(notice.pk),
            "state": "lapsed"
            if notice.status == "SUBMITTED" and notice.pk not in meters
            else notice.status,
        }
        for notice in notices
    ]


def _tabs(chosen: str, counts: dict[str, int], kept: dict[str, str]) -> list[dict[str, Any]]:
    labels = {
        "por-decidir": (_("To decide"), "hourglass"),
        "decididos": (_("Decided"), "check"),
        "vencidos": (_("Expired"), "timer-off"),
        "todos": (_("All"), "inbox"),
    }
    extra = {name: value for name, value in kept.items() if value}
    return [
        {
            "label": label,
            "icon": icon,
            "url": "?" + urlencode({"estado": tab, **extra}),
            "active": tab == chosen,
            "count": counts[TABS[tab]],
        }
        for tab, (label, icon) in labels.items()
    ]


def _figures(
    counts: dict[str, int], rows: list[dict[str, Any]], now: datetime
) -> list[dict[str, Any]]:
    target = terms_on(local_date(now)).internal_target_days
    left = [row["meter"].days_left for row in rows if row["meter"]]
    urgent = sum(1 for days in left if days <= URGENT_DAYS)
    late = sum(1 for row in rows if _past_target(row))
    suspects = sum(1 for row in rows if row["notice"].duplicates)
    return [
        {"label": _("To decide"), "value": counts[queries.OPEN]},
        {
            "label": _("Two business days or less"),
            "value": urgent,
            "note": _("urgent") if urgent else "",
            "tone": "bad",
        },
        {
            "label": _("Past the internal target"),
            "value": late,
            "note": ngettext("of %(days)d business day", "of %(days)d business days", target)
            % {"days": target},
            "tone": "warn" if late else "",
        },
        {"label": _("With possible duplicates"), "value": suspects},
    ]


def _past_target(row: dict[str, Any]) -> bool:
    """P-11b: the programme answers within its internal target; the term of R-9 is the contract."""
    meter, terms = row["meter"], row["notice"].terms
    if meter is None or terms is None:
        return False
    return bool(len(meter.ticks) - meter.days_left >= terms.internal_target_days)

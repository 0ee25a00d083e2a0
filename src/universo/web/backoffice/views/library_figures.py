"""What the technical material brings: downloads by partner and month, and searches in vain (R-2)."""

from datetime import date

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from universo.benefits.library import figures, queries
from universo.domain.decision_clock import local_date
from universo.web.backoffice.library_tabs import tabs_of
from universo.web.shared.access import actor_of, staff
from universo.web.shared.csv_export import csv_response, text_cell

READERS = staff(*queries.KEEPERS)
MONTHS = 12
MOST = 200


def _months_ago(day: date, months: int) -> date:
    """Return the first day of the month so many months before that of `day`."""
    at = day.year * 12 + day.month - 1 - months
    return date(at // 12, at % 12 + 1, 1)


@READERS
@require_safe
def downloads(request: HttpRequest) -> HttpResponseBase:
    """Downloads of the last twelve months by partner and month, and what nobody took."""
    actor, day = actor_of(request), local_date(timezone.now())
    since = _months_ago(day, MONTHS - 1)
    rows = figures.by_partner(actor, since, _months_ago(day, -1))
    if request.GET.get("formato") == "csv":
        head = (_("Month"), _("Partner"), _("Downloads"), _("Pieces"), _("People"))
        cells = (
            (
                f"{r.month:%m/%Y}",
                text_cell(r.partner),
                str(r.downloads),
                str(r.items),
                str(r.people),
            )
            for r in rows
        )
        return csv_response("descargas-por-partner", head, cells)
    context = {
        "tabs": tabs_of("library_downloads"),
        "rows": rows[:MOST],
        "total": sum(row.downloads for row in rows),
        "partners": len({row.partner_id for row in rows}),
        "never": figures.never_taken(actor, day)[:MOST],
        "never_count": figures.never_taken(actor, day).count(),
    }
    return render(request, "backoffice/library/downloads.html", context)


@READERS
@require_safe
def searches(request: HttpRequest) -> HttpResponseBase:
    """Words that partners looked for and did not find, of the last three months."""
    actor, day = actor_of(request), local_date(timezone.now())
    rows = figures.empty_searches(actor, _months_ago(day, 2))[:MOST]
    context = {"tabs": tabs_of("library_searches"), "rows": rows}
    return render(request, "backoffice/library/searches.html", context)

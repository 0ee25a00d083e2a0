"""The auditor's page: the whole timeline, the state of the journal, the week's list."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from universo.audit.queries import find_events, journal_status, watched_events
from universo.domain.decision_clock import BUENOS_AIRES, local_date
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.web.backoffice.forms.audit import AuditFilter
from universo.web.backoffice.subjects import ROOMS, label_of, url_of
from universo.web.shared.access import actor_of, staff
from universo.web.shared.csv_export import csv_response, text_cell
from universo.web.shared.formatting import instant
from universo.web.shared.timeline import all_texts, text_of, told_once

READERS = staff(StaffRole.PROGRAM_ADMIN, StaffRole.AUDITOR)
PER_PAGE = 50
WEEK = timedelta(days=7)
WEEK_SHOWN = 12
WEEK_READ = 500
EXPORT_ROWS = 100_000
HEAD = (_("Instant"), _("Person"), _("Record"), _("Number"), _("What happened"), _("Event"))


@READERS
@require_safe
def timeline_page(request: HttpRequest) -> HttpResponse:
    """Everything that happened, newest first, by person, record, kind and day."""
    actor, now = actor_of(request), timezone.now()
    form = _filter(request)
    page = Paginator(_found(actor, form), PER_PAGE).get_page(request.GET.get("page"))
    watched = told_once(watched_events(actor, now - WEEK)[:WEEK_READ])
    context = {
        "form": form,
        "page": page,
        "rows": [_row(actor, event) for event in page],
        "filtered": any(form.cleaned_data.values()) if form.is_valid() else True,
        "journal": journal_status(actor),
        "watched": [_row(actor, event) for event in watched[:WEEK_SHOWN]],
        "watched_more": max(0, len(watched) - WEEK_SHOWN),
        "query": request.GET.urlencode(),
        "now": now,
    }
    return render(request, "backoffice/audit/timeline.html", context)


@READERS
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same lines for a spreadsheet, without anything that it could run."""
    actor = actor_of(request)
    stamp = local_date(timezone.now()).isoformat()
    return csv_response(f"auditoria-{stamp}", HEAD, _rows_out(_found(actor, _filter(request))))


def _rows_out(found: QuerySet[Any]) -> Iterator[list[str]]:
    for event in found[:EXPORT_ROWS].iterator(chunk_size=1000):
        cells = (
            instant(event.at, seconds=True),
            event.actor_name,
            label_of(event.subject_kind),
            event.subject_id,
            text_of(event),
            event.name,
        )
        yield [text_cell(value) for value in cells]


def _filter(request: HttpRequest) -> AuditFilter:
    rooms = dict.fromkeys(name.partition(".")[0] for name in sorted(all_texts()))
    events = [(room, str(ROOMS.get(room, room))) for room in rooms]
    form = AuditFilter(request.GET, events=events)
    form.is_valid()
    return form


def _found(actor: Actor, form: AuditFilter) -> QuerySet[Any]:
    """The lines that match; with a filter that makes no sense, none."""
    if not form.is_valid():
        return find_events(actor, subject_id=0)
    typed = form.cleaned_data
    return find_events(
        actor,
        person=typed["q"].replace("\x00", ""),
        name=typed["event"],
        subject_kind=typed["subject"],
        subject_id=typed["number"],
        since=_midnight(typed["since"]),
        until=_midnight(typed["until"], days=1),
    )


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    if day is None or day.year < 2000 or day.year > 2200:
        return None
    return datetime.combine(day + timedelta(days=days), time(), tzinfo=BUENOS_AIRES)


def _row(actor: Actor, event: Any) -> dict[str, Any]:
    return {
        "event": event,
        "text": text_of(event),
        "at": event.at,
        "who": label_of(event.subject_kind),
        "subject": label_of(event.subject_kind),
        "url": url_of(actor, event.subject_kind, event.subject_id, event.name),
    }

"""The table of holidays: a picture of the year, the days with their norm, and each edit a version."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.domain.decision_clock import local_date
from universo.identity.roles import StaffRole
from universo.program import administration
from universo.program.choices import HolidayKind, HolidayState
from universo.program.queries import provinces, terms_on
from universo.usecases import edit_calendar
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.program import HolidayForm, RemovalForm
from universo.web.backoffice.program_tabs import policy_words, tabs_of
from universo.web.backoffice.year_picture import months_of
from universo.web.shared.access import actor_of, staff

KEEPERS = staff(StaffRole.PROGRAM_ADMIN)
TONES = {"feriado": "bad", "dnl": "warn"}


@KEEPERS
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A year of a version of the table, the newest unless another is asked for."""
    actor, today = actor_of(request), local_date(timezone.now())
    newest = administration.calendar_version(actor)
    asked = _number(request.GET.get("version"))
    version = administration.calendar_version(actor, asked) if asked else newest
    years = administration.years_of(version) or [today.year]
    year = _number(request.GET.get("anio")) or today.year
    year = year if year in years else min(max(today.year, years[0]), years[-1])
    terms = terms_on(today)
    table = administration.read_calendar(version, terms.day_policy)
    months = months_of(year, table, today)
    context = {
        "tabs": tabs_of("calendar"),
        "version": version,
        "is_newest": version.pk == newest.pk,
        "year": year,
        "years": _year_tabs(years, year, version.number if asked else None),
        "months": months,
        "business_days": sum(month.business_days for month in months),
        "provisional": year not in table.firm_years,
        "policy": policy_words().get(terms.day_policy, terms.day_policy),
        "days": [_row(day) for day in administration.days_of(version, year)],
        "versions": administration.calendar_versions(actor)[:20],
        "may_write": administration.may_keep(actor) and version.pk == newest.pk,
    }
    return render(request, "backoffice/program/calendar.html", context)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else None


def _year_tabs(years: list[int], chosen: int, version: int | None) -> list[dict[str, Any]]:
    tail = f"&version={version}" if version else ""
    return [
        {"label": str(year), "url": f"?anio={year}{tail}", "active": year == chosen}
        for year in years
    ]


def _row(day: Any) -> dict[str, Any]:
    state = state_of(day.state)
    return {
        "day": day,
        "kind": dict(HolidayKind.choices).get(day.kind, day.kind),
        "tone": next((t for start, t in TONES.items() if day.kind.startswith(start)), "neutral"),
        "state": dict(HolidayState.choices)[state],
        "settled": state in (HolidayState.CONFIRMED, HolidayState.ONE_SOURCE),
        "moved": day.original_date and day.original_date != day.date,
    }


def state_of(stored: str) -> str:
    """Return the state that a stored one begins with: the rule of a year reads as the law's rule."""
    return next((s for s in HolidayState.values if stored.startswith(s)), HolidayState.PENDING)


def _province_choices() -> list[tuple[str, str]]:
    return [(f"AR-{row.letter}", row.name) for row in provinces()]


def _with_scope(scope: str) -> list[tuple[str, str]]:
    """Days of several provinces keep them together: `AR-C|AR-X`."""
    known = _province_choices()
    if "|" not in scope:
        return known
    names = dict(known)
    return [(scope, ", ".join(names.get(part, part) for part in scope.split("|"))), *known]


@KEEPERS
@require_http_methods(["GET", "HEAD", "POST"])
def day_new(request: HttpRequest) -> HttpResponse:
    """A day that the table lacks."""
    version = administration.calendar_version(actor_of(request))
    initial = {"version": version.number, "state": HolidayState.CONFIRMED}
    form = HolidayForm(request.POST or None, initial=initial, provinces=_province_choices())
    if request.method == "POST":
        values = _typed(form)
        said = _("The day was added to the table.")
        if succeeded(request, form, edit_calendar.add_day, said, **values):
            return _to_year(values["data"].date.year)
    return _day_page(request, form, _("New day"))


@KEEPERS
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, day_id: int) -> HttpResponse:
    """A day of the table to change or to leave out."""
    actor = actor_of(request)
    found = administration.holiday(actor, day_id)
    initial = {
        name: getattr(found, name) for name in ("date", "name", "kind", "norm", "original_date")
    } | {
        "version": administration.calendar_version(actor).number,
        "state": state_of(found.state),
        "province": found.scope if found.scope.startswith("AR-") else "",
    }
    form = HolidayForm(request.POST or None, initial=initial, provinces=_with_scope(found.scope))
    if request.method == "POST":
        values = {**_typed(form), "day_id": day_id}
        said = _("The day was changed.")
        if succeeded(request, form, edit_calendar.change_day, said, **values):
            return _to_year(values["data"].date.year)
    removal = RemovalForm(initial={"version": initial["version"]})
    return _day_page(request, form, found.name, day=found, removal=removal)


def _typed(form: HolidayForm) -> dict[str, Any]:
    if not form.is_valid():
        return {}
    typed = form.cleaned_data
    return {"version": typed["version"], "note": typed["note"], "data": form.data_typed()}


@KEEPERS
@require_POST
def day_remove(request: HttpRequest, day_id: int) -> HttpResponse:
    """The day leaves the table from the next version on."""
    actor = actor_of(request)
    found = administration.holiday(actor, day_id)
    removal = RemovalForm(request.POST)
    values = {**removal.cleaned_data} if removal.is_valid() else {}
    values["day_id"] = day_id
    said = _("The day was left out of the table.")
    if succeeded(request, removal, edit_calendar.remove_day, said, **values):
        return _to_year(found.date.year)
    initial = {
        name: getattr(found, name) for name in ("date", "name", "kind", "norm", "original_date")
    }
    form = HolidayForm(initial=initial, provinces=_with_scope(found.scope))
    return _day_page(request, form, found.name, day=found, removal=removal)


def _to_year(year: int) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('backoffice:calendar')}?anio={year}")


def _day_page(request: HttpRequest, form: HolidayForm, title: str, **more: Any) -> HttpResponse:
    wrong = bool(form.errors) or bool(more.get("removal") and more["removal"].errors)
    context = {
        "form": form,
        "title": title,
        "may_write": administration.may_keep(actor_of(request)),
        **more,
    }
    return render(request, "backoffice/program/day.html", context, status=422 if wrong else 200)

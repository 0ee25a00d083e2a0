"""What each benefit costs and brings, by period, on a page and as a file (R-2)."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from universo.domain.decision_clock import local_date
from universo.identity.roles import StaffRole
from universo.insights.benefit_costs import Measure, benefit_costs, programme
from universo.web.shared import formatting
from universo.web.shared.access import actor_of, staff
from universo.web.shared.benefit_words import SERVICES, SLUG_OF
from universo.web.shared.csv_export import amount_cell, csv_response, text_cell
from universo.web.shared.fields import DayField

ADMINS = staff(StaffRole.PROGRAM_ADMIN)
YEAR = timedelta(days=364)
LONGEST_DAYS = 5 * 366
WORDS: dict[str, Any] = {
    "notices": gettext_lazy("Notices received"),
    "accepted": gettext_lazy("Notices accepted"),
    "won": gettext_lazy("Sales won"),
    "versions": gettext_lazy("Versions published"),
    "downloads": gettext_lazy("Downloads"),
    "partners": gettext_lazy("Partners that took something"),
    "spread": gettext_lazy("Left to partners below the public price, of what they quoted"),
    "quotes": gettext_lazy("Quotes issued"),
    "quoted": gettext_lazy("Net amount quoted"),
    "quoted_won": gettext_lazy("Sales won to customers quoted before"),
    "units": gettext_lazy("Units in stock"),
    "lent_days": gettext_lazy("Days on loan"),
    "repair_days": gettext_lazy("Days in repair"),
    "loans": gettext_lazy("Loans"),
    "served": gettext_lazy("Loans for an opportunity"),
    "served_won": gettext_lazy("Of these, won"),
    "mentions": gettext_lazy("Partners shown on the last day"),
    "views": gettext_lazy("Looks at their pages"),
    "contacts": gettext_lazy("Contacts from their pages"),
    "funds": gettext_lazy("Funds used: paid back"),
    "activities": gettext_lazy("Activities paid back"),
    "notices_after": gettext_lazy("Notices of those partners in the months after"),
    "won_after": gettext_lazy("Sales won by those partners in the months after"),
    "sessions": gettext_lazy("Sessions given"),
    "hours": gettext_lazy("Hours of trainers"),
    "attended": gettext_lazy("Seats used"),
    "certified": gettext_lazy("People certified on the last day"),
    "certified_notices": gettext_lazy("Notices of partners with certified people"),
    "certified_won": gettext_lazy("Sales won by partners with certified people"),
    "certified_sales": gettext_lazy("Net sales of partners with certified people"),
    "reviews_asked": gettext_lazy("Reviews asked for"),
    "certified_now": gettext_lazy("Versions certified on the last day"),
    "integrations": gettext_lazy("Integrations stated"),
    "plans": gettext_lazy("Plans agreed"),
    "reviews": gettext_lazy("Reviews held"),
    "goals": gettext_lazy("Goals of those plans"),
    "goals_reached": gettext_lazy("Goals reached"),
}
TITLES = {"INTEGRATIONS": gettext_lazy("Integrations"), "ALLIANCES": gettext_lazy("Joint plans")}


class PeriodForm(forms.Form):
    """The first and the last day that are looked at."""

    desde = DayField(label=gettext_lazy("From"))
    hasta = DayField(label=gettext_lazy("Until"))

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or of more than five years."""
        typed = super().clean() or self.cleaned_data
        first, last = typed.get("desde"), typed.get("hasta")
        if first and last and not 0 <= (last - first).days <= LONGEST_DAYS:
            self.add_error("hasta", _("Choose a last day after the first, within five years."))
        return typed


def _period(request: HttpRequest) -> tuple[PeriodForm, date, date]:
    """Return the form and the days to look at: what was asked for, or the last year."""
    today = local_date(timezone.now())
    usual = {"desde": today - YEAR, "hasta": today}
    if not {"desde", "hasta"} & set(request.GET):
        return PeriodForm(initial=usual), usual["desde"], usual["hasta"]
    form = PeriodForm(request.GET)
    typed = form.cleaned_data if form.is_valid() else usual
    return form, typed["desde"], typed["hasta"]


def _title(code: str) -> str:
    return str(TITLES[code] if code in TITLES else SERVICES[SLUG_OF[code]].label)


def _told(found: Measure) -> tuple[str, str]:
    label, value = str(WORDS[found.code]), found.value
    if found.currency:
        return label, formatting.money(value, found.currency)
    return label, formatting.number(value)


@ADMINS
@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A card for each benefit, costs beside what it brings; the programme's figures above."""
    form, first, last = _period(request)
    context = {
        "form": form,
        "first": first,
        "last": last,
        "programme": [_told(row) for row in programme(first, last)],
        "rows": [
            {
                "title": _title(row.code),
                "costs": [_told(one) for one in row.costs],
                "brings": [_told(one) for one in row.brings],
            }
            for row in benefit_costs(actor_of(request), first, last)
        ],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "backoffice/benefits/costs.html", context, status=status)


@ADMINS
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The same figures as a file, a measure a row."""
    _form, first, last = _period(request)
    head = [_("Benefit"), _("Side"), _("What"), _("Figure"), _("Currency"), _("From"), _("Until")]
    days = [first.isoformat(), last.isoformat()]
    rows = [
        [text_cell(_title(row.code)), text_cell(str(side)), text_cell(str(WORDS[one.code])),
         amount_cell(one.value) if one.currency else str(one.value), one.currency, *days]
        for row in benefit_costs(actor_of(request), first, last)
        for side, some in ((_("Costs"), row.costs), (_("Brings"), row.brings))
        for one in some
    ]  # fmt: skip
    return csv_response(f"beneficios-{days[0]}-{days[1]}", head, rows)

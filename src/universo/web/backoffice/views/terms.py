"""The versions of the terms, each policy with its rule and what it means."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from universo.domain.decision_clock import local_date
from universo.identity.roles import StaffRole
from universo.program import administration
from universo.program.operations import TermsData
from universo.program.queries import terms_on
from universo.usecases.change_terms import publish_terms
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.program import TermsForm
from universo.web.backoffice.program_tabs import policy_words, tabs_of
from universo.web.shared.access import actor_of, staff
from universo.web.shared.formatting import money, number

KEEPERS = staff(StaffRole.PROGRAM_ADMIN)


@KEEPERS
@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """The terms in force, policy by policy, and all versions."""
    actor, today = actor_of(request), local_date(timezone.now())
    current = terms_on(today)
    context = {
        "tabs": tabs_of("terms"),
        "terms": current,
        "policies": policies_of(current),
        "versions": [
            (row, _state(row, current, today)) for row in administration.terms_versions(actor)
        ],
        "may_write": administration.may_keep(actor),
    }
    return render(request, "backoffice/program/terms.html", context)


def _state(row: Any, current: Any, today: Any) -> str:
    if row.pk == current.pk:
        return "now"
    return "todo" if row.valid_from > today else "past"


@KEEPERS
@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version, as it was or will be."""
    actor, today = actor_of(request), local_date(timezone.now())
    found = administration.terms_version(actor, number)
    context = {
        "terms": found,
        "policies": policies_of(found),
        "state": _state(found, terms_on(today), today),
    }
    return render(request, "backoffice/program/terms_version.html", context)


@KEEPERS
@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: HttpRequest) -> HttpResponse:
    """The next version, begun from the latest one."""
    actor = actor_of(request)
    latest = administration.terms_versions(actor)[0]
    initial = {name: getattr(latest, name) for name in TermsData.__slots__}
    form = TermsForm(request.POST or None, initial=initial)
    if request.method == "POST":
        values = (
            {"valid_from": form.cleaned_data["valid_from"], "data": form.data_typed()}
            if form.is_valid()
            else {}
        )
        said = _("The new version of the terms was published.")
        if succeeded(request, form, publish_terms, said, **values):
            return HttpResponseRedirect(reverse("backoffice:terms"))
    context = {"form": form, "latest": latest, "may_write": administration.may_keep(actor)}
    status = 422 if form.errors else 200
    return render(request, "backoffice/program/terms_new.html", context, status=status)


def policies_of(terms: Any) -> list[dict[str, Any]]:
    """Return each policy of a version: its rule, its value in words, and what it means."""
    words = policy_words()
    minimum = " · ".join(
        money(minor, currency, brief=True)
        for minor, currency in (
            (terms.minimum_payment_ars_minor, "ARS"),
            (terms.minimum_payment_usd_minor, "USD"),
        )
    )
    return [
        _policy("R-9", _("Term to answer"), _business(terms.decision_days),
                _("Without an answer by the end of the last day the notice is dismissed.")),
        _policy("P-11b", _("Internal target"), _business(terms.internal_target_days),
                _("How soon the programme wants to answer; it commits to nothing.")),
        _policy("P-2", _("Days that do not count"), words.get(terms.day_policy, terms.day_policy),
                _("Weekends never count. The days come from the table of holidays.")),
        _policy("P-2", _("Received on a day off"), words.get(terms.receipt_rule, terms.receipt_rule),
                _("The day of receipt itself never counts.")),
        _policy("P-6", _("Protection"), _days(terms.protection_days),
                _("How long an accepted notice protects its sponsor for that customer, at most.")),
        _policy("", _("Wait to notify again"), _days(terms.renewal_wait_days),
                _("Before the same sponsor may notify the same customer again.")),
        _policy("P-8", _("Basis of the reward"), terms.get_reward_basis_display(),
                _("What the percentage is taken on, line by line.")),
        _policy("P-11", _("Minimum payment"), minimum,
                _("Less than this is carried over to the next settlement.")),
    ]  # fmt: skip


def _policy(rule: str, name: str, value: Any, meaning: str) -> dict[str, Any]:
    return {"rule": rule, "name": name, "value": value, "meaning": meaning}


def _business(days: int) -> str:
    return ngettext("%(count)s business day", "%(count)s business days", days) % {
        "count": number(days)
    }


def _days(days: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": number(days)}

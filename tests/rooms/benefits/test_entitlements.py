"""Who is entitled to which benefit: a dated table, changed by administrators, applied at once (R-2)."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import builders
import routing_cases
from cast import Cast
from universo.audit.models import Event
from universo.benefits import queries
from universo.benefits.models import Entitlement
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.partners.models import Partner
from universo.usecases.change_entitlement import Grant, change_entitlement
from universo.usecases.work_lead import win_lead

NOW = builders.NOON
TODAY = local_date(NOW)
UNITS = Grant("UNITS", "SPONSOR")
WHY = "Lo resolvió la dirección"


def change(actor: Actor, grant: Grant, from_date: date = TODAY) -> Entitlement | None:
    return change_entitlement(actor=actor, now=NOW, grant=grant, from_date=from_date, reason=WHY)


def allowed(actor: Actor, day: date, service: str = "UNITS") -> bool:
    return queries.benefit_of(actor, service, day).allowed


def test_the_programme_begins_with_everything_for_everybody(cast: Cast) -> None:
    for actor in (cast.sponsor, cast.referrer, cast.reseller):
        assert all(one.answer.allowed for one in queries.benefits_of(actor, TODAY))
    assert queries.benefits_of(cast.executive, TODAY) == []
    assert not allowed(cast.executive, TODAY)


def test_a_change_counts_from_its_day_and_not_before(cast: Cast) -> None:
    later = TODAY + timedelta(days=10)
    change(cast.admin, replace(UNITS, granted=False), later)
    days = [later - timedelta(days=1), later, later + timedelta(days=400)]
    assert [allowed(cast.sponsor, day) for day in days] == [True, False, False]
    assert allowed(cast.reseller, later)  # another category's row is untouched


def test_a_later_change_replaces_what_was_set_for_later(cast: Cast) -> None:
    change(cast.admin, replace(UNITS, granted=False), TODAY + timedelta(days=5))
    change(cast.admin, replace(UNITS, granted=False), TODAY + timedelta(days=3))
    days = [TODAY + timedelta(days=n) for n in (2, 3, 6)]
    assert [allowed(cast.sponsor, day) for day in days] == [True, False, False]
    change(cast.admin, replace(UNITS, asked="WON", amount=1), TODAY)
    assert [allowed(cast.sponsor, day) for day in days] == [False, False, False]
    change(cast.admin, UNITS, TODAY + timedelta(days=3))
    assert [allowed(cast.sponsor, day) for day in days] == [False, True, True]


def test_one_level_of_sponsors_may_have_what_the_others_have_not(cast: Cast) -> None:
    change(cast.admin, replace(UNITS, granted=False))
    change(cast.admin, replace(UNITS, level="INTRODUCER"))
    assert allowed(cast.sponsor, TODAY)
    answer = queries.benefit_of(cast.referrer, "UNITS", TODAY)
    assert not answer.allowed
    assert (answer.missing[0].category, answer.missing[0].level) == ("SPONSOR", "INTRODUCER")


def test_who_leaves_the_category_loses_the_benefit_on_that_day(cast: Cast) -> None:
    enrolment = cast.reseller_partner.enrolments.get()
    enrolment.until_date = TODAY + timedelta(days=1)
    enrolment.save()
    days = [TODAY, TODAY + timedelta(days=1)]
    assert [allowed(cast.reseller, day) for day in days] == [True, False]


@pytest.mark.parametrize(
    ("grant", "from_date", "field"),
    [
        (replace(UNITS, asked="WON"), TODAY, "amount"),
        (replace(UNITS, asked="WON", amount=1000), TODAY, "amount"),
        (replace(UNITS, amount=2), TODAY, "amount"),
        (replace(UNITS, asked="MONEY"), TODAY, "asked"),
        (UNITS, TODAY - timedelta(days=1), "from_date"),
        (UNITS, date(2126, 1, 1), "from_date"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    cast: Cast, grant: Grant, from_date: date, field: str
) -> None:
    before = list(Entitlement.objects.values())
    with pytest.raises(InvalidInput) as refused:
        change(cast.admin, grant, from_date)
    assert list(refused.value.errors) == [field]
    assert list(Entitlement.objects.values()) == before


def test_the_same_again_is_said_to_be_so(cast: Cast) -> None:
    with pytest.raises(Conflict):
        change(cast.admin, UNITS)
    change(cast.admin, replace(UNITS, granted=False))
    with pytest.raises(Conflict):
        change(cast.admin, replace(UNITS, granted=False))
    assert Event.objects.filter(name__startswith="benefits.").count() == 1


def test_only_administrators_change_it_and_only_they_and_auditors_read_it(cast: Cast) -> None:
    for name, actor in cast.everyone().items():
        if name != "admin":
            with pytest.raises(NotPermitted):
                change(actor, replace(UNITS, granted=False))
        assert queries.table(actor).exists() == (name in {"admin", "auditor"}), name


def test_the_page_changes_a_cell_and_keeps_what_was_typed(cast: Cast) -> None:
    browser = Client()
    browser.force_login(User.objects.get(pk=cast.admin.user_id))
    url = reverse("backoffice:entitlement", args=["unidades", "promotor"])
    typed = {"granted": "1", "asked": "WON", "amount": "", "from_date": "2099-01-01",
             "reason": "Un motivo"}  # fmt: skip
    answer = browser.post(url, typed)
    assert answer.status_code == 422
    assert "Escriba un número de 1 a 999." in answer.content.decode()
    assert "Un motivo" in answer.content.decode()
    today = local_date(timezone.now())
    answer = browser.post(url, {**typed, "amount": "2", "from_date": today.isoformat()})
    assert answer.status_code == 302
    assert (
        "2 ventas concretadas" in browser.get(reverse("backoffice:entitlements")).content.decode()
    )
    sponsor = Client()
    sponsor.force_login(User.objects.get(pk=cast.sponsor.user_id))
    told = sponsor.get(reverse("portal:benefits")).content.decode()
    assert "Todavía no lo tiene" in told
    assert "2 ventas concretadas en el último año (hoy: 0)" in told
    assert "Adherirse como Revendedor" in told


def test_many_partners_at_once_are_judged_as_each_by_itself(cast: Cast) -> None:
    change(cast.admin, replace(UNITS, asked="WON", amount=1))
    change(cast.admin, replace(UNITS, category="RESELLER", asked="WON", amount=1))
    lead = routing_cases.active(cast)
    everybody = [row.pk for row in Partner.objects.all()]

    def both() -> set[int]:
        one_by_one = {
            pk for pk in everybody if queries.benefit_of_partner(pk, "UNITS", TODAY).allowed
        }
        assert queries.allowed_of(everybody, "UNITS", TODAY) == one_by_one
        return one_by_one

    assert both() == set()
    win_lead(actor=cast.reseller, now=NOW, assignment_id=lead.pk)
    assert both() == {cast.sponsor_partner.pk, cast.reseller_partner.pk}


def test_a_level_reads_as_what_its_category_has(cast: Cast) -> None:
    """«No» under Orientador, while any sponsor has it, would be read as a refusal."""
    client = Client()
    client.force_login(User.objects.get(pk=cast.admin.user_id))
    url = reverse("backoffice:entitlements")
    cell = r'beneficios/unidades/orientador/">([^<]+)<'
    assert re.findall(cell, client.get(url).content.decode()) == ["Como cualquier nivel"]
    today = local_date(timezone.now())
    Entitlement.objects.filter(service="UNITS", category="SPONSOR").delete()
    assert not allowed(cast.referrer, today)
    assert re.findall(cell, client.get(url).content.decode()) == ["No"]

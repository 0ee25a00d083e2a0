"""Pages about what the categories bring: costs by period, levels, the sponsor's story, the reseller's home."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

import unit_cases
from cast import Cast
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.insights.benefit_costs import benefit_costs
from universo.partners.level_models import LevelRule
from world import CANARY, make_world

COSTS = "/gestion/beneficios/costos"
pytestmark = pytest.mark.django_db


def _as(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


def test_costs_add_up_what_each_service_counts(cast: Cast) -> None:
    lent = unit_cases.unit(cast)
    unit_cases.out(cast, cast.reseller, lent)
    day = unit_cases.TODAY
    rows = {row.code: row for row in benefit_costs(cast.admin, day, day + timedelta(days=4))}
    costs = {one.code: one.value for one in rows["UNITS"].costs}
    assert costs == {"units": 1, "lent_days": 5, "repair_days": 0}
    assert {one.code: one.value for one in rows["UNITS"].brings}["loans"] == 1
    assert set(rows) >= {"LIBRARY", "PRICES", "DIRECTORY", "SUPPORT", "TRAINING", "ALLIANCES"}


def test_costs_by_period_on_a_page_and_as_a_file(cast: Cast) -> None:
    admin = _as(cast.admin)
    page = admin.get(f"{COSTS}/")
    assert page.status_code == 200
    assert "Qué cuestan y qué traen" in page.content.decode()
    wrong = admin.get(f"{COSTS}/", {"desde": "2026-11-02", "hasta": "2026-11-01"})
    assert wrong.status_code == 422
    assert "2026-11-02" in wrong.content.decode()
    assert admin.get(f"{COSTS}/", {"desde": "x"}).status_code == 422
    file = admin.get(f"{COSTS}.csv", {"desde": "2026-10-01", "hasta": "2026-11-30"})
    text = file.getvalue().decode("utf-8-sig")
    assert "2026-10-01;2026-11-30" in text
    assert "Días en préstamo" in text
    for who in (cast.channel_manager, cast.finance, cast.executive, cast.sponsor):
        assert _as(who).get(f"{COSTS}/").status_code == 404


def test_a_goal_is_set_and_a_proposal_answered(cast: Cast) -> None:
    admin, today = _as(cast.admin), local_date(timezone.now())
    typed = {
        "counted": "WON", "rise": "4", "keep": "5", "months": "12", "review_months": "6",
        "from_date": today, "reason": "Primera regla.",
    }  # fmt: skip
    wrong = admin.post("/gestion/niveles/", typed)
    assert wrong.status_code == 422
    assert "Como máximo la cifra de Mediador." in wrong.content.decode()
    assert admin.post("/gestion/niveles/", {**typed, "keep": "1"}).status_code == 302
    assert LevelRule.objects.get().rise == 4
    assert "Benítez" in admin.get("/gestion/niveles/").content.decode()
    story = _as(cast.sponsor).get("/portal/historia/").content.decode()
    assert "Próxima revisión" in story
    assert _as(cast.executive).get("/gestion/niveles/").status_code == 404


def test_the_story_is_the_sponsors_own_and_the_home_of_a_reseller_has_it_all() -> None:
    world = make_world()
    cast = world.cast
    story = _as(cast.sponsor).get("/portal/historia/").content.decode()
    assert CANARY in story
    assert "Recompensas en ARS" in story
    # The last day of the period, not the first one after it.
    assert re.search(r"% · hasta el (?:31/12|30/06|31/03|30/09)/\d{4}", story)
    for who in (cast.referrer, cast.outsider):
        assert CANARY not in _as(who).get("/portal/historia/").content.decode()
    assert _as(cast.reseller).get("/portal/historia/").status_code == 404
    home = _as(cast.reseller).get("/portal/").content.decode()
    for title in (
        "Mis clientes",
        "Precios especiales",
        "Unidades de demostración",
        "Certificación",
    ):
        assert title in home, title
    proposal = f"/gestion/niveles/{world.level_proposal.pk}/"
    admin = _as(cast.admin)
    assert admin.get(proposal).status_code == 200
    assert admin.post(proposal, {"action": "dismiss", "reason": ""}).status_code == 422
    assert admin.post(proposal, {"action": "dismiss", "reason": "Sigue igual."}).status_code == 302

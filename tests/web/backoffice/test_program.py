"""The administrator's pages of the programme: catalogue, rates by two people, terms, holidays."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import builders
from cast import Cast
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.program.models import Holiday, ProductFamily, RateProposal, RewardRate, Terms
from universo.program.queries import latest_calendar
from universo.web.backoffice.forms.rates import RateField
from universo.web.backoffice.year_picture import months_of

pytestmark = pytest.mark.django_db


def _as(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


@pytest.fixture
def admin(cast: Cast) -> Client:
    return _as(cast.admin)


@pytest.fixture
def second(cast: Cast) -> Client:
    return _as(builders.staff("Sara Segunda", "PROGRAM_ADMIN"))


TABLE = "/gestion/programa/porcentajes/tabla/"


def later(days: int = 10) -> str:
    return (local_date(timezone.now()) + timedelta(days=days)).isoformat()


def field_of(cast: Cast, code: str = "POS-SOFT", level: str = "INTRODUCER") -> str:
    return f"r{cast.families[code].pk}_0_{level}"


def typed(cast: Cast, **changes: str) -> dict[str, str]:
    """The table as a browser sends it, with one rate of 7 % changed to 7,5 %."""
    rates = RewardRate.objects.filter(product=None)
    prepare = RateField().prepare_value
    cells = {f"r{r.family_id}_0_{r.level}": str(prepare(r.rate_bp)) for r in rates}
    return {
        **cells,
        field_of(cast): "7,5",
        "from_date": later(),
        "reason": "Revisión",
        "step": "look",
        **changes,
    }


def proposed(client: Client, data: dict[str, str]) -> Any:
    """Look at the table, and propose what was shown."""
    page = client.post(TABLE, data).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]  # type: ignore[index]
    return client.post(TABLE, {**data, "seen": seen, "step": "propose"})


PAGES = ("program", "catalogue", "rates", "rate_table", "terms", "calendar", "people", "family_new",
         "terms_new", "day_new", "person_new", "audit")  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_administrators_and_auditors_read_and_nobody_else(cast: Cast, name: str) -> None:
    url = reverse(f"backoffice:{name}")
    for who, actor in cast.everyone().items():
        expected = 200 if who in {"admin", "auditor"} else 404
        assert _as(actor).get(url).status_code == expected, who


def test_auditors_change_nothing(cast: Cast) -> None:
    auditor = _as(cast.auditor)
    family = cast.families["FISCAL"].pk
    for url in (
        reverse("backoffice:family_new"),
        reverse("backoffice:family_offer", args=[family]),
        TABLE,
        reverse("backoffice:terms_new"),
        reverse("backoffice:day_new"),
    ):
        assert auditor.post(url, {}).status_code == 404
    assert (
        "Guardar" not in auditor.get(reverse("backoffice:family", args=[family])).content.decode()
    )


def test_a_change_is_shown_with_whom_it_touches_before_anything_is_stored(
    cast: Cast, admin: Client
) -> None:
    page = admin.post(TABLE, typed(cast)).content.decode()
    assert "Mire antes de proponer" in page
    assert "2 promotores activos de este nivel" in page  # Benítez and Ajena are Mediadores
    assert "Benítez Equipamientos" in page
    assert "7\u00a0%" in page
    assert "7,5\u00a0%" in page
    assert RateProposal.objects.count() == 0


def test_proposed_by_one_confirmed_by_another(cast: Cast, admin: Client, second: Client) -> None:
    data = typed(cast, **{field_of(cast, "FISCAL"): "4"})
    assert proposed(admin, data).status_code == 302
    made = RateProposal.objects.get()
    assert made.changes.count() == 2  # the cells left as they were are no change
    page = admin.get(reverse("backoffice:rate_proposal", args=[made.pk])).content.decode()
    assert "debe confirmarlo otro administrador" in page
    confirm = reverse("backoffice:rate_proposal_confirm", args=[made.pk])
    assert confirm not in page
    said = admin.post(confirm, follow=True).content.decode()
    assert "debe confirmarlo otro administrador" in said
    assert RewardRate.objects.filter(rate_bp=750).count() == 0
    assert (
        "los porcentajes cambian en su fecha" in second.post(confirm, follow=True).content.decode()
    )
    assert RewardRate.objects.get(rate_bp=750).valid.lower == made.from_date
    assert RewardRate.objects.get(rate_bp=400).valid.lower == made.from_date
    board = admin.get(reverse("backoffice:rates")).content.decode()
    assert "7,5\u00a0% desde el" in board


def test_what_was_not_shown_is_not_proposed(cast: Cast, admin: Client) -> None:
    """Somebody edits after looking, or presses Enter: he is shown it again."""
    page = admin.post(TABLE, typed(cast)).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]  # type: ignore[index]
    answer = admin.post(TABLE, typed(cast, step="propose", seen=seen, **{field_of(cast): "9"}))
    assert "Mire antes de proponer" in answer.content.decode()
    assert RateProposal.objects.count() == 0


def test_the_only_administrator_is_told(cast: Cast, admin: Client) -> None:
    sentence = "Usted es el único administrador"
    assert sentence in admin.get(reverse("backoffice:rates")).content.decode()
    builders.staff("Sara Segunda", "PROGRAM_ADMIN")
    assert sentence not in admin.get(reverse("backoffice:rates")).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("rate", "siete", "Escriba un porcentaje como 7,5."),
        ("rate", "101", "Un porcentaje va de 0 a 100 %."),
        ("rate", "", "no se puede vaciar"),
        ("rate", "7", "Cambie al menos un porcentaje."),
        ("from_date", "2020-01-01", "nunca hacia atrás"),
        ("from_date", "ayer", "Desde"),
        ("reason", "", "Motivo"),
    ],
)
@pytest.mark.parametrize("step", ["look", "propose"])
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    cast: Cast, admin: Client, field: str, value: str, sentence: str, step: str
) -> None:
    name = field_of(cast) if field == "rate" else field
    answer = admin.post(TABLE, {**typed(cast, reason="Por ajuste"), name: value, "step": step})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert field == "reason" or "Por ajuste" in page
    assert RateProposal.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "points"),
    [("7,5", 750), ("7.5", 750), ("12", 1200), ("0,05", 5), ("7,50 %", 750), ("100", 10_000)],
)
def test_percentages_are_read_as_people_type_them(text: str, points: int) -> None:
    field = RateField()
    assert field.clean(text) == points
    assert field.clean(field.prepare_value(points)) == points


def test_demo_rates_are_marked(cast: Cast, admin: Client) -> None:
    url = reverse("backoffice:rates")
    assert "porcentaje de demostración" not in admin.get(url).content.decode()
    RewardRate.objects.update(is_demo=True)
    assert "porcentaje de demostración" in admin.get(url).content.decode()


def test_a_family_is_added_changed_and_taken_out(cast: Cast, admin: Client) -> None:
    answer = admin.post(
        reverse("backoffice:family_new"),
        {"name": "Balanzas", "code": "bal", "kind": "HARDWARE", "description": ""},
    )
    family = ProductFamily.objects.get(code="BAL")
    url = reverse("backoffice:family", args=[family.pk])
    assert answer["Location"] == url
    product = {"name": "Balanza 15", "code": "B-15"}
    assert (
        admin.post(reverse("backoffice:product_new", args=[family.pk]), product).status_code == 302
    )
    assert "Balanza 15" in admin.get(url).content.decode()
    repeated = admin.post(url, {"name": "Balanzas", "code": "FISCAL"})
    assert repeated.status_code == 422
    assert "Ya hay otro con este código." in repeated.content.decode()
    admin.post(reverse("backoffice:family_offer", args=[family.pk]), {"offered": "0"})
    assert "Fuera de la oferta" in admin.get(url).content.decode()
    assert ProductFamily.objects.filter(pk=family.pk, is_active=False).exists()


def terms_form(**changes: Any) -> dict[str, Any]:
    return {
        "valid_from": later(30),
        "decision_days": "10",
        "internal_target_days": "2",
        "day_policy": "NAC",
        "receipt_rule": "A",
        "protection_days": "365",
        "renewal_wait_days": "30",
        "reward_basis": "net",
        "minimum_payment_ars_minor": "5.000,00",
        "minimum_payment_usd_minor": "10",
        "text": "Texto nuevo",
        **changes,
    }


def test_a_version_of_the_terms_is_published_and_the_old_one_stays(
    cast: Cast, admin: Client
) -> None:
    assert admin.post(reverse("backoffice:terms_new"), terms_form()).status_code == 302
    made = Terms.objects.get(version=2)
    assert (made.minimum_payment_ars_minor, made.minimum_payment_usd_minor) == (500_000, 1_000)
    page = admin.get(reverse("backoffice:terms")).content.decode()
    assert "Versión 1, vigente" in page
    assert "Por venir" in page
    old = admin.get(reverse("backoffice:terms_version", args=[1])).content.decode()
    assert "15 días hábiles" in old
    assert (
        "10 días hábiles"
        in admin.get(reverse("backoffice:terms_version", args=[2])).content.decode()
    )
    assert admin.get(reverse("backoffice:terms_version", args=[9])).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"valid_from": "2025-01-01"}, "nunca hacia atrás"),
        ({"internal_target_days": "11"}, "No puede superar el plazo de respuesta."),
        ({"decision_days": "9999999999"}, "Escriba un número de 1 a 90."),
        ({"minimum_payment_ars_minor": "mucho"}, "1.234,56"),
        ({"day_policy": "LUNES"}, "Días que no se cuentan"),
    ],
)
def test_terms_that_make_no_sense(
    cast: Cast, admin: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = admin.post(reverse("backoffice:terms_new"), terms_form(**changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Texto nuevo" in answer.content.decode()
    assert Terms.objects.count() == 1


def day_form(**changes: str) -> dict[str, str]:
    return {
        "version": str(latest_calendar().number),
        "date": "2026-12-30",
        "name": "Asueto de prueba",
        "kind": "feriado_especial",
        "province": "",
        "state": "confirmado",
        "norm": "Dto. 9/2026",
        "original_date": "",
        "note": "Boletín Oficial",
        **changes,
    }


def test_a_day_is_added_changed_and_left_out_in_the_browser(cast: Cast, admin: Client) -> None:
    answer = admin.post(reverse("backoffice:day_new"), day_form())
    assert answer["Location"].endswith("?anio=2026")
    page = admin.get(answer["Location"]).content.decode()
    assert "Asueto de prueba" in page
    assert "Boletín Oficial" in page
    day = Holiday.objects.get(name="Asueto de prueba")
    changed = day_form(name="Asueto corregido", date="2026-12-31")
    assert admin.post(reverse("backoffice:day", args=[day.pk]), changed).status_code == 302
    day = latest_calendar().days.get(name="Asueto corregido")
    without = {"version": str(latest_calendar().number), "note": "Se derogó"}
    assert admin.post(reverse("backoffice:day_remove", args=[day.pk]), without).status_code == 302
    assert "Asueto corregido" not in admin.get(answer["Location"]).content.decode()
    old = admin.get(reverse("backoffice:calendar") + "?anio=2026&version=2").content.decode()
    assert "Asueto de prueba" in old
    assert "No es la que está en uso" in old


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"note": ""}, "Por qué cambia la tabla"),
        ({"date": "1800-01-01"}, "Revise el año."),
        ({"kind": "provincial"}, "Elija la provincia."),
        ({"version": "0"}, "Alguien cambió la tabla"),
        ({"version": "x"}, "El formulario"),
    ],
)
def test_a_day_that_makes_no_sense(
    cast: Cast, admin: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = admin.post(reverse("backoffice:day_new"), day_form(**changes))
    assert answer.status_code == 422
    if "version" not in changes or changes["version"] == "0":
        assert sentence in answer.content.decode()
    assert latest_calendar().number == 1


@pytest.mark.parametrize("query", ["?anio=99999999", "?anio=x&version=1", "?version=0&anio=1"])
def test_a_year_that_is_not_there_is_never_an_error(cast: Cast, admin: Client, query: str) -> None:
    assert admin.get(reverse("backoffice:calendar") + query).status_code == 200


def test_a_version_that_is_not_there_is_not_found(cast: Cast, admin: Client) -> None:
    assert admin.get(reverse("backoffice:calendar") + "?version=77").status_code == 404


def test_the_picture_of_the_year_tells_each_kind_of_day(cast: Cast) -> None:
    from universo.program.clock import calendar_of

    months = months_of(2026, calendar_of(latest_calendar()), date(2026, 11, 23))
    looks = {
        (number + 1, day.number): day.look
        for number, month in enumerate(months)
        for week in month.weeks
        for day in week
    }
    assert looks[12, 25] == "holiday"
    assert looks[12, 7] == "off"
    assert looks[11, 6] == "local"
    assert looks[12, 6] == "weekend"
    assert looks[12, 9] == "work"
    assert months[11].business_days == 20
    provisional = months_of(2027, calendar_of(latest_calendar()), date(2026, 11, 23))
    assert any(day.unsettled for week in provisional[0].weeks for day in week)

"""The first page of Hasar's people: each role finds what waits for it, and nothing of the others."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

import builders
import joining
import reward_cases
import support_cases
import unit_cases
from cast import Cast
from evaluating import send
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.insights.backoffice import answering, outcomes
from universo.insights.finance_waits import finance_waits
from universo.insights.rate_impact import LevelImpact, rate_impact
from universo.opportunities.models import Notice
from universo.program.operations import RateKey
from universo.web.backoffice.benefit_waits import benefit_waits

pytestmark = pytest.mark.django_db
PARTS = {
    "executive": "Próximos a vencer",
    "channel_manager": "Sin canal",
    "finance": "Qué espera a Finanzas",
    "admin": "Solicitudes por decidir",
    "auditor": "Libro de acuses de recibo",
}


def _as(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


@pytest.mark.parametrize("who", PARTS)
def test_each_role_has_its_own_part(cast: Cast, who: str) -> None:
    page = _as(getattr(cast, who)).get("/gestion/").content.decode()
    assert PARTS[who] in page
    for other, title in PARTS.items():
        seen = who == "auditor" or other == who or (who, other) == ("admin", "auditor")
        assert (title in page) == seen, other


def test_partners_do_not_open_it(cast: Cast) -> None:
    for actor in (cast.sponsor, cast.reseller, cast.outsider):
        assert _as(actor).get("/gestion/").status_code == 404


def test_the_executive_sees_his_next_notices_with_their_meters(cast: Cast) -> None:
    notice = send(cast.sponsor, when=timezone.now() - timedelta(hours=1))
    page = _as(cast.executive).get("/gestion/").content.decode()
    assert notice.prospect is not None
    assert notice.prospect.legal_name in page
    assert "días hábiles" in page
    other = _as(cast.other_executive).get("/gestion/").content.decode()
    assert notice.prospect.legal_name not in other
    assert "Ningún aviso espera decisión" in other


def test_the_administrator_sees_the_applications_that_wait(cast: Cast) -> None:
    joining.confirmed(legal_name="Espera S.A.", email="a@x.com.ar")
    page = _as(cast.admin).get("/gestion/").content.decode()
    assert "Espera S.A." in page
    assert "1 asunto por resolver." in page


def test_the_figures_count_what_is_past_due_as_lapsed(cast: Cast) -> None:
    now = timezone.now()
    for status in ("ACCEPTED", "DECLINED", "SUBMITTED", "SUBMITTED"):
        notice = send(cast.sponsor, when=now - timedelta(days=1))
        decided = {"decided_at": now, "decided_by_id": cast.executive.user_id}
        Notice.objects.filter(pk=notice.pk).update(
            status=status,
            decline_reason="OTHER" if status == "DECLINED" else "",
            **(decided if status != "SUBMITTED" else {}),
        )
    late = Notice.objects.filter(status="SUBMITTED").order_by("-pk")[0]
    Notice.objects.filter(pk=late.pk).update(due_at=now - timedelta(minutes=1))
    found = answering(cast.auditor, now)
    assert (found.received, found.acceptance_percent, found.lapse_percent) == (4, 33, 33)
    assert found.median_days in (0, 1)
    months = outcomes(cast.auditor, now)
    assert len(months) == 6
    totals = [
        sum(getattr(m, k) for m in months) for k in ("accepted", "declined", "lapsed", "open")
    ]
    assert totals == [1, 1, 1, 1]
    assert answering(cast.other_executive, now).received == 0
    assert answering(cast.executive, now).received == 4


def touched(cast: Cast, level: str, code: str = "POS-SOFT") -> LevelImpact:
    (found,) = rate_impact([RateKey(cast.families[code].pk, None, level)], timezone.now())
    return found


def test_a_rate_touches_the_sponsors_of_its_level_only(cast: Cast) -> None:
    now = timezone.now()
    send(cast.sponsor, when=now)
    assert len(touched(cast, "INTRODUCER").sponsors) == 2
    assert touched(cast, "INTRODUCER").open_notices == 1
    assert len(touched(cast, "REFERRER").sponsors) == 1
    assert touched(cast, "REFERRER").open_notices == 0
    builders.partner("Otro", level="REFERRER")
    assert len(touched(cast, "REFERRER").sponsors) == 2


def test_of_the_open_notices_it_says_which_ask_for_the_family(cast: Cast) -> None:
    send(cast.sponsor, when=timezone.now())
    asked = Notice.objects.get().items.get().family.code
    other = next(code for code in cast.families if code != asked)
    assert touched(cast, "INTRODUCER", asked).asking == 1
    assert touched(cast, "INTRODUCER", other).asking == 0


def test_a_notice_past_its_day_is_not_open_for_new_rates(cast: Cast) -> None:
    """R-10: it lapsed at that instant, whether the daily job has recorded it or not."""
    send(cast.sponsor, when=timezone.now())
    assert touched(cast, "INTRODUCER").open_notices == 1
    Notice.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert touched(cast, "INTRODUCER").open_notices == 0


def test_accepted_notices_are_said_to_keep_the_rate_that_they_froze(cast: Cast) -> None:
    notice = reward_cases.opportunity(cast, rates={"POS-SOFT": 430})
    found = touched(cast, "INTRODUCER")
    (kept,) = found.kept
    assert (kept.rate_bp, kept.count, kept.references) == (430, 1, (notice.reference,))
    assert found.accepted == 1
    assert touched(cast, "INTRODUCER", "FISCAL").kept == ()


def test_finance_sees_what_waits_with_its_age_and_what_is_not_collected(cast: Cast) -> None:
    today = local_date(timezone.now())
    bill = reward_cases.invoice(
        cast, notice=reward_cases.opportunity(cast), on=today - timedelta(days=45)
    )
    reward_cases.collection(cast, bill, 1_000_000, means="CHEQUE", on=today - timedelta(days=9))
    reward_cases.collection(cast, bill, 500_000, means="WITHHOLDING", on=today)
    reward_cases.invoice(cast, on=today - timedelta(days=3))
    reward_cases.invoice(cast, on=today - timedelta(days=1))
    found = {wait.kind: (wait.count, wait.oldest) for wait in finance_waits(cast.finance)}
    assert found == {
        "unlinked": (2, today - timedelta(days=3)),
        "cheques": (1, today - timedelta(days=9)),
        "certificates": (1, today),
    }
    page = _as(cast.finance).get("/gestion/").content.decode()
    for said in ("desde hace 9 días", "desde hoy", "31–60", "$\u00a05.000,00"):
        assert said in page, said
    assert finance_waits(cast.executive) == []


def test_what_waits_in_the_benefits_is_on_the_first_page_of_who_does_it(cast: Cast) -> None:
    """R-2: an administrator who comes in the morning need not open every service to find work."""
    assert benefit_waits(cast.admin, local_date(builders.NOON)) == {"rows": [], "waiting": 0}
    support_cases.sent(cast.sponsor)
    unit_cases.unit(cast)
    unit_cases.asked(cast.sponsor)
    for who, said, left in (
        (
            cast.admin,
            ("Pedidos de apoyo por decidir", "Unidades de demostración por responder"),
            (),
        ),
        (cast.channel_manager, ("Unidades de demostración por responder",), ("Pedidos de apoyo",)),
        (cast.finance, (), ("Pedidos de apoyo", "Unidades de demostración por responder")),
    ):
        page = _as(who).get("/gestion/").content.decode()
        for words in said:
            assert words in page, words
        for words in left:
            assert words not in page, words
    support_cases.grant(cast, cast.sponsor_partner)
    support_cases.verified(cast, cast.sponsor)
    found = benefit_waits(cast.finance, local_date(builders.NOON))
    assert found["waiting"] == 1
    assert [row["url"] for row in found["rows"]] == ["/gestion/beneficios/apoyo/?estado=VERIFIED"]
    assert "2 asuntos por resolver." in _as(cast.admin).get("/gestion/").content.decode()

"""Leaving a category: what it ends is said before, ends on the day and not before, each thing once (R-1)."""

from datetime import date, timedelta

import pytest

import builders
import price_cases
import routing_cases
import support_cases
import training_cases
import unit_cases
from builders import NOON
from cast import Cast
from universo.audit.models import Event
from universo.benefits.integrations.models import Certification
from universo.benefits.models import Entitlement
from universo.benefits.support.models import Grant
from universo.benefits.units.models import UnitHold
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.insights.leaving import consequences_of
from universo.notifications.models import Mail
from universo.partners.models import Enrolment
from universo.routing.queries import notices_waiting
from universo.usecases.ask_for_unit import ask_extension
from universo.usecases.assign_channel import assign_channel
from universo.usecases.certify_integration import ask_certification
from universo.usecases.decide_category import end_category_on
from universo.usecases.plan_together import PlanData, PlanGoal, answer_plan, propose_plan
from universo.usecases.settle_leavings import settle_leavings
from universo.usecases.state_integration import IntegrationData, state_integration
from universo.usecases.work_lead import win_lead
from universo.web.shared.category_words import consequence_lines

TODAY = local_date(NOON)
DAY = timedelta(days=1)
END = TODAY + 5 * DAY


def leave(cast: Cast, actor: Actor, category: str = "RESELLER") -> None:
    """Fix the end in five days."""
    end_category_on(
        actor=cast.admin, now=NOON, partner_id=actor.partner_id or 0, category=category,
        from_date=END, reason="Deja la actividad.",
    )  # fmt: skip


def test_leads_come_back_on_the_day_are_told_and_wait_for_another_channel(cast: Cast) -> None:
    offered, active = routing_cases.offered(cast), routing_cases.active(cast)
    won = routing_cases.active(cast)
    win_lead(actor=cast.reseller, now=NOON, assignment_id=won.pk)
    leave(cast, cast.reseller)
    assert settle_leavings(NOON + 4 * DAY) == 0
    waiting = {row.pk for row in notices_waiting(cast.channel_manager)}
    assert not waiting & {offered.notice_id, active.notice_id}
    assert (settle_leavings(NOON + 5 * DAY), settle_leavings(NOON + 6 * DAY)) == (2, 0)
    for lead in (offered, active):
        lead.refresh_from_db()
        assert (lead.status, lead.was_taken_back, lead.taken_back_by) == ("DECLINED", True, None)
        told = Mail.objects.filter(key=f"routing.assignment.{lead.pk}.channel_gone.channel_gone")
        assert set(told.values_list("recipient", flat=True)) == {
            cast.channel_manager.email, cast.executive.email,
        }  # fmt: skip
        assert Mail.objects.filter(
            key=f"routing.assignment.{lead.pk}.taken_back.lead_taken_back",
            recipient=cast.reseller.email,
        ).exists()
    won.refresh_from_db()
    assert won.status == "WON"
    assert {row.pk for row in notices_waiting(cast.channel_manager)} == {
        offered.notice_id, active.notice_id,
    }  # fmt: skip
    assert Event.objects.filter(name="routing.assignment.channel_gone").count() == 4
    again = assign_channel(
        actor=cast.channel_manager, now=NOON + 6 * DAY, notice_id=active.notice_id,
        channel_id=routing_cases.channel_of(cast.rival_reseller_partner).pk, profile="RETAIL",
    )  # fmt: skip
    assert again.status == "OFFERED"


def test_who_joined_again_or_never_left_keeps_its_leads(cast: Cast) -> None:
    lead = routing_cases.active(cast)
    leave(cast, cast.reseller)
    Enrolment.objects.create(partner=cast.reseller_partner, category="RESELLER", since_date=END)
    assert settle_leavings(NOON + 5 * DAY) == 0
    lead.refresh_from_db()
    assert lead.status == "ACTIVE"


def test_units_are_refused_called_off_and_asked_back(cast: Cast) -> None:
    asked = unit_cases.asked(cast.reseller, product_id=unit_cases.unit(cast).product_id, days=15)
    late = {"from_date": TODAY + 10 * DAY}
    approved = unit_cases.approved(cast, cast.reseller, unit_cases.unit(cast, code="CF-2"), **late)
    out = unit_cases.out(cast, cast.reseller, unit_cases.unit(cast, code="CF-3"), days=15)
    more = ask_extension(
        actor=cast.reseller, now=NOON, uid=builders.new_uid(), loan_id=out.pk, days=2,
        purpose="La demostración se corrió.",
    )  # fmt: skip
    found = consequences_of(cast.admin, cast.reseller_partner.pk, "RESELLER", END, NOON)
    assert (found.open.loans_out, found.open.loans_asked) == (1, 2)
    leave(cast, cast.reseller)
    assert settle_leavings(NOON + 4 * DAY) == 0
    assert (settle_leavings(NOON + 5 * DAY), settle_leavings(NOON + 5 * DAY)) == (3, 0)
    for row in (asked, approved, out, more):
        row.refresh_from_db()
    assert (asked.status, approved.status, out.status) == ("DECLINED", "CANCELLED", "OUT")
    assert (out.due_date, more.answer) == (END, "REFUSED")
    assert not UnitHold.objects.get(loan=approved).is_live
    for loan, event in ((asked, "declined"), (approved, "cancelled"), (out, "recalled")):
        mail = Mail.objects.get(key=f"units.loan.{loan.pk}.{event}", recipient=cast.reseller.email)
        assert "dejó la categoría" in mail.text
    assert not unit_cases.back(cast, out, NOON + 6 * DAY).overdue(END + 30 * DAY)


def test_quotes_that_hold_are_withdrawn_and_past_ones_are_left(cast: Cast) -> None:
    price_cases.published(cast)
    holds = price_cases.issued(cast.reseller, validity_days=10)
    past = price_cases.issued(cast.reseller, validity_days=2)
    draft = price_cases.draft(cast.reseller)
    leave(cast, cast.reseller)
    settle_leavings(NOON + 5 * DAY)
    for row in (holds, past, draft):
        row.refresh_from_db()
    assert [row.status for row in (holds, past, draft)] == ["WITHDRAWN", "ISSUED", "DRAFT"]
    assert holds.withdrawn_by is None
    assert "dejó la categoría" in holds.withdrawn_reason


def test_support_ends_its_reservations_are_free_and_what_began_is_owed(cast: Cast) -> None:
    who = cast.reseller
    support_cases.grant(cast, cast.reseller_partner, 100_000_000)
    draft, sent = support_cases.draft(who), support_cases.sent(who)
    later = {"from_date": END, "to_date": END}
    ahead = support_cases.approved(cast, who, 1_000_000, **later)
    begun = support_cases.approved(cast, who, 2_000_000)
    proven = support_cases.proven(cast, who)
    visit = support_cases.visit(cast, who, times=[support_cases.later(6), support_cases.later(7)])
    found = consequences_of(cast.admin, cast.reseller_partner.pk, "RESELLER", END, NOON).open
    assert (found.requests, found.requests_owed, found.visits) == (3, 2, 1)
    assert [amount.minor for amount in found.fund] == [93_000_000]
    leave(cast, who)
    assert settle_leavings(NOON + 4 * DAY) == 0
    assert (settle_leavings(NOON + 5 * DAY), settle_leavings(NOON + 5 * DAY)) == (4, 0)
    for row in (draft, sent, ahead, begun, proven, visit):
        row.refresh_from_db()
    assert [row.status for row in (draft, sent, ahead)] == ["CANCELLED", "DECLINED", "CANCELLED"]
    assert [row.status for row in (begun, proven)] == ["APPROVED", "CARRIED_OUT"]
    assert visit.status == "CANCELLED"
    lot = Grant.objects.get()
    assert (lot.free_minor, lot.reserved_minor) == (94_000_000, 6_000_000)
    assert Mail.objects.filter(key=f"support.request.{ahead.pk}.ended").exists()


def test_seats_are_given_up_and_who_waits_moves_up(cast: Cast) -> None:
    course = training_cases.course(cast)
    in_a_week = {"starts_at": NOON + 7 * DAY, "ends_at": NOON + 7 * DAY + DAY / 12}
    full = training_cases.session(cast, course, places=1, **in_a_week)
    near = training_cases.session(cast, course, places=1)
    seat, waits = training_cases.seat(cast.reseller, full), training_cases.seat(cast.sponsor, full)
    before = training_cases.seat(cast.reseller, near)
    found = consequences_of(cast.admin, cast.reseller_partner.pk, "RESELLER", END, NOON)
    assert found.open.seats == 1
    leave(cast, cast.reseller)
    assert (settle_leavings(NOON + 5 * DAY), settle_leavings(NOON + 5 * DAY)) == (1, 0)
    for row in (seat, waits, before):
        row.refresh_from_db()
    assert [row.state for row in (seat, waits, before)] == ["CANCELLED", "ENROLLED", "ENROLLED"]
    assert Mail.objects.get(key=f"training.seat.{seat.pk}.freed").recipient == cast.reseller.email
    assert Mail.objects.filter(key=f"training.seat.{waits.pk}.promoted").exists()


def test_plans_of_an_ally_and_reviews_of_a_software_company_end(cast: Cast) -> None:
    home = builders.partner(
        "Río S.A.", executive=cast.executive, categories=("ALLIANCE", "ISV", "RESELLER")
    )
    who = builders.member(home, "Alma Río", admin=True)
    data = PlanData(
        "Jornadas 2027", "Llevar la oferta a estudios contables.", TODAY, TODAY + 180 * DAY,
        cast.executive.user_id or 0, who.user_id or 0, TODAY + 30 * DAY,
        (PlanGoal("EVENTS", "Jornadas en cuatro ciudades", 4),),
    )  # fmt: skip
    made = [
        propose_plan(
            actor=cast.executive, now=NOON, uid=builders.new_uid(), partner_id=home.pk, data=data
        )
        for _ in range(2)
    ]
    answer_plan(actor=who, now=NOON, plan_id=made[1].pk, agreed=True)
    family = cast.families["POS-SOFT"].pk
    stated = state_integration(
        actor=who, now=NOON, uid=builders.new_uid(),
        data=IntegrationData("Gestión Río", "Factura con los equipos de Hasar.", family),
    )  # fmt: skip
    asked = ask_certification(
        actor=who, now=NOON, uid=builders.new_uid(), integration_id=stated.pk, version="1.0"
    )
    plans = consequences_of(cast.admin, home.pk, "ALLIANCE", END, NOON)
    assert (plans.open.plans, plans.open.reviews) == (2, 0)
    assert consequences_of(cast.admin, home.pk, "ISV", END, NOON).open.reviews == 1
    leave(cast, who, "ALLIANCE")
    assert (settle_leavings(NOON + 5 * DAY), settle_leavings(NOON + 5 * DAY)) == (2, 0)
    for row in made:
        row.refresh_from_db()
    assert [row.status for row in made] == ["DECLINED", "CLOSED"]
    leave(cast, who, "ISV")
    assert settle_leavings(NOON + 5 * DAY) == 1
    assert Certification.objects.get(pk=asked.pk).status == "DECLINED"


def test_what_another_category_gives_goes_on_also_when_its_condition_fails_now(cast: Cast) -> None:
    loan = unit_cases.out(cast, cast.outsider, unit_cases.unit(cast))
    asked = unit_cases.asked(
        cast.outsider, product_id=unit_cases.unit(cast, code="CF-2").product_id
    )
    leave(cast, cast.outsider)  # a sponsor too
    Entitlement.objects.filter(service="UNITS", category="SPONSOR").update(
        asked="NOTHING_OVERDUE", amount=0
    )
    late = NOON + 60 * DAY
    assert loan.overdue(local_date(late))
    assert settle_leavings(late) == 0
    asked.refresh_from_db()
    assert asked.status == "REQUESTED"


def test_an_overdue_unit_hides_nothing_that_ends(cast: Cast) -> None:
    Entitlement.objects.filter(service="UNITS", category="RESELLER").update(
        asked="NOTHING_OVERDUE", amount=0
    )
    unit_cases.out(cast, cast.reseller, unit_cases.unit(cast), days=1)
    late = NOON + 20 * DAY
    day = local_date(late)
    found = consequences_of(cast.admin, cast.reseller_partner.pk, "RESELLER", day, late)
    assert "UNITS" in found.services
    assert any("unidad de demostración" in line for line in consequence_lines(found))


@pytest.mark.parametrize("first", [TODAY, END])
def test_an_end_of_today_is_settled_at_once_by_a_job(cast: Cast, first: date) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    end_category_on(
        actor=cast.admin, now=NOON, partner_id=cast.reseller_partner.pk, category="RESELLER",
        from_date=first, reason="Deja la actividad.",
    )  # fmt: skip
    jobs = ProcrastinateJob.objects.filter(task_name="categories.settle_now")
    assert jobs.count() == int(first == TODAY)

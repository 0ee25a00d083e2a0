"""Choosing the executing channel: at Hasar's exclusive discretion, and with the ranking kept (R-11)."""

from datetime import timedelta

import pytest

import builders
import routing_cases as cases
from cast import Cast
from universo.audit.models import Event
from universo.errors import Conflict, NotPermitted
from universo.notifications.models import Mail
from universo.opportunities.models import Notice
from universo.partners.models import Enrolment
from universo.routing.models import Assignment, ExecutingChannel
from universo.routing.operations import UnableToAssign
from universo.routing.queries import notices_waiting, open_load
from universo.routing.suggestions import suggestions
from universo.usecases.assign_channel import assign_channel
from universo.usecases.work_lead import accept_lead, decline_lead, lose_lead, win_lead

pytestmark = pytest.mark.django_db
NOON = builders.NOON


def _assign(cast: Cast, notice: Notice, partner: object, **more: object) -> Assignment:
    values = {
        "actor": cast.channel_manager,
        "now": NOON,
        "notice_id": notice.pk,
        "channel_id": cases.channel_of(partner).pk,
        "profile": "RETAIL",
        **more,
    }
    return assign_channel(**values)  # type: ignore[arg-type]


def test_a_reseller_gets_an_offer_and_its_people_a_mail_without_contact_data(cast: Cast) -> None:
    made = cases.offered(cast)
    assert (made.status, made.answered_at, made.closed_at) == ("OFFERED", None, None)
    (mail,) = Mail.objects.all()
    assert mail.recipient == cast.reseller.email
    assert "El Tornillo" in mail.subject + mail.text
    assert cases.SECRET not in mail.text + mail.html
    assert cast.sponsor_partner.legal_name not in mail.text


def test_own_staff_starts_at_once_and_sponsor_and_executive_are_told(cast: Cast) -> None:
    made = cases.offered(cast, to=None)
    assert (made.status, made.answered_at) == ("ACTIVE", NOON)
    assert set(Mail.objects.values_list("recipient", flat=True)) == {
        cast.executive.email,
        cast.sponsor.email,
    }


def test_the_ranking_of_the_moment_is_kept_whoever_is_picked(cast: Cast) -> None:
    notice = cases.notice(cast)
    first = suggestions(notice, "RETAIL", NOON.date())[0]
    assert first.channel.partner == cast.reseller_partner
    made = _assign(cast, notice, cast.rival_reseller_partner)
    assert made.channel.partner == cast.rival_reseller_partner
    assert [row["place"] for row in made.ranking] == [1, 2, 3, 4]
    assert made.ranking[0]["name"] == first.channel.name
    assert sum(part["points"] for part in made.ranking[0]["reasons"]) == first.score
    event = Event.objects.get(name="routing.assignment.offered", subject_kind="notice")
    assert event.data["place"] == next(
        row["place"] for row in made.ranking if row["channel_id"] == made.channel_id
    )
    assert not event.partner_may_read


def test_each_rank_says_its_reasons_in_words_and_the_sponsors_own_channel_is_flagged(
    cast: Cast,
) -> None:
    Enrolment.objects.create(
        partner=cast.sponsor_partner, category="RESELLER", since_date=NOON.date()
    )
    ExecutingChannel.objects.create(
        name="Benítez", partner=cast.sponsor_partner, provinces=["B"], kinds=["SOFTWARE"]
    )
    found = {
        row.channel.name: row for row in suggestions(cases.notice(cast), "RETAIL", NOON.date())
    }
    assert [words for words, _points in found["Norte Distribuciones S.A."].sentences] == [
        "Su zona incluye Buenos Aires.",
        "Trabaja con este perfil: Comercios y locales.",
        "Vende todo lo pedido.",
        "No tiene oportunidades abiertas.",
    ]
    assert dict(found["Sur Distribuciones S.A."].sentences)[
        "Atiende una provincia vecina (Córdoba), no Buenos Aires."
    ]
    assert "Buenos Aires queda fuera de su zona." in dict(found["Ajena S.A."].sentences)
    assert [name for name, row in found.items() if row.is_sponsor] == ["Benítez"]


def test_the_profile_chosen_changes_the_ranking(cast: Cast) -> None:
    notice = cases.notice(cast)
    food = ExecutingChannel.objects.get(partner=cast.rival_reseller_partner)
    ExecutingChannel.objects.filter(pk=food.pk).update(provinces=["B"], profiles=["FOOD"])
    assert suggestions(notice, "FOOD", NOON.date())[0].channel.pk == food.pk
    assert suggestions(notice, "RETAIL", NOON.date())[0].channel.partner == cast.reseller_partner


def test_load_counts_open_leads_only(cast: Cast) -> None:
    channel = cases.channel_of(cast.reseller_partner)
    cases.offered(cast)
    active = cases.active(cast)
    assert open_load() == {channel.pk: 2}
    win_lead(actor=cast.reseller, now=NOON, assignment_id=active.pk)
    assert open_load() == {channel.pk: 1}


def test_choosing_the_same_channel_twice_is_one_offer_and_one_mail(cast: Cast) -> None:
    notice = cases.notice(cast)
    assert cases.offered(cast, notice).pk == cases.offered(cast, notice).pk
    assert Mail.objects.count() == 1
    assert Event.objects.filter(name="routing.assignment.offered").count() == 2  # notice, lead


@pytest.mark.parametrize("who", ["executive", "finance", "admin", "auditor", "sponsor", "reseller"])
def test_only_the_channel_manager_chooses(cast: Cast, who: str) -> None:
    notice = cases.notice(cast)
    with pytest.raises(NotPermitted):
        _assign(cast, notice, cast.reseller_partner, actor=getattr(cast, who))
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("status", ["SUBMITTED", "DECLINED", "LAPSED", "WITHDRAWN"])
def test_only_an_accepted_notice_gets_a_channel(cast: Cast, status: str) -> None:
    with pytest.raises(NotPermitted):
        _assign(cast, cases.notice(cast, status), cast.reseller_partner)


def test_a_channel_that_cannot_sell_now_is_refused_at_its_field(cast: Cast) -> None:
    notice = cases.notice(cast)
    ExecutingChannel.objects.filter(partner=cast.rival_reseller_partner).update(is_active=False)
    Enrolment.objects.filter(partner=cast.outsider_partner, category="RESELLER").update(
        until_date=NOON.date()
    )
    for partner in (cast.rival_reseller_partner, cast.outsider_partner):
        with pytest.raises(UnableToAssign) as refused:
            _assign(cast, notice, partner)
        assert refused.value.field == "channel_id"
    assert {row.channel.partner for row in suggestions(notice, "RETAIL", NOON.date())} == {
        None,
        cast.reseller_partner,
    }


def test_who_joins_from_a_later_day_gets_no_lead_before_it(cast: Cast) -> None:
    notice, first = cases.notice(cast), NOON.date() + timedelta(days=3)
    Enrolment.objects.filter(partner=cast.rival_reseller_partner).update(since_date=first)
    before = {row.channel.partner for row in suggestions(notice, "RETAIL", NOON.date())}
    assert cast.rival_reseller_partner not in before
    with pytest.raises(UnableToAssign) as refused:
        _assign(cast, notice, cast.rival_reseller_partner)
    assert refused.value.field == "channel_id"
    later = {"now": NOON + timedelta(days=3)}
    assert _assign(cast, notice, cast.rival_reseller_partner, **later).status == "OFFERED"


def test_the_profile_must_be_chosen(cast: Cast) -> None:
    with pytest.raises(UnableToAssign) as refused:
        _assign(cast, cases.notice(cast), None, profile="")
    assert refused.value.field == "profile"


def test_what_waits_is_oldest_acceptance_first_and_comes_back_when_declined(cast: Cast) -> None:
    new = cases.notice(cast)
    old = cases.notice(cast, decided_at=NOON - timedelta(days=2))
    cases.notice(cast, "SUBMITTED")
    manager = cast.channel_manager
    assert list(notices_waiting(manager)) == [old, new]
    lead = cases.offered(cast, old)
    assert list(notices_waiting(manager)) == [new]
    decline_lead(actor=cast.reseller, now=NOON, assignment_id=lead.pk, reason="Sin gente.")
    assert list(notices_waiting(manager)) == [old, new]
    assert list(notices_waiting(cast.executive)) == []


def test_after_a_refusal_another_channel_gets_it(cast: Cast) -> None:
    lead = cases.offered(cast)
    decline_lead(actor=cast.reseller, now=NOON, assignment_id=lead.pk, reason="Sin gente.")
    again = _assign(cast, lead.notice, cast.rival_reseller_partner)
    assert (again.status, again.pk != lead.pk) == ("OFFERED", True)


def test_an_unanswered_offer_is_taken_back_and_its_reseller_told(cast: Cast) -> None:
    lead = cases.offered(cast)
    again = _assign(cast, lead.notice, cast.rival_reseller_partner, replaces_id=lead.pk)
    lead.refresh_from_db()
    assert (lead.status, lead.taken_back_by_id) == ("DECLINED", cast.channel_manager.user_id)
    assert again.status == "OFFERED"
    told = Mail.objects.filter(key__contains="taken_back").values_list("recipient", flat=True)
    assert list(told) == [cast.reseller.email]
    with pytest.raises(Conflict, match="Hasar la retiró"):
        accept_lead(actor=cast.reseller, now=NOON, assignment_id=lead.pk)


def test_one_in_progress_is_taken_back_only_with_a_reason(cast: Cast) -> None:
    lead = cases.active(cast)
    with pytest.raises(UnableToAssign) as refused:
        _assign(cast, lead.notice, None, replaces_id=lead.pk)
    assert refused.value.field == "reason"
    lead.refresh_from_db()
    assert lead.status == "ACTIVE"
    made = _assign(cast, lead.notice, None, replaces_id=lead.pk, reason="No contactó al cliente.")
    lead.refresh_from_db()
    assert (lead.status, lead.outcome_note, made.status) == (
        "DECLINED",
        "No contactó al cliente.",
        "ACTIVE",
    )
    event = Event.objects.get(name="routing.assignment.taken_back", subject_kind="notice")
    assert (event.data["reason"], event.partner_may_read) == ("No contactó al cliente.", False)


def test_a_choice_made_over_another_that_was_not_seen_is_refused(cast: Cast) -> None:
    lead = cases.offered(cast)
    for seen in (None, lead.pk + 1):
        with pytest.raises(Conflict):
            _assign(cast, lead.notice, cast.rival_reseller_partner, replaces_id=seen)
    assert Assignment.objects.count() == 1


def test_a_closed_opportunity_gets_no_other_channel(cast: Cast) -> None:
    won, lost = cases.active(cast), cases.active(cast)
    win_lead(actor=cast.reseller, now=NOON, assignment_id=won.pk)
    lose_lead(actor=cast.reseller, now=NOON, assignment_id=lost.pk, loss_reason="NO_NEED")
    for lead in (won, lost):
        with pytest.raises(UnableToAssign, match="ya está cerrada"):
            _assign(cast, lead.notice, None, replaces_id=lead.pk, reason="Otra vez.")

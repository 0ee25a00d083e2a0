"""What the channel does with its lead, and what each may see of the customer."""

import pytest

import builders
import routing_cases as cases
from cast import Cast
from universo.audit.models import Event
from universo.audit.queries import timeline
from universo.errors import Conflict, NotPermitted
from universo.notifications.models import Mail
from universo.routing.leads import lead as read_lead
from universo.routing.models import Assignment, Progress
from universo.routing.operations import UnableToWork
from universo.routing.queries import assignment_of, channel_is_known, lead_counts, visible_to
from universo.usecases.work_lead import (
    accept_lead,
    decline_lead,
    lose_lead,
    report_progress,
    win_lead,
)

pytestmark = pytest.mark.django_db
NOON = builders.NOON


def test_before_accepting_no_contact_datum_nor_the_sponsor_is_told(cast: Cast) -> None:
    lead = read_lead(cast.reseller, cases.offered(cast).pk)
    assert (lead.customer, lead.province, lead.locality) == ("El Tornillo", "Buenos Aires", "Tigre")
    assert lead.contact is None
    assert lead.presales == ()


def test_after_accepting_the_contact_and_the_sponsor_are_told(cast: Cast) -> None:
    lead = read_lead(cast.reseller, cases.active(cast).pk)
    assert lead.contact is not None
    assert lead.contact.sponsor == cast.sponsor_partner.legal_name
    assert cases.SECRET in lead.contact.phone


def test_a_lead_taken_back_hides_its_contact_again(cast: Cast) -> None:
    made = cases.active(cast)
    Assignment.objects.filter(pk=made.pk).update(
        status="DECLINED", closed_at=NOON, taken_back_by=cast.channel_manager.user_id
    )
    assert read_lead(cast.reseller, made.pk).contact is None


@pytest.mark.parametrize(
    "who", ["rival_reseller", "outsider", "sponsor", "referrer", "other_executive", "finance"]
)
def test_anothers_lead_does_not_exist(cast: Cast, who: str) -> None:
    made, actor = cases.active(cast), getattr(cast, who)
    calls = [
        lambda: read_lead(actor, made.pk),
        lambda: accept_lead(actor=actor, now=NOON, assignment_id=made.pk),
        lambda: decline_lead(actor=actor, now=NOON, assignment_id=made.pk, reason="x"),
        lambda: win_lead(actor=actor, now=NOON, assignment_id=made.pk),
        lambda: lose_lead(actor=actor, now=NOON, assignment_id=made.pk, loss_reason="NO_NEED"),
        lambda: report_progress(
            actor=actor, now=NOON, uid=builders.new_uid(), assignment_id=made.pk, note="x"
        ),
    ]
    for call in calls:
        with pytest.raises(NotPermitted):
            call()
    assert not visible_to(actor).exists()
    made.refresh_from_db()
    assert made.status == "ACTIVE"


@pytest.mark.parametrize("who", ["channel_manager", "executive", "auditor"])
def test_staff_reads_a_resellers_lead_but_does_not_work_it(cast: Cast, who: str) -> None:
    made, actor = cases.active(cast), getattr(cast, who)
    assert read_lead(actor, made.pk).contact is not None
    with pytest.raises(NotPermitted):
        win_lead(actor=actor, now=NOON, assignment_id=made.pk)


def test_accepting_tells_sponsor_and_executive_once(cast: Cast) -> None:
    made = cases.offered(cast)
    for _twice in range(2):
        accept_lead(actor=cast.reseller, now=NOON, assignment_id=made.pk)
    assert sorted(
        Mail.objects.exclude(key__contains="offered").values_list("recipient", flat=True)
    ) == sorted([cast.executive.email, cast.sponsor.email])
    assert Event.objects.filter(name="routing.assignment.accepted").count() == 2


def test_the_sponsor_knows_the_channel_only_once_it_took_the_lead(cast: Cast) -> None:
    made = cases.offered(cast)
    found = assignment_of(made.notice_id)
    assert found is not None
    assert not channel_is_known(found)
    assert not list(timeline(cast.sponsor, "notice", made.notice_id))
    accept_lead(actor=cast.reseller, now=NOON, assignment_id=made.pk)
    found = assignment_of(made.notice_id)
    assert found is not None
    assert channel_is_known(found)
    read = timeline(cast.sponsor, "notice", made.notice_id)
    assert [line.name for line in read] == ["routing.assignment.accepted"]


def test_declining_needs_a_reason_and_tells_manager_and_executive(cast: Cast) -> None:
    made = cases.offered(cast)
    with pytest.raises(UnableToWork) as refused:
        decline_lead(actor=cast.reseller, now=NOON, assignment_id=made.pk, reason="  ")
    assert refused.value.field == "reason"
    decline_lead(actor=cast.reseller, now=NOON, assignment_id=made.pk, reason="Sin gente.")
    told = Mail.objects.filter(key__contains="declined")
    assert {m.recipient for m in told} == {cast.channel_manager.email, cast.executive.email}
    assert all("Sin gente." in m.text for m in told)
    assert not timeline(cast.sponsor, "notice", made.notice_id).exists()


def test_what_was_accepted_is_not_declined_any_more(cast: Cast) -> None:
    made = cases.active(cast)
    with pytest.raises(Conflict, match="ya se había aceptado"):
        decline_lead(actor=cast.reseller, now=NOON, assignment_id=made.pk, reason="Tarde.")


def test_an_offer_is_not_won_nor_reported_before_it_is_accepted(cast: Cast) -> None:
    made = cases.offered(cast)
    with pytest.raises(Conflict, match="Todavía no se aceptó"):
        win_lead(actor=cast.reseller, now=NOON, assignment_id=made.pk)
    with pytest.raises(Conflict):
        report_progress(
            actor=cast.reseller, now=NOON, uid=builders.new_uid(), assignment_id=made.pk, note="x"
        )


def test_a_double_click_reports_once_and_another_text_is_refused(cast: Cast) -> None:
    made, uid = cases.active(cast), builders.new_uid()
    values = {"actor": cast.reseller, "now": NOON, "uid": uid, "assignment_id": made.pk}
    first = report_progress(**values, note="Visita hecha.")
    assert report_progress(**values, note=" Visita hecha. ") == first
    with pytest.raises(Conflict):
        report_progress(**values, note="Otra cosa.")
    assert Progress.objects.count() == 1
    win_lead(actor=cast.reseller, now=NOON, assignment_id=made.pk)
    assert report_progress(**values, note="Visita hecha.") == first  # a retry after closing
    with pytest.raises(Conflict):
        report_progress(**{**values, "uid": builders.new_uid()}, note="Después de ganar.")


def test_winning_is_told_to_sponsor_and_executive_and_is_final(cast: Cast) -> None:
    made = cases.active(cast)
    for _twice in range(2):
        win_lead(actor=cast.reseller, now=NOON, assignment_id=made.pk)
    assert {m.recipient for m in Mail.objects.filter(key__contains=".won.")} == {
        cast.sponsor.email,
        cast.executive.email,
    }
    with pytest.raises(Conflict, match="ya se había marcado como ganada"):
        lose_lead(actor=cast.reseller, now=NOON, assignment_id=made.pk, loss_reason="NO_NEED")
    assert lead_counts(cast.reseller) == {
        "OFFERED": 0,
        "ACTIVE": 0,
        "DECLINED": 0,
        "WON": 1,
        "LOST": 0,
    }


def test_losing_needs_a_reason_and_another_reason_a_note(cast: Cast) -> None:
    made = cases.active(cast)
    for reason, field in (("", "loss_reason"), ("WHATEVER", "loss_reason"), ("OTHER", "note")):
        with pytest.raises(UnableToWork) as refused:
            lose_lead(actor=cast.reseller, now=NOON, assignment_id=made.pk, loss_reason=reason)
        assert refused.value.field == field
    lose_lead(actor=cast.reseller, now=NOON, assignment_id=made.pk, loss_reason="COMPETITOR")
    made.refresh_from_db()
    assert (made.status, made.loss_reason, made.closed_at) == ("LOST", "COMPETITOR", NOON)
    sponsor_mail = Mail.objects.get(key__contains="lost_sponsor")
    assert "Compró a la competencia" in sponsor_mail.text


def test_own_staff_is_worked_by_the_notices_executive_and_the_channel_manager(cast: Cast) -> None:
    first, second = cases.offered(cast, to=None), cases.offered(cast, to=None)
    report_progress(
        actor=cast.executive, now=NOON, uid=builders.new_uid(), assignment_id=first.pk, note="Demo."
    )
    win_lead(actor=cast.executive, now=NOON, assignment_id=first.pk)
    win_lead(actor=cast.channel_manager, now=NOON, assignment_id=second.pk)
    third = cases.offered(cast, to=None)
    for actor in (cast.other_executive, cast.auditor, cast.finance, cast.reseller):
        with pytest.raises(NotPermitted):
            win_lead(actor=actor, now=NOON, assignment_id=third.pk)
    with pytest.raises(NotPermitted):
        accept_lead(actor=cast.channel_manager, now=NOON, assignment_id=third.pk)


def test_a_reseller_that_left_the_category_sees_no_leads(cast: Cast) -> None:
    from dataclasses import replace

    made = cases.active(cast)
    gone = replace(cast.reseller, partner_categories=frozenset({"SPONSOR"}))
    with pytest.raises(NotPermitted):
        read_lead(gone, made.pk)


def test_an_executive_who_reads_everything_still_works_only_his_own_notices(cast: Cast) -> None:
    made = cases.offered(cast, to=None)
    both = builders.staff("Úrsula Ubicua", "ACCOUNT_EXECUTIVE", "AUDITOR")
    assert read_lead(both, made.pk).id == made.pk
    with pytest.raises(NotPermitted):
        win_lead(actor=both, now=NOON, assignment_id=made.pk)

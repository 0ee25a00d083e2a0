"""Races over a lead on real transactions: one winner, and the loser is told what happened."""

from collections.abc import Callable
from typing import Any

import pytest

import builders
import routing_cases as cases
from cast import Cast
from racing import race
from universo.audit.models import Event
from universo.errors import DomainError
from universo.notifications.models import Mail
from universo.routing.models import Assignment, Progress
from universo.usecases.assign_channel import assign_channel
from universo.usecases.work_lead import accept_lead, lose_lead, report_progress, win_lead

ROUNDS = 6
NOON = builders.NOON


def _race(*calls: Callable[[], Any]) -> list[BaseException | None]:
    """Run all at once; return what each was refused with. Anything else fails the test."""
    outcomes = race(*calls)
    assert [found for found in outcomes if found and not isinstance(found, DomainError)] == []
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_taking_back_against_accepting_leaves_one_story(real_cast: Cast) -> None:
    cast = real_cast
    rival = cases.channel_of(cast.rival_reseller_partner)
    for _round in range(ROUNDS):
        lead = cases.offered(cast)
        accepted, given = _race(
            lambda lead=lead: accept_lead(actor=cast.reseller, now=NOON, assignment_id=lead.pk),
            lambda lead=lead: assign_channel(
                actor=cast.channel_manager,
                now=NOON,
                notice_id=lead.notice_id,
                channel_id=rival.pk,
                profile="RETAIL",
                replaces_id=lead.pk,
            ),
        )
        lead.refresh_from_db()
        rows = Assignment.objects.filter(notice=lead.notice_id)
        told = Mail.objects.filter(key__startswith=f"routing.assignment.{lead.pk}.")
        if accepted is None:
            assert given is not None
            assert (lead.status, rows.count()) == ("ACTIVE", 1)
            assert not told.filter(key__contains="taken_back").exists()
        else:
            assert given is None
            assert (lead.status, lead.taken_back_by_id) == (
                "DECLINED",
                cast.channel_manager.user_id,
            )
            assert rows.filter(status="OFFERED", channel=rival).count() == 1
            assert not told.filter(key__contains="accepted").exists()


@pytest.mark.django_db(transaction=True)
def test_many_choices_for_one_notice_make_one_assignment(real_cast: Cast) -> None:
    cast = real_cast
    partners = [None, cast.reseller_partner, cast.rival_reseller_partner, cast.outsider_partner]
    channels = [cases.channel_of(partner).pk for partner in partners]
    for _round in range(ROUNDS):
        notice = cases.notice(cast)
        outcomes = _race(
            *(
                lambda channel=channel, notice=notice: assign_channel(
                    actor=cast.channel_manager,
                    now=NOON,
                    notice_id=notice.pk,
                    channel_id=channel,
                    profile="RETAIL",
                )
                for channel in channels
            )
        )
        assert outcomes.count(None) == 1
        assert Assignment.objects.filter(notice=notice).count() == 1
        chosen = Event.objects.filter(subject_kind="notice", subject_id=notice.pk)
        assert chosen.count() == 1


@pytest.mark.django_db(transaction=True)
def test_won_against_lost_has_one_outcome_and_one_mail_each(real_cast: Cast) -> None:
    cast = real_cast
    for _round in range(ROUNDS):
        lead = cases.active(cast)
        outcomes = _race(
            lambda lead=lead: win_lead(actor=cast.reseller, now=NOON, assignment_id=lead.pk),
            lambda lead=lead: lose_lead(
                actor=cast.reseller, now=NOON, assignment_id=lead.pk, loss_reason="NO_NEED"
            ),
        )
        assert outcomes.count(None) == 1
        lead.refresh_from_db()
        assert lead.status == ("WON" if outcomes[0] is None else "LOST")
        mails = Mail.objects.filter(key__startswith=f"routing.assignment.{lead.pk}.")
        assert mails.filter(key__regex=r"\.(won|lost)\.").count() == 2  # sponsor and executive


@pytest.mark.django_db(transaction=True)
def test_the_same_report_sent_at_once_is_stored_once(real_cast: Cast) -> None:
    cast = real_cast
    lead, uid = cases.active(cast), builders.new_uid()

    def send() -> None:
        report_progress(
            actor=cast.reseller, now=NOON, uid=uid, assignment_id=lead.pk, note="Visita hecha."
        )

    assert _race(*[send] * 6) == [None] * 6
    assert Progress.objects.count() == 1
    assert Event.objects.filter(name="routing.assignment.progress_reported").count() == 2

"""Once accepted, Hasar decides the executing sales channel (R-11), from choice to concretion."""

import pytest

import builders
import routing_cases as cases
from cast import Cast
from universo.audit.queries import timeline
from universo.domain.lifecycle import stage_of
from universo.notifications.models import Mail
from universo.opportunities.models import Notice
from universo.routing.leads import lead as read_lead
from universo.routing.queries import assignment_of, lead_counts, notices_waiting, open_load
from universo.usecases.assign_channel import assign_channel
from universo.usecases.log_presales import log_presales
from universo.usecases.work_lead import accept_lead, decline_lead, report_progress, win_lead

pytestmark = pytest.mark.django_db
NOON = builders.NOON


def _stage(notice: Notice) -> str:
    found = assignment_of(notice.pk)
    return stage_of(notice.status, notice.due_at, NOON, found.status if found else None)


def test_the_executing_channel_from_choice_to_concretion(cast: Cast) -> None:
    notice = cases.notice(cast)
    manager, reseller = cast.channel_manager, cast.reseller
    assert _stage(notice) == "ACCEPTED"

    # The sponsor introduces the key people: his duty as Mediador.
    log_presales(
        actor=cast.sponsor,
        now=NOON,
        uid=builders.new_uid(),
        notice_id=notice.pk,
        kind="INTRODUCTION",
        on_date=NOON.date(),
        people="Ana Sosa, dueña",
        note="Presentada a Elena.",
    )

    # The manager picks another than the first; it does not take it.
    assign_channel(
        actor=manager,
        now=NOON,
        notice_id=notice.pk,
        channel_id=cases.channel_of(cast.rival_reseller_partner).pk,
        profile="RETAIL",
    )
    assert _stage(notice) == "OFFERED"
    first = assignment_of(notice.pk)
    assert first is not None
    decline_lead(actor=cast.rival_reseller, now=NOON, assignment_id=first.pk, reason="Lejos.")
    assert _stage(notice) == "ACCEPTED"
    assert list(notices_waiting(manager)) == [notice]

    # The next one takes it, works it and wins it.
    lead = cases.offered(cast, notice)
    assert read_lead(reseller, lead.pk).contact is None
    accept_lead(actor=reseller, now=NOON, assignment_id=lead.pk)
    assert _stage(notice) == "IN_PROGRESS"
    seen = read_lead(reseller, lead.pk)
    assert seen.contact is not None
    assert [entry.people for entry in seen.presales] == ["Ana Sosa, dueña"]
    report_progress(
        actor=reseller, now=NOON, uid=builders.new_uid(), assignment_id=lead.pk, note="Cotizado."
    )
    win_lead(actor=reseller, now=NOON, assignment_id=lead.pk)
    assert _stage(notice) == "WON"
    assert lead_counts(reseller)["WON"] == 1
    assert open_load() == {}

    # What the sponsor reads: never who declined, nor what the channels write among themselves.
    assert [line.name.split(".", 1)[1] for line in timeline(cast.sponsor, "notice", notice.pk)] == [
        "presales.logged",
        "assignment.accepted",
        "assignment.won",
    ]
    read = " ".join(
        mail.subject + mail.text for mail in Mail.objects.filter(recipient=cast.sponsor.email)
    )
    assert "Norte Distribuciones" in read
    assert "Sur Distribuciones" not in read
    assert "Lejos." not in read

"""R-7 to R-10, told from the sponsor's side: he notifies, keeps the proof, and the clock runs."""

from datetime import UTC, datetime, timedelta

import pytest

from builders import new_uid, notice_data
from cast import Cast
from universo.domain.lifecycle import Stage
from universo.errors import Conflict
from universo.insights.queries import six_months, sponsor_figures
from universo.insights.stages import FILTERS, in_group, stages_of
from universo.notifications.models import Mail
from universo.opportunities.models import Notice
from universo.opportunities.queries import drafts, meter_of, visible_to
from universo.opportunities.receipt import find_genuine
from universo.usecases.save_draft import save_draft
from universo.usecases.submit_notice import submit_notice
from universo.usecases.withdraw_notice import withdraw_notice

pytestmark = pytest.mark.django_db
FRIDAY_NIGHT = datetime(2026, 12, 5, 1, 30, tzinfo=UTC)  # Friday 4/12/2026, 22:30 in Buenos Aires


def test_a_sponsor_notifies_an_opportunity_from_the_phone(cast: Cast) -> None:
    uid = new_uid()
    data = notice_data(legal_name="Cervecería Río Bravo S.A.", budget="9.800", currency="USD")

    # He begins on the way, and what he typed waits for him and for his colleagues.
    save_draft(actor=cast.sponsor, now=FRIDAY_NIGHT, uid=uid, data={**data, "need": ""})
    assert [draft.uid for draft in drafts(cast.sponsor)] == [uid]
    assert not visible_to(cast.executive).exists()

    # He sends it late on a Friday: Saturday in UTC, still Friday here, so Monday 7th is a bridge,
    # Tuesday 8th a holiday, and Wednesday 9th the first of the fifteen days.
    notice = submit_notice(actor=cast.sponsor, clock=lambda: FRIDAY_NIGHT, uid=uid, data=data)
    assert notice.counted_dates[0] == "2026-12-09"
    assert len(notice.counted_dates) == 15
    assert (notice.budget_minor, notice.budget_currency) == (980_000, "USD")

    # Hasar is told in writing, in the person of his executive, and nobody else.
    assert set(Mail.objects.values_list("recipient", flat=True)) == {
        cast.sponsor.email,
        cast.executive.email,
    }
    assert visible_to(cast.executive).get() == notice
    for nobody in (cast.other_executive, cast.referrer, cast.outsider, cast.reseller):
        assert not visible_to(nobody).exists()

    # The receipt proves itself to anybody who has the number and the hash.
    found = find_genuine(1, notice.content_sha256[:32])
    assert found is not None
    assert found.received_at == FRIDAY_NIGHT


def test_the_notice_reads_as_dismissed_at_the_very_instant(cast: Cast) -> None:
    notice = submit_notice(
        actor=cast.sponsor, clock=lambda: FRIDAY_NIGHT, uid=new_uid(), data=notice_data()
    )
    due = notice.due_at
    assert due is not None
    just_before = due - timedelta(microseconds=1)

    for moment, stage, group in (
        (just_before, Stage.UNDER_REVIEW, "review"),
        (due, Stage.LAPSED, "closed"),
    ):
        assert stages_of([notice], moment) == {notice.pk: stage}
        found = {name for name in FILTERS if in_group(Notice.objects.all(), name, moment).exists()}
        assert found == {group}
    meter = meter_of(notice, due)
    assert meter is not None
    assert (meter.lapsed, meter.days_left) == (True, 0)

    # Too late to take it back, one microsecond earlier it was not.
    with pytest.raises(Conflict):
        withdraw_notice(actor=cast.sponsor, now=due, notice_id=notice.pk)
    withdraw_notice(actor=cast.sponsor, now=just_before, notice_id=notice.pk)


def test_the_home_counts_what_happened(cast: Cast) -> None:
    made = [
        submit_notice(
            actor=cast.sponsor,
            clock=lambda day=day: FRIDAY_NIGHT + timedelta(days=day),  # type: ignore[misc]
            uid=new_uid(),
            data=notice_data(),
        )
        for day in (-40, -3, -2, -1)
    ]
    Notice.objects.filter(pk=made[1].pk).update(
        status="ACCEPTED", decided_at=FRIDAY_NIGHT, decided_by_id=cast.executive.user_id
    )
    figures = sponsor_figures(cast.sponsor, FRIDAY_NIGHT + timedelta(hours=1))
    assert figures.in_review == 2
    # One accepted, and the first one lapsed without an answer though no job has recorded it.
    assert figures.acceptance.percent == 50
    months = six_months(cast.sponsor, FRIDAY_NIGHT)
    assert [(m.first_day.month, m.presented, m.accepted) for m in months[-3:]] == [
        (10, 1, 0),
        (11, 0, 0),
        (12, 3, 1),
    ]
    assert sponsor_figures(cast.outsider, FRIDAY_NIGHT).in_review == 0

"""The joint pre-sales log: who writes in it, when, and who is told (R-4, R-6)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

import builders
import routing_cases as cases
from cast import Cast
from universo.audit.queries import timeline
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.opportunities.models import Notice, PresalesActivity
from universo.opportunities.presales import UnableToLog, right_to_log
from universo.usecases.log_presales import log_presales

pytestmark = pytest.mark.django_db
NOON = builders.NOON
TODAY = date(2026, 11, 23)


def _log(actor: Actor, notice: Notice, **more: object) -> PresalesActivity:
    values = {
        "actor": actor,
        "now": NOON,
        "uid": builders.new_uid(),
        "notice_id": notice.pk,
        "kind": "INTRODUCTION",
        "on_date": TODAY,
        "people": "Ana Sosa, dueña",
        "note": "Quedamos en una demostración.",
        **more,
    }
    return log_presales(**values)  # type: ignore[arg-type]


def test_a_sponsors_introduction_reaches_the_executive_and_both_timelines(cast: Cast) -> None:
    notice = cases.notice(cast, "SUBMITTED")
    _log(cast.sponsor, notice)
    (mail,) = Mail.objects.all()
    assert mail.recipient == cast.executive.email
    assert "Presentación" in mail.subject
    assert "23/11/2026" in mail.text
    for reader in (cast.sponsor, cast.executive):
        assert [line.name for line in timeline(reader, "notice", notice.pk)] == [
            "opportunities.presales.logged"
        ]


@pytest.mark.parametrize("who", ["executive", "channel_manager"])
def test_what_staff_logs_is_told_to_the_sponsor(cast: Cast, who: str) -> None:
    _log(getattr(cast, who), cases.notice(cast), kind="DEMO", people="")
    assert [mail.recipient for mail in Mail.objects.all()] == [cast.sponsor.email]


def test_an_orientador_is_told_that_it_is_not_asked_of_his_level(cast: Cast) -> None:
    notice = cases.notice(cast, level="REFERRER")
    promoted = replace(cast.sponsor, sponsor_level="INTRODUCER")  # P-12: the level when it was sent
    for actor in (builders.with_level(cast.sponsor, "REFERRER"), promoted):
        for kind in ("INTRODUCTION", "MEETING"):
            with pytest.raises(UnableToLog, match="Como Orientador no se le pide nada más"):
                _log(actor, notice, kind=kind)
    _log(cast.executive, notice)
    assert PresalesActivity.objects.count() == 1


@pytest.mark.parametrize("status", ["DECLINED", "LAPSED", "WITHDRAWN"])
def test_after_it_ended_the_log_can_only_be_read(cast: Cast, status: str) -> None:
    notice = cases.notice(cast, status)
    for actor in (cast.sponsor, cast.executive):
        assert not right_to_log(actor, notice, NOON).may_log
        with pytest.raises(UnableToLog, match="no está abierta"):
            _log(actor, notice)


def test_it_closes_at_the_due_instant_though_no_job_recorded_the_lapse(cast: Cast) -> None:
    notice = cases.notice(cast, "SUBMITTED")
    assert notice.due_at is not None
    late = {"on_date": TODAY, "people": "Ana"}
    _log(cast.sponsor, notice, now=notice.due_at - timedelta(microseconds=1), **late)
    with pytest.raises(UnableToLog):
        _log(cast.sponsor, notice, now=notice.due_at, **late)


@pytest.mark.parametrize(
    "who",
    ["referrer", "outsider", "reseller", "other_executive", "finance", "auditor", "admin"],
)
def test_who_takes_no_part_finds_nothing(cast: Cast, who: str) -> None:
    notice = cases.active(cast).notice
    with pytest.raises(NotPermitted):
        _log(getattr(cast, who), notice)


def test_the_channel_manager_takes_part_only_once_it_is_accepted(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        _log(cast.channel_manager, cases.notice(cast, "SUBMITTED"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "PARTY"}, "kind"),
        ({"on_date": TODAY + timedelta(days=1)}, "on_date"),
        ({"on_date": TODAY - timedelta(days=400)}, "on_date"),
        ({"people": "  "}, "people"),
        ({"note": "  "}, "note"),
        ({"note": "x" * 2001}, "note"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, change: dict[str, object], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        _log(cast.sponsor, cases.notice(cast), **change)
    assert refused.value.field == field
    assert not PresalesActivity.objects.exists()


def test_today_is_that_of_buenos_aires(cast: Cast) -> None:
    late = NOON.replace(hour=2) + timedelta(days=1)  # 23:00 of the 23rd in Buenos Aires
    _log(cast.sponsor, cases.notice(cast), now=late, on_date=TODAY)
    with pytest.raises(UnableToLog):
        _log(cast.sponsor, cases.notice(cast), now=late, on_date=TODAY + timedelta(days=1))


def test_a_double_click_is_one_entry_and_one_mail(cast: Cast) -> None:
    notice, uid = cases.notice(cast), builders.new_uid()
    first = _log(cast.sponsor, notice, uid=uid)
    assert _log(cast.sponsor, notice, uid=uid) == first
    with pytest.raises(Conflict):
        _log(cast.sponsor, notice, uid=uid, note="Otra cosa.")
    with pytest.raises(Conflict):
        _log(cast.executive, notice, uid=uid)
    assert (PresalesActivity.objects.count(), Mail.objects.count()) == (1, 1)

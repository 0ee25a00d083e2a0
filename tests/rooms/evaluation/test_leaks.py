"""A rival's notice soon after somebody looked into the first one is told to the auditor."""

from datetime import datetime, timedelta

import builders
from cast import Cast
from evaluating import HOUR, NOON, evaluated
from universo.audit.models import Event
from universo.audit.queries import timeline, watched_events
from universo.evaluation.leaks import FLAGGED, SOON, flag_rivals
from universo.evaluation.look_alikes import LookAlike
from universo.evaluation.operations import record_view
from universo.opportunities.models import Notice
from universo.usecases.evaluate_notice import evaluate_notice

CUIT = builders.cuit(61_040_056)


def flags(notice: Notice) -> list[Event]:
    return list(Event.objects.filter(name=FLAGGED, subject_kind="notice", subject_id=notice.pk))


def rival_after(cast: Cast, looked_at: datetime, sent_at: datetime, cuit: str = CUIT) -> Notice:
    first = evaluated(cast.sponsor, cuit=CUIT)
    record_view(actor=cast.executive, now=looked_at, notice_id=first.pk)
    return evaluated(cast.referrer, when=sent_at, cuit=cuit)


def test_a_rival_within_three_days_of_a_look_is_flagged_once(cast: Cast) -> None:
    looked = NOON + HOUR
    rival = rival_after(cast, looked, looked + SOON)
    (flag,) = flags(rival)
    assert cast.executive.name in flag.data["people"]
    evaluate_notice(now=looked + SOON + HOUR, notice_id=rival.pk)
    assert len(flags(rival)) == 1
    assert flag in watched_events(cast.admin, NOON)
    assert flag not in timeline(cast.referrer, "notice", rival.pk)


def test_a_look_too_long_before_or_after_it_says_nothing(cast: Cast) -> None:
    looked = NOON + HOUR
    rival = rival_after(cast, looked, looked + SOON + timedelta(microseconds=1))
    first = Notice.objects.exclude(pk=rival.pk).get()
    for notice in (first, rival):
        record_view(actor=cast.admin, now=looked + SOON + HOUR, notice_id=notice.pk)
    evaluate_notice(now=looked + SOON + 2 * HOUR, notice_id=rival.pk)
    assert flags(rival) == []


def test_another_customer_is_no_rival(cast: Cast) -> None:
    other = rival_after(cast, NOON + HOUR, NOON + 2 * HOUR, builders.cuit(61_040_057))
    assert not any(flag.data["other"] == other.reference for flag in flags(other))


def test_it_names_all_who_looked_into_that_notice_and_nobody_else(cast: Cast) -> None:
    other = evaluated(cast.sponsor, cuit=builders.cuit(61_040_057))
    record_view(actor=cast.channel_manager, now=NOON + HOUR, notice_id=other.pk)
    first = evaluated(cast.sponsor, cuit=CUIT)
    for actor in (cast.executive, cast.admin):
        record_view(actor=actor, now=NOON + HOUR, notice_id=first.pk)
    (flag,) = flags(evaluated(cast.referrer, when=NOON + 2 * HOUR, cuit=CUIT))
    assert flag.data["other"] == first.reference
    assert flag.data["people"] == ", ".join(sorted((cast.executive.name, cast.admin.name)))


def test_one_that_is_only_alike_is_no_rival_and_one_found_later_is_said_too(cast: Cast) -> None:
    firsts = [evaluated(cast.sponsor, cuit=builders.cuit(61_040_060 + n)) for n in range(2)]
    for one in firsts:
        record_view(actor=cast.executive, now=NOON + HOUR, notice_id=one.pk)
    rival = evaluated(cast.referrer, when=NOON + 2 * HOUR, cuit=builders.cuit(61_040_070))

    def told(*outcomes: str) -> int:
        found = [
            LookAlike(1.0, 0.9, outcome, [], notice_id=one.pk)
            for one, outcome in zip(firsts, outcomes, strict=False)
        ]
        return flag_rivals(notice=rival, now=NOON + 3 * HOUR, look_alikes=found)

    assert [told("possible"), told("same"), told("same", "possible"), told("same", "same")] == [
        0, 1, 0, 1,
    ]  # fmt: skip

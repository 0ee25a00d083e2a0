"""Courses, tests and certificates: what is drawn, marked, earned, renewed and revoked (R-2)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

import builders
import training_cases as cases
from cast import Cast
from training_cases import DAY, NOON, TODAY
from universo.benefits import queries as benefits
from universo.benefits.models import Entitlement
from universo.benefits.training import exam_queries, queries
from universo.benefits.training.models import Attempt, Certificate, Drawn, QuestionVersion
from universo.domain.decision_clock import BUENOS_AIRES
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.notifications.models import Mail
from universo.partners.models import Member
from universo.usecases import keep_courses as keep
from universo.usecases import keep_editions
from universo.usecases.change_entitlement import Grant, change_entitlement
from universo.usecases.earn_certificate import remind_certificates, revoke
from universo.usecases.follow_course import read_page
from universo.usecases.keep_questions import QuestionData, edit_question, set_retired
from universo.usecases.take_test import begin_test, hand_in


def test_pages_test_and_certificate(cast: Cast) -> None:
    course = cases.course(cast)
    with pytest.raises(DomainError):  # the pages come first
        cases.begun(cast.sponsor, course)
    attempt = cases.taken(cast.sponsor, course, good=3)
    made = Certificate.objects.get()
    assert (attempt.passed, attempt.score_bp, made.attempt) == (True, 10_000, attempt)
    assert (made.holder, made.partner_id) == ("Lucía Benítez", cast.sponsor.partner_id)
    assert (made.issued_date, made.expires_date) == (TODAY, date(2028, 11, 23))
    assert Mail.objects.filter(key=f"training.certificate.{made.pk}.issued").count() == 1
    with pytest.raises(DomainError):  # it is far from its end
        cases.begun(cast.sponsor, course, NOON + DAY)


def test_a_failed_test_gives_nothing_and_after_three_one_waits(cast: Cast) -> None:
    course = cases.course(cast)
    for number in range(3):
        assert cases.taken(cast.sponsor, course, 2, NOON + number * DAY / 24).passed is False
    assert not Certificate.objects.exists()
    for early in (NOON + DAY, NOON + 6 * DAY):
        with pytest.raises(DomainError):
            cases.begun(cast.sponsor, course, early)
    assert cases.taken(cast.sponsor, course, 3, NOON + 7 * DAY).passed is True
    assert cases.taken(cast.reseller, course, 3).passed is True  # nobody else waited


def test_a_taken_test_keeps_its_questions_and_versions_are_only_added(cast: Cast) -> None:
    course = cases.course(cast, bank=3)
    cases.read_all(cast.sponsor, course)
    attempt = cases.begun(cast.sponsor, course)
    before = {row.position: row.version.text for row in Drawn.objects.filter(attempt=attempt)}
    for question in exam_queries.bank(course.pk):
        said = QuestionData("SINGLE", "¿Algo muy distinto?", ["No", "Sí"], [1])
        edit_question(actor=cast.admin, now=NOON, question_id=question.pk, data=said)
    kept = exam_queries.own_attempt(cast.sponsor, attempt.pk)
    assert {row.position: row.version.text for row in kept.drawn.all()} == before
    given = cases.answers(cast.sponsor, attempt, 3)
    assert hand_in(actor=cast.sponsor, now=NOON, attempt_id=attempt.pk, answers=given).passed
    with pytest.raises(DatabaseError), transaction.atomic():
        QuestionVersion.objects.update(text="otra")


def test_the_draw_is_the_seeds_and_retired_questions_are_not_drawn(cast: Cast) -> None:
    from universo.domain.learning import draw, shuffled

    course = cases.course(cast, bank=5)
    gone = exam_queries.bank(course.pk)[0]
    set_retired(actor=cast.admin, now=NOON, question_id=gone.pk, retired=True)
    cases.read_all(cast.sponsor, course)
    made = cases.begun(cast.sponsor, course)
    versions = exam_queries.drawable(course.pk)
    assert gone.pk not in versions
    drawn = draw(made.seed, list(versions), 3)
    rows = list(Drawn.objects.filter(attempt=made))
    assert [row.version_id for row in rows] == [versions[one] for one in drawn]
    assert [row.order for row in rows] == [shuffled(made.seed, one, 3) for one in drawn]
    set_retired(actor=cast.admin, now=NOON, question_id=gone.pk, retired=False)
    assert gone.pk in exam_queries.drawable(course.pk)


def test_nothing_counts_after_the_time_and_a_second_sending_changes_nothing(cast: Cast) -> None:
    course = cases.course(cast)
    cases.read_all(cast.sponsor, course)
    late = cases.begun(cast.sponsor, course)
    given = cases.answers(cast.sponsor, late, 3)
    after = late.due_at + timedelta(seconds=31)
    ended = hand_in(actor=cast.sponsor, now=after, attempt_id=late.pk, answers=given)
    assert (ended.passed, ended.is_late, ended.score_bp) == (False, True, 0)
    second = cases.taken(cast.sponsor, course, 1, after)
    better = cases.answers(cast.sponsor, second, 3)
    again = hand_in(actor=cast.sponsor, now=after, attempt_id=second.pk, answers=better)
    assert again.passed is False
    assert not Certificate.objects.exists()


def test_one_that_runs_is_gone_on_with_and_a_forgotten_one_ends(cast: Cast) -> None:
    course = cases.course(cast)
    cases.read_all(cast.sponsor, course)
    first = cases.begun(cast.sponsor, course)
    assert cases.begun(cast.sponsor, course, NOON + DAY / 96) == first
    second = cases.begun(cast.sponsor, course, NOON + DAY)
    assert second != first
    assert Attempt.objects.get(pk=first.pk).is_late
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=first.pk).update(ended_at=None, passed=None)


def test_nobody_takes_or_sees_the_test_of_another(cast: Cast) -> None:
    course = cases.course(cast)
    cases.read_all(cast.sponsor, course)
    made = cases.begun(cast.sponsor, course)
    colleague = builders.member(cast.sponsor_partner, "Colega")
    for actor in (cast.reseller, colleague, cast.admin):
        with pytest.raises(NotPermitted):
            exam_queries.own_attempt(actor, made.pk)
    with pytest.raises(NotPermitted):
        hand_in(actor=colleague, now=NOON, attempt_id=made.pk, answers={})
    with pytest.raises(Conflict):
        hand_in(actor=cast.sponsor, now=NOON, attempt_id=made.pk, answers={1: [7]})


def test_a_certificate_is_renewed_near_its_end_without_losing_days(cast: Cast) -> None:
    course = cases.course(cast, certificate_months=12)
    first = cases.certified(cast.sponsor, course)
    soon = NOON + 300 * DAY
    second = cases.certified(cast.sponsor, course, soon)
    assert (first.expires_date, second.expires_date) == (date(2027, 11, 23), date(2028, 11, 23))
    assert second.renews == first
    assert exam_queries.certified_of([cast.sponsor.partner_id or 0], TODAY + 301 * DAY).total() == 1


def test_a_short_certificate_is_not_renewed_several_times_in_a_row(cast: Cast) -> None:
    course = cases.course(cast, certificate_months=1)
    first = cases.certified(cast.sponsor, course)
    with pytest.raises(DomainError, match="08/12/2026"):
        cases.certified(cast.sponsor, course, NOON + DAY)
    assert remind_certificates(NOON + DAY) == 0
    assert remind_certificates(NOON + 15 * DAY) == 1
    second = cases.certified(cast.sponsor, course, NOON + 20 * DAY)
    assert (first.expires_date, second.expires_date) == (date(2026, 12, 23), date(2027, 1, 23))
    with pytest.raises(DomainError):
        cases.certified(cast.sponsor, course, NOON + 21 * DAY)


def test_the_end_is_told_once_each_time_and_not_to_who_renewed(cast: Cast) -> None:
    course = cases.course(cast, certificate_months=12)
    made = cases.certified(cast.sponsor, course)
    end = NOON + 365 * DAY
    assert remind_certificates(end - 61 * DAY) == 0
    assert remind_certificates(end - 60 * DAY) == 1
    assert remind_certificates(end - 59 * DAY) == 0
    assert remind_certificates(end - 20 * DAY) == 1  # the run of the 30th day was missed
    cases.certified(cast.sponsor, course, end - 10 * DAY)
    assert remind_certificates(end - 7 * DAY) == 0
    assert Mail.objects.filter(key__startswith=f"training.certificate.{made.pk}.ends").count() == 2


def test_what_was_revoked_counts_no_more_and_does_not_come_back(cast: Cast) -> None:
    course = cases.course(cast, exam_questions=0)
    cases.read_all(cast.sponsor, course)
    made = Certificate.objects.get()
    for actor in (cast.channel_manager, cast.sponsor):
        with pytest.raises(NotPermitted):
            revoke(actor=actor, now=NOON, certificate_id=made.pk, reason="Otro rindió por él.")
    why = "Otra persona rindió por él."
    revoke(actor=cast.admin, now=NOON, certificate_id=made.pk, reason=why)
    assert exam_queries.certified_of([cast.sponsor.partner_id or 0], TODAY).total() == 0
    page = queries.edition(course.pk).pages.first()  # type: ignore[union-attr]
    read_page(actor=cast.sponsor, now=NOON, page_id=page.pk)  # type: ignore[union-attr]
    assert Certificate.objects.count() == 1
    with pytest.raises(Conflict):
        revoke(actor=cast.admin, now=NOON, certificate_id=made.pk, reason=why)


def test_certified_people_are_those_who_are_of_the_partner_today(cast: Cast) -> None:
    course = cases.course(cast)
    colleague = builders.member(cast.sponsor_partner, "Colega")
    partner_id = cast.sponsor.partner_id or 0
    made = cases.certified(cast.sponsor, course)
    cases.certified(colleague, course)
    assert exam_queries.certified_of([partner_id], TODAY)[partner_id] == 2
    family = cast.families["GESTION"].pk
    assert exam_queries.certified_by_family([partner_id], TODAY)[partner_id] == {family: 2}
    Member.objects.filter(user_id=colleague.user_id).update(is_active=False)
    assert exam_queries.certified_of([partner_id], TODAY)[partner_id] == 1
    end = made.expires_date
    assert end is not None
    assert exam_queries.certified_of([partner_id], end - DAY)[partner_id] == 1
    assert exam_queries.certified_of([partner_id], end)[partner_id] == 0


def test_a_benefit_may_ask_for_certified_people(cast: Cast) -> None:
    grant = Grant("UNITS", "SPONSOR", asked="CERTIFIED", amount=1)
    change_entitlement(
        actor=cast.admin, now=NOON, grant=grant, from_date=TODAY, reason="Quien muestra, sabe."
    )
    found = benefits.benefit_of(cast.sponsor, "UNITS", TODAY)
    assert (found.allowed, found.missing[0].have, found.missing[0].amount) == (False, 0, 1)
    cases.certified(cast.sponsor, cases.course(cast))
    assert benefits.benefit_of(cast.sponsor, "UNITS", TODAY).allowed


def test_a_new_edition_is_read_only_where_it_changed(cast: Cast) -> None:
    course = cases.course(cast, pages=2)
    cases.read_all(cast.sponsor, course)
    draft = keep_editions.begin_edition(actor=cast.admin, now=NOON, course_id=course.pk)
    second = draft.pages.get(position=2)
    keep_editions.save_page(
        actor=cast.admin, now=NOON, course_id=course.pk, title="Página 2", body="Texto nuevo.",
        page_id=second.pk, position=1,
    )  # fmt: skip
    assert queries.reading(cast.sponsor.user_id or 0, course, NOON).left == []  # not published yet
    with pytest.raises(NotPermitted):
        queries.page_of(cast.sponsor, second.pk)
    keep_editions.publish_edition(
        actor=cast.admin, now=NOON, course_id=course.pk, news="Nueva pantalla"
    )
    left = queries.reading(cast.sponsor.user_id or 0, course, NOON)
    assert [page.title for page in left.left] == ["Página 2"]
    assert [page.position for page in left.pages] == [1, 2]
    with pytest.raises(Conflict):  # what is published does not change
        keep_editions.save_page(
            actor=cast.admin, now=NOON, course_id=course.pk, title="Tres", body="x"
        )


def test_a_course_is_seen_by_its_categories_once_published(cast: Cast) -> None:
    hidden = keep.add_course(
        actor=cast.channel_manager, now=NOON, uid=builders.new_uid(), data=cases.data(cast)
    )
    course = cases.course(cast, audience=["RESELLER"])
    assert set(queries.courses_visible_to(cast.reseller)) == {course}
    assert not queries.courses_visible_to(cast.sponsor)
    assert set(queries.courses_visible_to(cast.auditor)) == {course, hidden}
    keep.set_withdrawn(actor=cast.admin, now=NOON, course_id=course.pk, withdrawn=True)
    assert not queries.courses_visible_to(cast.reseller)
    with pytest.raises(NotPermitted):
        keep.set_withdrawn(actor=cast.auditor, now=NOON, course_id=course.pk, withdrawn=False)


def test_without_the_benefit_nothing_is_read_or_taken(cast: Cast) -> None:
    course = cases.course(cast)
    Entitlement.objects.filter(service="TRAINING").delete()
    page = queries.edition(course.pk).pages.first()  # type: ignore[union-attr]
    with pytest.raises(NotPermitted):
        read_page(actor=cast.sponsor, now=NOON, page_id=page.pk)  # type: ignore[union-attr]
    with pytest.raises(NotPermitted):
        begin_test(actor=cast.sponsor, now=NOON, uid=builders.new_uid(), course_id=course.pk)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (QuestionData("SINGLE", "¿Cuál?", ["A"], [0]), "options"),
        (QuestionData("SINGLE", "¿Cuál?", ["A", "a "], [0]), "options"),
        (QuestionData("SINGLE", "¿Cuál?", ["A", "B"], []), "right"),
        (QuestionData("SINGLE", "¿Cuál?", ["A", "B"], [0, 1]), "right"),
        (QuestionData("MULTIPLE", "¿Cuál?", ["A", "B"], [2]), "right"),
        (QuestionData("OTHER", "¿Cuál?", ["A", "B"], [0]), "kind"),
        (QuestionData("SINGLE", "x", ["A", "B"], [0]), "text"),
    ],
)
def test_a_question_that_cannot_be_is_refused_at_its_field(
    cast: Cast, said: QuestionData, field: str
) -> None:
    question = cases.question(cast, cases.course(cast), "¿Cuál de estas?")
    with pytest.raises(InvalidInput) as refused:
        edit_question(actor=cast.admin, now=NOON, question_id=question.pk, data=said)
    assert list(refused.value.errors) == [field]


def test_an_ended_certificate_without_a_test_asks_for_the_pages_again(cast: Cast) -> None:
    """One page read again is not the course; all of them are, and nobody loses or gains days."""
    course = cases.course(cast, pages=2, exam_questions=0, certificate_months=12)
    cases.read_all(cast.sponsor, course)
    first = Certificate.objects.get()
    assert first.expires_date == date(2027, 11, 23)
    pages = queries.reading(cast.sponsor.user_id or 0, course, NOON).pages
    early = NOON + timedelta(days=200)
    read_page(actor=cast.sponsor, now=early, page_id=pages[0].pk)  # changes nothing
    ended = NOON + timedelta(days=400)
    assert len(queries.reading(cast.sponsor.user_id or 0, course, ended).left) == 2
    read_page(actor=cast.sponsor, now=ended, page_id=pages[0].pk)
    read_page(actor=cast.sponsor, now=ended, page_id=pages[0].pk)
    assert Certificate.objects.get() == first
    read_page(actor=cast.sponsor, now=ended, page_id=pages[1].pk)
    second = Certificate.objects.exclude(pk=first.pk).get()
    assert second.expires_date == date(2028, 12, 28)
    read_page(actor=cast.sponsor, now=ended + timedelta(hours=1), page_id=pages[0].pk)
    assert Certificate.objects.count() == 2


def test_it_is_renewed_by_reading_in_its_last_days_and_lasts_from_its_end(cast: Cast) -> None:
    course = cases.course(cast, pages=2, exam_questions=0, certificate_months=12)
    cases.read_all(cast.sponsor, course)
    day_before = datetime(2027, 8, 24, 23, 59, 59, tzinfo=BUENOS_AIRES)
    assert queries.reading(cast.sponsor.user_id or 0, course, day_before).left == []
    opens = datetime(2027, 8, 25, tzinfo=BUENOS_AIRES)  # ninety days before the end
    assert len(queries.reading(cast.sponsor.user_id or 0, course, opens).left) == 2
    cases.read_all(cast.sponsor, course, opens + timedelta(seconds=1))
    renewed = Certificate.objects.order_by("pk").last()
    assert renewed is not None
    assert (renewed.renews is not None, renewed.expires_date) == (True, date(2028, 11, 23))


def test_being_there_once_does_not_renew_for_ever(cast: Cast) -> None:
    course = cases.course(
        cast, pages=1, exam_questions=0, certificate_months=12, needs_attendance=True
    )
    held = cases.attended(cast, cast.sponsor, course)
    cases.read_all(cast.sponsor, course, held)
    assert Certificate.objects.count() == 1
    ended = NOON + timedelta(days=500)
    cases.read_all(cast.sponsor, course, ended)
    assert Certificate.objects.count() == 1  # it asks for being there again
    cases.attended(cast, cast.sponsor, course, ended)
    assert Certificate.objects.count() == 2

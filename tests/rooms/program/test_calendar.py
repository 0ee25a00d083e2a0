"""The holiday table: each edit is a version; nothing already computed moves (P-2, P-3)."""

from dataclasses import replace
from datetime import date

import pytest

import builders
from cast import Cast
from universo.audit.models import Event
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.program import administration
from universo.program.clock import calendar_of, due_for
from universo.program.models import CalendarVersion, Holiday
from universo.program.operations import HolidayData
from universo.program.queries import latest_calendar, terms_on
from universo.usecases.edit_calendar import add_day, change_day, remove_day

NOW = builders.NOON
DAY = HolidayData(date(2026, 12, 1), "Asueto de prueba", "feriado_especial", norm="Dto. 1/2026")
NOTE = "Publicado en el Boletín Oficial"


def add(cast: Cast, **changes: object) -> CalendarVersion:
    return add_day(
        actor=cast.admin,
        now=NOW,
        version=latest_calendar().number,
        data=replace(DAY, **changes),  # type: ignore[arg-type]
        note=NOTE,
    )


def test_a_day_makes_a_version_with_all_the_others(cast: Cast) -> None:
    first = latest_calendar()
    made = add(cast)
    assert (made.number, made.note) == (first.number + 1, NOTE)
    assert made.days.count() == first.days.count() + 1
    assert latest_calendar() == made
    assert calendar_of(made).reason_off(DAY.date) == "feriado: Asueto de prueba"
    assert calendar_of(first).is_business_day(DAY.date)


def test_the_term_changes_for_what_comes_and_not_for_what_was(cast: Cast) -> None:
    first = latest_calendar()
    terms = terms_on(NOW.date())
    before = due_for(NOW, terms, calendar_of(first))
    after = due_for(NOW, terms, calendar_of(add(cast)))
    assert after.due_date > before.due_date
    assert due_for(NOW, terms, calendar_of(first)) == before


@pytest.mark.parametrize(
    ("kind", "scope", "nac", "wide"),
    [
        ("feriado_inamovible", "AR", False, False),
        ("dnl_turistico", "AR", True, False),
        ("asueto_bancario", "bancos", True, True),
        ("provincial", "AR-B", True, True),
    ],
)
def test_the_kind_says_under_which_policy_it_counts(
    cast: Cast, kind: str, scope: str, nac: bool, wide: bool
) -> None:
    made = add(cast, kind=kind, scope=scope)
    found = [calendar_of(made, policy).is_business_day(DAY.date) for policy in ("NAC", "NAC+DNL")]
    assert found == [nac, wide]


def test_changed_and_left_out_the_earlier_versions_keep_it(cast: Cast) -> None:
    first = latest_calendar()
    christmas = first.days.get(date=date(2026, 12, 25))
    data = replace(DAY, date=date(2026, 12, 26), name="Navidad corrida")
    second = change_day(
        actor=cast.admin, now=NOW, version=first.number, day_id=christmas.pk, data=data, note=NOTE
    )
    assert not second.days.filter(date=date(2026, 12, 25)).exists()
    moved = second.days.get(date=date(2026, 12, 26))
    third = remove_day(actor=cast.admin, now=NOW, version=second.number, day_id=moved.pk, note=NOTE)
    assert third.days.count() == first.days.count() - 1
    christmas.refresh_from_db()
    assert christmas.date == date(2026, 12, 25)
    assert second.days.filter(pk=moved.pk).exists()
    names = Event.objects.filter(subject_kind="program").values_list("name", flat=True)
    assert list(names) == ["program.calendar.day_changed", "program.calendar.day_removed"]


def test_two_who_edit_the_same_version_the_second_is_told(cast: Cast) -> None:
    seen = latest_calendar().number
    add(cast)
    with pytest.raises(Conflict):
        add_day(actor=cast.admin, now=NOW, version=seen, data=replace(DAY, name="Otro"), note=NOTE)
    assert CalendarVersion.objects.count() == 2


def test_the_same_day_twice_changes_nothing(cast: Cast) -> None:
    add(cast)
    with pytest.raises(Conflict) as refused:
        add(cast)
    assert refused.value.field == "date"


def test_a_day_of_an_old_version_is_not_edited(cast: Cast) -> None:
    old = latest_calendar().days.get(date=date(2026, 12, 25))
    made = add(cast)
    with pytest.raises(Conflict):
        remove_day(actor=cast.admin, now=NOW, version=made.number, day_id=old.pk, note=NOTE)
    with pytest.raises(NotPermitted):
        administration.holiday(cast.admin, old.pk)


@pytest.mark.parametrize(
    ("field", "value"),
    [("date", date(1990, 1, 1)), ("name", " "), ("kind", "fiesta"), ("state", "quizá")],
)
def test_what_makes_no_sense_is_said_at_its_field(cast: Cast, field: str, value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(cast, **{field: value})
    assert field in refused.value.errors


def test_a_province_belongs_to_a_holiday_of_a_province(cast: Cast) -> None:
    for changes in ({"scope": "AR-B"}, {"kind": "provincial"}):
        with pytest.raises(InvalidInput) as refused:
            add(cast, **changes)
        assert list(refused.value.errors) == ["province"]


def test_a_note_is_needed_and_only_administrators_edit(cast: Cast) -> None:
    number = latest_calendar().number
    with pytest.raises(DomainError) as refused:
        add_day(actor=cast.admin, now=NOW, version=number, data=DAY, note=" ")
    assert refused.value.field == "note"
    for name, actor in cast.everyone().items():
        if name != "admin":
            with pytest.raises(NotPermitted):
                add_day(actor=actor, now=NOW, version=number, data=DAY, note=NOTE)
    assert Holiday.objects.filter(name=DAY.name).count() == 0

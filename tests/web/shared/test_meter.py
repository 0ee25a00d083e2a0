"""The meter of fifteen ticks: its words, tones, marks, and its drawings outside of pages."""

import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from django.template import Context, Template

from universo.domain.business_days import Skipped
from universo.domain.decision_clock import Meter, MeterTick, TickState
from universo.web.shared.components import meter as meters

FIRST = date(2026, 11, 24)


def a_meter(left: int, *, today: bool = False) -> Meter:
    """Fifteen business days from 24 November with `left` of them left, the first perhaps today."""
    ticks: list[MeterTick] = []
    skipped: list[Skipped] = []
    day = FIRST
    while len(ticks) < 15:
        if day == date(2026, 12, 8):
            skipped.append(Skipped(day, "feriado: Inmaculada Concepción"))
        elif day.weekday() > 4:
            skipped.append(Skipped(day, "sábado" if day.weekday() == 5 else "domingo"))
        else:
            state = TickState.USED if len(ticks) < 15 - left else TickState.LEFT
            if today and len(ticks) == 15 - left:
                state = TickState.TODAY
            ticks.append(MeterTick(day, state, ()))
        day += timedelta(days=1)
    return Meter(tuple(ticks), tuple(skipped), left, lapsed=left == 0)


@pytest.mark.parametrize(
    ("left", "tone"),
    [(15, "ok"), (8, "ok"), (7, "warn"), (3, "warn"), (2, "bad"), (1, "bad"), (0, "bad")],
)
def test_the_tone_follows_the_days_left(left: int, tone: str) -> None:
    assert meters.build(a_meter(left)).tone == tone


def test_the_sentence_says_days_and_due_day() -> None:
    view = meters.build(a_meter(8))
    assert view.sentence == "Quedan 8 días hábiles. Vence el martes 15 de diciembre a las 24."
    assert meters.build(a_meter(1)).days_text == "Queda 1 día hábil"


def test_on_the_last_day_it_is_due_today() -> None:
    assert meters.build(a_meter(1, today=True)).due_text == "Vence hoy a las 24"


def test_a_lapsed_term_is_said_to_be_over() -> None:
    view = meters.build(a_meter(0))
    assert view.sentence == "El plazo terminó. Venció el martes 15 de diciembre a las 24."


def test_skipped_days_stand_between_ticks_with_their_reason() -> None:
    view = meters.build(a_meter(15))
    assert len(view.ticks) == 15
    holiday = next(mark for mark in view.marks if mark.kind == "holiday")
    assert holiday.label == "8\u00a0dic, feriado: Inmaculada Concepción"
    order = list(view.marks)
    at = order.index(holiday)
    assert (order[at - 1].date, order[at + 1].date) == (date(2026, 12, 7), date(2026, 12, 9))
    weekends = [mark for mark in view.marks if mark.kind == "weekend"]
    assert [mark.date for mark in weekends] == [
        date(2026, 11, 28),
        date(2026, 12, 5),
        date(2026, 12, 12),
    ]


def render(source: str, meter: Meter) -> str:
    return Template("{% load ui %}" + source).render(Context({"m": meter}))


def test_the_compact_meter_is_one_image_with_its_sentence() -> None:
    html = render("{% meter m %}", a_meter(2, today=True))
    assert 'role="img" aria-label="Quedan 2 días hábiles. Vence el martes 15 de diciembre' in html
    assert "tabindex" not in html
    assert html.count('class="tick"') == 15
    assert "Inmaculada Concepción" in html


def test_the_full_meter_is_a_list_reached_by_keyboard() -> None:
    html = render('{% meter m "full" %}', a_meter(8, today=True))
    assert html.count('class="tick tip" tabindex="0"') == 15
    assert "Día hábil 8: jueves 3 de diciembre (hoy)" in html


def test_no_meter_draws_nothing() -> None:
    assert Template("{% load ui %}{% meter m %}").render(Context({"m": None})).strip() == ""


def test_in_mail_it_needs_no_style_sheet() -> None:
    html = render("{% meter_mail m %}", a_meter(5))
    assert html.count("bgcolor=") == 15
    assert html.count(meters.MAIL_COLOURS["warn"]) == 10
    assert "class=" not in html


def test_in_documents_it_is_well_formed_svg() -> None:
    picture = ET.fromstring(meters.meter_svg(a_meter(8, today=True)))
    space = "{http://www.w3.org/2000/svg}"
    assert picture.findtext(f"{space}title", "").startswith("Quedan 8 días hábiles")
    assert len(picture.findall(f"{space}rect")) == 16

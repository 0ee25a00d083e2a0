"""Components: icons that exist, states that are named, charts, scores, fields and their errors."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from universo.evaluation.models import FindingVerdict, Verdict
from universo.opportunities.models import NoticeStatus
from universo.partners.models import ApplicationState
from universo.rewards import payment_queries
from universo.rewards.choices import Account
from universo.routing.models import AssignmentStatus
from universo.sales.models import DocumentKind, ImportStatus
from universo.web.shared import formatting, navigation
from universo.web.shared.components import charts, icons, status
from universo.web.shared.components.waterfall import Piece, waterfall
from universo.web.shared.fields import (
    CuitField,
    DayField,
    Described,
    InstantField,
    MoneyField,
)

PACKAGE = Path(status.__file__).resolve().parents[3]
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))
PAGES = [path for path in TEMPLATES if not {"email", "mail"} & set(path.parts)]


def render(source: str, **context: Any) -> str:
    return Template("{% load i18n ui %}" + source).render(Context(context))


def test_an_unknown_icon_raises() -> None:
    with pytest.raises(icons.IconDoesNotExist):
        icons.icon("no-such-icon")


def test_an_icon_is_hidden_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in icons.icon("plus")
    assert 'role="img" aria-label="Cerrar &lt;"' in icons.icon("x", "Cerrar <")


def test_every_icon_named_in_pages_exists() -> None:
    named = {item.icon for item in (*navigation.PORTAL, *navigation.BACKOFFICE)}
    named |= {look.icon for states in status.KINDS.values() for look in states.values()}
    for path in TEMPLATES:
        source = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'{%\s*icon "([^"]+)"', source))
        named |= set(re.findall(r'\bicon="([^"]+)"', source))
    assert len(named) > 40
    for name in sorted(named):
        icons.icon(name)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_carries_anything_inline(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tags = re.findall(r"<[a-zA-Z][^>]*>", source)
    assert not [tag for tag in tags if re.search(r"\s(style|on\w+|hx-on[:\w-]*)\s*=", tag)]
    assert not re.search(r"<style\b", source)
    assert not [tag for tag in tags if tag.startswith("<script") and "src=" not in tag]


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        ("notice", NoticeStatus),
        ("assignment", AssignmentStatus),
        ("application", ApplicationState),
        ("check", Verdict),
        ("finding", FindingVerdict),
        ("import", ImportStatus),
        ("document", DocumentKind),
        ("reward", [Account.ACCRUED, Account.PAYABLE, Account.PAID]),
    ],
)
def test_every_stored_state_has_its_look(kind: str, choices: Any) -> None:
    for member in choices:
        assert str(member.value).lower() in status.KINDS[kind]
        assert status.look(kind, member).tone in status.TONES


def test_an_unknown_state_shows_itself_calmly() -> None:
    assert status.look("notice", "NEW_ONE") == status.Look("NEW_ONE", "neutral", "circle")


def test_a_chart_never_leaves_its_box_and_brings_its_table() -> None:
    chart = charts.bar_chart(["jun", "jul"], [("Presentadas", [4, 9]), ("Ganadas", [0, 3])])
    assert all(bar.y >= 0 and bar.y + bar.height <= chart.base + 0.1 for bar in chart.bars)
    assert [line.label for line in chart.lines] == ["0", "5", "10"]
    html = render('{% bar_chart "Meses" labels series %}', labels=["jun"], series=[("A", [1200])])
    assert "1.200" in html
    assert re.findall(r' y="([^"]+)"', html)
    assert not re.findall(r' (?:x|y|width|height)="[^"]*,', html)


def test_every_step_of_a_settlement_to_its_money_has_its_look() -> None:
    assert set(payment_queries.PROGRESS) == set(status.KINDS["progress"])


def test_a_chart_says_all_its_amounts_alike() -> None:
    """With centavos as soon as one of them has some; the round numbers of the axis without."""
    with translation.override("es-ar"):
        mixed = charts.bar_chart(["jun", "jul"], [("A", [0, 2_975_207])], currency="ARS")
        whole = charts.bar_chart(["jun", "jul"], [("A", [0, 2_975_200])], currency="ARS")
    assert [said for _label, said in mixed.rows] == [("$\u00a00,00",), ("$\u00a029.752,07",)]
    assert [said for _label, said in whole.rows] == [("$\u00a00",), ("$\u00a029.752",)]
    assert mixed.lines[0].label == "$\u00a00"


def test_a_chart_refuses_a_fifth_series() -> None:
    with pytest.raises(ValueError, match="four"):
        charts.bar_chart(["jun"], [(str(n), [1]) for n in range(5)])


@pytest.mark.parametrize(("peak", "step"), [(0, 1), (2, 1), (9, 5), (10, 5), (11, 10), (41, 30)])
def test_steps_are_round(peak: int, step: int) -> None:
    assert charts.nice_step(peak) == step


def test_each_bar_of_a_waterfall_begins_where_the_one_before_it_ended() -> None:
    pieces = [Piece("Punto de partida", "", -4.0), Piece("CUIT", "", 9.0), Piece("Calle", "", -1.0)]
    drawn = waterfall(pieces, [(2.5, "revisar")])
    base, cuit, street = drawn.steps
    assert base.x + base.width == pytest.approx(drawn.zero, abs=0.2)
    assert (cuit.x, cuit.x + cuit.width) == pytest.approx((base.end, cuit.end), abs=0.2)
    assert street.x + street.width == pytest.approx(cuit.end, abs=0.2)
    assert drawn.total_x == street.end
    assert (drawn.total, cuit.said, street.said) == ("4,0", "+9,0", "\u22121,0")
    assert drawn.zero < drawn.marks[0].x < drawn.total_x


def test_a_waterfall_says_everything_in_its_table() -> None:
    pieces = [Piece("El teléfono es el mismo", "011 4743-2210", 3.2)]
    html = render('{% waterfall pieces "Por qué" "Suma" %}', pieces=pieces)
    table = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    for said in ("El teléfono es el mismo", "011 4743-2210", "+3,2", "Suma"):
        assert said in table
    assert html.count('class="waterfall-bar" aria-hidden="true"') == 3
    assert not re.findall(r' (?:x|y|x1|x2|width)="[^"]*,', html)


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0 %"), (1.0, "100 %"), (0.98, "98 %"), (0.9964, "99,6 %"), (0.99999, "> 99,9 %"),
     (0.00001, "< 0,1 %"), (0.004, "0,4 %")],
)  # fmt: skip
def test_a_share_never_looks_surer_than_it_is(share: float, said: str) -> None:
    assert formatting.percent(share).replace("\u00a0", " ") == said


def test_pages_keep_the_other_parameters() -> None:
    request = RequestFactory().get("/?q=tornillo&page=2")
    html = render("{% pagination page %}", page=Paginator(range(60), 20).page(2), request=request)
    assert 'href="?q=tornillo&amp;page=3"' in html
    assert "21 a 40 de 60" in html


class SampleForm(forms.Form):
    cuit = CuitField()
    amount = MoneyField(label="Importe", help_text="Sin IVA")
    day = DayField(label="Día", required=False)
    level = forms.ChoiceField(
        label="Nivel", widget=forms.RadioSelect, choices=[("R", Described("Orientador", "Avisa"))]
    )


def test_a_field_with_an_error_points_to_it_and_keeps_the_text() -> None:
    form = SampleForm({"cuit": "30-61040056-3", "amount": "1,234.5"})
    html = render("{% form_errors form %}{% field form.cuit %}{% field form.amount %}", form=form)
    assert 'href="#id_cuit"' in html
    assert 'href="#id_level_0"' in html
    assert 'value="30-61040056-3"' in html
    assert 'value="1,234.5"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_amount-hint id_amount-error"' in html
    assert 'id="id_amount-error"' in html
    assert "Hay 3 datos para corregir" in html


def test_choices_are_cards_with_their_second_line() -> None:
    html = render("{% field form.level %}{% field form.day %}", form=SampleForm())
    assert "<b>Orientador</b><small>Avisa</small>" in html
    assert "opcional" in html
    assert 'type="date"' in html


def test_what_is_typed_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    entry = SimpleNamespace(text=evil, who=evil, at=None, note=evil, tone="", url="")
    html = render(
        "{% card title=evil %}{{ evil }}{% endcard %}{% timeline entries %}{% copyable evil %}"
        "{% empty evil evil %}{% badge evil %}{% callout title=evil %}{{ evil }}{% endcallout %}",
        evil=evil,
        entries=[entry],
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 12


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("1.234,56", 123456), ("1234,5", 123450), ("$ 10", 1000), ("U$S 1.000", 100000)],
)
def test_an_amount_is_read_as_minor_units(typed: str, expected: int) -> None:
    assert MoneyField().clean(typed) == expected


@pytest.mark.parametrize("typed", ["-5", "1,234.5", "mil", "1,999", "9" * 25])
def test_an_amount_that_is_not_clear_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        MoneyField().clean(typed)


def test_amounts_and_cuits_come_back_as_people_write_them() -> None:
    assert MoneyField().prepare_value(123456) == "1.234,56"
    assert CuitField().prepare_value("30610400562") == "30-61040056-2"
    assert CuitField().clean("30-61040056-2") == "30610400562"
    assert CuitField(required=False).clean("") == ""
    assert MoneyField(required=False).clean("") is None


@pytest.mark.parametrize("typed", ["30-61040056-3", "123", "99-61040056-2", "20-00000001-9", "abc"])
def test_a_wrong_cuit_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(forms.ValidationError) as caught:
        CuitField().clean(typed)
    assert caught.value.messages[0].endswith((".", ","))


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "31/12/9999", "3000-01-01"])
def test_a_year_that_nothing_can_be_counted_with_is_refused(day: str) -> None:
    for field, typed in ((DayField(), day), (InstantField(), f"{day} 23:30")):
        with pytest.raises(forms.ValidationError, match="Revise el año"):
            field.clean(typed)
    assert DayField().clean("2027-03-01").isoformat() == "2027-03-01"

"""Administrators and finance replay a past period under other rates; nothing is written."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

import reward_cases as cases
from cast import Cast
from universo.domain.decision_clock import local_date
from universo.domain.tax_ids import format_cuit
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.partners.models import Partner
from universo.rewards.models import Accrual, Entry

pytestmark = pytest.mark.django_db
URL = "/gestion/programa/porcentajes/que-pasaria-si/"


def ask(actor: Actor, **asked: str) -> Any:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client.get(URL, asked)


@pytest.fixture
def month(cast: Cast) -> str:
    """One sale of 5.000,00 at 5 %, collected on the first of this month."""
    first = local_date(timezone.now()).replace(day=1)
    bill = cases.invoice(cast, notice=cases.opportunity(cast), on=first)
    cases.collection(cast, bill, 12_100_000, on=first)
    cases.accrue(cast.finance, bill)
    return f"{first:%Y-%m}"


def supposed(cast: Cast, month: str, rate: str = "6", **changes: str) -> dict[str, str]:
    name = f"r{cast.families['POS-SOFT'].pk}_0_INTRODUCER"
    return {"desde": month, "hasta": month, name: rate, **changes}


@pytest.mark.parametrize("who", ["admin", "finance", "auditor"])
def test_the_difference_is_said_by_month_family_and_partner(
    cast: Cast, month: str, who: str
) -> None:
    before = (Accrual.objects.count(), Entry.objects.count())
    answer = ask(getattr(cast, who), **supposed(cast, month))
    page = answer.content.decode()
    assert answer.status_code == 200
    for said in ("$\u00a05.000,00", "$\u00a06.000,00", "$\u00a01.000,00", "Software de punto de venta",
                 "Benítez Equipamientos", "Se rehizo 1 factura."):  # fmt: skip
        assert said in page, said
    assert 'method="get" action="#resultado"' in page
    assert 'id="resultado"' in page
    assert (Accrual.objects.count(), Entry.objects.count()) == before


def test_less_is_said_as_less(cast: Cast, month: str) -> None:
    page = ask(cast.admin, **supposed(cast, month, "4,5")).content.decode()
    assert "\u2212$\u00a0500,00" in page


def test_the_files_hold_each_row(cast: Cast, month: str) -> None:
    answer = ask(cast.finance, **supposed(cast, month), formato="csv")
    text = answer.getvalue().decode("utf-8-sig")
    (row,) = [
        line for line in text.splitlines() if line.startswith("Benítez Equipamientos S.R.L.;")
    ]
    cuit = format_cuit(cast.sponsor_partner.cuit)
    assert row.split(";")[1:] == [
        cuit, month, "Software de punto de venta", "ARS", "5000,00", "6000,00", "1000,00"
    ]  # fmt: skip
    answer = ask(cast.finance, **supposed(cast, month), formato="xlsx")
    (sheet,) = openpyxl.load_workbook(BytesIO(answer.content)).worksheets
    values = [cell.value for cell in list(sheet.iter_rows())[1]]
    assert [Decimal(str(value)) for value in values[5:]] == [5000, 6000, 1000]


def test_two_partners_of_one_name_have_a_row_each(cast: Cast, month: str) -> None:
    first = date.fromisoformat(f"{month}-01")
    other = cast.referrer_partner
    bill = cases.invoice(cast, notice=cases.opportunity(cast, partner=other), on=first)
    cases.collection(cast, bill, 12_100_000, on=first)
    cases.accrue(cast.finance, bill)
    Partner.objects.update(legal_name="Mismo Nombre S.A.", trade_name="")
    lines = ask(cast.finance, **supposed(cast, month), formato="csv").getvalue().decode("utf-8-sig")
    rows = {line.split(";")[1]: line for line in lines.splitlines()[1:]}
    assert set(rows) == {format_cuit(p.cuit) for p in (cast.sponsor_partner, other)}
    assert {line.split(";")[0] for line in rows.values()} == {"Mismo Nombre S.A."}
    page = ask(cast.finance, **supposed(cast, month)).content.decode()
    assert all(f"Mismo Nombre S.A. ({cuit})" in page for cuit in rows)
    answer = ask(cast.finance, **supposed(cast, month), formato="xlsx")
    (sheet,) = openpyxl.load_workbook(BytesIO(answer.content)).worksheets
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == list(rows)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"desde": "2020-01"}, "Desde el mes de"),
        ({"desde": "hoy"}, "Desde el mes de"),
        ({"base": "bruto"}, "Base de la recompensa"),
        ({"rate": "siete"}, "Escriba un porcentaje como 7,5."),
        ({"rate": "101"}, "Un porcentaje va de 0 a 100 %."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, month: str, changes: dict[str, str], sentence: str
) -> None:
    rate = changes.pop("rate", "6")
    answer = ask(cast.admin, **{**supposed(cast, month, rate), **changes})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_period_ends_after_it_begins(cast: Cast, month: str) -> None:
    year = date.fromisoformat(f"{month}-01").year
    earlier = f"{year - 1}-12"
    answer = ask(cast.admin, **supposed(cast, month, hasta=earlier))
    assert "termina antes de empezar" in answer.content.decode()


def test_nobody_else_opens_it(cast: Cast) -> None:
    for who in ("executive", "channel_manager", "sponsor", "reseller"):
        assert ask(getattr(cast, who)).status_code == 404

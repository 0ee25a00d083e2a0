"""Finance looks for rows in the ledger, takes them away as a file, and sees whether all agrees."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

import builders
import reward_cases as cases
import settling_cases as settling
from cast import Cast
from sales_cases import sign_in
from universo.identity.actor import SYSTEM
from universo.rewards import ledger_queries
from universo.rewards.models import Accrual, Settlement
from universo.usecases.reconcile_ledger import COMPARE, reconcile_ledger
from universo.web.shared import sheet_stream
from universo.web.shared.csv_export import text_cell

pytestmark = pytest.mark.django_db
LEDGER = "/gestion/libro/"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(builders.NOON, tick=False):
        yield


@pytest.fixture
def finance(cast: Cast) -> Client:
    return sign_in(Client(), cast.finance)


@pytest.fixture
def closed(cast: Cast) -> Settlement:
    """A reward of 1.652,89 in a closed settlement: four entries."""
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 4_000_000)
    cases.accrue(cast.finance, bill)
    (made,) = settling.settle_period(
        actor=cast.finance, now=builders.NOON, period=date(2026, 10, 1)
    )
    return made


def test_rows_balances_and_what_each_account_stood_at(finance: Client, closed: Settlement) -> None:
    answer = finance.get(LEDGER)
    (row,) = answer.context["balances"]
    assert (row.accrued_minor, row.payable_minor, row.check_minor) == (0, 165_289, 0)
    rows = answer.context["page"].rows
    assert [(each.account, each.amount_minor, each.stand_minor) for each in rows] == [
        ("PAYABLE", 165_289, 165_289),
        ("ACCRUED", -165_289, 0),
        ("ACCRUED", 165_289, 165_289),
        ("REWARDS", -165_289, -165_289),
    ]
    filtered = finance.get(f"{LEDGER}?cuenta=ACCRUED&causa=SETTLEMENT").context["page"].rows
    assert [each.stand_minor for each in filtered] == [0]


def test_every_row_leads_to_what_caused_it(finance: Client, closed: Settlement) -> None:
    text = finance.get(LEDGER).content.decode()
    accrual = Accrual.objects.get()
    for url in (
        reverse("backoffice:reward", args=[accrual.pk]),
        reverse("backoffice:document", args=[accrual.link.document_id]),
        reverse("backoffice:settlement", args=[closed.pk]),
    ):
        assert f'href="{url}"' in text


QUERIES = [
    ("cuenta=ACCRUED", 2),
    ("moneda=USD", 0),
    ("causa=COLLECTION", 2),
    ("causa=SETTLEMENT", 2),
    ("causa=PAYMENT", 0),
    ("desde=2026-11-23&hasta=2026-11-23", 4),
    ("hasta=2026-11-22", 0),
    ("desde=2026-11-24", 0),
    ("fecha=hecho&desde=2026-10-12&hasta=2026-10-12", 2),
    ("fecha=hecho&desde=2026-10-01&hasta=2026-10-01", 2),
    ("fecha=hecho&desde=2026-10-13", 0),
    ("q=liq-1", 2),
    ("q=LIQ-2", 0),
    ("q=tornillo", 2),
    ("q=nadie", 0),
    ("q=%00", 4),
    ("desde=ayer&hasta=0001-01-01&partner=x&cuenta=NADA&antes=-3&despues=x&causa=Y&fecha=Z", 4),
    ("desde=9999-12-31&hasta=9999-12-31", 4),
    ("fecha=hecho&desde=0001-01-01&hasta=9999-12-31", 4),
]


@pytest.mark.parametrize(("query", "count"), QUERIES)
def test_the_ledger_is_filtered_and_exported_alike(
    finance: Client, closed: Settlement, query: str, count: int
) -> None:
    assert len(finance.get(f"{LEDGER}?{query}").context["page"].rows) == count
    answer = finance.get(f"{LEDGER}exportar/?{query}")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith("\ufeffAsiento;Registrado;Partner;Moneda;Cuenta;Importe;")
    assert len(lines) - 1 == count
    assert len(sheet_rows(finance, query)) - 1 == count


def sheet_rows(finance: Client, query: str) -> list[tuple[object, ...]]:
    answer = finance.get(f"{LEDGER}exportar/?{query}&como=xlsx")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    book = openpyxl.load_workbook(BytesIO(content), read_only=True)
    return [row for name in book.sheetnames for row in book[name].iter_rows(values_only=True)]


def test_a_notice_and_a_document_are_found_by_their_number(
    finance: Client, closed: Settlement
) -> None:
    accrual = Accrual.objects.get()
    for words in (accrual.notice.reference, accrual.link.document.label):
        assert len(finance.get(LEDGER, {"q": words}).context["page"].rows) == 2


def test_the_export_has_decimal_commas_and_runs_no_formula(
    cast: Cast, finance: Client, closed: Settlement
) -> None:
    cast.sponsor_partner.trade_name = '=HYPERLINK("x")'
    cast.sponsor_partner.save()
    answer = finance.get(f"{LEDGER}exportar/")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert ";-1652,89;" in text
    assert ";1652,89;" in text
    assert '"\'=HYPERLINK(""x"")"' in text
    assert [text_cell(t)[0] for t in ("+1", "-1", "@x", " =1", "\tx", "ok")] == list("'''''o")
    row = sheet_rows(finance, "cuenta=PAYABLE")[1]
    assert row[2] == '=HYPERLINK("x")'  # an inline text, which no spreadsheet takes for a formula
    assert row[5] == 1652.89


def test_the_pages_follow_each_other_without_counting(
    finance: Client, closed: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_queries, "PER_PAGE", 3)
    first = finance.get(LEDGER).context["page"]
    assert (len(first.rows), first.newer) == (3, None)
    second = finance.get(f"{LEDGER}?antes={first.older}").context["page"]
    assert (len(second.rows), second.older) == (1, None)
    back = finance.get(f"{LEDGER}?despues={second.newer}").context["page"]
    assert (back.rows, back.older, back.newer) == (first.rows, first.older, None)


def test_files_are_read_in_parts_and_long_ones_go_on_in_another_sheet(
    finance: Client, closed: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = sheet_rows(finance, "")
    monkeypatch.setattr(ledger_queries, "PART", 3)
    assert sheet_rows(finance, "") == whole
    monkeypatch.setattr(sheet_stream, "MOST_ROWS", 3)
    split = sheet_rows(finance, "")
    assert [row for row in split if row != whole[0]] == whole[1:]
    assert split.count(whole[0]) >= 2


def test_the_page_says_since_when_all_agrees(
    finance: Client, cast: Cast, closed: Settlement
) -> None:
    page = f"{LEDGER}conciliacion/"
    assert "Todavía nadie comparó" in finance.get(page).content.decode()
    reconcile_ledger(actor=SYSTEM, clock=lambda: builders.NOON - timedelta(days=2))
    reconcile_ledger(actor=cast.finance, clock=lambda: builders.NOON)
    for url in (page, LEDGER):
        text = finance.get(url).content.decode()
        assert "Todo coincide desde el" in text
        assert "21/11/2026" in text
    assert "Felipe Finanzas" in finance.get(page).content.decode()


def test_the_page_shows_what_differs_and_where_it_comes_from(
    finance: Client, cast: Cast, closed: Settlement
) -> None:
    document = Accrual.objects.get().link.document
    cases.collection(cast, document, 8_100_000)
    reconcile_ledger(actor=SYSTEM, clock=lambda: builders.NOON)
    text = finance.get(f"{LEDGER}conciliacion/").content.decode()
    assert "$\u00a05.000,00" in text
    assert "$\u00a01.652,89" in text
    assert f'href="{reverse("backoffice:document", args=[document.pk])}"' in text
    assert "El libro y los comprobantes no coinciden" in finance.get(LEDGER).content.decode()


def test_asking_for_a_comparison_leaves_it_to_the_worker_once(
    finance: Client, cast: Cast, closed: Settlement
) -> None:
    start = f"{LEDGER}conciliacion/comparar/"
    for _ in range(2):
        assert finance.post(start).status_code == 302
    assert ProcrastinateJob.objects.filter(task_name=COMPARE).count() == 1
    assert sign_in(Client(), cast.auditor).post(start).status_code == 404

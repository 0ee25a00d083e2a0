"""Hasar's pages of demonstration units: answering, both ends, stock, rules, figures."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import routing_cases
import unit_cases as cases
from cast import Cast
from unit_cases import NOON, PNG, TODAY
from universo.benefits.units.figures import use_of_models
from universo.benefits.units.models import DemoUnit, LendingRules, Loan, LoanPhoto
from universo.identity.models import User
from universo.usecases.keep_units import end_repair, send_to_repair
from universo.usecases.work_lead import win_lead

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def keeper(cast: Cast) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=cast.channel_manager.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_a_loan_from_the_request_to_the_return(
    cast: Cast, keeper: Client, settings: Any, tmp_path: Any
) -> None:
    settings.UPLOAD_DIR = tmp_path
    unit = cases.unit(cast)
    made = cases.asked(cast.reseller)
    url = reverse("backoffice:loan", args=[made.pk])
    assert unit.serial in keeper.get(url).content.decode()
    refused = keeper.post(url, {"action": "decline", "reason": ""})
    assert refused.status_code == 422
    first = {"action": "approve", "unit": unit.pk, "from_date": (TODAY - DAY).isoformat()}
    refused = keeper.post(url, first)
    assert refused.status_code == 422
    assert "Elija hoy o un día posterior" in refused.content.decode()
    assert keeper.post(url, {**first, "from_date": TODAY.isoformat()}).status_code == 302
    bad = SimpleUploadedFile("foto.svg", b"<svg/>", content_type="image/png")
    refused = keeper.post(url, {"action": "dispatch", "condition": "GOOD", "photos": [bad]})
    assert (refused.status_code, LoanPhoto.objects.count()) == (422, 0)
    assert "Las fotos deben ser JPEG o PNG." in refused.content.decode()
    photos = [SimpleUploadedFile(f"{n}.png", PNG) for n in range(2)]
    keeper.post(url, {"action": "dispatch", "condition": "GOOD", "photos": photos})
    made.refresh_from_db()
    assert (made.status, LoanPhoto.objects.count()) == ("OUT", 2)
    again = keeper.post(url, {"action": "dispatch", "condition": "GOOD"})
    assert again.status_code == 404  # a form that this loan has no more
    keeper.post(url, {"action": "return", "condition": "DAMAGED", "location": "Taller"})
    made.refresh_from_db()
    assert (made.status, DemoUnit.objects.get().condition) == ("RETURNED", "DAMAGED")


def test_the_board_finds_the_overdue_and_what_waits(cast: Cast, keeper: Client) -> None:
    late = cases.out(cast, cast.reseller, cases.unit(cast), NOON - 20 * DAY)
    fine = cases.out(cast, cast.rival_reseller, cases.unit(cast))
    url = reverse("backoffice:units")
    page = keeper.get(url, {"estado": "OVERDUE"}).content.decode()
    assert late.reference in page
    assert fine.reference not in page
    assert fine.reference in keeper.get(url, {"q": fine.unit.serial}).content.decode()
    for odd in ({"estado": "x"}, {"modelo": "x"}, {"q": "\0"}, {"page": "x"}):
        assert keeper.get(url, odd).status_code == 200


def test_stock_from_the_page(cast: Cast, keeper: Client) -> None:
    values = {
        "product": cases.model().pk, "serial": "x-1", "condition": "NEW", "location": "Depósito",
    }  # fmt: skip
    assert keeper.post(reverse("backoffice:unit_new"), {**values, "serial": ""}).status_code == 422
    keeper.post(reverse("backoffice:unit_new"), values)
    unit = DemoUnit.objects.get()
    url = reverse("backoffice:unit", args=[unit.pk])
    refused = keeper.post(url, {"action": "repair", "until": "", "reason": "No imprime"})
    assert refused.status_code == 422
    until = (TODAY + 5 * DAY).isoformat()
    keeper.post(url, {"action": "repair", "until": until, "reason": "No imprime"})
    assert "En reparación" in keeper.get(reverse("backoffice:unit_stock")).content.decode()
    keeper.post(url, {"action": "back", "condition": "GOOD", "location": "Depósito"})
    sold = {
        "action": "out",
        "how": "LOST",
        "buyer_id": cast.reseller_partner.pk,
        "reason": "Se perdió",
    }
    assert keeper.post(url, sold).status_code == 422
    assert keeper.post(url, {**sold, "how": "SOLD"}).status_code == 302
    unit.refresh_from_db()
    assert (unit.gone, unit.buyer) == ("SOLD", cast.reseller_partner)
    assert unit.serial in keeper.get(reverse("backoffice:unit_stock") + "?fuera").content.decode()


def test_only_administrators_change_the_rules_on_the_page(cast: Cast, keeper: Client) -> None:
    url = reverse("backoffice:lending_rules")
    values = {
        "units_at_a_time": 2, "months_between": 0, "longest_days": 10, "extension_days": 0,
        "from_date": TODAY.isoformat(), "reason": "Más stock",
    }  # fmt: skip
    assert keeper.post(url, values).status_code == 404
    admin = Client()
    admin.force_login(
        User.objects.get(pk=cast.admin.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert admin.post(url, {**values, "longest_days": 121}).status_code == 422
    assert admin.post(url, {**values, "longest_days": 10**12}).status_code == 422
    assert LendingRules.objects.count() == 1
    assert admin.post(url, values).status_code == 302
    assert "2 unidades de un modelo a la vez." in admin.get(url).content.decode()


def test_the_figures_count_days_lent_repairs_and_notices_won(cast: Cast, keeper: Client) -> None:
    start = NOON - 20 * DAY
    lead = routing_cases.active(cast)
    first, second = cases.unit(cast, at=start), cases.unit(cast, at=start)
    served = cases.out(cast, cast.reseller, first, start, notice_id=lead.notice_id)
    cases.back(cast, served, start + 3 * DAY)  # out on four days
    cases.out(cast, cast.rival_reseller, second, NOON - 1 * DAY)  # and still: two days
    send_to_repair(
        actor=cast.admin, now=start + 4 * DAY, unit_id=first.pk, until=TODAY, reason="No anda"
    )
    end_repair(
        actor=cast.admin, now=start + 9 * DAY, unit_id=first.pk, condition="GOOD", location="A"
    )  # five days: on the sixth it is on its shelf
    win_lead(actor=cast.reseller, now=NOON, assignment_id=lead.pk)
    (row,) = use_of_models(cast.admin, TODAY - 365 * DAY, TODAY)
    assert (row.units, row.stock_days, row.lent_days, row.repair_days) == (2, 42, 6, 5)
    assert (row.loans, row.served, row.won, row.use_bp) == (2, 1, 1, 60_000 // 37)
    (row,) = use_of_models(cast.admin, TODAY, TODAY)
    assert (row.stock_days, row.lent_days, row.loans, row.won) == (2, 1, 1, 0)
    assert use_of_models(cast.reseller, TODAY, TODAY) == []
    assert "16,21 %" in keeper.get(reverse("backoffice:unit_use")).content.decode().replace(
        "\xa0", " "
    )
    assert Loan.objects.count() == 2


def test_an_executive_reads_the_loans_of_his_partners_and_decides_nothing(cast: Cast) -> None:
    own = cases.out(cast, cast.sponsor, cases.unit(cast))
    other = cases.asked(cast.reseller, product_id=cases.unit(cast, code="CF-2").product_id)
    mine = Client()
    mine.force_login(
        User.objects.get(pk=cast.executive.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    board = mine.get(reverse("backoffice:units")).content.decode()
    assert own.reference in board
    assert other.reference not in board
    assert reverse("backoffice:unit_stock") not in board
    for name in ("units", "plans"):
        assert f'href="{reverse(f"backoffice:{name}")}"' in board  # in his menu
    page = reverse("backoffice:loan", args=[own.pk])
    text = mine.get(page).content.decode()
    assert own.reference in text
    assert "Qué hacer" not in text
    assert reverse("backoffice:unit_calendar", args=[own.product_id]) not in text
    note = reverse("backoffice:loan_note", args=[own.pk, "entrega"])
    assert mine.get(note).status_code == 200
    look = {"action": "return", "condition": "GOOD", "location": "Estante"}
    assert mine.post(page, look).status_code == 404
    assert Loan.objects.get(pk=own.pk).status == "OUT"
    assert mine.get(reverse("backoffice:loan", args=[other.pk])).status_code == 404

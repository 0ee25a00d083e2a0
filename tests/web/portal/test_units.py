"""A partner's pages of demonstration units: asking, calendars, notes; and without the benefit."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

import builders
import routing_cases
import unit_cases as cases
from cast import Cast
from unit_cases import NOON, PNG, TODAY
from universo.benefits.models import Entitlement
from universo.benefits.units.models import Loan, LoanPhoto
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.usecases.hand_over_unit import Look, dispatch_loan


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "uid": builders.new_uid(), "product": cases.model().pk, "from_date": TODAY.isoformat(),
        "days": 5, "purpose": cases.WHY, "notice": "", **changes,
    }  # fmt: skip


def test_asking_from_the_page_keeps_what_was_typed_until_it_is_right(cast: Cast) -> None:
    cases.unit(cast)
    window, url = browser(cast.reseller), reverse("portal:unit_request")
    refused = window.post(url, typed(days=40))
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "El préstamo más largo es de 15 días hábiles." in page
    assert cases.WHY in page
    sent = window.post(url, typed())
    made = Loan.objects.get()
    assert sent.headers["Location"] == reverse("portal:loan", args=[made.pk])
    detail = window.get(sent.headers["Location"]).content.decode()
    assert made.reference in detail
    window.post(sent.headers["Location"], {"action": "withdraw"})
    made.refresh_from_db()
    assert made.status == "WITHDRAWN"


def test_the_calendar_says_how_many_are_free_and_never_who_has_them(cast: Cast) -> None:
    cases.unit(cast)
    lent = cases.out(cast, cast.rival_reseller, cases.unit(cast))
    url = reverse("portal:unit_calendar", args=[lent.product_id])
    page = browser(cast.reseller).get(f"{url}?mes=2026-12").content.decode()
    assert "Diciembre 2026" in page
    assert page.count("2 libres") == 31  # back by the end of November
    page = browser(cast.reseller).get(url).content.decode()
    assert page.count("1 libre<") == 8  # from the 23rd to the 30th
    assert str(cast.rival_reseller_partner) not in page
    assert lent.hold.unit.serial not in page
    for odd in ("2026-13", "x", "1900-01", "99999-01", ""):
        assert browser(cast.reseller).get(url, {"mes": odd}).status_code == 200


def test_the_number_of_a_lead_leads_to_the_lead(cast: Cast) -> None:
    lead = routing_cases.active(cast)
    made = cases.approved(cast, cast.reseller, cases.unit(cast), notice_id=lead.notice_id)
    page = browser(cast.reseller).get(reverse("portal:loan", args=[made.pk])).content.decode()
    url = reverse("portal:lead_detail", args=[lead.pk])
    assert f'<a href="{url}">{lead.notice.reference}</a>' in page


def test_notes_and_photos_are_of_those_who_see_the_loan(
    cast: Cast, settings: Any, tmp_path: Any
) -> None:
    settings.UPLOAD_DIR = tmp_path
    made = cases.approved(cast, cast.reseller, cases.unit(cast))
    dispatch_loan(actor=cast.admin, now=NOON, loan_id=made.pk, look=Look("GOOD", photos=[PNG]))
    photo = LoanPhoto.objects.get()
    files = {
        reverse("portal:loan_note", args=[made.pk, "entrega"]): (b"%PDF", "application/pdf"),
        reverse("portal:unit_photo", args=[photo.pk]): (b"\xff\xd8\xff", "image/jpeg"),
    }
    for url, (start, kind) in files.items():
        answer = browser(cast.reseller).get(url)
        assert answer.content.startswith(start)
        assert answer.headers["Content-Type"] == kind
        assert browser(cast.rival_reseller).get(url).status_code == 404
    answer = browser(cast.reseller).get(reverse("portal:unit_photo", args=[photo.pk]))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    back = reverse("portal:loan_note", args=[made.pk, "devolucion"])
    assert browser(cast.reseller).get(back).status_code == 404
    cases.back(cast, made)
    assert browser(cast.reseller).get(back).content.startswith(b"%PDF")


def test_the_code_of_a_note_leads_each_to_his_own_page(cast: Cast) -> None:
    cases.unit(cast)
    made = cases.asked(cast.reseller)
    door = reverse("loan_door", args=[made.uid])
    portal, office = (reverse(f"{site}:loan", args=[made.pk]) for site in ("portal", "backoffice"))
    assert browser(cast.reseller).get(door).headers["Location"] == portal
    assert browser(cast.admin).get(door).headers["Location"] == office
    assert browser(cast.rival_reseller).get(door).status_code == 404
    assert browser(cast.finance).get(door).status_code == 404
    assert "/cuenta/login/" in Client().get(door).headers["Location"]


def test_without_the_benefit_every_page_says_what_is_needed(cast: Cast) -> None:
    held = cases.out(cast, cast.reseller, cases.unit(cast))
    done = cases.out(cast, cast.reseller, cases.unit(cast, code="CF-300"))
    cases.back(cast, done)
    Entitlement.objects.filter(service="UNITS").exclude(category="ISV").delete()
    window = browser(cast.reseller)
    before = Loan.objects.count()
    pages = [
        reverse("portal:units"),
        reverse("portal:unit_request"),
        reverse("portal:unit_calendar", args=[held.product_id]),
        reverse("portal:loan", args=[done.pk]),
        reverse("portal:loan_note", args=[done.pk, "entrega"]),
    ]
    for url in pages:
        answer = window.get(url)
        assert answer.status_code == 403, url
        assert "Adherirse como" in answer.content.decode(), url
    assert window.post(reverse("portal:unit_request"), typed()).status_code == 403
    more = {"action": "extend", "uid": builders.new_uid(), "days": 1, "purpose": cases.WHY}
    assert window.post(reverse("portal:loan", args=[held.pk]), more).status_code == 403
    assert Loan.objects.count() == before
    # What the partner has at home stays in sight: when to give it back, and its note.
    assert held.reference in window.get(reverse("portal:units")).content.decode()
    board = window.get(reverse("portal:benefits")).content.decode()
    assert f'href="{reverse("portal:units")}"' in board
    assert window.get(reverse("portal:loan", args=[held.pk])).status_code == 200
    assert window.get(reverse("portal:loan_note", args=[held.pk, "entrega"])).status_code == 200


def test_the_card_of_the_benefits_leads_there_only_for_who_may(cast: Cast) -> None:
    url = reverse("portal:units")
    assert (
        f'href="{url}"' in browser(cast.reseller).get(reverse("portal:benefits")).content.decode()
    )
    Entitlement.objects.filter(service="UNITS").delete()
    assert url not in browser(cast.reseller).get(reverse("portal:benefits")).content.decode()


def test_who_keeps_a_unit_too_long_is_told_what_to_do(cast: Cast) -> None:
    made = cases.out(cast, cast.reseller, cases.unit(cast))
    url = reverse("portal:loan", args=[made.pk])
    assert "Ya debería haber vuelto" not in browser(cast.reseller).get(url).content.decode()
    with time_machine.travel(NOON + timedelta(days=30), tick=False):
        page = browser(cast.reseller).get(url).content.decode()
    assert "Ya debería haber vuelto" in page
    assert f"Su último día fue el {made.due_date:%d/%m/%Y}." in page

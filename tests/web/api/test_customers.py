"""Known customers by program: one at a time, lists, and who sees which."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

import builders
from cast import Cast
from universo.audit.models import Event
from universo.customers.models import KnownCustomer

URL = "/api/v1/customers"
CANARY = "Zarzaparrilla Secreta S.A."
Programs = Callable[..., Any]
pytestmark = pytest.mark.django_db


def known(owner: Any, code: str, **changes: Any) -> KnownCustomer:
    return KnownCustomer.objects.create(
        owner=owner,
        external_id=code,
        **{"legal_name": f"Cliente {code} S.A.", "recorded_at": builders.NOON, **changes},
    )


def test_a_customer_is_added_once_and_changed_by_its_code(cast: Cast, program: Programs) -> None:
    norma = program(cast.reseller)
    cuit = builders.cuit(50_001)
    facts = {"legal_name": "Ferretería  El Tornillo", "cuit": cuit, "province": "Buenos Aires"}
    made = norma.put(f"{URL}/C-1", facts)
    assert made.status_code == 201, made.content
    assert "Ferretería El Tornillo".encode() in made.content
    first = made.json()
    assert first["legal_name"] == "Ferretería El Tornillo"
    assert (first["province"], first["source"]) == ("B", "API")
    assert first["owner"] == str(cast.reseller_partner.pk)
    again = norma.put(f"{URL}/C-1", facts)
    assert (again.status_code, again.json()) == (200, first)
    renamed = norma.put(f"{URL}/C-1", {"legal_name": "Ferreteria El Tornillo S.R.L."}).json()
    assert (renamed["legal_name"], renamed["cuit"]) == ("Ferreteria El Tornillo S.R.L.", "")
    assert renamed["recorded_at"] == first["recorded_at"]
    another = norma.put(f"{URL}/C-1", {"legal_name": "Panadería La Espiga S.A."}).json()
    assert another["recorded_at"] > first["recorded_at"]  # no old proof for another company
    assert norma.get(f"{URL}/C-1").json() == another
    told = list(Event.objects.filter(name__startswith="customers.").values_list("name", flat=True))
    assert told == ["customers.customer.recorded", *["customers.customer.changed"] * 2]


def test_a_customer_is_retired_and_comes_back(cast: Cast, program: Programs) -> None:
    norma = program(cast.reseller)
    first = norma.put(f"{URL}/C-1", {"legal_name": "Cliente"}).json()
    for _again in range(2):
        assert norma.ask("DELETE", f"{URL}/C-1").status_code == 204
    assert norma.get(f"{URL}/C-1").json()["retired_at"] is not None
    assert norma.get(URL).json()["items"] == []
    assert Event.objects.filter(name="customers.customer.retired").count() == 1
    back = norma.put(f"{URL}/C-1", {"legal_name": "Cliente"}).json()
    assert back["retired_at"] is None
    assert back["recorded_at"] > first["recorded_at"]
    assert norma.ask("DELETE", f"{URL}/C-2").status_code == 404


@pytest.mark.parametrize("code", ["batch", "A/12", "ñandú 7", "100%"])
def test_any_code_has_an_address(cast: Cast, program: Programs, code: str) -> None:
    from urllib.parse import quote

    norma, path = program(cast.reseller), f"{URL}/{quote(code, safe='')}"
    assert norma.put(path, {"legal_name": "Cliente de código raro"}).status_code == 201
    assert norma.get(path).json()["external_id"] == code


@pytest.mark.parametrize("code", ["A%00B", "%EF%BF%BF%ED%A0%80", "x" * 61, "%20", "a%0Ab"])
def test_a_code_that_cannot_be_is_nowhere(cast: Cast, program: Programs, code: str) -> None:
    norma = program(cast.reseller)
    assert norma.get(f"{URL}/{code}").status_code == 404
    assert norma.ask("DELETE", f"{URL}/{code}").status_code == 404
    assert norma.put(f"{URL}/{code}", {"legal_name": "Cliente"}).status_code in {201, 404, 422}


def test_each_wrong_fact_is_said_at_its_place(cast: Cast, program: Programs) -> None:
    norma = program(cast.reseller)
    answer = norma.put(f"{URL}/C-1", {"legal_name": "", "province": "Atlántida", "color": "rojo"})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"] == [
        {"pointer": "/body/color", "detail": "No existe un campo con ese nombre."}
    ]
    answer = norma.put(f"{URL}/C-1", {"legal_name": "", "province": "Atlántida"})
    pointers = {each["pointer"] for each in answer.json()["errors"]}
    assert pointers == {"/body/legal_name", "/body/province"}
    english = norma.put(f"{URL}/C-1", {"legal_name": 7}, Accept_Language="en-GB,en;q=0.8")
    assert english.json()["errors"] == [
        {"pointer": "/body/legal_name", "detail": "It must be text."}
    ]
    assert english["Content-Language"] == "en"
    assert not KnownCustomer.objects.exists()


def test_a_list_is_walked_to_its_end_without_missing_anybody(cast: Cast, program: Programs) -> None:
    for number in range(7):
        known(cast.reseller_partner, f"C-{number}")
    norma, seen, cursor = program(cast.reseller), [], ""
    for _page in range(4):
        page = norma.get(f"{URL}?limit=3&cursor={cursor}").json()
        seen += [each["external_id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = page["next_cursor"]
    assert seen == [f"C-{number}" for number in range(7)]
    wrong = norma.get(f"{URL}?cursor=cualquiera")
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["pointer"] == "/query/cursor"


def test_filters_narrow_the_list(cast: Cast, program: Programs) -> None:
    cuit = builders.cuit(50_010)
    known(cast.reseller_partner, "A", cuit=cuit)
    known(cast.reseller_partner, "B", retired_at=timezone.now())
    known(cast.reseller_partner, "C", recorded_at=builders.NOON + timedelta(days=2))
    norma = program(cast.reseller)

    def codes(query: str) -> list[str]:
        return [each["external_id"] for each in norma.get(f"{URL}?{query}").json()["items"]]

    assert codes("") == ["A", "C"]
    assert codes("state=retired") == ["B"]
    assert codes("state=all") == ["A", "B", "C"]
    assert codes(f"cuit={cuit[:2]}-{cuit[2:10]}-{cuit[10:]}") == ["A"]
    assert codes("recorded_since=2026-11-24T00:00:00-03:00") == ["C"]
    assert codes("source=") == ["A", "C"]
    assert codes("source=Tango") == []


def test_a_resellers_base_is_seen_by_it_and_by_hasar_only(cast: Cast, program: Programs) -> None:
    cuit = builders.cuit(50_020)
    known(cast.reseller_partner, "C-1", legal_name=CANARY, cuit=cuit)
    known(None, "H-1", legal_name=CANARY, cuit=cuit)
    theirs = str(cast.reseller_partner.pk)
    rival = program(cast.rival_reseller)
    for query in ("", f"?cuit={cuit}", "?state=all", "?source="):
        assert rival.get(URL + query).json()["items"] == []
    for query in (f"owner={theirs}", "owner=hasar", "owner=999999", "owner=x"):
        answer = rival.get(f"{URL}?{query}")
        assert (answer.status_code, answer.json()["title"]) == (404, "Aquí no hay nada.")
        for path in (f"{URL}/C-1", f"{URL}/H-1", f"{URL}/no-hay"):
            assert rival.get(f"{path}?{query}&source=").content == answer.content
            assert rival.put(f"{path}?{query}", {"legal_name": "Otro"}).content == answer.content
    own = program(cast.reseller).get(URL).json()["items"]
    assert [each["external_id"] for each in own] == ["C-1"]
    elena = program(cast.executive)
    assert len(elena.get(URL).json()["items"]) == 2
    assert len(elena.get(f"{URL}?owner={theirs}").json()["items"]) == 1
    assert elena.get(f"{URL}/C-1?owner={theirs}&source=").json()["legal_name"] == CANARY


def test_hasar_keeps_its_own_list_and_nobody_elses(cast: Cast, program: Programs) -> None:
    elena = program(cast.executive)
    assert elena.put(f"{URL}/H-1", {"legal_name": "Corporativa S.A."}).json()["owner"] == "hasar"
    theirs = f"{URL}/C-1?owner={cast.reseller_partner.pk}"
    assert elena.put(theirs, {"legal_name": "Ajena"}).status_code == 404
    auditor = program(cast.auditor)
    assert auditor.get(f"{URL}/H-1").status_code == 200
    assert auditor.put(f"{URL}/H-2", {"legal_name": "Otra"}).status_code == 404

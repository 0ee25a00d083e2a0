"""What a sponsor types: a notice that may be sent, or a sentence at each field (R-7, P-13)."""

from typing import Any

import pytest

import builders
from builders import notice_data
from universo.errors import InvalidInput
from universo.opportunities.intake import Offer, outside_level, read_notice
from universo.opportunities.typed import as_typed, is_blank, same_body

OFFER = Offer(
    kinds={"POS-SOFT": "SOFTWARE", "FISCAL": "HARDWARE"},
    products={"CAJA": "POS-SOFT", "P-250": "FISCAL"},
    provinces=frozenset("BCX"),
)


def wrong(**changes: Any) -> set[str]:
    with pytest.raises(InvalidInput) as caught:
        read_notice(notice_data(**changes), OFFER)
    return set(caught.value.errors)


def test_a_notice_is_read_as_written_in_argentina() -> None:
    content = read_notice(
        notice_data(
            cuit="30.61040056-2",
            legal_name="  Almacén   Uno ",
            budget="U$S 18.500",
            currency="USD",
            email=" Ventas@Uno.com.AR ",
        ),
        OFFER,
    )
    assert (content.cuit, content.legal_name) == ("30610400562", "Almacén Uno")
    assert (content.budget_minor, content.email) == (1_850_000, "ventas@uno.com.ar")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cuit": "30-61040056-3"}, "cuit"),
        ({"cuit": "treinta"}, "cuit"),
        ({"legal_name": " "}, "legal_name"),
        ({"legal_name": "x" * 161}, "legal_name"),
        ({"province": "Q"}, "province"),
        ({"phone": "", "email": "", "web": ""}, "phone"),
        ({"phone": "4555-1234"}, "phone"),
        ({"email": "nadie@"}, "email"),
        ({"web": "no es un sitio"}, "web"),
        ({"contact_name": ""}, "contact_name"),
        ({"need": "Cajas"}, "need"),
        ({"families": [], "products": []}, "families"),
        ({"families": ["VIEJA"]}, "families"),
        ({"budget": "1,234"}, "budget"),
        ({"budget": "0"}, "budget"),
        ({"budget": "U$S 5", "currency": "ARS"}, "budget"),
        ({"currency": "EUR"}, "currency"),
        ({"timeframe": ""}, "timeframe"),
        ({"consent": ""}, "consent"),
    ],
)
def test_each_fault_is_said_at_its_field(changes: dict[str, Any], field: str) -> None:
    assert wrong(**changes) == {field}


def test_all_faults_are_said_at_once() -> None:
    assert wrong(legal_name="", budget="", consent="") == {"legal_name", "budget", "consent"}


@pytest.mark.parametrize(
    "way", [{"phone": "011 4555-1234"}, {"email": "a@b.com"}, {"web": "b.com"}]
)
def test_one_way_to_reach_the_company_is_enough(way: dict[str, str]) -> None:
    assert read_notice(notice_data(**{"phone": "", "email": "", "web": "", **way}), OFFER)


def test_hardware_is_outside_the_level_of_a_referrer_also_as_a_product() -> None:
    assert outside_level("REFERRER", ["POS-SOFT"], ["P-250"], OFFER) == ("FISCAL",)
    assert outside_level("REFERRER", ["POS-SOFT"], ["CAJA"], OFFER) == ()
    assert outside_level("INTRODUCER", ["FISCAL"], [], OFFER) == ()


def test_the_same_body_is_told_from_another() -> None:
    data = notice_data(families=["FISCAL", "POS-SOFT"])
    assert same_body(
        data, {**data, "need": data["need"] + " \r\n", "families": ["POS-SOFT", "FISCAL"]}
    )
    assert same_body(data, {**data, "csrfmiddlewaretoken": "x", "action": "send"})
    for name in ("cuit", "budget", "need", "consent"):
        assert not same_body(data, {**data, name: builders.cuit()})


def test_choices_alone_are_not_a_draft() -> None:
    assert is_blank(as_typed({"currency": "USD"}))
    assert not is_blank(as_typed({"currency": "USD", "cuit": "3"}))

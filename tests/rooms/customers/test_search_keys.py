"""The keys by which a company is found again, whoever writes it and however."""

import pytest

from universo.customers.search_keys import keys_for


def test_spellings_of_one_company_share_their_keys() -> None:
    one = keys_for(
        legal_name="Ferretería El Tornillo S.R.L.",
        trade_name="El Tornillo",
        phone="+54 9 11 4555-1234",
        email="ventas@tornillo.com.ar",
    )
    other = keys_for(
        legal_name="FERRETERIA EL TORNILLO SRL",
        trade_name="el tornillo",
        phone="011 15-4555-1234 / 4555-9999",
        web="https://www.tornillo.com.ar/contacto",
    )
    assert one["name_key"] == other["name_key"] == "ferreteria tornillo | tornillo"
    assert one["domain_key"] == other["domain_key"] == "tornillo.com.ar"
    assert set(one["phone_keys"]) <= set(other["phone_keys"])


@pytest.mark.parametrize("shared", ["ana@gmail.com", "juan@hotmail.com.ar"])
def test_free_mailboxes_identify_nobody(shared: str) -> None:
    assert keys_for(legal_name="Kiosco", email=shared)["domain_key"] == ""


def test_keys_fit_their_columns_whatever_was_written() -> None:
    keys = keys_for(legal_name="ind " * 40, trade_name="distrib " * 20, web="x." * 90 + "com")
    assert len(keys["name_key"]) <= 330
    assert len(keys["domain_key"]) <= 200

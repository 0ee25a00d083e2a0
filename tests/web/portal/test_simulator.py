"""If my customer buys this, I would receive that: from the real rates of the level, in the address."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from builders import NOON
from cast import Cast
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.program.models import Product, RewardRate

pytestmark = pytest.mark.django_db
URL = "/portal/porcentajes/simulador/"


def ask(actor: Actor, **asked: str) -> Any:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client.get(URL, asked)


def family(cast: Cast, code: str = "POS-SOFT") -> str:
    return f"f{cast.families[code].pk}"


def test_the_programmes_example_at_the_rate_of_the_level(cast: Cast) -> None:
    """Benítez is Mediador: 7 % of the family, so 7.000,00 of 100.000,00 net."""
    page = ask(cast.sponsor, que1=family(cast), monto1="100.000,00").content.decode()
    assert "$\u00a07.000,00" in page
    words = "neto 100.000,00 × 7\u00a0% × cobrado 121.000,00 / total 121.000,00 = 7.000,00"
    assert words in page
    assert "Mediador" in page
    assert "estimación" in page
    # On a phone the answer is far below the form: it is where the page opens.
    assert 'method="get" action="#resultado"' in page
    assert 'id="resultado"' in page


def test_partial_collections_add_up(cast: Cast) -> None:
    asked = {"que1": family(cast), "monto1": "100000", "cobros": "40.000; 81.000"}
    page = ask(cast.sponsor, **asked).content.decode()
    assert "$\u00a02.314,05" in page
    assert "$\u00a04.685,95" in page
    assert "$\u00a07.000,00" in page


def test_a_share_of_the_total_quantity_vat_and_currency(cast: Cast) -> None:
    asked = {
        "que1": family(cast), "monto1": "60.500,00", "cantidad1": "2", "con_iva": "on",
        "porcentaje": "50", "moneda": "USD",
    }  # fmt: skip
    page = ask(cast.sponsor, **asked).content.decode()
    assert "U$S\u00a03.500,00" in page
    assert "U$S\u00a060.500,00" in page  # half of 121.000,00
    assert "U$S\u00a07.000,00" in page


def test_a_product_of_its_own_rate(cast: Cast) -> None:
    product = Product.objects.create(code="X", name="Caja X", family=cast.families["FISCAL"])
    RewardRate.objects.create(
        family=product.family, product=product, level="INTRODUCER", rate_bp=1100,
        valid=DateRange(local_date(timezone.now()) - timedelta(days=1), None), created_at=NOON,
    )  # fmt: skip
    page = ask(cast.sponsor, que1=f"p{product.pk}", monto1="1.000,00").content.decode()
    assert "$\u00a0110,00" in page


def test_each_level_has_its_own_and_hardware_is_not_the_referrers(cast: Cast) -> None:
    page = ask(cast.referrer, que1=family(cast), monto1="100.000,00").content.decode()
    assert "$\u00a05.000,00" in page
    answer = ask(cast.referrer, que1=family(cast, "FISCAL"), monto1="100.000,00")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"monto1": "mucho"}, "Escriba un importe como 1.234,56."),
        ({"monto1": ""}, "Escriba un importe como 1.234,56."),
        ({"monto1": "-5"}, "El importe no puede ser negativo."),
        ({"que1": "f999999"}, "Familia o producto"),
        ({"que1": ""}, "Elija qué compraría el cliente."),
        ({"porcentaje": "101"}, "Parte que se cobra"),
        ({"cobros": "1; dos"}, "Escriba un importe como 1.234,56."),
        ({"cobros": ";".join(["1"] * 13)}, "doce cobros"),
        ({"cantidad1": "0"}, "Cantidad"),
        ({"iva1": "9"}, "IVA"),
        ({"moneda": "EUR"}, "Moneda"),
        ({"monto1": "9" * 29}, "demasiado grande"),
    ],
)
def test_what_is_wrong_is_said_and_kept(cast: Cast, wrong: dict[str, str], sentence: str) -> None:
    asked = {"que1": family(cast), "monto1": "777,00", "cobros": "5", **wrong}
    answer = ask(cast.sponsor, **asked)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "Usted recibiría" not in page


def test_only_sponsors_open_it_and_visitors_sign_in(cast: Cast, client: Client) -> None:
    for who in (cast.reseller, cast.finance, cast.admin):
        assert ask(who).status_code == 404
    assert client.get(URL).status_code == 302

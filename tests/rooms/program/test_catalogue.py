"""The catalogue grows and changes; nothing in it is deleted."""

import pytest

import builders
from cast import Cast
from universo.audit.models import Event
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.program.models import ProductFamily
from universo.program.queries import catalogue, rates_in_force
from universo.usecases.manage_catalogue import (
    save_family,
    save_product,
    set_family_offered,
    set_product_offered,
)

NOW = builders.NOON


def test_a_family_and_a_product_are_added_and_offered(cast: Cast) -> None:
    family = save_family(
        actor=cast.admin, now=NOW, code=" hw ticket ", name=" Tickets ", kind="HARDWARE"
    )
    product = save_product(
        actor=cast.admin, now=NOW, family_id=family.pk, code="tk-1", name="Ticketera"
    )
    assert (family.code, family.name, product.code) == ("HW-TICKET", "Tickets", "TK-1")
    found = catalogue().get(pk=family.pk)
    assert [row.name for row in found.products.all()] == ["Ticketera"]


def test_out_of_the_offer_it_stays_and_comes_back(cast: Cast) -> None:
    family = cast.families["POS-SOFT"]
    set_family_offered(actor=cast.admin, now=NOW, family_id=family.pk, offered=False)
    assert not catalogue().filter(pk=family.pk).exists()
    assert ProductFamily.objects.filter(pk=family.pk).exists()
    day = NOW.date()
    assert family.pk not in {rate.family_id for rate in rates_in_force("INTRODUCER", day)}
    with pytest.raises(Conflict):
        set_family_offered(actor=cast.admin, now=NOW, family_id=family.pk, offered=False)
    set_family_offered(actor=cast.admin, now=NOW, family_id=family.pk, offered=True)
    assert catalogue().filter(pk=family.pk).exists()


def test_the_kind_of_a_family_stays_as_it_began(cast: Cast) -> None:
    family = cast.families["FISCAL"]
    save_family(
        actor=cast.admin,
        now=NOW,
        family_id=family.pk,
        code="FISCAL",
        name="Fiscales",
        kind="SOFTWARE",
    )
    family.refresh_from_db()
    assert (family.name, family.kind) == ("Fiscales", "HARDWARE")


@pytest.mark.parametrize(
    ("code", "name", "field"), [("ñ", "Bien", "code"), ("", "Bien", "code"), ("OK", " ", "name")]
)
def test_what_makes_no_sense_is_said_at_its_field(
    cast: Cast, code: str, name: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        save_family(actor=cast.admin, now=NOW, code=code, name=name, kind="HARDWARE")
    assert list(refused.value.errors) == [field]


def test_a_code_is_of_one(cast: Cast) -> None:
    with pytest.raises(Conflict) as refused:
        save_family(actor=cast.admin, now=NOW, code="fiscal", name="Otra", kind="HARDWARE")
    assert refused.value.field == "code"


def test_only_administrators(cast: Cast) -> None:
    family = cast.families["FISCAL"].pk
    for name, actor in cast.everyone().items():
        if name == "admin":
            continue
        with pytest.raises(NotPermitted):
            save_family(actor=actor, now=NOW, code="X", name="Xx", kind="HARDWARE")
        with pytest.raises(NotPermitted):
            set_family_offered(actor=actor, now=NOW, family_id=family, offered=False)
        with pytest.raises(NotPermitted):
            save_product(actor=actor, now=NOW, family_id=family, code="X", name="Xx")


def test_a_product_is_found_only_in_its_family(cast: Cast) -> None:
    made = save_product(
        actor=cast.admin, now=NOW, family_id=cast.families["FISCAL"].pk, code="F-9", name="Nueve"
    )
    with pytest.raises(NotPermitted):
        save_product(
            actor=cast.admin,
            now=NOW,
            family_id=cast.families["POS-SOFT"].pk,
            product_id=made.pk,
            code="F-9",
            name="Robado",
        )
    set_product_offered(actor=cast.admin, now=NOW, product_id=made.pk, offered=False)
    names = list(Event.objects.values_list("name", flat=True))
    assert names == ["program.product.added", "program.product.withdrawn"]

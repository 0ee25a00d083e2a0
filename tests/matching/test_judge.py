"""Comparing and judging: what has to hold for any two companies, and for the hard ones of this country."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.matching.codes import CODES
from universo.matching.judge import DIFFERENT, REVIEW, SAME, Finding, compare, explanation, judge
from universo.matching.party import PartyFacts, prepare
from universo.matching.rarity import Counted, Rarity, Unknown
from universo.matching.weights import weights

ALMACEN = PartyFacts(
    legal_name="Almacén Ñandú S.R.L.",
    trade_name="El Ñandú",
    cuit="30-00000007-4",
    phones=("011 4117-8900",),
    emails=("marta@nandu.com.ar",),
    web="www.nandu.com.ar",
    street="Av. San Martín 1234",
    locality="Rosario",
    province="Santa Fe",
    contact="Marta Quiroga",
)
words = st.text(alphabet="abcdeé ñ.", max_size=20) | st.sampled_from(
    ["Sol del Sur SRL", "Sol Sur", "Sur Sol SA", "Kiosco Sol de Juan Pérez", "Pérez Juan"]
)
parties = st.builds(
    PartyFacts,
    legal_name=words,
    trade_name=words,
    cuit=st.sampled_from(["", "30-00000007-4", "30-61040056-2", "junk", "20-08165515-5", "8165515"]),
    phones=st.lists(st.sampled_from(["011 4117-8900", "4117-8900", "0341 4212345"]), max_size=2).map(tuple),
    emails=st.lists(st.sampled_from(["a@gmail.com", "info@b.com.ar", "ana.sosa@b.com"]), max_size=2).map(tuple),
    web=st.sampled_from(["", "b.com.ar", "c.com", "soldelsur.com"]),
    street=st.sampled_from(["", "Mitre 123", "Mitre 456", "Mitre 123 piso 2", "Mitre 123 piso 3"]),
    locality=st.sampled_from(["", "Rosario", "Salta", "CABA", "Floresta"]),
    province=st.sampled_from(["", "Santa Fe", "Salta", "CABA"]),
    contact=st.sampled_from(["", "Ana Sosa", "Sosa Ana", "Ana María Sosa", "Juan Paz"]),
)  # fmt: skip


def compared(one: PartyFacts, other: PartyFacts, rarity: Rarity | None = None) -> Finding:
    return compare(prepare(one), prepare(other), rarity or Unknown())


def seen(one: PartyFacts, other: PartyFacts) -> dict[str, str]:
    return {row.kind: row.detail for row in compared(one, other).evidence}


@given(parties, parties)
def test_the_score_is_the_sum_of_its_rows_and_nobody_comes_first(
    one: PartyFacts, other: PartyFacts
) -> None:
    finding, turned = compared(one, other), compared(other, one)
    assert finding.score == pytest.approx(sum(row.weight for row in finding.evidence), abs=1e-9)
    assert (finding.score, finding.outcome) == (turned.score, turned.outcome)
    assert [(r.left, r.right) for r in finding.evidence] == [
        (r.right, r.left) for r in turned.evidence
    ]
    assert compared(one, other) == finding
    assert 0 <= finding.probability <= 1
    assert {(row.kind, row.detail) for row in finding.evidence} <= {
        (kind, detail) for kind, details in CODES.items() for detail in details
    }


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    left = PartyFacts(one, other, one, (other,), (one,), other, one, other, one, other)
    right = PartyFacts(other, one, other, (one,), (other,), one, other, one, other, one)
    assert explanation(compared(left, right)).endswith(f"= {compared(left, right).score:.2f}")


@given(parties, parties, st.sampled_from(["phones", "emails", "street", "contact", "cuit"]))
def test_agreeing_in_one_more_thing_never_speaks_against_a_match(
    one: PartyFacts, other: PartyFacts, field: str
) -> None:
    strange = {"phones": ("0388 15-400-1000",), "emails": ("zeta@otra.net",), "street": "Alsina 9",
               "contact": "Zoila Cruz", "cuit": "30-50000001-2"}[field]  # fmt: skip
    if not getattr(one, field):
        return
    agreeing = replace(other, **{field: getattr(one, field)})
    disagreeing = replace(other, **{field: strange})
    assert compared(one, agreeing).score >= compared(one, disagreeing).score - 1e-9


def test_every_code_has_a_weight_and_what_is_commoner_never_proves_more() -> None:
    codes = {(kind, detail) for kind, details in CODES.items() for detail in details}
    assert set(weights().rows) == codes
    for steps in weights().rows.values():
        assert list(steps) == sorted(steps, reverse=True)


def test_an_equal_cuit_decides() -> None:
    finding = compared(
        PartyFacts(cuit="30000000074"), replace(ALMACEN, legal_name="Otra Cosa S.A.")
    )
    assert finding.outcome == SAME


def test_different_cuits_are_never_certain() -> None:
    assert compared(ALMACEN, replace(ALMACEN, cuit="30-61040056-2")).outcome != SAME


def test_the_same_company_spelt_otherwise() -> None:
    typed = PartyFacts(
        legal_name="ALMACEN NANDU SOC DE RESP LTDA",
        phones=("+54 9 11 4117 8900",),
        street="avda. Gral San Martin N° 1234",
        locality="ROSARIO",
        province="SANTA FE",
    )
    finding = compared(typed, ALMACEN)
    assert finding.outcome == SAME
    assert {row.kind for row in finding.evidence} >= {
        "base",
        "legal_name",
        "phone",
        "address",
        "place",
    }


MANY = [
    *(replace(ALMACEN, legal_name=f"Firma {n} SA", trade_name="", cuit="") for n in range(40)),
    *(
        PartyFacts(f"González Hermanos {form}", locality="Salta")
        for form in ("SA", "SRL", "SAS") * 20
    ),
    *(PartyFacts(f"Rubro{n} Norte SRL", locality="Salta", street=f"Mitre {n}") for n in range(400)),
    ALMACEN,
]
BASE = Counted(map(prepare, MANY))


def test_an_accountants_phone_proves_less_than_ones_own() -> None:
    typed = PartyFacts(legal_name="Almacén Ñandú", phones=ALMACEN.phones)
    own = compared(typed, ALMACEN)
    shared = compared(typed, ALMACEN, BASE)
    assert [r.count for r in shared.evidence if r.kind == "phone"] == [41]
    assert shared.score < own.score
    client = PartyFacts(
        legal_name="Ferretería Quilmes S.A.", phones=ALMACEN.phones, locality="Rosario"
    )
    assert compared(client, ALMACEN, BASE).outcome == DIFFERENT


def test_a_common_name_proves_less_than_a_rare_one() -> None:
    common = compared(PartyFacts("Gonzalez Hnos"), PartyFacts("González Hermanos SA"), BASE)
    rare = compared(PartyFacts("Almacen Nandu"), PartyFacts("Almacén Ñandú SA"), BASE)
    assert common.score < rare.score
    assert common.outcome != SAME


HOUSE = {
    "street": "Alem 250",
    "locality": "Salta",
    "province": "Salta",
    "phones": ("0387 421-5566",),
}


@pytest.mark.parametrize(
    ("one", "other", "outcomes"),
    [
        # Sister companies: one house, one telephone, one mail; another trade.
        (PartyFacts("Soba Sanitarios", **HOUSE), PartyFacts("Soba Bodega SRL", **HOUSE), {REVIEW, DIFFERENT}),
        # Neighbours in a gallery: one door, another name.
        (PartyFacts("Óptica Lumen", street="Alem 250 local 3", locality="Salta"),
         PartyFacts("Librería Platero", street="Alem 250 local 9", locality="Salta"), {DIFFERENT}),
        # Namesakes: two persons of one name, far apart.
        (PartyFacts("Videla Mariano Luis", locality="Río Cuarto", province="Córdoba", phones=("358 4408327",)),
         PartyFacts("Mariano Luis Videla", cuit="20311812670", locality="Flores", province="CABA",
                    phones=("11 6854-2963",)), {REVIEW, DIFFERENT}),
        # A typing error, the form changed from SRL to SA, a telephone without its area code.
        (PartyFacts("Tresnportes Lihuel SA", phones=("421-5566",), locality="Salta"),
         PartyFacts("Transportes Lihuel S.R.L.", phones=("0387 15-421-5566",), locality="Salta"), {SAME}),
        # The trade name typed as the legal one; the owner behind it.
        (PartyFacts("El Ñandu de Marta Quiroga", phones=("011 4117 8900",)), ALMACEN, {SAME}),
        # Words merged and turned.
        (PartyFacts("lihueltransportes", phones=("0387 421-5566",), locality="Salta"),
         PartyFacts("Transportes Lihuel SRL", phones=("0387 421-5566",), locality="Salta"), {SAME, REVIEW}),
        # A document instead of the CUIT it stands in.
        (PartyFacts("Panaro Nélida", cuit="8.165.515"), PartyFacts("Panaro Nelida", cuit="20-08165515-5"),
         {SAME, REVIEW}),
        # Companies with nothing in common.
        (PartyFacts("Ferretería Quilmes S.A."), ALMACEN, {DIFFERENT}),
        (PartyFacts(), ALMACEN, {DIFFERENT}),
    ],
)  # fmt: skip
def test_hard_pairs(one: PartyFacts, other: PartyFacts, outcomes: set[str]) -> None:
    assert compared(one, other).outcome in outcomes


@pytest.mark.parametrize(
    ("one", "other", "kind", "detail"),
    [
        ("Seguel Hnos. SA", "Seguel Hermanos S.R.L.", "legal_name", "exact"),
        ("FerreHogar S.R.L", "Ferre Hogar", "legal_name", "near"),
        ("Jugueteia Gonzalez", "Juguetería Gonzalez S.A.S.", "legal_name", "near"),
        ("Baserpa SA", "Vazerpa", "legal_name", "near"),
        ("Textil Navarro Argentina", "Textil Navarro", "legal_name", "padded"),
        ("Alisoft Inversiones S.A.", "Alisoft S.R.L.", "legal_name", "wider"),
        ("Ferretería Norte", "Panadería Norte", "legal_name", "clash"),
        ("Cooperativa de Trabajo Líder", "Cooperativa de Trabajo Los Pinos", "legal_name", "clash"),
    ],
)
def test_names(one: str, other: str, kind: str, detail: str) -> None:
    assert seen(PartyFacts(one), PartyFacts(other))[kind] == detail


def test_two_that_fit_alike_take_certainty_from_each_other() -> None:
    query = prepare(
        PartyFacts("Santa Bárbara Maderera", locality="Salta", phones=("0387 421-5566",))
    )
    twins = [
        (
            number,
            prepare(
                PartyFacts(f"Maderera Santa Bárbara {form}", cuit=cuit, phones=("0387 421-5566",))
            ),
        )
        for number, form, cuit in ((1, "SA", "30-00000007-4"), (2, "SRL", "30-61040056-2"))
    ]
    alone = judge(query, twins[:1], Unknown())[0].finding
    both = judge(query, twins, Unknown())
    assert all(any(row.kind == "rival" for row in one.finding.evidence) for one in both)
    assert all(one.finding.score < alone.score for one in both)
    entered_twice = [(1, twins[0][1]), (2, twins[0][1])]
    assert [one.finding for one in judge(query, entered_twice, Unknown())] == [alone, alone]


def test_the_best_comes_first() -> None:
    query = prepare(replace(ALMACEN, cuit=""))
    far = prepare(PartyFacts("Otra Cosa SA"))
    assert [one.ref for one in judge(query, [("far", far), ("near", prepare(ALMACEN))], BASE)] == [
        "near",
        "far",
    ]

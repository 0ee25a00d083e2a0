import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.eligibility import (
    Family,
    UnknownLevel,
    assess_need,
    kinds_allowed,
    may_notify,
)

POS = Family("POS", "SOFTWARE")
PRINTER = Family("PRINTER", "HARDWARE")
OLD = Family("OLD", "SOFTWARE", offered=False)


def test_r3_only_a_sponsor_notifies() -> None:
    assert may_notify(["RESELLER", "SPONSOR"])
    assert not may_notify(["RESELLER", "ISV", "ALLIANCE"])
    assert not may_notify([])


def test_r4_a_referrer_reports_software_only() -> None:
    need = assess_need("REFERRER", [POS, PRINTER])
    assert (need.ok_families, need.outside_level) == (("POS",), ("PRINTER",))
    assert need.verdict == "partial"


def test_p13_a_referrer_with_hardware_alone_fails_check_three() -> None:
    assert assess_need("REFERRER", [PRINTER]).verdict == "not_certifiable"


def test_r4_an_introducer_reports_both() -> None:
    need = assess_need("INTRODUCER", [POS, PRINTER])
    assert need.ok_families == ("POS", "PRINTER")
    assert need.verdict == "certifiable"


def test_what_the_catalogue_does_not_offer() -> None:
    need = assess_need("INTRODUCER", [OLD, Family("GHOST")])
    assert need.not_in_catalogue == ("OLD", "GHOST")
    assert need.verdict == "not_certifiable"


def test_a_need_without_families_is_unspecified() -> None:
    assert assess_need("REFERRER", []).verdict == "unspecified"


def test_an_unknown_level_is_an_error() -> None:
    with pytest.raises(UnknownLevel):
        kinds_allowed("")


families = st.lists(
    st.builds(
        Family,
        st.sampled_from("ABCDEF"),
        st.sampled_from(["SOFTWARE", "HARDWARE", ""]),
        st.booleans(),
    ),
    unique_by=lambda family: family.code,
)


@given(st.sampled_from(["REFERRER", "INTRODUCER"]), families)
def test_every_family_lands_in_exactly_one_place(level: str, asked: list[Family]) -> None:
    need = assess_need(level, asked)
    placed = [*need.ok_families, *need.outside_level, *need.not_in_catalogue]
    assert sorted(placed) == sorted(family.code for family in asked)


@given(families)
def test_an_introducer_may_all_that_a_referrer_may(asked: list[Family]) -> None:
    low, high = assess_need("REFERRER", asked), assess_need("INTRODUCER", asked)
    assert set(low.ok_families) <= set(high.ok_families)
    assert high.outside_level == ()

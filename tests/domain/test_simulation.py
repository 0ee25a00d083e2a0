"""A supposed sale earns what the same sale would earn in the ledger."""

from hypothesis import given
from hypothesis import strategies as st

from universo.domain.reward_math import Basis, target
from universo.domain.simulation import Supposed, simulate, with_vat

NET = Basis.NET
amounts = st.integers(0, 10**12)
vats = st.sampled_from([0, 1050, 2100, 2700])


def test_the_example_of_the_programme() -> None:
    found = simulate(
        [Supposed(10_000_000, 2100, 500)], vat_included=False,
        collections=[4_000_000, 8_100_000], basis=NET,
    )  # fmt: skip
    assert found.total_minor == 12_100_000
    assert [each.total_minor for each in found.earned] == [165_289, 334_711]
    assert (found.full_minor, found.earned_minor) == (500_000, 500_000)


def test_with_vat_included_the_net_is_found() -> None:
    found = simulate(
        [Supposed(12_100_000, 2100, 500)], vat_included=True, collections=[], basis=NET
    )
    assert found.lines[0].net_minor == 10_000_000
    assert found.full_minor == 500_000
    assert found.earned_minor == 0


def test_on_the_total_the_rate_takes_the_gross() -> None:
    found = simulate(
        [Supposed(10_000_000, 2100, 500)], vat_included=False, collections=[12_100_000],
        basis=Basis.TOTAL,
    )  # fmt: skip
    assert found.earned_minor == 605_000


@given(amounts, vats)
def test_vat_taken_out_and_put_back_is_the_same(amount: int, vat: int) -> None:
    net, gross = with_vat(amount, vat, included=False)
    assert with_vat(gross, vat, included=True) == (net, gross)
    inner, outer = with_vat(amount, vat, included=True)
    assert outer == amount
    assert abs(with_vat(inner, vat, included=False)[1] - amount) <= 1


lines = st.lists(
    st.builds(Supposed, st.integers(1, 10**10), vats, st.integers(0, 10_000)),
    min_size=1, max_size=4,
)  # fmt: skip


@given(lines, st.lists(st.integers(1, 10**10), max_size=5), st.sampled_from(list(Basis)))
def test_whatever_is_collected_the_sum_is_the_reward_to_date(
    supposed: list[Supposed], paid: list[int], basis: Basis
) -> None:
    found = simulate(supposed, vat_included=False, collections=paid, basis=basis)
    for at, line in enumerate(found.lines):
        base = line.net_minor if basis is NET else line.gross_minor
        got = sum(each.amounts[at] for each in found.earned)
        assert got == target(base, line.rate_bp, found.total_minor, sum(paid))
        assert got <= found.full[at]
    if sum(paid) >= found.total_minor:
        assert found.earned_minor == found.full_minor

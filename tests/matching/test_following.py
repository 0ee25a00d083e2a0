"""Which keys are followed: rare, the rarest first, and never more than enough."""

from hypothesis import given
from hypothesis import strategies as st

from universo.matching.following import ENOUGH, MOST_HOLDERS, follow
from universo.matching.keys import Key

counted = st.lists(
    st.tuples(
        st.builds(Key, st.sampled_from(["word", "phone"]), st.text("abc", min_size=1, max_size=3)),
        st.integers(0, 2 * MOST_HOLDERS),
    ),
    unique_by=lambda one: one[0],
)


@given(counted)
def test_what_is_followed_is_bounded_and_does_not_depend_on_the_order(
    keys: list[tuple[Key, int]],
) -> None:
    found = follow(keys)
    holders = dict(keys)
    assert len(found) == 1 or sum(holders[key] for key in found) <= ENOUGH
    assert all(0 < holders[key] <= MOST_HOLDERS for key in found)
    assert follow(keys[::-1]) == found


@given(counted)
def test_no_rarer_key_is_left_out(keys: list[tuple[Key, int]]) -> None:
    found = follow(keys)
    left_out = [n for key, n in keys if key not in found and 0 < n <= MOST_HOLDERS]
    holders = dict(keys)
    assert all(holders[key] <= least for key in found for least in left_out)


@given(counted)
def test_as_many_as_fit_are_followed(keys: list[tuple[Key, int]]) -> None:
    found = follow(keys)
    holders = dict(keys)
    left_out = [n for key, n in keys if key not in found and 0 < n <= MOST_HOLDERS]
    if left_out:
        assert found
        assert sum(holders[key] for key in found) + min(left_out) > ENOUGH

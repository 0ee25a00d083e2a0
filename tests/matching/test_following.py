"""Which keys are followed: rare, the rarest first, and never more than enough."""

from hypothesis import given
from hypothesis import strategies as st

from universo.matching.following import ENOUGH, LOOSE, LOOSELY, MOST_HOLDERS, SHARE, bring, follow
from universo.matching.keys import Key

KINDS = ["word", "phone", "start_place"]
counted = st.lists(
    st.tuples(
        st.builds(
            Key,
            st.sampled_from(["word", "phone", "start_place"]),
            st.text("abc", min_size=1, max_size=3),
        ),
        st.integers(0, 2 * MOST_HOLDERS),
    ),
    unique_by=lambda one: one[0],
)


def costs(keys: list[tuple[Key, int]]) -> dict[Key, int]:
    """What each key that may be followed takes of what is enough."""
    return {
        key: n * (LOOSELY if key.kind in LOOSE else 1) for key, n in keys if 0 < n <= MOST_HOLDERS
    }


@given(counted)
def test_what_is_followed_is_bounded_and_does_not_depend_on_the_order(
    keys: list[tuple[Key, int]],
) -> None:
    found = follow(keys)
    cost = costs(keys)
    assert len(found) == 1 or sum(cost[key] for key in found) <= ENOUGH
    assert set(found) <= cost.keys()
    assert follow(keys[::-1]) == found


@given(counted)
def test_no_cheaper_key_is_left_out(keys: list[tuple[Key, int]]) -> None:
    found = follow(keys)
    cost = costs(keys)
    left_out = [n for key, n in cost.items() if key not in found]
    assert all(cost[key] <= least for key in found for least in left_out)


@given(counted)
def test_as_many_as_fit_are_followed(keys: list[tuple[Key, int]]) -> None:
    found = follow(keys)
    cost = costs(keys)
    left_out = [n for key, n in cost.items() if key not in found]
    if left_out:
        assert found
        assert sum(cost[key] for key in found) + min(left_out) > ENOUGH


def test_a_loose_key_gives_way_to_one_that_tells_more() -> None:
    loose, telling = Key("start_place", "park junin"), Key("phone", "1143210000")
    assert follow([(loose, 7), (telling, 15)]) == [telling]


held = st.dictionaries(
    st.builds(Key, st.sampled_from(KINDS), st.text("abc", min_size=1, max_size=3)),
    st.lists(st.integers(0, 12), max_size=MOST_HOLDERS + 1, unique=True),
    max_size=20,
)


@given(held)
def test_who_is_brought_is_under_a_followed_key_and_not_far_behind(
    holders: dict[Key, list[int]],
) -> None:
    brought = bring(holders)
    keys = follow((key, len(refs)) for key, refs in holders.items())
    in_sight = {ref for key in keys for ref in holders[key]}
    rare = [refs for refs in holders.values() if len(refs) <= MOST_HOLDERS]
    shared = {ref: sum(ref in refs for refs in rare) for ref in in_sight}
    most = max(shared.values(), default=0)
    assert set(brought) == {ref for ref in in_sight if shared[ref] * SHARE >= most}
    assert len(brought) == len(set(brought))


def test_who_shares_one_key_is_chance_where_another_shares_many() -> None:
    many = {Key("phone", str(number)): ["near"] for number in range(SHARE + 1)}
    alone = {Key("email", "a@b.example"): ["far"]}
    assert bring(many | alone) == ["near"]
    assert bring(alone) == ["far"]

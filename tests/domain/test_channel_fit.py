from hypothesis import given
from hypothesis import strategies as st

from universo.domain.channel_fit import NEIGHBOURS, Channel, Need, fit, rank

NEED = Need("X", "14014", "Córdoba", "PHARMACY", frozenset({"SOFTWARE", "HARDWARE"}))
BOTH = frozenset({"SOFTWARE", "HARDWARE"})
EXACT = Channel("1", "Córdoba POS", frozenset("X"), profiles=frozenset({"PHARMACY"}), kinds=BOTH)
OWN = Channel("2", "Own staff")
NEAR = Channel("3", "Rosario", frozenset("S"), profiles=frozenset({"PHARMACY"}), kinds=BOTH)
FAR = Channel("4", "Ushuaia", frozenset("V"), profiles=frozenset({"FUEL"}), kinds=BOTH)


def codes(channel: Channel, need: Need = NEED) -> list[str]:
    return [reason.code for reason in fit(need, channel).reasons]


def test_the_best_zone_and_profile_come_first() -> None:
    ranked = rank(NEED, [FAR, NEAR, OWN, EXACT])
    assert [f.channel.id for f in ranked] == ["1", "3", "2", "4"]


def test_reasons_name_the_zone() -> None:
    assert codes(EXACT)[0] == "zone_province"
    assert codes(OWN)[0] == "zone_country"
    assert codes(NEAR)[0] == "zone_neighbour"
    assert codes(FAR)[0] == "zone_outside"
    assert codes(Channel("5", "D", departments=frozenset({"14014"})))[0] == "zone_department"
    assert codes(Channel("6", "L", frozenset("X"), localities=frozenset({"cordoba"})))[0] == (
        "zone_locality"
    )
    assert codes(EXACT, Need())[0] == "zone_unknown"


def test_a_locality_of_the_same_name_elsewhere_is_another_place() -> None:
    jujuy = Channel("7", "El Talar", frozenset("Y"), localities=frozenset({"El Talar"}))
    assert codes(jujuy, Need("B", locality="El Talar"))[0] == "zone_outside"


def test_reasons_name_profile_kinds_and_load() -> None:
    assert codes(EXACT)[1:] == ["profile_match", "kinds_all", "load"]
    soft = Channel("8", "Soft", profiles=frozenset({"FUEL"}), kinds=frozenset({"SOFTWARE"}))
    assert codes(soft)[1:3] == ["profile_other", "kinds_some"]
    assert codes(soft, Need("X", kinds=frozenset({"HARDWARE"})))[2] == "kinds_none"
    assert codes(OWN, Need())[1:3] == ["profile_unknown", "kinds_unknown"]


def test_load_decides_between_equals() -> None:
    busy = Channel("0", "A busy one", frozenset("X"), open_load=3)
    idle = Channel("9", "Z idle one", frozenset("X"))
    assert [f.channel.id for f in rank(NEED, [busy, idle])] == ["9", "0"]


def test_inactive_channels_are_not_offered() -> None:
    assert rank(NEED, [Channel("1", "Closed", frozenset("X"), active=False)]) == []


def test_borders_are_mutual_and_every_province_has_one() -> None:
    assert len(NEIGHBOURS) == 24
    for letter, others in NEIGHBOURS.items():
        assert others
        assert all(letter in NEIGHBOURS[other] for other in others)


channels = st.lists(
    st.builds(
        Channel,
        st.uuids().map(str),
        st.sampled_from(["Uno", "Dos", "Tres"]),
        st.frozensets(st.sampled_from("BCXSV")),
        profiles=st.frozensets(st.sampled_from(["FUEL", "PHARMACY"])),
        kinds=st.frozensets(st.sampled_from(["SOFTWARE", "HARDWARE"])),
        open_load=st.integers(0, 30),
        active=st.booleans(),
    ),
    max_size=8,
)


@given(channels, st.randoms())
def test_the_order_does_not_depend_on_the_input(given_: list[Channel], random: object) -> None:
    shuffled = list(given_)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank(NEED, given_) == rank(NEED, shuffled)


@given(channels)
def test_scores_are_the_sum_of_their_reasons(given_: list[Channel]) -> None:
    for one in rank(NEED, given_):
        assert 0 <= one.score <= 100
        assert one.score == max(0, sum(reason.points for reason in one.reasons))

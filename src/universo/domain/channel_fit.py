"""Rank executing channels for an accepted notice by zone and profile. It suggests, never decides:
the choice is at the programme's exclusive discretion (R-11).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from universo.domain.names import fold

# Points. Zone counts more than profile, and either more than all differences of load.
ZONE_LOCALITY = 50
ZONE_DEPARTMENT = 46
ZONE_PROVINCE = 40
ZONE_COUNTRY = 20
ZONE_NEIGHBOUR = 12
PROFILE_MATCH = 30
PROFILE_ANY = 12
KINDS_ALL = 20
KINDS_SOME = 6
LOAD_LIMIT = 10  # one point off for each open assignment, ten at most

# Provinces that share a border or a bridge, by their ISO letter.
NEIGHBOURS: dict[str, frozenset[str]] = {
    letter: frozenset(others)
    for letter, others in {
        "A": "YTKGPH", "B": "CLXSER", "C": "B", "D": "MJFXL", "E": "BSWN", "F": "JKXD",
        "G": "AHSXKT", "H": "APWSG", "J": "MDF", "K": "ATGXF", "L": "BXDMRQ", "M": "JDLQ",
        "N": "WE", "P": "AHW", "Q": "MLR", "R": "QLBU", "S": "GHWEBX", "T": "AKG", "U": "RZ",
        "V": "Z", "W": "NEPHS", "X": "KGSBLDF", "Y": "A", "Z": "UV",
    }.items()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Channel:
    """An executing channel. Empty `territories` means the whole country, empty `profiles` any."""

    id: str
    name: str
    territories: frozenset[str] = frozenset()  # letters of provinces
    departments: frozenset[str] = frozenset()  # INDEC codes, narrower than a province
    localities: frozenset[str] = frozenset()  # names, within the territories
    profiles: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()  # product kinds it sells; empty means every kind
    open_load: int = 0  # assignments offered or active now
    active: bool = True


@dataclass(frozen=True, slots=True)
class Need:
    """What a channel has to serve. Empty fields are not known."""

    province: str = ""  # letter
    department: str = ""
    locality: str = ""
    profile: str = ""
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a channel stands where it does: a code, its points, and what it speaks of."""

    code: str
    points: int
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """A channel with its score (0 to 100) and the reasons that add up to it, best first."""

    channel: Channel
    score: int
    reasons: tuple[Reason, ...]


def rank(need: Need, channels: Iterable[Channel]) -> list[Fit]:
    """All active channels, the best fitting first; equal ones by load, name and id (R-11).

    A channel that sells none of the kinds asked for is still listed, last among its like: the
    person who decides may know better.
    """
    fits = [fit(need, channel) for channel in channels if channel.active]
    return sorted(
        fits,
        key=lambda f: (-f.score, f.channel.open_load, fold(f.channel.name), f.channel.id),
    )


def fit(need: Need, channel: Channel) -> Fit:
    """The fit of one channel, with its reasons."""
    reasons = (
        _zone(need, channel),
        _profile(need, channel),
        _kinds(need, channel),
        _load(channel),
    )
    return Fit(channel, max(0, sum(reason.points for reason in reasons)), reasons)


def _zone(need: Need, channel: Channel) -> Reason:
    if _serves_locality(need, channel):
        return Reason("zone_locality", ZONE_LOCALITY, (("locality", need.locality),))
    if need.department and need.department in channel.departments:
        return Reason("zone_department", ZONE_DEPARTMENT, (("department", need.department),))
    return _province_zone(need, channel) if need.province else Reason("zone_unknown", 0)


def _province_zone(need: Need, channel: Channel) -> Reason:
    province = (("province", need.province),)
    if need.province in channel.territories:
        return Reason("zone_province", ZONE_PROVINCE, province)
    if not (channel.territories or channel.departments or channel.localities):
        return Reason("zone_country", ZONE_COUNTRY)
    near = sorted(channel.territories & NEIGHBOURS.get(need.province, frozenset()))
    if near:
        return Reason("zone_neighbour", ZONE_NEIGHBOUR, (*province, ("near", ",".join(near))))
    return Reason("zone_outside", 0, province)


def _serves_locality(need: Need, channel: Channel) -> bool:
    # Names of localities repeat: El Talar lies in Tigre and in Santa Bárbara too.
    in_province = not channel.territories or need.province in channel.territories
    names = {fold(name) for name in channel.localities}
    return bool(need.locality) and in_province and fold(need.locality) in names


def _profile(need: Need, channel: Channel) -> Reason:
    if not need.profile:
        return Reason("profile_unknown", 0)
    params = (("profile", need.profile),)
    if need.profile in channel.profiles:
        return Reason("profile_match", PROFILE_MATCH, params)
    if not channel.profiles:
        return Reason("profile_any", PROFILE_ANY)
    return Reason("profile_other", 0, params)


def _kinds(need: Need, channel: Channel) -> Reason:
    if not need.kinds:
        return Reason("kinds_unknown", 0)
    missing = need.kinds - channel.kinds if channel.kinds else frozenset()
    if not missing:
        return Reason("kinds_all", KINDS_ALL)
    params = (("missing", ",".join(sorted(missing))),)
    if missing == need.kinds:
        return Reason("kinds_none", -ZONE_PROVINCE, params)
    return Reason("kinds_some", KINDS_SOME, params)


def _load(channel: Channel) -> Reason:
    points = -min(LOAD_LIMIT, max(0, channel.open_load))
    return Reason("load", points, (("open", str(channel.open_load)),))

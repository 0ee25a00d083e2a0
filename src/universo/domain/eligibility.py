"""Who may notify what: the categories of R-1, the levels of R-4 and policy P-13."""

from collections.abc import Iterable
from dataclasses import dataclass

SOFTWARE = "SOFTWARE"
HARDWARE = "HARDWARE"
SPONSOR = "SPONSOR"
# An Orientador reports needs of software; a Mediador of software or hardware.
KINDS_BY_LEVEL = {
    "REFERRER": frozenset({SOFTWARE}),
    "INTRODUCER": frozenset({SOFTWARE, HARDWARE}),
}


class UnknownLevel(ValueError):
    """A level that the programme does not have."""


@dataclass(frozen=True, slots=True)
class Family:
    """A product family as the catalogue knows it. `kind` is empty when it knows none."""

    code: str
    kind: str = ""  # SOFTWARE, HARDWARE or ""
    offered: bool = True


@dataclass(frozen=True, slots=True)
class NeedAssessment:
    """What of a need may be certified in check 3 of R-8. Codes of families, in the order given."""

    ok_families: tuple[str, ...] = ()
    outside_level: tuple[str, ...] = ()
    not_in_catalogue: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """`certifiable`, `partial` (some families are), `not_certifiable`, or `unspecified`."""
        if self.outside_level or self.not_in_catalogue:
            return "partial" if self.ok_families else "not_certifiable"
        return "certifiable" if self.ok_families else "unspecified"


def may_notify(categories: Iterable[str]) -> bool:
    """Tell whether a partner with these categories may notify: a Sponsor may (R-3)."""
    return SPONSOR in set(categories)


def kinds_allowed(level: str) -> frozenset[str]:
    """The kinds of product a level may notify (R-4). Raises UnknownLevel."""
    try:
        return KINDS_BY_LEVEL[level]
    except KeyError:
        raise UnknownLevel(level) from None


def assess_need(level: str, families: Iterable[Family]) -> NeedAssessment:
    """Sort the families a notice asks for by what the sponsor's level allows (R-4, R-8 (3), P-13).

    The level is the one held when the notice was submitted (P-12). Raises UnknownLevel.
    """
    allowed = kinds_allowed(level)
    good: dict[str, None] = {}
    outside: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for family in families:
        if not family.offered or family.kind not in {SOFTWARE, HARDWARE}:
            unknown[family.code] = None
        elif family.kind in allowed:
            good[family.code] = None
        else:
            outside[family.code] = None
    return NeedAssessment(tuple(good), tuple(outside), tuple(unknown))

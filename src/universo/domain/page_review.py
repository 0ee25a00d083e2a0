"""The life of what a partner says of itself in public: nothing is shown that nobody approved (R-2)."""

from enum import StrEnum

from universo.domain.lifecycle import Machine


class PageStatus(StrEnum):
    """One version of a partner's page."""

    WAITING = "WAITING"
    SUPERSEDED = "SUPERSEDED"  # the partner sent another one before this was looked at
    PUBLISHED = "PUBLISHED"
    RETURNED = "RETURNED"  # not published, with a reason
    REPLACED = "REPLACED"  # a later one was published
    TAKEN_DOWN = "TAKEN_DOWN"  # published once, and no longer, with a reason


_S = PageStatus
_MOVES = {
    _S.WAITING: {_S.PUBLISHED, _S.RETURNED, _S.SUPERSEDED},
    _S.PUBLISHED: {_S.REPLACED, _S.TAKEN_DOWN},
}
PAGE = Machine(
    "directory page",
    frozenset({_S.WAITING.value}),
    {state.value: frozenset(_MOVES.get(state, ())) for state in PageStatus},
)

"""The fund of support: never below zero, what expires first is used first, nothing is lost (R-2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.fund_math import (
    FundError,
    Held,
    Lot,
    Move,
    MoveKind,
    Part,
    Stand,
    allot,
    expiring,
    give_back,
    replay,
    share,
    spend,
)

DAY = date(2026, 11, 23)
days = st.integers(-30, 60).map(lambda n: DAY + timedelta(days=n))
amounts = st.integers(1, 10**9)
lots = st.lists(st.tuples(days, st.integers(0, 10**9)), max_size=6).map(
    lambda rows: [Lot(n, expires, free) for n, (expires, free) in enumerate(rows)]
)


def test_what_expires_first_is_used_first() -> None:
    found = allot(
        [
            Lot(1, date(2027, 6, 30), 500),
            Lot(2, date(2026, 12, 31), 300),
            Lot(3, date(2026, 11, 22), 900),  # expired yesterday
            Lot(4, date(2026, 12, 31), 100),
        ],
        600,
        DAY,
    )
    assert found == (Part(2, 300), Part(4, 100), Part(1, 200))


def test_on_its_last_day_a_grant_is_still_there() -> None:
    assert allot([Lot(1, DAY, 5)], 5, DAY) == (Part(1, 5),)
    with pytest.raises(FundError) as refused:
        allot([Lot(1, DAY, 5)], 5, DAY + timedelta(days=1))
    assert (refused.value.code, refused.value.free) == ("not_enough", 0)


def test_too_much_is_refused_and_says_what_there_is() -> None:
    with pytest.raises(FundError) as refused:
        allot([Lot(1, DAY, 300), Lot(2, DAY, 100)], 401, DAY)
    assert refused.value.free == 400


def test_nothing_is_no_reservation() -> None:
    with pytest.raises(FundError, match="bad_amount"):
        allot([Lot(1, DAY, 300)], 0, DAY)


@given(lots, amounts, days)
def test_an_allotment_is_exact_and_takes_no_more_than_there_is(
    found: list[Lot], amount: int, day: date
) -> None:
    free = sum(lot.free for lot in found if lot.expires >= day)
    if amount > free:
        with pytest.raises(FundError):
            allot(found, amount, day)
        return
    parts = allot(found, amount, day)
    by_id = {lot.id: lot for lot in found}
    assert sum(part.amount for part in parts) == amount
    assert all(0 < part.amount <= by_id[part.lot].free for part in parts)
    assert all(by_id[part.lot].expires >= day for part in parts)
    ends = [by_id[part.lot].expires for part in parts]
    assert ends == sorted(ends)
    # A lot that expires earlier than the last one touched has nothing left.
    taken = {part.lot: part.amount for part in parts}
    for lot in found:
        if day <= lot.expires < ends[-1]:
            assert taken.get(lot.id, 0) == lot.free


@given(st.lists(st.tuples(days, amounts), min_size=1, max_size=6), st.data())
def test_what_was_reserved_is_used_or_released_and_nothing_else(
    rows: list[tuple[date, int]], data: st.DataObject
) -> None:
    held = [Held(n, expires, amount) for n, (expires, amount) in enumerate(rows)]
    total = sum(one.amount for one in held)
    used = data.draw(st.integers(0, total))
    uses, releases = spend(held, used)
    assert sum(part.amount for part in uses) == used
    assert sum(part.amount for part in releases) == total - used
    together = {one.lot: 0 for one in held}
    for part in (*uses, *releases):
        assert part.amount > 0
        together[part.lot] += part.amount
    assert together == {one.lot: one.amount for one in held}


def test_more_than_was_reserved_is_not_used() -> None:
    with pytest.raises(FundError, match="over_reserved"):
        spend([Held(1, DAY, 10)], 11)


def test_what_is_given_back_is_what_lasts_longest() -> None:
    uses, releases = spend([Held(1, date(2027, 1, 1), 50), Held(2, date(2026, 12, 1), 50)], 60)
    assert uses == (Part(2, 50), Part(1, 10))
    assert releases == (Part(1, 40),)


def test_what_expired_and_is_free_goes_what_is_reserved_stays() -> None:
    found = [Lot(1, DAY - timedelta(days=1), 70), Lot(2, DAY, 5), Lot(3, date(2026, 1, 1), 0)]
    assert expiring(found, DAY) == (Part(1, 70),)


@pytest.mark.parametrize(
    ("spent", "rate_bp", "limit", "paid"),
    [
        (100_001, 5_000, 10**9, 50_001),  # the half goes up
        (100_001, 5_000, 40_000, 40_000),  # never above what was approved
        (0, 5_000, 40_000, 0),
        (99, 10_000, 99, 99),
    ],
)
def test_the_share_that_is_paid_back(spent: int, rate_bp: int, limit: int, paid: int) -> None:
    assert share(spent, rate_bp, limit) == paid


@given(amounts, st.integers(1, 10_000), amounts)
def test_the_share_is_within_what_was_spent_and_what_was_approved(
    spent: int, rate_bp: int, limit: int
) -> None:
    paid = share(spent, rate_bp, limit)
    assert 0 <= paid <= min(spent, limit)
    if paid < limit:
        assert abs(paid * 10_000 - spent * rate_bp) <= 5_000


moves = st.lists(
    st.tuples(st.sampled_from(MoveKind), st.integers(0, 2), st.integers(0, 2), st.integers(0, 50)),
    max_size=40,
)


@given(moves)
def test_whatever_is_tried_no_balance_is_below_zero_and_nothing_is_lost(
    tried: list[tuple[MoveKind, int, int, int]],
) -> None:
    done: list[Move] = []
    for kind, lot, request, amount in tried:
        move = Move(kind, lot, amount, request if kind in HOLDS else None)
        try:
            replay([*done, move])
        except FundError:
            continue
        done.append(move)
    stands = replay(done)
    for stand in stands.values():
        assert min(stand.free, stand.reserved, stand.used, stand.expired) >= 0
        assert stand.free + stand.reserved + stand.used + stand.expired == stand.granted
    granted = sum(m.amount for m in done if m.kind is MoveKind.GRANT)
    assert sum(stand.granted for stand in stands.values()) == granted


HOLDS = {MoveKind.RESERVATION, MoveKind.RELEASE, MoveKind.USE}


@pytest.mark.parametrize(
    ("last", "code"),
    [
        (Move(MoveKind.RESERVATION, 1, 61, 7), "below_zero"),
        (Move(MoveKind.RELEASE, 1, 41, 7), "below_zero"),
        (Move(MoveKind.USE, 1, 40, 8), "below_zero"),  # of another request
        (Move(MoveKind.EXPIRY, 1, 61), "below_zero"),
        (Move(MoveKind.USE, 2, 1, 7), "unknown_lot"),
        (Move(MoveKind.GRANT, 1, 5), "granted_twice"),
        (Move(MoveKind.USE, 1, 5), "bad_move"),
        (Move(MoveKind.EXPIRY, 1, 0), "bad_amount"),
    ],
)
def test_a_movement_that_cannot_be_is_refused(last: Move, code: str) -> None:
    before = [Move(MoveKind.GRANT, 1, 100), Move(MoveKind.RESERVATION, 1, 40, 7)]
    assert replay(before) == {1: Stand(100, 60, 40, 0, 0)}
    with pytest.raises(FundError, match=code):
        replay([*before, last])


def test_what_is_taken_back_returns_to_what_expires_last() -> None:
    used = [Held(1, date(2026, 12, 31), 300), Held(2, date(2027, 6, 30), 200)]
    assert give_back(used, 250) == (Part(2, 200), Part(1, 50))
    with pytest.raises(FundError) as refused:
        give_back(used, 501)
    assert (refused.value.code, refused.value.free) == ("over_used", 500)
    with pytest.raises(FundError, match="bad_amount"):
        give_back(used, 0)


@given(st.integers(1, 10**9), st.data())
def test_used_and_taken_back_nothing_is_lost(amount: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(1, amount))
    moves = [
        Move(MoveKind.GRANT, 1, amount), Move(MoveKind.RESERVATION, 1, amount, 7),
        Move(MoveKind.USE, 1, amount, 7), Move(MoveKind.RETURN, 1, part, 7),
    ]  # fmt: skip
    assert replay(moves)[1] == Stand(amount, part, 0, amount - part, 0)
    with pytest.raises(FundError, match="below_zero"):
        replay([*moves, Move(MoveKind.RETURN, 1, amount - part + 1, 7)])

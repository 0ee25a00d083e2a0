"""Learning: when a test may be begun, how it is drawn and marked, how long a certificate lasts (R-2).

Days are local days; shares are basis points. What is drawn depends on the recorded seed alone.
"""

import random
from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from universo.domain.decision_clock import end_of_day

ALL_BP = 10_000
RENEWAL_DAYS = 90  # before the end of a certificate in which it may be renewed, at most
REMINDER_DAYS = (60, 30, 7)  # before its end on which its holder is reminded
GRACE = timedelta(seconds=30)  # for a test that was on its way when its time ended


class Refused(StrEnum):
    """Why a test may not be begun."""

    UNREAD = "UNREAD"  # pages are left to read
    CERTIFIED = "CERTIFIED"  # a certificate in force is not near its end
    WAIT = "WAIT"  # as many attempts as allowed: a wait of some days
    NO_TEST = "NO_TEST"  # the course has none, or its bank is too small


@dataclass(frozen=True, slots=True)
class Exam:
    """How a course is tested: questions drawn, pass mark in percent, attempts, wait and time."""

    questions: int
    pass_percent: int
    attempts: int
    wait_days: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Marked:
    """How many questions were right of how many, the share in basis points, and whether it passes."""

    right: int
    of: int
    score_bp: int
    passed: bool


def draw(seed: int, bank: Sequence[int], count: int) -> list[int]:
    """Return `count` different questions of a bank, whose order does not matter, by the seed.

    Raises ValueError when the bank has fewer.
    """
    if count > len(set(bank)):
        raise ValueError("the bank has fewer questions than the test asks for")
    return random.Random(f"{seed}:questions").sample(sorted(set(bank)), count)  # noqa: S311 - to be drawn again


def shuffled(seed: int, question: int, options: int) -> list[int]:
    """Return the order in which the options of a drawn question are shown, by the seed."""
    order = list(range(options))
    random.Random(f"{seed}:options:{question}").shuffle(order)  # noqa: S311 - as above
    return order


def mark(
    right: Sequence[Collection[int]], given: Sequence[Collection[int]], pass_percent: int
) -> Marked:
    """Mark a test: a question is right when exactly its right options were chosen, no part counts.

    The share is rounded down, so that nobody passes by rounding. Raises ValueError without questions
    or when the answers are not as many.
    """
    if not right or len(right) != len(given):
        raise ValueError("as many answers as questions, at least one")
    good = sum(set(want) == set(have) for want, have in zip(right, given, strict=True))
    passed = good * 100 >= pass_percent * len(right)
    return Marked(good, len(right), good * ALL_BP // len(right), passed)


def again_on(failed: Sequence[date], exam: Exam) -> date | None:
    """Return the first day of the next attempt after these failed ones, the last one last.

    None when one is left now: attempts come in rounds of `attempts`, with `wait_days` between.
    """
    if not failed or len(failed) % exam.attempts:
        return None
    return failed[-1] + timedelta(days=exam.wait_days)


def is_late(due_at: datetime, now: datetime) -> bool:
    """Tell whether a test that arrives now is past its time, the way there allowed for."""
    return now > due_at + GRACE


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, the last one of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def expiry(issued: date, months: int, before: date | None = None) -> date | None:
    """Return the first day on which a certificate is no longer in force; None when it has no end.

    Renewed before its end, the new one lasts from that end: nobody loses days by being early.
    """
    if not months:
        return None
    return add_months(max(issued, before) if before else issued, months)


def renewal_day(expires: date, months: int) -> date:
    """Return the first local day on which a certificate of so many months may be earned again.

    Ninety days before its end, but never before half its months are over: a short one that was just
    renewed could otherwise be renewed again at once. Without months of its own, ninety days.
    """
    early = expires - timedelta(days=RENEWAL_DAYS)
    half = timedelta(days=(expires - add_months(expires, -months)).days // 2)
    return max(early, expires - half) if months else early


def renewal_opens(expires: date, months: int) -> datetime:
    """Return the instant from which a certificate that ends on this local day may be earned again."""
    return end_of_day(renewal_day(expires, months) - timedelta(days=1))


def may_renew(expires: date | None, months: int, today: date) -> bool:
    """Tell whether a certificate in force is near enough to its end to be earned again."""
    return expires is not None and today >= renewal_day(expires, months)


def reminder(expires: date | None, today: date) -> int | None:
    """Return which reminder belongs to a day, as days before the end; None for none.

    The same number comes on several days in a row: the next run makes up for one that was missed.
    """
    if expires is None or today >= expires:
        return None
    left = (expires - today).days
    return min((days for days in REMINDER_DAYS if left <= days), default=None)

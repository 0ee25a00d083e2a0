"""Levels of sponsors by goals: what a review proposes, and when the next one is (R-4).

A review only proposes: a person decides, and a level never changes backwards in time (P-7, P-12).
"""

from dataclasses import dataclass
from datetime import date

from universo.domain.unit_lending import add_months

LOWER, UPPER = "REFERRER", "INTRODUCER"


@dataclass(frozen=True, slots=True)
class LevelGoal:
    """With `rise` or more in the window the upper level is proposed, with fewer than `keep` the lower.

    Between both the level stays. `months` is the window that is counted, `review_months` how often.
    """

    rise: int
    keep: int
    months: int
    review_months: int

    def __post_init__(self) -> None:
        if not 0 <= self.keep <= self.rise or self.rise < 1:
            raise ValueError("keep lies between 0 and rise, and rise is at least 1")
        if self.months < 1 or self.review_months < 1:
            raise ValueError("months are at least 1")

    def proposed(self, level: str, count: int) -> str:
        """Return the level that a review proposes to a sponsor who has `count` in the window."""
        if count >= self.rise:
            return UPPER
        return LOWER if count < self.keep else level

    def counts_after(self, review_date: date) -> date:
        """Return the day after which a review counts; its own day counts."""
        return add_months(review_date, -self.months)

    def next_review(self, since: date, last: date | None) -> date:
        """Return the day of the next review: so many months after the last one, or after joining."""
        return add_months(max(since, last) if last else since, self.review_months)

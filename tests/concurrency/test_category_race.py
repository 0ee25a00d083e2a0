"""Categories asked about and answered at once, on real transactions: one does, the others are told."""

from datetime import timedelta
from typing import Any

import pytest

import builders
from builders import NOON
from cast import Cast
from racing import race
from universo.domain.decision_clock import local_date
from universo.domain.levels import LevelGoal
from universo.errors import Conflict
from universo.partners.category_models import CategoryRequest
from universo.partners.level_models import LevelProposal
from universo.partners.models import Enrolment
from universo.usecases.ask_category import CategoryAsked, ask_category
from universo.usecases.decide_category import accept_category, decline_category
from universo.usecases.review_levels import review_levels, set_level_rule

TODAY = local_date(NOON)
ASKED = CategoryAsked("JOIN", "ISV", "Hacemos software.", accepts_terms=True, terms_version=1)


def _told(outcomes: list[BaseException | None]) -> list[str]:
    return sorted(type(one).__name__ for one in outcomes if one is not None)


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_one_waits_and_of_many_answers_one_holds(real_cast: Cast) -> None:
    cast = real_cast
    asks = [
        lambda: ask_category(actor=cast.sponsor, now=NOON, uid=builders.new_uid(), data=ASKED)
        for _each in range(5)
    ]
    assert _told(race(*asks)) == [Conflict.__name__] * 4
    made = CategoryRequest.objects.get()
    who: dict[str, Any] = {"actor": cast.admin, "now": NOON, "request_id": made.pk}
    answers = [
        lambda: accept_category(from_date=TODAY, **who),
        lambda: decline_category(reason="Todavía no.", **who),
        lambda: accept_category(from_date=TODAY + timedelta(days=1), **who),
    ]
    assert _told(race(*answers)) == [Conflict.__name__] * 2
    made.refresh_from_db()
    held = Enrolment.objects.filter(partner=cast.sponsor_partner, category="ISV").count()
    assert held == (made.status == "ACCEPTED")


@pytest.mark.django_db(transaction=True)
def test_reviews_of_many_jobs_at_once_are_made_once(real_cast: Cast) -> None:
    set_level_rule(
        actor=real_cast.admin, now=NOON, counted="WON", goal=LevelGoal(3, 1, 12, 1),
        from_date=TODAY, reason="Primera regla.",
    )  # fmt: skip
    later = NOON + timedelta(days=40)
    outcomes = race(*[lambda: review_levels(later)] * 4)
    assert _told(outcomes) == []
    reviewed = list(LevelProposal.objects.values_list("partner_id", flat=True))
    assert len(reviewed) == len(set(reviewed)) == 3

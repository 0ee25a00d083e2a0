"""Categories of the demo: a request that waits, one that was answered."""

from collections.abc import Callable
from datetime import datetime

from universo.demo import notices as do
from universo.demo.calendar import Moments
from universo.domain.decision_clock import local_date
from universo.domain.levels import LevelGoal
from universo.partners.category_models import CategoryRequest
from universo.program.queries import terms_on
from universo.usecases.ask_category import CategoryAsked, ask_category
from universo.usecases.decide_category import decline_category
from universo.usecases.review_levels import review_levels, set_level_rule

Act = Callable[[datetime], object]
Add = Callable[[datetime, Act], None]


def category_steps(add: Add, moments: Moments) -> None:
    """Add the steps of the requests, and of the levels: a goal and its first reviews."""
    add(moments.at(64, 10), _goal)
    add(moments.at(1, 12, 30), review_levels)
    add(
        moments.at(33, 11),
        _ask(
            "sergio", "SPONSOR", "Conocemos comercios de la zona que compran a otros.", "REFERRER"
        ),
    )
    add(moments.at(29, 16), _decline)
    add(
        moments.at(2, 10),
        _ask(
            "lucia", "ALLIANCE", "Queremos planes conjuntos con los estudios contables de la zona."
        ),
    )


def _ask(person: str, category: str, about: str, level: str = "") -> Act:
    return lambda now: ask_category(
        actor=do.partner_person(person),
        now=now,
        uid=do.uid("category", person, category),
        data=CategoryAsked(
            "JOIN",
            category,
            about,
            level=level,
            accepts_terms=True,
            terms_version=terms_on(local_date(now)).version,
        ),
    )


def _decline(now: datetime) -> None:
    found = CategoryRequest.objects.get(category="SPONSOR", kind="JOIN")
    decline_category(
        actor=do.colleague("adriana"),
        now=now,
        request_id=found.pk,
        reason="Lo que detectan en su zona ya es parte de su trabajo como revendedor.",
    )


def _goal(now: datetime) -> None:
    set_level_rule(
        actor=do.colleague("adriana"),
        now=now,
        counted="ACCEPTED",
        goal=LevelGoal(rise=2, keep=1, months=12, review_months=2),
        from_date=local_date(now),
        reason="Los niveles se revisan por los avisos aceptados del último año.",
    )

"""Entitlement: any rule in force is enough, and who lacks it reads what is missing (R-2)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from universo.domain.entitlement import Condition, Rule, Standing, answer, months_between

DAY = date(2026, 11, 23)
LONG_AGO = date(2020, 1, 31)


def rule(
    category: str = "RESELLER",
    *,
    level: str = "",
    condition: Condition = Condition.NONE,
    amount: int = 0,
    since: date = LONG_AGO,
    until: date | None = None,
) -> Rule:
    return Rule(category, level, condition, amount, since, until)


def test_the_category_is_enough_without_a_condition() -> None:
    assert answer([rule()], Standing({"RESELLER": DAY}), DAY).allowed


def test_another_category_is_told_which_one_is_needed() -> None:
    found = answer([rule()], Standing({"SPONSOR": LONG_AGO}, "REFERRER"), DAY)
    assert not found.allowed
    assert [way.category for way in found.missing] == ["RESELLER"]


def test_a_rule_counts_from_its_day_to_the_day_before_its_end() -> None:
    standing = Standing({"RESELLER": LONG_AGO})
    dated = rule(since=DAY, until=DAY + timedelta(days=2))
    days = [DAY + timedelta(days=n) for n in (-1, 0, 1, 2)]
    assert [answer([dated], standing, day).allowed for day in days] == [False, True, True, False]


def test_an_enrolment_to_come_gives_nothing_yet() -> None:
    assert not answer([rule()], Standing({"RESELLER": DAY + timedelta(days=1)}), DAY).allowed


def test_a_level_is_needed_where_the_rule_names_one() -> None:
    rules = [rule("SPONSOR", level="INTRODUCER")]
    assert answer(rules, Standing({"SPONSOR": LONG_AGO}, "INTRODUCER"), DAY).allowed
    found = answer(rules, Standing({"SPONSOR": LONG_AGO}, "REFERRER"), DAY)
    assert (found.allowed, found.missing[0].level) == (False, "INTRODUCER")


def test_conditions_say_how_much_there_is_and_how_much_is_asked_for() -> None:
    standing = Standing({"RESELLER": date(2026, 9, 24)}, certified=1, won=4, overdue=2)
    asked = {Condition.MONTHS: (2, 1), Condition.CERTIFIED: (2, 1), Condition.WON: (5, 4)}
    for condition, (amount, have) in asked.items():
        found = answer([rule(condition=condition, amount=amount)], standing, DAY)
        assert (found.allowed, found.missing[0].have) == (False, have)
        assert answer([rule(condition=condition, amount=have)], standing, DAY).allowed
    kept = answer([rule(condition=Condition.NOTHING_OVERDUE)], standing, DAY)
    assert (kept.allowed, kept.missing[0].have) == (False, 2)


def test_the_nearest_way_comes_first() -> None:
    rules = [
        rule("ALLIANCE"),
        rule(condition=Condition.WON, amount=9),
        rule(condition=Condition.CERTIFIED, amount=1),
    ]
    found = answer(rules, Standing({"RESELLER": LONG_AGO}), DAY)
    assert [(way.category, way.condition) for way in found.missing] == [
        ("RESELLER", Condition.CERTIFIED),
        ("RESELLER", Condition.WON),
        ("ALLIANCE", Condition.NONE),
    ]


def test_months_are_whole_ones() -> None:
    assert months_between(date(2026, 1, 31), date(2026, 2, 28)) == 0
    assert months_between(date(2026, 1, 31), date(2026, 3, 31)) == 2
    assert months_between(date(2026, 3, 1), date(2026, 1, 1)) == 0


RULES = st.builds(
    Rule,
    st.sampled_from(["RESELLER", "ISV", "SPONSOR", "ALLIANCE"]),
    st.just(""),
    st.sampled_from(list(Condition)),
    st.integers(0, 5),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.none() | st.dates(date(2025, 1, 1), date(2027, 12, 31)),
)
STANDINGS = st.builds(
    Standing,
    st.dictionaries(
        st.sampled_from(["RESELLER", "ISV", "ALLIANCE"]),
        st.dates(date(2024, 1, 1), date(2026, 11, 23)),
    ),
    certified=st.integers(0, 5),
    won=st.integers(0, 5),
    overdue=st.integers(0, 2),
)


@given(st.lists(RULES, max_size=6), RULES, STANDINGS)
def test_one_more_rule_never_takes_a_benefit_away(
    rules: list[Rule], more: Rule, standing: Standing
) -> None:
    if answer(rules, standing, DAY).allowed:
        assert answer([*rules, more], standing, DAY).allowed


@given(st.lists(RULES, max_size=6), STANDINGS)
def test_who_may_not_use_it_reads_a_way_for_each_rule_in_force(
    rules: list[Rule], standing: Standing
) -> None:
    found = answer(rules, standing, DAY)
    in_force = [one for one in rules if one.in_force(DAY)]
    assert len(found.missing) == (0 if found.allowed else len(in_force))

"""The judgement as a function of texts."""

import json

from hypothesis import given
from hypothesis import strategies as st

from universo.bulk.scoring import judge_text
from universo.matching.party import PartyFacts, prepare

QUERY = prepare(
    PartyFacts(legal_name="Tornería Quiroga S.R.L.", locality="Rosario", phones=("341 4556677",))
)
NAMESAKES = [
    PartyFacts(legal_name="Tornería Quiroga S.R.L.", locality="Rosario", cuit=cuit, street=street)
    for cuit, street in (("30-70000001-8", "Mitre 100"), ("30-71234567-1", "Belgrano 5400"))
]


def candidates(*lists: str) -> list[str]:
    """Return the namesakes as an engine gathers them, each in a list."""
    return [
        f"{number}\tR{number}\t{kept_in}\t\t{prepare(facts).pack()}"
        for number, (facts, kept_in) in enumerate(zip(NAMESAKES, lists, strict=True))
    ]


def kinds(answers: str) -> list[set[str]]:
    return [{one["kind"] for one in json.loads(answer[-1])} for answer in json.loads(answers)]


def test_companies_are_rivals_within_one_list_only() -> None:
    together = judge_text(5_000, QUERY.pack(), "", candidates("a", "a"))
    apart = judge_text(5_000, QUERY.pack(), "", candidates("a", "b"))
    assert all("rival" in each for each in kinds(together))
    assert len(kinds(apart)) == 2
    assert not any("rival" in each for each in kinds(apart))


@given(st.permutations(candidates("a", "b")))
def test_the_order_in_which_they_were_gathered_does_not_matter(gathered: list[str]) -> None:
    expected = judge_text(5_000, QUERY.pack(), "", candidates("a", "b"))
    assert judge_text(5_000, QUERY.pack(), "", gathered) == expected


def test_without_candidates_there_is_no_answer() -> None:
    assert judge_text(5_000, QUERY.pack(), "", None) == "[]"

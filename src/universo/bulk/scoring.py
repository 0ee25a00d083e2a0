"""The live judgement as a function of an engine: texts in, a text out, one query at a time."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from universo.matching.judge import DIFFERENT, MOST, Judged, explanation, judge
from universo.matching.keys import Key
from universo.matching.party import Party

_LEAST_SIZE = 1_000  # of a smaller registry nothing can be said; as in the live search


class CountsOfSome:
    """The rarity of what the companies of one judgement carry, as the live search fetches it.

    That is all that the query carries, and the words of the others; of the rest one holder is known.
    """

    def __init__(self, size: int) -> None:
        """`size` is the number of companies of the registry."""
        self.size = max(size, _LEAST_SIZE)
        self._counts: dict[int, int] = {}
        self._asked: dict[tuple[str, str], int] = {}  # the candidates of a query share much

    def add(self, texts: str) -> None:
        """Take over counts told as `key:holders …`."""
        for text in texts.split():
            key, _, holders = text.partition(":")
            self._counts[int(key)] = int(holders)

    def count(self, kind: str, text: str) -> int:
        """Return how many companies of the registry carry it; 1 when it was not counted."""
        found = self._asked.get((kind, text))
        if found is None:
            found = self._asked[kind, text] = self._counts.get(Key(kind, text).number, 1)
        return found


def judge_text(size: int, packed: str, counts: str, candidates: Sequence[str] | None) -> str:
    """Return what is written of one query, best first, as JSON: the fields of ANSWER in lists.

    `size` is that of the registry; the texts are those of `match.gathered`.
    """
    if not candidates:
        return "[]"
    rarity = CountsOfSome(size)
    rarity.add(counts)
    lists: dict[str, list[tuple[str, Party]]] = {}
    for text in sorted(candidates, key=_number):  # engines gather in any order
        _, identity, kept_in, words, other = text.split("\t", 4)
        rarity.add(words)
        lists.setdefault(kept_in, []).append((identity, Party.unpack(other)))
    query = Party.unpack(packed)
    found = [one for each in lists.values() for one in judge(query, each, rarity)]
    found.sort(key=lambda one: -one.finding.score)
    return json.dumps([_answer(one) for one in told(found)], ensure_ascii=False)


def _number(candidate: str) -> int:
    return int(candidate[: candidate.index("\t")])


def judge_many(size: int, batch: Sequence[tuple[str, str, Sequence[str] | None]]) -> list[str]:
    """Judge several queries; what a worker process is given."""
    return [judge_text(size, *one) for one in batch]


def told(found: Sequence[Judged[str]]) -> list[Judged[str]]:
    """Return what is told of a query's candidates."""
    return [one for one in found if one.finding.outcome != DIFFERENT][:MOST]


# One answer: the columns of the results from `outcome` on, but for the rank.
ANSWER = ("outcome", "match_id", "score", "explanation", "probability", "evidence")


def _answer(one: Judged[str]) -> list[object]:
    finding = one.finding
    evidence = json.dumps(
        [asdict(each) for each in finding.evidence], ensure_ascii=False, separators=(",", ":")
    )
    score, probability = round(finding.score, 4), round(finding.probability, 6)
    return [finding.outcome, one.ref, score, explanation(finding), probability, evidence]

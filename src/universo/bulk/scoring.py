"""The live judgement as a function of an engine: texts in, a text out, one query at a time."""

import json
from collections.abc import Sequence
from dataclasses import astuple

from universo.matching.judge import Judged, judge
from universo.matching.keys import Key
from universo.matching.party import Party


class CountsOfSome:
    """The rarity of what the companies of one judgement carry: the engine counted it."""

    def __init__(self, size: int) -> None:
        """`size` is the number of companies of the registry."""
        self.size = size
        self._counts: dict[int, int] = {}

    def add(self, texts: str) -> None:
        """Take over counts told as `key:holders …`."""
        for text in texts.split():
            key, _, holders = text.partition(":")
            self._counts[int(key)] = int(holders)

    def count(self, kind: str, text: str) -> int:
        """Return how many companies of the registry carry it."""
        return self._counts.get(Key(kind, text).number, 0)


def judge_text(size: int, packed: str, counts: str, candidates: Sequence[str] | None) -> str:
    """Return the answers of one query as JSON: [[id, outcome, score, probability, evidence], …].

    `size` is that of the registry; the texts are those of `match.gathered`. The best comes first.
    """
    if not candidates:
        return "[]"
    rarity = CountsOfSome(size)
    rarity.add(counts)
    parties = []
    for text in sorted(candidates, key=_number):  # engines gather in any order
        _, identity, words, other = text.split("\t", 3)
        rarity.add(words)
        parties.append((identity, Party.unpack(other)))
    found = judge(Party.unpack(packed), parties, rarity)
    return json.dumps([_answer(one) for one in told(found)], ensure_ascii=False)


def _number(candidate: str) -> int:
    return int(candidate[: candidate.index("\t")])


def judge_many(size: int, batch: Sequence[tuple[str, str, Sequence[str] | None]]) -> list[str]:
    """Judge several queries; what a worker process is given."""
    return [judge_text(size, *one) for one in batch]


def told(found: Sequence[Judged[str]]) -> list[Judged[str]]:
    """Return what is told of a query's candidates."""
    from universo.matching.judge import DIFFERENT, MOST

    return [one for one in found if one.finding.outcome != DIFFERENT][:MOST]


def _answer(one: Judged[str]) -> list[object]:
    finding = one.finding
    evidence = [astuple(each) for each in finding.evidence]
    return [one.ref, finding.outcome, finding.score, finding.probability, evidence]

"""How alike two strings are, between 0 and 1. Small and slow on purpose: candidates are few."""

from collections.abc import Sequence


def jaro_winkler(left: str, right: str) -> float:
    """Jaro similarity with Winkler's bonus for a common beginning of up to four letters."""
    if left == right:
        return 1.0
    left, right = sorted((left, right))  # letters are taken greedily: fix who takes
    jaro = _jaro(left, right)
    prefix = 0
    for one, other in zip(left[:4], right[:4], strict=False):
        if one != other:
            break
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)


def _jaro(left: str, right: str) -> float:
    if not left or not right:
        return 0.0
    reach = max(0, max(len(left), len(right)) // 2 - 1)
    taken = [False] * len(right)
    hits: list[str] = []
    for place, letter in enumerate(left):
        for other in range(max(0, place - reach), min(len(right), place + reach + 1)):
            if not taken[other] and right[other] == letter:
                taken[other] = True
                hits.append(letter)
                break
    if not hits:
        return 0.0
    mirrored = [letter for letter, hit in zip(right, taken, strict=True) if hit]
    crossed = sum(a != b for a, b in zip(hits, mirrored, strict=True)) / 2
    count = len(hits)
    return (count / len(left) + count / len(right) + (count - crossed) / count) / 3


def best_pairs(
    left: Sequence[str], right: Sequence[str], least: float
) -> list[tuple[str, str, float]]:
    """Pair words of both sides, the most alike first, each word once, none below `least`."""
    scored = [
        (score, i, j)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if (score := jaro_winkler(one, other)) >= least
    ]
    pairs: list[tuple[str, str, float]] = []
    used_left: set[int] = set()
    used_right: set[int] = set()
    for score, i, j in sorted(scored, key=lambda s: (-s[0], s[1], s[2])):
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            pairs.append((left[i], right[j], score))
    return pairs

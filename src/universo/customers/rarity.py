"""How rare things are among the known customers, fetched for one search at a time."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.db import connection

from universo.customers.keeping import SIZE
from universo.matching.keys import Key, numbers_of
from universo.matching.party import Party

_LEAST_SIZE = 1_000  # of a smaller base nothing can be said
_GUESSED = "SELECT count(*) FROM (SELECT 1 FROM customers_knowncustomer LIMIT 50000) AS seen"


class BaseRarity:
    """Counts of the base as fetched: what was not found there is borne by one company at most."""

    def __init__(self, size: int, counts: Mapping[int, int]) -> None:
        """`counts` by the number of the key."""
        self._size = size
        self._counts = dict(counts)
        self._asked: dict[tuple[str, str], int] = {}
        self._others: list[Party] = []  # whose words were not fetched yet

    @property
    def size(self) -> int:
        """How many companies the base holds."""
        return self._size

    def count(self, kind: str, text: str) -> int:
        """How many companies of the base carry it; 1 when it was not fetched."""
        found = self._asked.get((kind, text))
        if found is None:
            if kind == "word" and self._others and Key(kind, text).number not in self._counts:
                self._fetch_words()
            found = self._asked[kind, text] = self._counts.get(Key(kind, text).number, 1)
        return found

    def may_ask_words_of(self, parties: Iterable[Party]) -> None:
        """Say whose words a comparison may ask for: they are fetched together, with the first one."""
        self._others.extend(parties)

    def _fetch_words(self) -> None:
        words = {
            _number_of_word(word)
            for party in self._others
            for _, name in party.names
            for word in name.words
        }
        self._others.clear()
        self._counts.update(many_held(words - self._counts.keys()))


@lru_cache(maxsize=20_000)
def _number_of_word(word: str) -> int:
    return Key("word", word).number


def many_held(numbers: Iterable[int]) -> dict[int, int]:
    """Return the keys among `numbers` that are known to be held by many, with how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, holders FROM customers_keyholders WHERE key = ANY(%s)", [list(numbers)]
        )
        return dict(cursor.fetchall())


def base_size(counted: Mapping[int, int]) -> int:
    """Return the size of the base: as last counted (`counted[SIZE]`), else as it is."""
    if SIZE in counted:
        return max(counted[SIZE], _LEAST_SIZE)
    with connection.cursor() as cursor:
        cursor.execute(_GUESSED)
        row = cursor.fetchone()
    return max(int(row[0]) if row else 0, _LEAST_SIZE)


def rarity_for(*parties: Party) -> BaseRarity:
    """Return how rare in the base what these companies carry is, for comparing them."""
    numbers = {number for party in parties for number in numbers_of(party)}
    counts = many_held({*numbers, SIZE})
    few = [number for number in numbers if number not in counts]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, count(*) FROM customers_customerkey WHERE key = ANY(%s) GROUP BY key",
            [few],
        )
        found: dict[int, int] = dict(cursor.fetchall())
    return BaseRarity(base_size(counts), {**dict.fromkeys(few, 0), **found, **counts})

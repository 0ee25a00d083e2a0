"""The relational expressions say what the live functions say."""

from collections import defaultdict

import ibis
from hypothesis import given, settings
from hypothesis import strategies as st

from universo.bulk import match
from universo.matching.following import MOST_HOLDERS, bring, follow
from universo.matching.keys import Key

KEYS = [Key(kind, text) for kind in ("phone", "word", "start_place") for text in "abcdefgh"]
counts_of_queries = st.lists(
    st.dictionaries(st.sampled_from(KEYS), st.integers(1, MOST_HOLDERS + 20), max_size=12),
    min_size=1,
    max_size=4,
)


@settings(deadline=None, max_examples=40)
@given(counts_of_queries)
def test_the_keys_followed_are_those_of_the_live_search(queries: list[dict[Key, int]]) -> None:
    rows = [
        {"no": no, "kind": key.kind, "key": key.number, "holders": count}
        for no, counts in enumerate(queries)
        for key, count in counts.items()
    ]
    schema = {"no": "int64", "kind": "string", "key": "int64", "holders": "int64"}
    table = ibis.memtable(rows, schema=schema)
    found = defaultdict(set)
    for row in ibis.duckdb.connect().to_pyarrow(match.followed(table)).to_pylist():
        found[row["no"]].add(row["key"])
    for no, counts in enumerate(queries):
        assert found[no] == {key.number for key in follow(counts.items())}


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(KEYS), st.sets(st.integers(0, 9), min_size=1), max_size=12),
        min_size=1,
        max_size=4,
    )
)
def test_the_companies_brought_are_those_of_the_live_search(
    queries: list[dict[Key, set[int]]],
) -> None:
    # Each query has a base of its own: its keys carry its number.
    held = [
        {Key(key.kind, f"{no} {key.text}"): sorted(refs) for key, refs in one.items()}
        for no, one in enumerate(queries)
    ]
    counts = [
        {"no": no, "kind": key.kind, "key": key.number, "holders": len(refs)}
        for no, one in enumerate(held)
        for key, refs in one.items()
    ]
    kept = [
        {"no": ref, "key": key.number} for one in held for key, refs in one.items() for ref in refs
    ]
    schema = {"no": "int64", "kind": "string", "key": "int64", "holders": "int64"}
    table = ibis.memtable(counts, schema=schema)
    registry = ibis.memtable(kept, schema={"no": "int64", "key": "int64"})
    pairs = match.candidates(table, match.followed(table), registry)
    found = ibis.duckdb.connect().to_pyarrow(pairs).to_pylist()
    assert sorted((row["no"], row["other"]) for row in found) == sorted(
        (no, ref) for no, one in enumerate(held) for ref in bring(one)
    )


def test_the_plan_counts_the_pairs_before_they_are_made() -> None:
    many = MOST_HOLDERS + 1
    schema = {"no": "int64", "kind": "string", "key": "int64", "holders": "int64"}
    rows = [(0, "word", 1, many), (0, "word", 2, 3), (1, "word", 2, 3), (1, "phone", 9, many)]
    counts = ibis.memtable([dict(zip(schema, row, strict=True)) for row in rows], schema=schema)
    plan = match.plan(counts, match.followed(counts))
    assert ibis.duckdb.connect().to_pyarrow(plan).to_pylist() == [
        {"kind": "phone", "keys": 1, "pairs_of_all": many, "followed": 0, "pairs": 0},
        {"kind": "word", "keys": 3, "pairs_of_all": many + 6, "followed": 2, "pairs": 6},
    ]

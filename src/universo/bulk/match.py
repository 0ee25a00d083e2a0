"""The match, said once for every engine: relational expressions over parties and keys.

`parties(no, id, list, packed)` are the companies of a side and `keys(no, kind, key)` the keys under which they
are kept, as `preparing` leaves them.
"""

import ibis
from ibis import _
from ibis.expr.types import Table

from universo.matching.following import ENOUGH, LOOSE, LOOSELY, MOST_HOLDERS, SHARE
from universo.matching.keys import ONLY_COUNTED

WORD = "word"  # the one kind whose rarity is asked of both companies (matching.rarity)

GROUP = 1_000  # queries


def words(registry: Table) -> Table:
    """Return the keys of the registry that are words of names."""
    return registry.filter(_.kind == WORD)


def holders(registry: Table, queries: Table) -> Table:
    """Return (key, holders): how many companies of the registry are kept under each key.

    Of those that a query carries, and of words: a judgement asks for no others.
    """
    asked = queries.select("key").union(words(registry).select("key"), distinct=True)
    return registry.semi_join(asked, "key").group_by("key").agg(holders=_.count())


def counted(mine: Table, held: Table) -> Table:
    """Return (no, kind, key, holders); keys that nobody holds are left out."""
    return mine.inner_join(held, "key").select("no", "kind", "key", "holders")


def asked_of(queries: Table, held: Table) -> Table:
    """Return (no, key, holders) of all keys of the queries, 0 where nobody holds one."""
    found = queries.left_join(held, "key").select("no", "key", "holders")
    return found.mutate(holders=ibis.coalesce(_.holders, 0))


def rare(counts: Table) -> Table:
    """Return the keys by which a company may be found (no, kind, key, holders)."""
    return counts.filter((_.holders <= MOST_HOLDERS) & _.kind.notin(sorted(ONLY_COUNTED)))


def followed(counts: Table) -> Table:
    """Return the keys that are followed: `matching.following.follow` as an expression."""
    first = ibis.cumulative_window(group_by="no", order_by=["cost", "key"])
    share = ibis.ifelse(_.kind.isin(sorted(LOOSE)), LOOSELY, 1)
    costly = rare(counts).mutate(cost=_.holders * share)
    summed = costly.mutate(in_sight=_.cost.sum().over(first))
    the_first = _.in_sight == _.cost
    return summed.filter((_.in_sight <= ENOUGH) | the_first).drop("in_sight", "cost")


def plan(counts: Table, chosen: Table) -> Table:
    """Return (kind, keys, pairs_of_all, followed, pairs): what each kind of key would bring.

    `pairs_of_all` is what joining on every key of the kind would make, `pairs` what is made of it;
    companies that share several keys count once for each.
    """
    everything = counts.group_by("kind").agg(keys=_.count(), pairs_of_all=_.holders.sum())
    rare = chosen.group_by("kind").agg(followed=_.count(), pairs=_.holders.sum())
    both = everything.left_join(rare, "kind").drop("kind_right")
    return both.mutate(
        followed=ibis.coalesce(_.followed, 0), pairs=ibis.coalesce(_.pairs, 0)
    ).order_by("kind")


def candidates(counts: Table, chosen: Table, registry: Table) -> Table:
    """Return the pairs (no, other) that `matching.following.bring` brings, each once.

    A query and a company with a followed key in common, where no other company so brought shares more
    than SHARE times as many of the rare keys.
    """
    held = registry.select("key", other=_.no)
    brought = chosen.select("no", "key").inner_join(held, "key").select("no", "other").distinct()
    met = rare(counts).select("no", "key").inner_join(held, "key").select("no", "other")
    shared = met.semi_join(brought, ["no", "other"]).group_by(["no", "other"]).agg(n=_.count())
    nearest = shared.mutate(most=_.n.max().over(ibis.window(group_by="no")))
    return nearest.filter(_.n * SHARE >= _.most).select("no", "other")


def pairs_by_group(pairs: Table) -> Table:
    """Return (g, pairs): how many pairs each thousand of queries has."""
    return pairs.group_by(g=(_.no // GROUP).cast("int64")).agg(pairs=_.count()).order_by("g")


def between(table: Table, first: int, end: int) -> Table:
    """Return the rows of the queries numbered `first` to `end` - 1."""
    return table.filter((_.no >= first) & (_.no < end))


def with_rarity(parties: Table, counts: Table) -> Table:
    """Return (no, id, list, packed, counts): each company with its counts as one text `key:holders …`."""
    said = counts.select("no", text=_.key.cast("string") + ":" + _.holders.cast("string"))
    texts = said.group_by("no").agg(counts=_.text.group_concat(" "))
    both = parties.left_join(texts, "no").drop("no_right")
    return both.mutate(counts=ibis.coalesce(_.counts, ""))


def gathered(pairs: Table, queries: Table, others: Table) -> Table:
    """Return (no, id, list, packed, counts, candidates): a query with all that its judgement needs.

    `candidates` are texts "no, id, list, counts, packed" with tabs between them; null where there is
    none. One list of texts: nothing promises that two gathered side by side keep the same order.
    """
    tab = ibis.literal("\t")
    text = _.no.cast("string") + tab + _.id + tab + _.list + tab + _.counts + tab + _.packed
    found = pairs.inner_join(others.select(other=_.no, text=text), "other")
    lists = found.group_by("no").agg(candidates=_.text.collect())
    return queries.left_join(lists, "no").drop("no_right")

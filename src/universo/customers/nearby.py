"""The companies near another one: those of the base that share a rare key with it, and how rare all is.

`evaluation` and `match` both search with `customers_near` and judge with `findings`: one program.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from math import log
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import QuerySet

from universo.customers.among import Compared, Customers
from universo.customers.keeping import SIZE
from universo.customers.models import CustomerKey, Prospect, ProspectKey
from universo.customers.rarity import BaseRarity, base_size, many_held, rarity_for
from universo.matching.following import MOST_HOLDERS, bring
from universo.matching.judge import DIFFERENT, Finding, judge
from universo.matching.keys import ONLY_COUNTED, Key, all_keys_of
from universo.matching.party import Party, prepare

MOST_PROSPECTS = 400  # compared with a notice, those with most and rarest keys in common
_COMMON_WORD = 50  # prospects; a word that more of them bear is not followed by itself
Company = TypeVar("Company", bound=Compared)


@dataclass(frozen=True, slots=True)
class Near(Generic[Company]):
    """What a search brought into sight."""

    companies: list[tuple[Company, Party]]
    rarity: BaseRarity


def customers_near(party: Party, among: Customers[Company]) -> Near[Company]:
    """Return the customers `among` those of the base that `following.bring` brings.

    Three questions, whatever the size of the base: what is common, who holds the rest, the rows. A
    fourth where a comparison asks how common the words of the others are, and one more for a CUIT
    that is not rare.
    """
    keys = {key.number: key for key in all_keys_of(party)}
    common = many_held([*keys, SIZE])
    rest = [number for number in keys if number not in common]
    holders = _holders(rest)
    counts = {number: len(holders.get(number, ())) for number in rest}
    rarity = BaseRarity(base_size(common), {**counts, **common})
    held = {keys[number]: ids for number, ids in holders.items()}
    ids = dict.fromkeys(bring(held))
    cuit = Key("cuit", party.cuit)
    if cuit.number in common or not ids.keys() >= set(holders.get(cuit.number, ())):
        ids = dict.fromkeys(among.first_of_each_list(party.cuit)) | ids
    if ids:
        found = {row.pk: row for row in among.with_ids(list(ids))}
        companies = [(found[pk], party_of(found[pk])) for pk in ids if pk in found]
    else:
        companies = []
    rarity.may_ask_words_of(other for _, other in companies)
    return Near(companies, rarity)


def _holders(numbers: list[int]) -> dict[int, list[int]]:
    """Return who is kept under each key, of each key one more than is ever followed."""
    holders: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT asked.key, held.company FROM unnest(%s::bigint[]) AS asked (key)
            CROSS JOIN LATERAL (
                SELECT company FROM customers_customerkey AS kept
                WHERE kept.key = asked.key ORDER BY company LIMIT %s
            ) AS held
            """,
            [numbers, MOST_HOLDERS + 1],
        )
        for number, company in cursor.fetchall():
            holders.setdefault(number, []).append(company)
    return holders


def prospects_near(party: Party, rows: QuerySet[Prospect]) -> Near[Prospect]:
    """Return the prospects among `rows` that share a key with `party`.

    Unlike customers, one company may be here any number of times, so the number of holders stops
    nobody from being found: only words alone are left out when many bear them.
    """
    keys = {key.number: key for key in all_keys_of(party) if key.kind not in ONLY_COUNTED}
    weights: dict[int, float] = {}
    for number, holders in _prospects_under(list(keys), rows).items():
        if keys[number].kind == "word" and len(holders) > _COMMON_WORD:
            continue
        weight = log(1_000_000 / len(holders))
        for pk in holders:
            weights[pk] = weights.get(pk, 0.0) + weight
    nearest = sorted(weights, key=lambda pk: (-round(weights[pk], 6), pk))[:MOST_PROSPECTS]
    found = {row.pk: row for row in rows.filter(pk__in=nearest)}
    companies = [(found[pk], party_of(found[pk])) for pk in nearest if pk in found]
    rarity = rarity_for(party)
    rarity.may_ask_words_of(other for _, other in companies)
    return Near(companies, rarity)


def _prospects_under(numbers: list[int], rows: QuerySet[Prospect]) -> dict[int, list[int]]:
    inner, values = rows.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT key, array_agg(company) FROM customers_prospectkey
            WHERE key = ANY(%s) AND company IN ({inner}) GROUP BY key
            """,  # noqa: S608
            [numbers, *values],
        )
        return dict(cursor.fetchall())


def kept_under(
    table: type[CustomerKey] | type[ProspectKey], keys: Iterable[Key]
) -> QuerySet[Any, int]:
    """Return the ids of the companies that are kept under one of these keys, as a subquery."""
    rows: QuerySet[Any] = table.objects.filter(key__in=[key.number for key in keys])
    return rows.values_list("company", flat=True)


def party_of(company: Compared) -> Party:
    """Return a company made ready for comparing, as it is stored, or anew if that is of another version."""
    try:
        return Party.unpack(company.packed)
    except ValueError:
        return prepare(company.facts())


def judged(
    party: Party, near: Near[Company], rivals: Callable[[Company], Hashable]
) -> list[tuple[Company, Finding]]:
    """Judge the companies near `party`, the likeliest first.

    Those of one group by `rivals` are judged together: at most one company of a group is the same.
    """
    groups: dict[Hashable, list[tuple[Company, Party]]] = {}
    for company, other in near.companies:
        groups.setdefault(rivals(company), []).append((company, other))
    found = [one for group in groups.values() for one in judge(party, group, near.rarity)]
    found.sort(key=lambda one: -one.finding.score)
    return [(one.ref, one.finding) for one in found]


def findings(
    party: Party, near: Near[Company], rivals: Callable[[Company], Hashable]
) -> list[tuple[Company, Finding]]:
    """Return what counts (same, review) of `judged`."""
    return [one for one in judged(party, near, rivals) if one[1].outcome != DIFFERENT]

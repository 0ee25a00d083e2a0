"""Finding look-alikes of a company in the database: a few bounded, indexed questions.

What comes back are candidates; `domain.matching.compare` says which of them are alike, and why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q, QuerySet

from universo.customers.models import CompanyFacts, KnownCustomer, Prospect
from universo.customers.search_keys import SEPARATOR
from universo.domain.matching import PartyFacts
from universo.domain.tax_ids import check_cuit

PER_KEY = 40  # candidates of one key, at most
Company = TypeVar("Company", bound=CompanyFacts)


@dataclass(frozen=True, slots=True)
class Sought:
    """The keys of the company that is looked for."""

    cuit: str
    names: tuple[str, ...]
    phones: tuple[str, ...]
    domain: str


def sought(company: CompanyFacts) -> Sought:
    """Return the keys stored with a company; a CUIT that cannot be is no key."""
    return Sought(
        cuit=check_cuit(company.cuit).normalised,
        names=tuple(name for name in company.name_key.split(SEPARATOR) if name),
        phones=tuple(company.phone_keys),
        domain=company.domain_key,
    )


def candidates(rows: QuerySet[Company], keys: Sought, per_key: int = PER_KEY) -> list[Company]:
    """Return the companies of `rows` that share a key or sound alike, the surest key first.

    At most `per_key` of each key: equal CUIT, a common phone, equal domain, similar name (the
    trigram index), so the work is bounded however large the table is (R-8, checks 2 and 4).
    """
    found: dict[int, None] = {}
    for ids in _questions(rows, keys):
        found.update(dict.fromkeys(ids[:per_key]))
    by_id = rows.in_bulk(list(found))
    return [by_id[pk] for pk in found if pk in by_id]


def _questions(rows: QuerySet[Company], keys: Sought) -> Iterable["QuerySet[Company, int]"]:
    def ids(question: Q) -> "QuerySet[Company, int]":
        return rows.filter(question).order_by("pk").values_list("pk", flat=True)

    if keys.cuit:
        yield ids(Q(cuit=keys.cuit))
    if keys.phones:
        yield ids(Q(phone_keys__overlap=list(keys.phones)))
    if keys.domain:
        yield ids(Q(domain_key=keys.domain))
    for name in keys.names:
        alike = Q(name_key__trigram_word_similar=name) | Q(name_key__trigram_similar=name)
        nearest = TrigramWordSimilarity(name, "name_key")
        yield rows.filter(alike).order_by(nearest.desc(), "pk").values_list("pk", flat=True)


def facts_of(company: CompanyFacts) -> PartyFacts:
    """Return what is known of a company as the matcher reads it; `province` should be loaded."""
    return PartyFacts(
        legal_name=company.legal_name,
        trade_name=company.trade_name,
        cuit=company.cuit,
        phones=tuple(part for part in (company.phone,) if part),
        emails=tuple(part for part in (company.email,) if part),
        web=company.web,
        street=company.street,
        locality=company.locality,
        province=company.province.name if company.province else "",
        contact=company.contact_name if isinstance(company, (Prospect, KnownCustomer)) else "",
    )

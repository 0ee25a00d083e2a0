"""The pages of the lists: by name, forwards and backwards, and searched; quick at a million rows.

A page is found from its neighbour, not by counting all rows before it, and a search stops at its limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from universo.customers.models import CustomerKey, KnownCustomer
from universo.customers.nearby import kept_under
from universo.customers.queries import HASAR, visible_to
from universo.domain.contacts import company_domain, web_domain
from universo.domain.names import name_key
from universo.domain.tax_ids import PREFIXES, check_digit
from universo.identity.actor import Actor
from universo.matching.keys import Key

PER_PAGE = 50
MOST_FOUND = 100
COUNTED = 10_000  # a longer list is not counted while somebody waits


@dataclass(frozen=True, slots=True)
class Slice:
    """A page of a list; `before` and `after` are the customers next to which its neighbours begin."""

    rows: list[KnownCustomer]
    before: int | None = None
    after: int | None = None
    is_cut: bool = False  # a search that found more than it shows


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: `owner` is `hasar`, a partner's id or empty; retired ones are apart."""

    text: str = ""
    owner: str = ""
    retired: bool = False
    after: int | None = None
    before: int | None = None


def rows_of(actor: Actor, wanted: Wanted) -> QuerySet[KnownCustomer]:
    """Return the customers of a list, or of all that the actor sees, in no order."""
    rows = visible_to(actor).filter(retired_at__isnull=not wanted.retired)
    if wanted.owner == HASAR:
        return rows.filter(owner__isnull=True)
    if wanted.owner.isdecimal() and len(wanted.owner) < 12:
        return rows.filter(owner_id=int(wanted.owner))
    return rows


def count(actor: Actor, wanted: Wanted) -> int | None:
    """Return the size of a list; None when it is longer than COUNTED."""
    size = rows_of(actor, wanted).select_related(None).order_by()[: COUNTED + 1].count()
    return size if size <= COUNTED else None


def page(actor: Actor, wanted: Wanted) -> Slice:
    """Return a page of a list by name, or what a search finds."""
    rows = rows_of(actor, wanted)
    if wanted.text.strip():
        return _search(rows, wanted.text.strip())
    if wanted.before is not None and (anchor := _anchor(actor, wanted.before)):
        beyond = Q(legal_name__lt=anchor.legal_name) | Q(pk__lt=anchor.pk)
        near = rows.filter(beyond, legal_name__lte=anchor.legal_name)
        found = list(near.order_by("-legal_name", "-pk")[: PER_PAGE + 1])
        shown = found[:PER_PAGE][::-1]
        return Slice(shown, shown[0].pk if len(found) > PER_PAGE else None, _last(shown))
    anchor = _anchor(actor, wanted.after) if wanted.after is not None else None
    if anchor is not None:
        beyond = Q(legal_name__gt=anchor.legal_name) | Q(pk__gt=anchor.pk)
        rows = rows.filter(beyond, legal_name__gte=anchor.legal_name)
    found = list(rows.order_by("legal_name", "pk")[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    after = _last(shown) if len(found) > PER_PAGE else None
    return Slice(shown, shown[0].pk if anchor and shown else None, after)


def _anchor(actor: Actor, pk: int) -> KnownCustomer | None:
    return visible_to(actor).filter(pk=pk).first()


def _last(rows: list[KnownCustomer]) -> int | None:
    return rows[-1].pk if rows else None


def _search(rows: QuerySet[KnownCustomer], text: str) -> Slice:
    """Ask each index by itself and put the answers together; the first that are found, by name."""
    ids: dict[int, None] = {}
    for question in _questions(text):
        few = rows.select_related(None).filter(question).order_by()
        ids.update(dict.fromkeys(few.values_list("pk", flat=True)[: MOST_FOUND + 1]))
    kept = list(ids)[:MOST_FOUND]
    found = sorted(rows.filter(pk__in=kept), key=lambda one: (one.legal_name.casefold(), one.pk))
    return Slice(found, is_cut=len(ids) > MOST_FOUND)


def _questions(text: str) -> Iterator[Q]:
    """Yield what may be meant: a code, a CUIT or its beginning or the DNI in it, a domain, a name."""
    yield Q(external_id__in={text, text.upper(), text.lower()})
    digits = "".join(c for c in text if c.isascii() and c.isdigit())  # «²» is a digit, too
    if digits and not any(map(str.isalpha, text)):
        if len(digits) >= 3:
            yield Q(cuit__startswith=digits)
        if len(digits) in (7, 8):
            yield Q(cuit__in=_cuits_of(digits.zfill(8)))
        return
    domain = company_domain(text) if "@" in text else web_domain(text)
    if domain:
        yield Q(pk__in=kept_under(CustomerKey, [Key("domain", domain)]))
    elif words := name_key(text).split():
        name = Q()
        for word in words:
            name &= Q(name_key__contains=word)
        yield name


def _cuits_of(document: str) -> list[str]:
    bodies = [prefix + document for prefix in sorted(PREFIXES)]
    return [f"{body}{digit}" for body in bodies if (digit := check_digit(body)) is not None]

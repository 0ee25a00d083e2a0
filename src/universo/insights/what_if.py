"""A past period replayed under other rates: read only, from the facts as they were booked (P-7, §3).

Each invoice is first replayed under its frozen rates. Where that gives exactly what was booked, day by
day, the same facts are replayed under the other rates. Where it does not, since a document was
replaced after it was booked, the booked rows are taken: the net amount, the total and what was
collected stand in each.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import F

from universo.domain.decision_clock import local_date
from universo.domain.reward_math import Basis
from universo.domain.what_if import BookedRow, from_facts, from_rows
from universo.opportunities.models import FrozenRate
from universo.partners.models import Partner
from universo.program.models import ProductFamily
from universo.program.operations import RateKey
from universo.rewards.facts import InvoiceFacts, read_facts
from universo.rewards.models import Accrual, AccrualTrigger, TakenFact
from universo.sales.models import DocumentLine

PART = 2_000  # invoices read at a time
MOST = 200_000  # invoices of one answer


@dataclass(frozen=True, slots=True)
class Question:
    """Which days, half open, and what is supposed of rates and basis; what is not stays as it was."""

    since: date
    before: date
    rates: Mapping[RateKey, int]
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """To whom and to what an amount belongs; `family_id` None: the line has none."""

    partner_id: int
    currency: str
    family_id: int | None
    month: date


@dataclass(slots=True)
class Answer:
    """What was booked and what would have been, in minor units."""

    booked: Counter[Cell] = field(default_factory=Counter)
    replayed: Counter[Cell] = field(default_factory=Counter)
    invoices: int = 0
    by_rows: int = 0  # of them, those replayed from their booked rows
    basis_kept: int = 0  # of these, those that keep their basis, since their rows hold no other
    partners: dict[int, str] = field(default_factory=dict)  # names of those in the cells
    families: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Link:
    pk: int
    document_id: int
    notice_id: int
    partner_id: int
    level: str
    undone_at: Any


class TooMuch(ValueError):
    """The period holds more invoices than one answer takes."""


def count_links(question: Question) -> int:
    """Return how many invoices have something in the period."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _days(question))
        return int(cursor.fetchone()[0])


def what_if(question: Question) -> Answer:
    """Replay the period. Raises TooMuch for more than MOST invoices."""
    if count_links(question) > MOST:
        raise TooMuch
    answer = Answer()
    links = _links(question)
    while part := list(islice(links, PART)):
        _replay(part, question, answer)
    cells = set(answer.booked) | set(answer.replayed)
    partners = Partner.objects.in_bulk({cell.partner_id for cell in cells})
    answer.partners = {pk: str(partner) for pk, partner in partners.items()}
    answer.families = dict(ProductFamily.objects.values_list("pk", "name"))
    return answer


# Links that ever booked something, or could have, and to which something happened in the period.
_LINKS = """
SELECT k.id, k.document_id, k.notice_id, o.partner_id, o.level, k.undone_at
FROM sales_opportunitylink k JOIN opportunities_notice o ON o.id = k.notice_id
WHERE EXISTS (SELECT FROM rewards_takenfact t WHERE t.link_id = k.id) AND (
  EXISTS (SELECT FROM rewards_accrual a WHERE a.link_id = k.id
    AND a.occurred_date >= %(since)s AND a.occurred_date < %(before)s)
  OR EXISTS (SELECT FROM sales_collection c WHERE c.document_id = k.document_id
    AND coalesce(c.cleared_date, c.received_date) >= %(since)s
    AND coalesce(c.cleared_date, c.received_date) < %(before)s)
  OR EXISTS (SELECT FROM sales_collection c JOIN sales_reversal r ON r.collection_id = c.id
    WHERE c.document_id = k.document_id AND r.on_date >= %(since)s AND r.on_date < %(before)s)
  OR EXISTS (SELECT FROM sales_document n WHERE n.corrects_id = k.document_id
    AND n.issue_date >= %(since)s AND n.issue_date < %(before)s)
  OR (k.undone_at AT TIME ZONE 'America/Argentina/Buenos_Aires')::date
    BETWEEN %(since)s AND %(before)s - 1)
"""

_COUNT = "SELECT count(*) FROM (" + _LINKS + ") k"  # noqa: S608 - a statement of ours


def _days(question: Question) -> dict[str, Any]:
    return {"since": question.since, "before": question.before}


def _links(question: Question) -> Iterator[_Link]:
    with connection.cursor() as cursor:
        cursor.execute(_LINKS + " ORDER BY k.id", _days(question))
        rows = cursor.fetchall()
    return (_Link(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read for a part of the links at once."""

    order: dict[int, list[str]]  # keys of the facts taken, by link, in the order of booking
    rows: dict[int, list[Any]]  # booked rows by link, in the order of booking
    families: dict[str, tuple[int | None, int | None]]  # family and product by line
    own_rates: set[tuple[int, int]]  # (notice, product) with a frozen rate of the product's own


def _known(part: list[_Link]) -> _Known:
    ids = [link.pk for link in part]
    order: dict[int, list[str]] = defaultdict(list)
    taken = TakenFact.objects.filter(link__in=ids).order_by("pk").values_list("link_id", "key")
    for pk, key in taken.iterator(PART):
        order[pk].append(key)
    rows: dict[int, list[Any]] = defaultdict(list)
    booked = Accrual.objects.filter(link__in=ids).order_by("pk").values(
        "link_id", "line_id", "trigger", "occurred_date", "base_minor", "rate_bp", "total_minor",
        "collected_minor", "amount_minor", currency=F("posting__currency"),
    )  # fmt: skip
    for row in booked.iterator(PART):
        rows[row["link_id"]].append(row)
    documents = {link.document_id for link in part}
    values = ("pk", "family_id", "product_id")
    lines = [
        *DocumentLine.objects.filter(document__in=documents).order_by().values_list(*values),
        *DocumentLine.objects.filter(document__corrects__in=documents)
        .order_by()
        .values_list(*values),
    ]
    own = FrozenRate.objects.filter(
        notice__in={link.notice_id for link in part}, product__isnull=False
    )
    return _Known(
        order,
        rows,
        {str(pk): (family, product) for pk, family, product in lines},
        {(notice, product or 0) for notice, product in own.values_list("notice_id", "product_id")},
    )


def _replay(part: list[_Link], question: Question, answer: Answer) -> None:
    known = _known(part)
    facts = read_facts([(link.document_id, link.notice_id, link.pk) for link in part])
    for link, found in zip(part, facts, strict=True):
        answer.invoices += 1
        rows = known.rows[link.pk]
        booked = _sums(
            (str(row["line_id"]), row["occurred_date"], row["amount_minor"]) for row in rows
        )
        frozen = {line.id: line.rate_bp for line in found.lines}
        made = booked
        if _sums(_moves(link, found, known, frozen, found.basis)) == booked:
            rates = {
                line.id: _rate(link, line.id, line.rate_bp, known, question) for line in found.lines
            }
            basis = question.basis or found.basis
            if (rates, basis) != (frozen, found.basis):
                made = _sums(_moves(link, found, known, rates, basis))
        else:
            answer.by_rows += 1
            answer.basis_kept += question.basis not in {None, found.basis}
            made = _sums(_rebooked(link, rows, known, question))
        for sums, into in ((booked, answer.booked), (made, answer.replayed)):
            _add(into, sums, link, found.document.currency, known, question)


def _sums(moves: Any) -> Counter[tuple[str, date]]:
    """Add amounts up by line and day, zeros left out."""
    found: Counter[tuple[str, date]] = Counter()
    for line, day, amount in moves:
        found[line, day] += amount
    return Counter({key: amount for key, amount in found.items() if amount})


def _moves(
    link: _Link, found: InvoiceFacts, known: _Known, rates: Mapping[str, int], basis: Basis
) -> Iterator[tuple[str, date, int]]:
    by_key = {fact.key: fact for fact in found.facts}
    taken = [by_key[key] for key in known.order[link.pk] if key in by_key]
    undone = link.undone_at is not None
    events = [fact.event for fact in taken]
    made = from_facts(found.lines, rates, found.document.total_minor, events, basis, undone=undone)
    for event, line, amount in made:
        yield line, by_key[event].date if event else local_date(link.undone_at), amount


def _rebooked(
    link: _Link, rows: list[Any], known: _Known, question: Question
) -> Iterator[tuple[str, date, int]]:
    by_line: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_line[str(row["line_id"])].append(row)
    for line, own in by_line.items():
        rate = _rate(link, line, own[-1]["rate_bp"], known, question)
        states = [
            BookedRow(
                row["base_minor"], row["total_minor"], row["collected_minor"],
                row["trigger"] == AccrualTrigger.UNLINK,
            )
            for row in own
        ]  # fmt: skip
        if rate == own[-1]["rate_bp"]:
            amounts = [row["amount_minor"] for row in own]
        else:
            amounts = from_rows(states, rate)
        for row, amount in zip(own, amounts, strict=True):
            yield line, row["occurred_date"], amount


def _rate(link: _Link, line: str, frozen_bp: int, known: _Known, question: Question) -> int:
    """The supposed rate of the line's product, else the product's own frozen one, else the supposed
    rate of its family, else the frozen one."""
    family, product = known.families.get(line, (None, None))
    if family is None:
        return frozen_bp
    if product is not None:
        supposed = question.rates.get(RateKey(family, product, link.level))
        if supposed is not None:
            return supposed
        if (link.notice_id, product) in known.own_rates:
            return frozen_bp
    return question.rates.get(RateKey(family, None, link.level), frozen_bp)


def _add(
    into: Counter[Cell], sums: Mapping[tuple[str, date], int], link: _Link, currency: str,
    known: _Known, question: Question,
) -> None:  # fmt: skip
    for (line, day), amount in sums.items():
        if question.since <= day < question.before:
            family = known.families.get(line, (None, None))[0]
            into[Cell(link.partner_id, currency, family, day.replace(day=1))] += amount

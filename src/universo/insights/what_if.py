"""A past period replayed under other rates: read only, from the facts as they were booked (P-7, §3).

Each invoice is first replayed under its frozen rates. Where that gives exactly what was booked, day by
day, the same facts are replayed under the other rates. Where it does not, since a document was
replaced after it was booked, the booked rows are taken: the net amount, the total and what was
collected stand in each.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F

from universo.domain.reward_math import Basis
from universo.domain.what_if import BookedRow, from_rows
from universo.insights import what_if_sql as sql
from universo.opportunities.models import FrozenRate
from universo.partners.models import Partner
from universo.program.models import ProductFamily
from universo.program.operations import RateKey
from universo.rewards.choices import AccrualTrigger
from universo.rewards.models import Accrual

PART = 5_000  # invoices replayed by one statement
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
    cuits: dict[int, str] = field(default_factory=dict)  # of the same: two may have one name
    families: dict[int, str] = field(default_factory=dict)


class TooMuch(ValueError):
    """The period holds more invoices than one answer takes."""


def count_links(question: Question) -> int:
    """Return how many invoices have something in the period."""
    return int(_rows(sql.COUNT, _days(question))[0][0])


def what_if(question: Question) -> Answer:
    """Replay the period. Raises TooMuch for more than MOST invoices."""
    if count_links(question) > MOST:
        raise TooMuch
    answer = Answer()
    ids = [row[0] for row in _rows(sql.IDS, _days(question))]
    for start in range(0, len(ids), PART):
        part = ids[start : start + PART]
        answer.invoices += len(part)
        _rebook(_replay(part, question, answer), question, answer)
    cells = set(answer.booked) | set(answer.replayed)
    partners = Partner.objects.in_bulk({cell.partner_id for cell in cells})
    answer.partners = {pk: str(partner) for pk, partner in partners.items()}
    answer.cuits = {pk: partner.cuit for pk, partner in partners.items()}
    answer.families = dict(ProductFamily.objects.values_list("pk", "name"))
    return answer


def _rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _days(question: Question) -> dict[str, Any]:
    return {"since": question.since, "before": question.before}


def _replay(part: Sequence[int], question: Question, answer: Answer) -> list[int]:
    """Add up the links whose replay is what was booked; return the others."""
    values = {
        **_days(question),
        "ids": list(part),
        "basis": question.basis and str(question.basis),
        "families": [key.family_id for key in question.rates],
        "products": [key.product_id for key in question.rates],
        "levels": [str(key.level) for key in question.rates],
        "rates": list(question.rates.values()),
    }
    others = []
    for link_id, partner_id, currency, family_id, month, booked, made in _rows(sql.REPLAY, values):
        if link_id is not None:
            others.append(link_id)
            continue
        cell = Cell(partner_id, currency, family_id, month)
        answer.booked[cell] += booked
        answer.replayed[cell] += made
    return sorted(others)


def _rebook(links: Sequence[int], question: Question, answer: Answer) -> None:
    """Replay links from their booked rows."""
    by_line: dict[tuple[int, int], list[Any]] = defaultdict(list)
    booked = Accrual.objects.filter(link__in=links).order_by("pk").values(
        "link_id", "line_id", "notice_id", "trigger", "occurred_date", "basis", "base_minor",
        "rate_bp", "total_minor", "collected_minor", "amount_minor",
        family_id=F("line__family_id"), product_id=F("line__product_id"),
        level=F("notice__level"), partner_id=F("notice__partner_id"),
        currency=F("posting__currency"),
    )  # fmt: skip
    for row in booked:
        by_line[row["link_id"], row["line_id"]].append(row)
    answer.by_rows += len(links)
    answer.basis_kept += len(
        {
            of
            for (of, _line), own in by_line.items()
            if question.basis not in {None, own[-1]["basis"]}
        }
    )
    own_rates = _own_rates({own[0]["notice_id"] for own in by_line.values()})
    for own in by_line.values():
        rate = _rate(own[-1], own_rates, question)
        for row, amount in zip(own, _amounts(own, rate), strict=True):
            if question.since <= row["occurred_date"] < question.before:
                month = row["occurred_date"].replace(day=1)
                cell = Cell(row["partner_id"], row["currency"], row["family_id"], month)
                answer.booked[cell] += row["amount_minor"]
                answer.replayed[cell] += amount


def _own_rates(notices: set[int]) -> set[tuple[int, int, int]]:
    """Notice, family and product of each frozen rate of a product's own."""
    own = FrozenRate.objects.filter(notice__in=notices, product__isnull=False)
    values = own.values_list("notice_id", "family_id", "product_id")
    return {(notice, family, product or 0) for notice, family, product in values}


def _amounts(own: Sequence[Mapping[str, Any]], rate_bp: int) -> list[int]:
    if rate_bp == own[-1]["rate_bp"]:
        return [row["amount_minor"] for row in own]
    states = [
        BookedRow(
            row["base_minor"], row["total_minor"], row["collected_minor"],
            row["trigger"] == AccrualTrigger.UNLINK,
        )
        for row in own
    ]  # fmt: skip
    return from_rows(states, rate_bp)


def _rate(row: Mapping[str, Any], own_rates: set[tuple[int, int, int]], question: Question) -> int:
    """The supposed rate of the line's product, else the product's own frozen one, else the supposed
    rate of its family, else the frozen one."""
    family, product, frozen_bp = row["family_id"], row["product_id"], row["rate_bp"]
    if family is None:
        return int(frozen_bp)
    if product is not None:
        supposed = question.rates.get(RateKey(family, product, row["level"]))
        if supposed is not None:
            return supposed
        if (row["notice_id"], family, product) in own_rates:
            return int(frozen_bp)
    return question.rates.get(RateKey(family, None, row["level"]), int(frozen_bp))

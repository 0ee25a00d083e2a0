"""The answer of a what-if as tables and as rows of a file."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from universo.insights.what_if import Answer, Cell
from universo.web.shared import formatting
from universo.web.shared.reward_words import month_name

SHOWN = 100


@dataclass(slots=True)
class Line:
    """A row of a table; amounts in minor units of the table's currency."""

    name: str
    booked: int = 0
    replayed: int = 0

    @property
    def difference(self) -> int:
        """More (or, negative, less) than what was booked."""
        return self.replayed - self.booked


def tables(answer: Answer) -> list[dict[str, Any]]:
    """Return, for each currency, the totals and the tables by month, family and partner."""
    cells, names = set(answer.booked) | set(answer.replayed), _names(answer)
    found = []
    for currency in sorted({cell.currency for cell in cells}):
        own = sorted(
            (cell for cell in cells if cell.currency == currency), key=lambda cell: cell.month
        )
        by_partner = _added(answer, own, lambda c: c.partner_id, lambda c: names[c.partner_id])
        by_partner.sort(key=lambda line: (-abs(line.difference), line.name.casefold()))
        found.append(
            {
                "currency": currency,
                "total": _added(answer, own, lambda c: 0, lambda c: _("Total"))[0],
                "parts": [
                    (_("Month"), _added(answer, own, lambda c: c.month, lambda c: month_name(c.month))),
                    (
                        _("Family"),
                        _added(
                            answer, own, lambda c: c.family_id,
                            lambda c: answer.families.get(c.family_id or 0, _("without family")),
                        ),
                    ),
                    (_("Partner"), by_partner[:SHOWN]),
                ],
                "partners": len(by_partner),
                "hidden": max(0, len(by_partner) - SHOWN),
            }
        )  # fmt: skip
    return found


def _added(
    answer: Answer, cells: Iterable[Cell], key: Callable[[Cell], Any], name: Callable[[Cell], str]
) -> list[Line]:
    lines: dict[Any, Line] = {}
    for cell in cells:
        line = lines.setdefault(key(cell), Line(name(cell)))
        line.booked += answer.booked[cell]
        line.replayed += answer.replayed[cell]
    return list(lines.values())


@dataclass(frozen=True, slots=True, order=True)
class FileRow:
    """A row of a file: what a partner has of a family in a month; amounts in minor units."""

    partner: str
    cuit: str
    month: str  # YYYY-MM
    family: str
    currency: str
    booked_minor: int
    replayed_minor: int


def file_rows(answer: Answer) -> list[FileRow]:
    """Return a row for each partner, month, family and currency, by partner and month."""
    rows = [
        FileRow(
            answer.partners[cell.partner_id],
            formatting.cuit(answer.cuits[cell.partner_id]),
            f"{cell.month:%Y-%m}",
            answer.families.get(cell.family_id or 0, _("without family")),
            cell.currency,
            answer.booked[cell],
            answer.replayed[cell],
        )
        for cell in set(answer.booked) | set(answer.replayed)
    ]
    return sorted(rows)


def _names(answer: Answer) -> dict[int, str]:
    """Return the name of each partner, with its CUIT where two have the same."""
    times = Counter(answer.partners.values())
    return {
        pk: f"{name} ({formatting.cuit(answer.cuits[pk])})" if times[name] > 1 else name
        for pk, name in answer.partners.items()
    }

"""The answer of a what-if as tables and as rows of a file."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from universo.insights.what_if import Answer, Cell
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
    cells = set(answer.booked) | set(answer.replayed)
    found = []
    for currency in sorted({cell.currency for cell in cells}):
        own = sorted(
            (cell for cell in cells if cell.currency == currency), key=lambda cell: cell.month
        )
        by_partner = _added(
            answer, own, lambda c: c.partner_id, lambda c: answer.partners[c.partner_id]
        )
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


def file_rows(answer: Answer) -> list[tuple[str, str, str, str, int, int]]:
    """Return partner, month, family, currency, booked and replayed, by partner and month."""
    sums: dict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for at, counted in enumerate((answer.booked, answer.replayed)):
        for cell, amount in counted.items():
            family = answer.families.get(cell.family_id or 0, _("without family"))
            row = (answer.partners[cell.partner_id], f"{cell.month:%Y-%m}", family, cell.currency)
            sums[row][at] += amount
    return [(*row, booked, replayed) for row, (booked, replayed) in sorted(sums.items())]

"""The plan of a file: what each row would do, and who applies it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from universo.sales.feeds.documents import FeedCollection, FeedDocument, RejectedRow
from universo.sales.models import ImportRow, RowOutcome
from universo.sales.remarks import remark


@dataclass(slots=True)
class Planned:
    """One row of the preview, with what the file said (`source`) and what it refers to."""

    position: int
    outcome: RowOutcome
    subject: str
    party: str = ""
    on_date: date | None = None
    currency: str = ""
    amount_minor: int | None = None
    remarks: list[dict[str, Any]] = field(default_factory=list)
    raw: tuple[str, ...] = ()
    source: FeedDocument | FeedCollection | None = None
    targets: tuple[int, ...] = ()  # ids: the invoice of a collection, the collections taken back

    def reject(self, code: str, **params: str | int) -> "Planned":
        """Make it a row that is not applied, and why."""
        self.outcome = RowOutcome.REJECTED
        self.remarks = [remark(code, **params)]
        return self

    def stored(self, batch_id: int) -> ImportRow:
        """Return the row of the preview to keep."""
        return ImportRow(
            batch_id=batch_id,
            position=self.position,
            outcome=self.outcome,
            subject=self.subject[:120],
            party=" ".join(self.party.split())[:200],
            on_date=self.on_date,
            currency=self.currency,
            amount_minor=self.amount_minor,
            remarks=self.remarks,
            raw=list(self.raw),
        )


@dataclass(frozen=True, slots=True)
class Applying:
    """Who applies which file, and when."""

    batch_id: int
    file_sha256: str
    user_id: int
    now: datetime

    def fingerprint(self, source: FeedDocument) -> str:
        """Return the hash of a document as the file states it."""
        return hashlib.sha256(repr(source).encode()).hexdigest()


def planned_rejections(rejected: Sequence[RejectedRow]) -> list[Planned]:
    """Return the rows that could not be read, with why and what they said."""
    return [
        Planned(
            position=row.row,
            outcome=RowOutcome.REJECTED,
            subject="",
            remarks=[remark(row.reason_code, **row.params)],
            raw=row.raw,
        )
        for row in rejected
    ]

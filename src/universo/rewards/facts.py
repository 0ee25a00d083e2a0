"""From stored documents and collections to the facts of the domain's arithmetic (PROGRAMME.md §3)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from universo.domain import reward_math as math
from universo.rewards.choices import AccrualTrigger
from universo.rewards.prepared import Prepared
from universo.sales.models import OpportunityLink


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to an invoice, on a day; `key` is unique for the invoice."""

    trigger: AccrualTrigger
    date: date
    key: str
    event: math.Event
    collection_id: int | None = None
    note_id: int | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """The invoice; its total in minor units of `currency`, before notes."""

    id: int
    label: str
    currency: str
    total_minor: int


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """All that is known of an invoice: its lines with frozen rates, and its facts by day.

    `taken` are the keys of the facts that what is `already` booked by line takes into account.
    """

    document: Bill
    is_won: bool
    basis: math.Basis
    lines: tuple[math.Line, ...]
    facts: tuple[Fact, ...]
    taken: frozenset[str]
    already: dict[str, int]

    def state(self, facts: Iterable[Fact]) -> math.State:
        """Return amounts, total and collected after these facts; order does not matter."""
        events = [fact.event for fact in facts]
        return math.state_after(self.lines, self.document.total_minor, events, self.basis)

    def fresh(self) -> list[Fact]:
        """Return the facts not taken yet, in order."""
        return [fact for fact in self.facts if fact.key not in self.taken]

    def steps(self) -> list[math.Step]:
        """Return what the fresh facts accrue, in order."""
        taken = [fact.event for fact in self.facts if fact.key in self.taken]
        fresh = [fact.event for fact in self.fresh()]
        total = self.document.total_minor
        return math.steps(self.lines, total, taken, fresh, self.already, self.basis)


def facts_of(link: OpportunityLink) -> InvoiceFacts:
    """Read the facts of an invoice under an opportunity; the link need not be stored yet.

    Rates and basis are the notice's frozen ones (P-7). Of a split invoice, only the link's lines are
    there; total and collections are the invoice's. A line whose family or product has no frozen
    rate earns nothing: its rate is zero.
    """
    return read_facts([(link.document_id, link.notice_id, link.pk)])[0]


def read_facts(links: Sequence[tuple[int, int, int | None]]) -> list[InvoiceFacts]:
    """Return the facts of each (invoice, notice, link or None) in their order, with one question."""
    columns = [list(column) for column in zip(*links, strict=True)] or [[], [], []]
    return [_facts(*row) for row in _FACTS.rows(*columns)]


_FACTS = Prepared(
    "universo_facts",
    "bigint[], bigint[], bigint[]",
    """
SELECT d.id, d.point_of_sale, d.number, d.currency, d.total_minor,
  EXISTS (SELECT FROM routing_assignment a WHERE a.notice_id = k.notice_id AND a.status = 'WON'),
  coalesce(nullif(o.frozen_basis, ''), 'net'),
  (SELECT json_agg(json_build_array(l.id, l.net, l.gross, coalesce(
       (SELECT f.rate_bp FROM opportunities_frozenrate f
        WHERE f.notice_id = k.notice_id AND f.family_id = l.family_id
          AND (f.product_id = l.product_id OR f.product_id IS NULL)
        ORDER BY f.product_id NULLS LAST LIMIT 1), 0)) ORDER BY l.of_note, l.position)
   FROM (SELECT id, family_id, product_id, net_minor AS net, gross_minor AS gross, 0 AS of_note,
           position FROM sales_documentline WHERE document_id = d.id
         UNION ALL
         -- What a debit note brings as a line of its own starts at zero; the note raises it.
         SELECT b.id, b.family_id, b.product_id, 0, 0, n.id, b.position
         FROM sales_document n JOIN sales_documentline b ON b.document_id = n.id
         WHERE n.corrects_id = d.id AND n.kind = 'DEBIT_NOTE' AND b.changes_id IS NULL) l
   WHERE k.link_id IS NULL OR s.is_whole OR EXISTS (
     SELECT FROM sales_linkedline held WHERE held.link_id = k.link_id AND held.line_id = l.id)),
  (SELECT json_agg(json_build_array(n.id, n.kind, n.issue_date, n.total_minor,
       (SELECT json_agg(json_build_array(coalesce(c.changes_id, c.id), c.net_minor, c.gross_minor))
        FROM sales_documentline c
        WHERE c.document_id = n.id AND (c.changes_id IS NOT NULL OR n.kind = 'DEBIT_NOTE'))))
   FROM sales_document n WHERE n.corrects_id = d.id),
  (SELECT json_agg(json_build_array(c.id, c.amount_minor, coalesce(c.cleared_date, c.received_date),
       r.id, r.on_date))
   FROM sales_collection c LEFT JOIN sales_reversal r ON r.collection_id = c.id
   WHERE c.document_id = d.id AND (c.means <> 'CHEQUE' OR c.cleared_date IS NOT NULL)
     AND (c.means <> 'WITHHOLDING' OR c.certificate <> '')),
  (SELECT json_agg(json_build_array(x.id,
       (x.decided_at AT TIME ZONE 'America/Argentina/Buenos_Aires')::date))
   FROM sales_documentconflict x
   WHERE x.status = 'REPLACED' AND x.document_id = ANY (ARRAY(
     SELECT d.id UNION ALL SELECT n.id FROM sales_document n WHERE n.corrects_id = d.id))),
  (SELECT json_agg(t.key) FROM rewards_takenfact t WHERE t.link_id = k.link_id),
  (SELECT json_object_agg(a.line_id, a.booked)
   FROM (SELECT line_id, sum(amount_minor) AS booked FROM rewards_accrual
         WHERE link_id = k.link_id GROUP BY line_id) a)
FROM unnest($1, $2, $3) WITH ORDINALITY AS k(document_id, notice_id, link_id, place)
JOIN sales_document d ON d.id = k.document_id
JOIN opportunities_notice o ON o.id = k.notice_id
LEFT JOIN sales_opportunitylink s ON s.id = k.link_id
ORDER BY k.place""",
)


def _facts(
    document_id: int, place: int, number: int, currency: str, total: int, is_won: bool, basis: str,
    *parts: Any,
) -> InvoiceFacts:  # fmt: skip
    lines, notes, collections, corrections, taken, already = (_read(part) for part in parts)
    own = tuple(math.Line(str(pk), net, gross, rate) for pk, net, gross, rate in lines or ())
    held = {line.id for line in own}
    facts = [_of_note(held, *note) for note in notes or ()]
    facts += [_of_correction(*row) for row in corrections or ()]
    for row in collections or ():
        facts += _of_collection(*row)
    facts.sort(key=lambda fact: (fact.date, fact.key))
    return InvoiceFacts(
        Bill(document_id, f"{place:05d}-{number:08d}", currency, total),
        is_won,
        math.Basis(basis),
        own,
        tuple(facts),
        frozenset(taken or ()),
        already or {},
    )


def _read(part: str | None) -> Any:
    return None if part is None else json.loads(part) if isinstance(part, str) else part


def _of_correction(conflict_id: int, day: str) -> Fact:
    """What stands in the document now counts from the day of the decision; it changes no amount here."""
    name = f"correction-{conflict_id}"
    event = math.Note(name, 0)
    return Fact(AccrualTrigger.CORRECTION, date.fromisoformat(day), name, event)


def _of_note(
    held: set[str], note_id: int, kind: str, day: str, total: int, changes: list[Any] | None
) -> Fact:
    sign, name = (-1 if kind == "CREDIT_NOTE" else 1), f"note-{note_id}"
    moved = tuple(
        math.LineChange(str(line), sign * net, sign * gross)
        for line, net, gross in changes or ()
        if str(line) in held
    )
    event = math.Note(name, sign * total, moved)
    return Fact(AccrualTrigger(kind), date.fromisoformat(day), name, event, note_id=note_id)


def _of_collection(
    collection_id: int, amount: int, day: str, reversal_id: int | None, taken_back: str | None
) -> list[Fact]:
    name, on = f"collection-{collection_id}", date.fromisoformat(day)
    event = math.Collection(name, amount)
    found = [Fact(AccrualTrigger.COLLECTION, on, name, event, collection_id)]
    if reversal_id is not None and taken_back is not None:
        back, on = f"reversal-{reversal_id}", max(on, date.fromisoformat(taken_back))
        reversal = math.Reversal(back, name)
        found.append(Fact(AccrualTrigger.REVERSAL, on, back, reversal, collection_id))
    return found

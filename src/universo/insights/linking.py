"""Which opportunity an invoice belongs to, as a suggestion, with the reasons (R-12)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from universo.domain.decision_clock import local_date
from universo.domain.name_likeness import name_likeness
from universo.domain.names import name_key
from universo.identity.actor import Actor
from universo.opportunities.models import Notice, NoticeItem, NoticeStatus
from universo.opportunities.queries import visible_to as notices_visible_to
from universo.routing.models import Assignment, AssignmentStatus
from universo.routing.queries import assignments_of
from universo.sales.linking import UnableToLink, refuse_link
from universo.sales.models import Document, DocumentKind, OpportunityLink
from universo.sales.queries import UNLINKED, in_group, visible_to, with_amounts

MOST_SHOWN = 12
_ALIKE = {"exact": 30, "near": 25, "contained": 15, "similar": 5}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a pair is, or is not, likely; `points` say how much it weighs."""

    text: str | Promise
    points: int


@dataclass(slots=True)
class Pair:
    """An invoice and an opportunity that may belong together."""

    document: Document
    notice: Notice
    assignment: Assignment | None = None
    reasons: list[Reason] = field(default_factory=list)

    @property
    def points(self) -> int:
        """How likely it is, for order only."""
        return sum(reason.points for reason in self.reasons)

    @property
    def is_protected(self) -> bool:
        """Tell whether the invoice is of the time that the acceptance protects (P-6)."""
        return _in_term(self.document.issue_date, self.notice)

    @property
    def same_cuit(self) -> bool:
        """Tell whether the customer is the same beyond its name."""
        prospect = self.notice.prospect
        return bool(prospect and prospect.cuit and prospect.cuit == self.document.receiver_doc)

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be linked as it is; otherwise lines or families are missing."""
        try:
            refuse_link(self.document, self.notice)
        except UnableToLink:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An invoice without opportunity and those of its customer's CUIT, the likeliest first."""

    document: Document
    pairs: Sequence[Pair]

    @property
    def is_clear(self) -> bool:
        """Tell whether one is right beyond reasonable doubt: the only one whose term holds, and ready."""
        holding = [pair for pair in self.pairs if pair.is_protected]
        return len(holding) == 1 and holding[0] is self.pairs[0] and holding[0].is_ready


def to_link(actor: Actor) -> QuerySet[Document, Document]:
    """Return the invoices without opportunity whose customer's CUIT is that of an accepted one."""
    known = _accepted(actor).exclude(prospect__cuit="").order_by().values("prospect__cuit")
    rows = in_group(actor, UNLINKED).exclude(receiver_doc="")
    return with_amounts(rows.filter(receiver_doc__in=known))


def suggestions(actor: Actor, documents: Iterable[Document]) -> list[Suggestion]:
    """Return what may be linked to each of these invoices, by CUIT, in their order."""
    rows = list(documents)
    by_cuit: dict[str, list[Notice]] = defaultdict(list)
    for notice in _accepted(actor).filter(prospect__cuit__in={row.receiver_doc for row in rows}):
        assert notice.prospect is not None
        by_cuit[notice.prospect.cuit].append(notice)
    pairs = _pairs([(row, notice) for row in rows for notice in by_cuit[row.receiver_doc]])
    held: dict[int, list[Pair]] = defaultdict(list)
    for pair in sorted(pairs, key=lambda pair: -pair.points):
        held[pair.document.pk].append(pair)
    return [Suggestion(row, held[row.pk]) for row in rows]


def notices_for(actor: Actor, document: Document, text: str = "") -> list[Pair]:
    """Return the accepted opportunities an invoice may belong to, the likeliest first.

    By the customer's CUIT, else by alike names; with `text`, those whose number or customer has it.
    """
    rows = _accepted(actor)
    words = " ".join(text.split())[:80]
    if words:
        found = Q(prospect__legal_name__icontains=words) | Q(prospect__trade_name__icontains=words)
        digits = "".join(letter for letter in words if letter.isdigit())
        if digits:
            found |= Q(prospect__cuit__startswith=digits)
            if len(digits) <= 9:
                found |= Q(number=int(digits))
        rows = rows.filter(found)
    else:
        key = name_key(document.receiver_name)
        alike = Q(prospect__name_key__trigram_similar=key) | Q(
            prospect__name_key__trigram_word_similar=key
        )
        rows = rows.filter(
            (Q(prospect__cuit=document.receiver_doc) & ~Q(prospect__cuit=""))
            | (alike if key else Q(pk__in=[]))
        )
    pairs = _pairs([(document, notice) for notice in rows[:60]])
    return sorted(pairs, key=lambda pair: -pair.points)[:MOST_SHOWN]


def invoices_for(actor: Actor, notice: Notice) -> list[Pair]:
    """Return the invoices without opportunity that may belong to this one, the likeliest first."""
    prospect = notice.prospect
    assert prospect is not None
    rows = with_amounts(visible_to(actor)).filter(kind=DocumentKind.INVOICE)
    rows = rows.exclude(links__in=OpportunityLink.objects.filter(undone_at__isnull=True))
    same = Q(receiver_doc=prospect.cuit) & ~Q(receiver_doc="")
    first_word = max(prospect.legal_name.split(), key=len, default="")
    alike = Q(receiver_name__icontains=first_word) if len(first_word) > 3 else Q(pk__in=[])
    pairs = _pairs([(document, notice) for document in rows.filter(same | alike)[:60]])
    likely = [pair for pair in pairs if pair.points > 0]
    return sorted(likely, key=lambda pair: -pair.points)[:MOST_SHOWN]


def find_pair(actor: Actor, document: Document, notice_id: int) -> Pair | None:
    """Return this invoice with this opportunity, if it is accepted and exists for the actor."""
    notice = _accepted(actor).filter(pk=notice_id).first()
    return None if notice is None else _pairs([(document, notice)])[0]


def _accepted(actor: Actor) -> QuerySet[Notice]:
    rows = notices_visible_to(actor).filter(status=NoticeStatus.ACCEPTED)
    items = Prefetch("items", NoticeItem.objects.select_related("family"))
    rows = rows.select_related("prospect", "partner").prefetch_related(items)
    return rows.order_by("-decided_at", "-pk")


def _pairs(couples: Iterable[tuple[Document, Notice]]) -> list[Pair]:
    found = [Pair(document, notice) for document, notice in couples]
    assignments = assignments_of([pair.notice.pk for pair in found])
    for pair in found:
        pair.assignment = assignments.get(pair.notice.pk)
        pair.reasons = [
            *_by_customer(pair), *_by_date(pair), *_by_product(pair), *_by_outcome(pair),
        ]  # fmt: skip
    return found


def _by_customer(pair: Pair) -> list[Reason]:
    prospect, document = pair.notice.prospect, pair.document
    assert prospect is not None
    if prospect.cuit and prospect.cuit == document.receiver_doc:
        return [Reason(_("Same CUIT"), 60)]
    reasons = []
    likeness = max(
        (name_likeness(name, document.receiver_name)
         for name in (prospect.legal_name, prospect.trade_name) if name),
        key=lambda found: _ALIKE.get(found, 0),
        default="different",
    )  # fmt: skip
    if likeness in ("exact", "near"):
        reasons.append(Reason(_("Same name"), _ALIKE[likeness]))
    elif likeness in _ALIKE:
        reasons.append(Reason(_("Similar name"), _ALIKE[likeness]))
    if prospect.cuit and document.receiver_doc:
        reasons.append(Reason(_("Another CUIT"), -10))
    return reasons


def _in_term(day: date, notice: Notice) -> bool:
    if notice.decided_at is None or day < local_date(notice.decided_at):
        return False
    return notice.protected_until_date is None or day < notice.protected_until_date


def _by_date(pair: Pair) -> list[Reason]:
    if pair.is_protected:
        return [Reason(_("Invoiced within the protected term"), 15)]
    decided = pair.notice.decided_at
    if decided and pair.document.issue_date < local_date(decided):
        return [Reason(_("Invoiced before the acceptance"), -15)]
    return [Reason(_("Invoiced after the protected term"), -15)]


def _by_product(pair: Pair) -> list[Reason]:
    asked = {item.family_id for item in pair.notice.items.all()}
    sold = {line.family_id for line in pair.document.lines.all()}
    if None in sold and len(sold) == 1:
        return [Reason(_("Its lines name no product"), 0)] if asked else []
    if sold and sold <= asked:
        return [Reason(_("Sells only what was asked for"), 15)]
    if asked & sold:
        return [Reason(_("Sells what was asked for"), 10)]
    return [Reason(_("Sells something else"), -10)] if sold else []


def _by_outcome(pair: Pair) -> list[Reason]:
    if pair.assignment is None:
        return []
    if pair.assignment.status == AssignmentStatus.WON:
        return [Reason(_("The sale was won"), 10)]
    return [Reason(_("The sale was lost"), -20)] if pair.assignment.status == "LOST" else []


def linked_to(actor: Actor, notice: Notice) -> QuerySet[Document]:
    """Return the invoices of an opportunity, whole or in part, with their amounts."""
    links = OpportunityLink.objects.filter(notice=notice, undone_at__isnull=True)
    return with_amounts(visible_to(actor)).filter(links__in=links)

"""Which opportunity an invoice belongs to, as a suggestion, and what linking it would earn (R-12)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from universo.domain.decision_clock import local_date
from universo.domain.name_likeness import name_likeness
from universo.domain.names import name_key
from universo.domain.reward_math import target
from universo.identity.actor import Actor
from universo.opportunities.models import Notice, NoticeStatus
from universo.opportunities.queries import visible_to as notices_visible_to
from universo.rewards.facts import facts_of
from universo.rewards.models import Accrual
from universo.routing.models import Assignment
from universo.routing.queries import assignments_of
from universo.sales.models import Document, DocumentKind, OpportunityLink
from universo.sales.queries import visible_to, with_amounts

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
    return rows.select_related("prospect", "partner").order_by("-decided_at", "-pk")


def _pairs(couples: Iterable[tuple[Document, Notice]]) -> list[Pair]:
    found = [Pair(document, notice) for document, notice in couples]
    assignments = assignments_of([pair.notice.pk for pair in found])
    for pair in found:
        pair.assignment = assignments.get(pair.notice.pk)
        pair.reasons = [*_by_customer(pair), *_by_date(pair), *_by_product(pair)]
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
    asked = set(pair.notice.items.values_list("family_id", flat=True))
    sold = {line.family_id for line in pair.document.lines.all()} - {None}
    return [Reason(_("Sells what was asked for"), 10)] if asked & sold else []


@dataclass(frozen=True, slots=True)
class LineEffect:
    """What a line would earn, in minor units: fully collected, and with what is collected now."""

    description: str
    family: str
    base_minor: int
    rate_bp: int
    full_minor: int
    now_minor: int


def effect_of_linking(document: Document, notice: Notice) -> list[LineEffect]:
    """Return what each line of an invoice would earn under this notice's frozen rates (P-7, §3)."""
    facts = facts_of(OpportunityLink(document=document, notice=notice))
    state = facts.state(facts.facts)
    stored = {str(line.pk): line for line in document.lines.select_related("family")}
    effects = []
    for line in facts.lines:
        base, known = state.amounts[line.id], stored.get(line.id)
        effects.append(
            LineEffect(
                description=known.description if known else "",
                family=known.family.name if known and known.family else "",
                base_minor=base,
                rate_bp=line.rate_bp,
                full_minor=target(base, line.rate_bp, state.total, state.total),
                now_minor=state.target(line),
            )
        )
    return effects


def accrued_by(document: Document) -> QuerySet[Accrual]:
    """Return the accruals of an invoice under its present link, by the day of their cause."""
    rows = Accrual.objects.filter(link__document=document, link__undone_at__isnull=True)
    return rows.select_related("line__family", "notice").order_by("occurred_date", "id")


def linked_to(actor: Actor, notice: Notice) -> QuerySet[Document]:
    """Return the invoices of an opportunity, with their amounts."""
    links = OpportunityLink.objects.filter(notice=notice, undone_at__isnull=True)
    return with_amounts(visible_to(actor)).filter(links__in=links)

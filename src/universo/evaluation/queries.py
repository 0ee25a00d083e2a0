"""Reading the executive's queue and the evaluation of one notice."""

from datetime import datetime

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from universo.errors import NotPermitted
from universo.evaluation.models import Check, CheckKind, Finding, FindingVerdict, Verdict
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.opportunities import queries as notices
from universo.opportunities.models import DeclineReason, FrozenRate, Notice, NoticeStatus

OPEN, DECIDED, LAPSED, ALL = "open", "decided", "lapsed", "all"
STATES = (OPEN, DECIDED, LAPSED, ALL)
DECLINE_REASONS = DeclineReason.choices


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """Return the notices the actor evaluates or may look into: an executive those addressed to him
    and those of the partners he has today; auditors all; nobody else any (PROGRAMME.md §4)."""
    sent = Notice.objects.exclude(status=NoticeStatus.DRAFT)
    if actor.sees_everything:
        return sent
    if not actor.has(StaffRole.ACCOUNT_EXECUTIVE):
        return sent.none()
    return sent.filter(
        Q(executive_id=actor.user_id) | Q(partner__account_executive_id=actor.user_id)
    )


def may_evaluate(actor: Actor, notice: Notice) -> bool:
    """Tell whether the actor decides this notice: its executive, or its partner's of today."""
    if not actor.has(StaffRole.ACCOUNT_EXECUTIVE):
        return False
    return actor.user_id in (notice.executive_id, notice.partner.account_executive_id)


def in_state(state: str, now: datetime) -> Q:
    """Return the condition for a tab of the queue; what is past due reads as lapsed (R-10)."""
    waiting = Q(status=NoticeStatus.SUBMITTED)
    if state == OPEN:
        return waiting & Q(due_at__gt=now)
    if state == DECIDED:
        return Q(status__in=[NoticeStatus.ACCEPTED, NoticeStatus.DECLINED])
    if state == LAPSED:
        return Q(status=NoticeStatus.LAPSED) | (waiting & Q(due_at__lte=now))
    return Q()


def queue(
    actor: Actor, now: datetime, *, state: str = OPEN, mine: bool = False, text: str = ""
) -> QuerySet[Notice]:
    """Return the queue, the one with least time left first; finished ones the latest first.

    Each notice carries `checks_done` (0 to 4), `duplicates` and `customers` (findings not yet
    judged another one, earlier notices only), all in one question.
    """
    rows = visible_to(actor).filter(in_state(state, now))
    if mine:
        rows = rows.filter(executive_id=actor.user_id)
    rows = notices.search(rows, text)
    rows = rows.select_related("prospect__province", "partner", "executive", "terms")
    rows = rows.annotate(
        checks_done=_count(Check.objects.exclude(verdict=Verdict.PENDING), "notice"),
        duplicates=_count(_suspects(CheckKind.DUPLICATES), "check_of__notice"),
        customers=_count(_suspects(CheckKind.CUSTOMERS), "check_of__notice"),
    )
    if state == OPEN:
        return rows.order_by("due_at", "number")
    if state == ALL:
        first = Case(When(in_state(OPEN, now), then=0), default=1, output_field=IntegerField())
        return rows.order_by(first, "due_at", "number")
    return rows.order_by(Coalesce("decided_at", "due_at").desc(), "-number")


def _suspects(kind: str) -> QuerySet[Finding]:
    waiting = Q(verdict=FindingVerdict.OPEN, gone_at__isnull=True)
    rows = Finding.objects.filter(waiting | Q(verdict=FindingVerdict.SAME), check_of__kind=kind)
    return rows.filter(
        Q(known_customer__recorded_at__lte=F("check_of__notice__received_at"))
        | Q(other_notice__number__lt=F("check_of__notice__number"))
    )


def _count(rows: QuerySet[Check] | QuerySet[Finding], path: str) -> Coalesce:
    counted = (
        rows.filter(**{path: OuterRef("pk")})
        .order_by()
        .values(path)
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted), 0)


def queue_counts(actor: Actor, now: datetime, *, mine: bool = False) -> dict[str, int]:
    """Return how many notices each tab holds, in one question."""
    rows = visible_to(actor)
    if mine:
        rows = rows.filter(executive_id=actor.user_id)
    return rows.aggregate(
        **{state: Count("pk", filter=in_state(state, now)) for state in (OPEN, DECIDED, LAPSED)},
        all=Count("pk"),
    )


def get_notice(actor: Actor, notice_id: int) -> Notice:
    """Return a notice with its details; NotPermitted when it does not exist for the actor."""
    found = notices.with_details(visible_to(actor)).filter(pk=notice_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def frozen_rates(notice: Notice) -> list[FrozenRate]:
    """Return the rates fixed with an accepted notice (P-7), the families asked for first."""
    rows = FrozenRate.objects.filter(notice=notice).select_related("family", "product")
    asked = {item.family_code for item in notices.items_of(notice)}
    return sorted(rows, key=lambda r: (r.family.code not in asked, r.family.name, str(r.product)))


def readable(actor: Actor, notice_ids: list[int]) -> set[int]:
    """Return which of these notices the actor may open: findings link to those only."""
    return set(visible_to(actor).filter(pk__in=notice_ids).values_list("pk", flat=True))

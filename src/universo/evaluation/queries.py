"""Reading the executive's queue and the evaluation of one notice."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from universo.errors import NotPermitted
from universo.evaluation.look_alikes import protecting
from universo.evaluation.models import Check, CheckKind, Finding, FindingVerdict, Verdict
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.opportunities import queries as notices
from universo.opportunities.models import DeclineReason, FrozenRate, Notice, NoticeStatus

OPEN, DECIDED, LAPSED, ALL = "open", "decided", "lapsed", "all"
STATES = (OPEN, DECIDED, LAPSED, ALL)
DECLINE_REASONS = DeclineReason.choices
STALE_AFTER = timedelta(hours=1)


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
    rows = Finding.objects.filter(check_of__kind=kind).exclude(verdict=FindingVerdict.DIFFERENT)
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


@dataclass(frozen=True, slots=True)
class SeenFinding:
    """A look-alike as it stands at the time of asking."""

    finding: Finding
    is_earlier: bool  # only what was known before this notice counts against it (P-5)
    protects: bool  # a known customer always does

    @property
    def counts(self) -> bool:
        """Whether it can make the check fail."""
        return self.is_earlier and self.protects


@dataclass(frozen=True, slots=True)
class SeenCheck:
    """One of the four checks with what was found."""

    check: Check
    findings: list[SeenFinding] = field(default_factory=list)

    @property
    def proven(self) -> list[SeenFinding]:
        """The findings that were judged the same and count against the notice."""
        return [f for f in self.findings if f.counts and f.finding.verdict == FindingVerdict.SAME]

    @property
    def unjudged(self) -> list[SeenFinding]:
        """The strong findings that nobody has judged yet."""
        return [
            f
            for f in self.findings
            if f.counts and f.finding.verdict == FindingVerdict.OPEN and f.finding.outcome == "same"
        ]


def get_notice(actor: Actor, notice_id: int) -> Notice:
    """Return a notice with its details; NotPermitted when it does not exist for the actor."""
    found = notices.with_details(visible_to(actor)).filter(pk=notice_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def checks_of(notice: Notice, now: datetime) -> dict[str, SeenCheck]:
    """Return the four checks by kind, in the order of R-8; those not stored yet come empty.

    The caller has already checked that the actor sees the notice. Three questions.
    """
    stored = {row.kind: row for row in Check.objects.filter(notice=notice)}
    related = ("other_notice__partner", "other_notice__prospect__province",
               "known_customer__owner", "known_customer__province", "verdict_by")  # fmt: skip
    rows = Finding.objects.filter(check_of__notice=notice).select_related(*related)
    others = [row.other_notice_id for row in rows if row.other_notice_id]
    live = set(Notice.objects.filter(protecting(now), pk__in=others).values_list("pk", flat=True))
    checks = {
        kind: SeenCheck(stored.get(kind) or Check(notice=notice, kind=kind))
        for kind in CheckKind.values
    }
    for row in rows:
        kind = next(k for k, check in stored.items() if check.pk == row.check_of_id)
        other = row.other_notice
        earlier = _came_first(row, notice)
        protects = other is None or other.pk in live
        checks[kind].findings.append(SeenFinding(row, earlier, protects))
    return checks


def _came_first(finding: Finding, notice: Notice) -> bool:
    """Tell whether the look-alike was there before the notice: a proof made afterwards is none."""
    if finding.other_notice is not None:
        return (finding.other_notice.number or 0) < (notice.number or 0)
    assert finding.known_customer is not None
    assert notice.received_at is not None
    return finding.known_customer.recorded_at <= notice.received_at


def evidence_is_stale(notice: Notice, checks: dict[str, SeenCheck], now: datetime) -> bool:
    """Tell whether an open notice lacks evidence or has some older than an hour."""
    assert notice.due_at is not None
    if notice.status != NoticeStatus.SUBMITTED or now >= notice.due_at:
        return False
    times = [seen.check.evidence_at for seen in checks.values()]
    return any(at is None or now - at > STALE_AFTER for at in times)


REASON_OF_CHECK = {
    CheckKind.DATA: DeclineReason.DATA,
    CheckKind.DUPLICATES: DeclineReason.ALREADY_NOTIFIED,
    CheckKind.NEED: DeclineReason.NEED,
    CheckKind.CUSTOMERS: DeclineReason.KNOWN_CUSTOMER,
}


def likely_reason(checks: dict[str, SeenCheck]) -> str:
    """Return the reason that the evaluation so far speaks for: what was proven, then what failed."""
    proven = [kind for kind, seen in checks.items() if seen.proven]
    failed = [kind for kind, seen in checks.items() if seen.check.verdict == Verdict.FAILED]
    return next((REASON_OF_CHECK[CheckKind(kind)] for kind in [*proven, *failed]), "")


def frozen_rates(notice: Notice) -> list[FrozenRate]:
    """Return the rates fixed with an accepted notice (P-7), the families asked for first."""
    rows = FrozenRate.objects.filter(notice=notice).select_related("family", "product")
    asked = {item.family_code for item in notices.items_of(notice)}
    return sorted(rows, key=lambda r: (r.family.code not in asked, r.family.name, str(r.product)))


def readable(actor: Actor, notice_ids: list[int]) -> set[int]:
    """Return which of these notices the actor may open: findings link to those only."""
    return set(visible_to(actor).filter(pk__in=notice_ids).values_list("pk", flat=True))

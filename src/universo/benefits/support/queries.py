"""Reading funds, requests and rules. What the actor may not see does not exist for him."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from universo.benefits.support.choices import RequestStatus
from universo.benefits.support.models import (
    Allotment,
    Evidence,
    Grant,
    Movement,
    SupportRequest,
    SupportRules,
)
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.opportunities import queries as notices
from universo.opportunities.models import Notice, NoticeStatus
from universo.routing import queries as leads
from universo.routing.models import AssignmentStatus

LIVE = (
    RequestStatus.DRAFT, RequestStatus.SUBMITTED, RequestStatus.SECOND, RequestStatus.APPROVED,
    RequestStatus.RETURNED, RequestStatus.CARRIED_OUT, RequestStatus.VERIFIED,
)  # fmt: skip


def is_keeper(actor: Actor) -> bool:
    """Tell whether the actor decides about requests and grants."""
    return actor.user_id is not None and actor.has(StaffRole.PROGRAM_ADMIN)


def reads_all(actor: Actor) -> bool:
    """Tell whether the actor reads the requests of every partner."""
    return actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN, StaffRole.FINANCE)


def visible_to(actor: Actor) -> QuerySet[SupportRequest]:
    """Return the requests of the actor's partner; what was sent to Hasar for administrators, finance
    and auditors, of his own partners for an executive."""
    rows = SupportRequest.objects.select_related(
        "partner", "author", "notice", "decided_by", "second_by", "verified_by", "advised_by",
        "refund", "correction",
    )  # fmt: skip
    if actor.partner_id is not None:
        return rows.filter(partner_id=actor.partner_id)
    sent = rows.exclude(submitted_at__isnull=True)
    if reads_all(actor):
        return sent
    if actor.user_id is not None and actor.has(StaffRole.ACCOUNT_EXECUTIVE):
        return sent.filter(partner__account_executive_id=actor.user_id)
    return rows.none()


def request_of(actor: Actor, request_id: int) -> SupportRequest:
    """Return one request. Raises NotPermitted if out of sight."""
    found = visible_to(actor).filter(pk=request_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def search(
    actor: Actor, *, state: str = "", kind: str = "", text: str = ""
) -> QuerySet[SupportRequest]:
    """Return visible requests. `state` is a status, LIVE or empty; `text` a partner or a title."""
    rows = visible_to(actor)
    if state == "LIVE":
        rows = rows.filter(status__in=LIVE)
    elif state in RequestStatus.values:
        rows = rows.filter(status=state)
    if kind:
        rows = rows.filter(kind=kind)
    text = text.replace("\0", "").strip()[:80]
    if text:
        named = Q(partner__legal_name__icontains=text) | Q(partner__trade_name__icontains=text)
        rows = rows.filter(named | Q(title__icontains=text))
    return rows


def counts(actor: Actor) -> dict[str, int]:
    """Return how many visible requests wait at each step."""
    waits = ("SUBMITTED", "SECOND", "CARRIED_OUT", "VERIFIED")
    return (
        visible_to(actor)
        .order_by()
        .aggregate(**{state: Count("pk", filter=Q(status=state)) for state in waits})
    )


def evidence(actor: Actor, file_id: int) -> Evidence:
    """Return a file of a visible request. Raises NotPermitted."""
    found = Evidence.objects.filter(pk=file_id, request__in=visible_to(actor)).first()
    if found is None:
        raise NotPermitted("")
    return found


@dataclass(frozen=True, slots=True)
class FundStand:
    """What a partner's fund in one currency stands at, in minor units."""

    partner_id: int
    partner: str
    currency: str
    granted_minor: int
    free_minor: int  # on the day asked for: what expired is not free, recorded or not
    reserved_minor: int
    used_minor: int
    expired_minor: int


def funds_visible_to(actor: Actor) -> QuerySet[Grant]:
    """Return the grants of the actor's partner; all of them for administrators, finance, auditors."""
    rows = Grant.objects.select_related("partner", "allotment__granted_by")
    if reads_all(actor):
        return rows
    return rows.filter(partner_id=actor.partner_id or 0)


def funds(actor: Actor, today: date) -> list[FundStand]:
    """Return the visible funds as of a local day, by partner's name and currency."""
    return stands_of(funds_visible_to(actor), today)


def funds_of(partner_id: int, today: date) -> list[FundStand]:
    """Return the funds of a partner, for whoever sees one of its requests."""
    return stands_of(Grant.objects.filter(partner_id=partner_id), today)


def stands_of(rows: QuerySet[Grant], today: date) -> list[FundStand]:
    """Return these grants added up by partner and currency, as of a local day."""
    late = Q(expires_date__lt=today)
    sums = (
        rows.order_by()
        .values_list("partner_id", "partner__legal_name", "partner__trade_name", "currency")
        .annotate(
            granted=Sum("amount_minor"),
            free=Sum("free_minor", filter=~late, default=0),
            reserved=Sum("reserved_minor"),
            used=Sum("used_minor"),
            expired=Sum("expired_minor"),
            expiring=Sum("free_minor", filter=late, default=0),
        )
    )
    found = [
        FundStand(pk, trade or legal, currency, granted, free, reserved, used, expired + expiring)
        for pk, legal, trade, currency, granted, free, reserved, used, expired, expiring in sums
    ]
    return sorted(found, key=lambda row: (row.partner.casefold(), row.partner_id, row.currency))


def movements(actor: Actor, partner_id: int | None = None) -> QuerySet[Movement]:
    """Return what moved in the visible funds, the latest first."""
    rows = Movement.objects.filter(grant__in=funds_visible_to(actor)).select_related(
        "grant__partner", "request", "actor"
    )
    if partner_id is not None:
        rows = rows.filter(grant__partner_id=partner_id)
    return rows.order_by("-pk")


def allotments(actor: Actor) -> QuerySet[Allotment]:
    """Return the decisions to grant, the latest first; nothing for people of partners."""
    rows = Allotment.objects.select_related("granted_by").annotate(partners=Count("grants"))
    return rows.order_by("-granted_at", "-pk") if reads_all(actor) else rows.none()


def rules_on(day: date) -> SupportRules:
    """Return the rules in force on a local day."""
    found = SupportRules.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    return found or SupportRules.objects.earliest("valid_from")


def all_rules() -> QuerySet[SupportRules]:
    """Return every row of the rules, the latest first."""
    return SupportRules.objects.select_related("created_by")


def linkable_notices(actor: Actor) -> list[Notice]:
    """Return what a request may serve: own notices not refused, and leads that the partner works."""
    if actor.partner_id is None:
        return []
    own = notices.visible_to(actor).filter(
        status__in=(NoticeStatus.SUBMITTED, NoticeStatus.ACCEPTED)
    )
    working = leads.visible_to(actor).filter(
        status__in=(AssignmentStatus.ACTIVE, AssignmentStatus.WON)
    )
    rows = Notice.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=working.values("notice_id")))
    return list(rows.select_related("prospect").order_by("-number"))


def lines_sum(lines: Iterable[object], name: str) -> int:
    """Return what a column of the budget adds up to; what is not typed counts nothing."""
    return sum(getattr(line, name) or 0 for line in lines)


def sums_by_currency(actor: Actor, today: date) -> list[FundStand]:
    """Return all visible funds added up by currency, as of a local day."""
    found: dict[str, FundStand] = {}
    for row in funds(actor, today):
        had = found.get(row.currency, FundStand(0, "", row.currency, 0, 0, 0, 0, 0))
        found[row.currency] = FundStand(
            0, "", row.currency, had.granted_minor + row.granted_minor,
            had.free_minor + row.free_minor, had.reserved_minor + row.reserved_minor,
            had.used_minor + row.used_minor, had.expired_minor + row.expired_minor,
        )  # fmt: skip
    return [found[currency] for currency in sorted(found)]

"""Reading assignments and leads: who sees which, and what of the customer each may see."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.opportunities.models import Notice, NoticeStatus
from universo.partners.days import held_on, over_by
from universo.partners.models import Enrolment
from universo.program.choices import Category
from universo.routing.models import Assignment, AssignmentStatus, ExecutingChannel

OPEN = (AssignmentStatus.OFFERED, AssignmentStatus.ACTIVE)
SETTLED = (AssignmentStatus.WON, AssignmentStatus.LOST)  # the end of the notice's routing
_RELATED = (
    "channel__partner",
    "notice__partner",
    "notice__author",
    "notice__executive",
    "notice__prospect__province",
)


def visible_to(actor: Actor) -> QuerySet[Assignment]:
    """Return the assignments that the actor may read (PROGRAMME.md §4).

    Channel managers and auditors all; an account executive those of his notices; a reseller those
    offered to it. The sponsor is not here: he reads the stage of his own notice (`assignment_of`).
    """
    rows = Assignment.objects.select_related(*_RELATED)
    if actor.sees_everything or actor.has(StaffRole.CHANNEL_MANAGER):
        return rows
    if actor.has(StaffRole.ACCOUNT_EXECUTIVE):
        return rows.filter(notice__executive_id=actor.user_id)
    if actor.partner_id is not None and actor.in_category(Category.RESELLER):
        return rows.filter(channel__partner_id=actor.partner_id)
    return rows.none()


def assignment_of(notice_id: int) -> Assignment | None:
    """Return the latest assignment of a notice, or None.

    The caller has already checked that the actor sees the notice. To a sponsor show the channel's
    name only from ACTIVE on (`channel_is_known`).
    """
    rows = Assignment.objects.select_related("channel").filter(notice_id=notice_id)
    return rows.order_by("-offered_at", "-id").first()


def assignments_of(notice_ids: list[int]) -> dict[int, Assignment]:
    """Return the latest assignment of each of these notices; same care as `assignment_of`."""
    rows = Assignment.objects.select_related("channel").filter(notice_id__in=notice_ids)
    return {row.notice_id: row for row in rows.order_by("offered_at", "id")}


def channel_is_known(assignment: Assignment) -> bool:
    """Tell whether the sponsor may know the channel: once it took the lead (R-6)."""
    return assignment.status in (AssignmentStatus.ACTIVE, *SETTLED)


def open_load() -> dict[int, int]:
    """Return how many open assignments (offered or in progress) each channel id has."""
    rows = Assignment.objects.filter(status__in=OPEN).values("channel_id")
    return {row["channel_id"]: row["n"] for row in rows.annotate(n=Count("id")).order_by()}


def leads_of_former(day: date) -> QuerySet[Assignment]:
    """Return the open leads of resellers that left the category by a local day (R-1)."""
    own = Enrolment.objects.filter(partner=OuterRef("channel__partner"), category=Category.RESELLER)
    rows = Assignment.objects.filter(Exists(own.filter(over_by(day))), status__in=OPEN)
    return rows.filter(~Exists(own.filter(held_on(day)))).order_by("pk")


def lead_counts(actor: Actor) -> dict[str, int]:
    """Return how many assignments the actor sees by status, every status present."""
    found = visible_to(actor).values("status").annotate(n=Count("id")).order_by()
    counts = {row["status"]: row["n"] for row in found}
    return {status: counts.get(status, 0) for status in AssignmentStatus.values}


def notices_to_route(actor: Actor) -> QuerySet[Notice]:
    """Return the accepted notices whose channel the actor may choose (R-11), the oldest first."""
    rows = Notice.objects.filter(status=NoticeStatus.ACCEPTED)
    if not (actor.sees_everything or actor.has(StaffRole.CHANNEL_MANAGER)):
        return rows.none()
    related = ("partner", "executive", "prospect__province", "author")
    return rows.select_related(*related).order_by("decided_at", "id")


def notices_waiting(actor: Actor) -> QuerySet[Notice]:
    """Return the accepted notices without a channel: none chosen yet, or the last one declined."""
    taken = Assignment.objects.filter(status__in=(*OPEN, *SETTLED)).values("notice_id")
    return notices_to_route(actor).exclude(pk__in=taken)


def history_of(actor: Actor, notice_id: int) -> list[Assignment]:
    """Return all the assignments of a notice that the actor sees, the latest first."""
    rows = visible_to(actor).filter(notice_id=notice_id).order_by("-offered_at", "-id")
    return list(rows.prefetch_related("progress__author"))


def channels(actor: Actor) -> QuerySet[ExecutingChannel]:
    """Return the executing channels with their partner, for those who choose among them."""
    rows = ExecutingChannel.objects.select_related("partner")
    if actor.sees_everything or actor.has(StaffRole.CHANNEL_MANAGER):
        return rows.order_by("-is_active", "name")
    return rows.none()


def usable_channels(day: date) -> QuerySet[ExecutingChannel]:
    """Return the channels that may get a lead on a local day: active, own staff or a reseller.

    One who joins from a later day gets none before it, one whose end is fixed none any more (R-1).
    """
    return ExecutingChannel.objects.select_related("partner").filter(
        Q(partner__isnull=True)
        | Q(
            partner__is_active=True,
            partner__enrolments__category=Category.RESELLER,
            partner__enrolments__since_date__lte=day,
            partner__enrolments__until_date__isnull=True,
        ),
        is_active=True,
    )

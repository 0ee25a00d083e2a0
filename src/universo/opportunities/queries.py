"""Reading notices. What the actor may not see does not exist for him."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from universo.domain.business_days import Calendar, ReceiptRule, Skipped
from universo.domain.decision_clock import Meter
from universo.domain.decision_clock import meter as meter_of_term
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.opportunities.models import (
    Clarification,
    DeclineReason,
    Notice,
    NoticeItem,
    NoticeStatus,
)
from universo.program.clock import current_calendar

ALL_SENT = (StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER, StaffRole.FINANCE)


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """Return the notices that exist for this actor (PROGRAMME.md §4).

    People of a partner see their organisation's, drafts too; an executive those addressed to him;
    channel managers and finance the accepted ones; administrators and auditors all that were sent.
    """
    notices = Notice.objects.all()
    if actor.is_system:
        return notices
    if actor.partner_id is not None:
        return notices.filter(partner_id=actor.partner_id)
    sent = notices.exclude(status=NoticeStatus.DRAFT)
    if actor.has(StaffRole.AUDITOR, StaffRole.PROGRAM_ADMIN):
        return sent
    mine = Q(pk__in=[])
    if actor.has(StaffRole.ACCOUNT_EXECUTIVE):
        mine |= Q(executive_id=actor.user_id)
    if actor.has(StaffRole.CHANNEL_MANAGER, StaffRole.FINANCE):
        mine |= Q(status=NoticeStatus.ACCEPTED)
    return sent.filter(mine)


def with_details(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Return the same notices with what a page about one of them reads."""
    return notices.select_related(
        "partner", "author", "executive", "prospect__province", "signing_key", "terms", "calendar"
    )


def get_notice(actor: Actor, notice_id: int) -> Notice:
    """Return one notice that was sent. Raises Notice.DoesNotExist, also for what he may not see."""
    sent = visible_to(actor).exclude(status=NoticeStatus.DRAFT)
    return with_details(sent).get(pk=notice_id)


def find_notice(actor: Actor, notice_id: int) -> Notice | None:
    """Return one notice that was sent, None if there is none for this actor."""
    sent = visible_to(actor).exclude(status=NoticeStatus.DRAFT)
    return with_details(sent).filter(pk=notice_id).first()


def find_by_uid(actor: Actor, uid: UUID) -> Notice | None:
    """Return the actor's draft or notice with this client-made id, None if there is none."""
    return with_details(visible_to(actor)).filter(uid=uid).first()


def drafts(actor: Actor) -> QuerySet[Notice]:
    """Return the drafts of the actor's organisation, the latest touched first."""
    if actor.partner_id is None:
        return Notice.objects.none()
    own = visible_to(actor).filter(status=NoticeStatus.DRAFT)
    return own.select_related("author").order_by("-updated_at")


def search(notices: QuerySet[Notice], text: str) -> QuerySet[Notice]:
    """Return those whose number, customer or need speaks of `text`."""
    words = text.strip()[:120].replace("\x00", "")
    if not words:
        return notices
    number = words.upper().removeprefix("OP-").lstrip("0")
    found = (
        Q(prospect__legal_name__icontains=words)
        | Q(prospect__trade_name__icontains=words)
        | Q(need__icontains=words)
    )
    digits = "".join(c for c in words if c.isdigit())
    if len(digits) == 11:
        found |= Q(prospect__cuit=digits)
    if number.isascii() and number.isdigit() and len(number) <= 12:
        found |= Q(number=int(number))
    return notices.filter(found)


@dataclass(frozen=True, slots=True)
class Item:
    """Something of the catalogue that a notice asks for; `product` is empty for a whole family."""

    family_code: str
    family: str
    kind: str
    product_code: str
    product: str


def items_of(notice: Notice) -> list[Item]:
    """Return what the prospect asks for, by family."""
    rows = (
        NoticeItem.objects.filter(notice=notice)
        .select_related("family", "product")
        .order_by("family__kind", "family__name", "product__name")
    )
    return [
        Item(
            row.family.code,
            row.family.name,
            row.family.kind,
            row.product.code if row.product else "",
            row.product.name if row.product else "",
        )
        for row in rows
    ]


def clarifications_of(notice: Notice) -> QuerySet[Clarification]:
    """Return questions and answers about a notice the actor has already been shown (P-4)."""
    rows = Clarification.objects.filter(notice=notice)
    return rows.select_related("asked_by", "answered_by").order_by("asked_at", "id")


def open_notices(actor: Actor, now: datetime) -> QuerySet[Notice]:
    """Return the visible notices that wait for a decision: submitted, their term not over (R-9)."""
    return visible_to(actor).filter(status=NoticeStatus.SUBMITTED, due_at__gt=now)


def unanswered_count(actor: Actor, now: datetime) -> int:
    """Return how many questions wait for an answer of the actor's organisation."""
    return Clarification.objects.filter(
        notice__in=open_notices(actor, now), answered_at=None
    ).count()


def meter_of(notice: Notice, now: datetime, calendar: Calendar | None = None) -> Meter | None:
    """Return the meter of a sent notice (R-9) from its stored days (P-3); None for a draft.

    Give `calendar` where many are drawn; without it the newest table is read.
    """
    if notice.received_at is None or notice.due_at is None:
        return None
    table = calendar or current_calendar(notice.terms)[1]
    return meter_of_term(
        notice.received_at,
        notice.due_at,
        now,
        table,
        counted=[date.fromisoformat(day) for day in notice.counted_dates],
        skipped=[
            Skipped(date.fromisoformat(row["date"]), row["reason"]) for row in notice.skipped_dates
        ],
        rule=ReceiptRule(notice.terms.receipt_rule) if notice.terms else ReceiptRule.A,
    )


def meters_of(notices: Iterable[Notice], now: datetime) -> dict[int, Meter]:
    """Return the meters of several sent notices by their id; the calendar is read once."""
    _version, calendar = current_calendar()
    meters = ((notice.pk, meter_of(notice, now, calendar)) for notice in notices)
    return {pk: found for pk, found in meters if found is not None}


def decision_for_sponsor(notice: Notice) -> dict[str, Any]:
    """Return what the sponsor reads of a decision: reason and note.

    Of a duplicate he reads only that the customer had already been notified, whatever the
    executive wrote, so that nobody's name slips through (PROGRAMME.md §4).
    """
    reason = notice.decline_reason
    hidden = reason == DeclineReason.ALREADY_NOTIFIED
    return {
        "reason": DeclineReason(reason).label if reason else "",
        "note": "" if hidden else notice.decision_note,
    }

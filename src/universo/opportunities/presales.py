"""The joint pre-sales log of an opportunity: introductions, meetings, demonstrations (R-4, R-6)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.opportunities.models import Notice, NoticeStatus, PresalesActivity, PresalesKind
from universo.program.choices import Category, SponsorLevel

KINDS = PresalesKind.choices
NOTE_LIMIT = 2_000
PEOPLE_LIMIT = 240


class UnableToLog(DomainError):
    """The activity cannot be added to the log of this opportunity."""


@dataclass(frozen=True, slots=True)
class PresalesRight:
    """Whether the actor may add to the log; `why_not` is the sentence for one who may only read."""

    may_log: bool
    why_not: Any = ""


def activities(notice: Notice) -> QuerySet[PresalesActivity]:
    """Return the log of a notice that the reader was already allowed to see, by day."""
    return notice.presales.select_related("author")


def right_to_log(actor: Actor, notice: Notice, now: datetime) -> PresalesRight:
    """Tell whether this actor may add to the log of this notice at this instant.

    From submission on (R-6) while it may still become a sale. People of the sponsor whose level was
    INTRODUCER when it was sent (R-4, P-12), the notice's executive and channel managers.
    """
    if not _takes_part(actor, notice):
        return PresalesRight(False)
    if actor.partner_id is not None and notice.level != SponsorLevel.INTRODUCER:
        return PresalesRight(
            False,
            _(
                "Introducing the key people and joint pre-sales work belong to the Introducer"
                " level. As a Referrer nothing more is asked of you for this opportunity."
            ),
        )
    if not _still_open(notice, now):
        return PresalesRight(False, _("This opportunity is not open: its log can only be read."))
    return PresalesRight(True)


def add_activity(
    *,
    actor: Actor,
    now: datetime,
    today: date,
    uid: uuid.UUID,
    notice_id: int,
    kind: str,
    on_date: date,
    people: str,
    note: str,
) -> tuple[PresalesActivity, bool]:
    """Add an activity and return (it, whether it is new); the same client id gives the first one.

    The notice's row is held, so that it cannot be decided under the entry. Raises NotPermitted,
    UnableToLog (`field`), Conflict when the id came with another body. Call it in a transaction.
    """
    rows = Notice.objects.select_related("partner").select_for_update(of=("self",))
    notice = rows.filter(pk=notice_id).first()
    if notice is None or actor.user_id is None or not _takes_part(actor, notice):
        raise NotPermitted("")
    people, note = (text.replace("\x00", "").strip() for text in (people, note))
    body = (notice.pk, actor.user_id, kind, on_date, people, note)
    known = PresalesActivity.objects.filter(uid=uid).first()
    if known is not None:
        return _same(known, body), False
    right = right_to_log(actor, notice, now)
    if not right.may_log:
        raise UnableToLog(right.why_not)
    _check(kind=kind, on_date=on_date, today=today, people=people, note=note)
    entry, is_new = PresalesActivity.objects.get_or_create(
        uid=uid,
        defaults={
            "notice": notice,
            "author_id": actor.user_id,
            "kind": kind,
            "on_date": on_date,
            "people": people,
            "note": note,
            "created_at": now,
        },
    )
    return _same(entry, body), is_new


def _takes_part(actor: Actor, notice: Notice) -> bool:
    if notice.status == NoticeStatus.DRAFT:
        return False
    if actor.partner_id is not None:
        return actor.partner_id == notice.partner_id and actor.in_category(Category.SPONSOR)
    if actor.has(StaffRole.CHANNEL_MANAGER):
        return notice.status == NoticeStatus.ACCEPTED
    return actor.has(StaffRole.ACCOUNT_EXECUTIVE) and actor.user_id == notice.executive_id


def _still_open(notice: Notice, now: datetime) -> bool:
    if notice.status == NoticeStatus.SUBMITTED:
        return notice.due_at is not None and now < notice.due_at  # lapsed is computed (§5)
    return notice.status == NoticeStatus.ACCEPTED


def _check(*, kind: str, on_date: date, today: date, people: str, note: str) -> None:
    if kind not in PresalesKind.values:
        raise UnableToLog(_("Choose what was done."), field="kind")
    if on_date > today:
        raise UnableToLog(_("The day cannot be in the future."), field="on_date")
    if (today - on_date).days > 366:
        raise UnableToLog(_("The day is more than a year ago. Check the year."), field="on_date")
    if kind == PresalesKind.INTRODUCTION and not people:
        raise UnableToLog(_("Say whom you introduced."), field="people")
    if not note:
        raise UnableToLog(_("Write what was done."), field="note")
    if len(people) > PEOPLE_LIMIT or len(note) > NOTE_LIMIT:
        raise UnableToLog(
            _("This text is too long: up to %(limit)s characters.") % {"limit": NOTE_LIMIT},
            field="note" if len(note) > NOTE_LIMIT else "people",
        )


def _same(entry: PresalesActivity, body: tuple[Any, ...]) -> PresalesActivity:
    stored = (
        entry.notice_id,
        entry.author_id,
        entry.kind,
        entry.on_date,
        entry.people,
        entry.note,
    )
    if stored != body:
        raise Conflict(_("This form had already been sent with another text. Open it again."))
    return entry

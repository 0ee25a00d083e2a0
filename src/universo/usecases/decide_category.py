"""Hasar answers a request to join or to leave a category; an accepted one holds from a day on (R-1)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners import category_mails
from universo.partners.category_models import CategoryRequest, RequestStatus
from universo.partners.operations import add_category, end_category, locked
from universo.usecases.ask_category import move, note
from universo.usecases.settle_leavings import SETTLE


@transaction.atomic
def accept_category(
    *,
    actor: Actor,
    now: datetime,
    request_id: int,
    from_date: date,
    level: str = "",
    answer: str = "",
) -> CategoryRequest:
    """Accept a request: the category begins, or is not held any more, on `from_date`.

    `level` replaces the one asked for. Raises NotPermitted, InvalidInput or DomainError (`from_date`,
    `level`), Conflict when it was answered or the category changed meanwhile.
    """
    found = _waiting(actor, request_id)
    if from_date < local_date(now):
        raise InvalidInput({"from_date": [_("Choose today or a later day.")]})
    told = answer.replace("\0", "").strip()[:500]
    values = {"decided_at": now, "decided_by_id": actor.user_id, "effective_date": from_date}
    move(found, RequestStatus.ACCEPTED, answer=told, **values)
    who = {"actor": actor, "now": now, "partner_id": found.partner_id, "from_date": from_date}
    if found.joins:
        add_category(category=found.category, level=level or found.level, **who)  # type: ignore[arg-type]
    else:
        end_category(category=found.category, reason=found.about, **who)  # type: ignore[arg-type]
        _settle_today(from_date, now)
    verb = "joining_accepted" if found.joins else "leaving_accepted"
    note(actor, now, verb, found, from_date=from_date.isoformat(), answer=told)
    category_mails.tell_partner(found, now)
    return found


@transaction.atomic
def decline_category(
    *, actor: Actor, now: datetime, request_id: int, reason: str
) -> CategoryRequest:
    """Answer with no, and say why. Raises NotPermitted, InvalidInput (`reason`), Conflict."""
    found = _waiting(actor, request_id)
    why = reason.replace("\0", "").strip()[:500]
    if len(why) < 5:
        raise InvalidInput({"reason": [_("Write the reason.")]})
    move(found, RequestStatus.DECLINED, answer=why, decided_at=now, decided_by_id=actor.user_id)
    note(actor, now, "declined", found, reason=why)
    category_mails.tell_partner(found, now)
    return found


@transaction.atomic
def end_category_on(
    *, actor: Actor, now: datetime, partner_id: int, category: str, from_date: date, reason: str
) -> None:
    """End a category without a request, on a day, with its reason; the partner is told.

    Raises as `end_category`, and InvalidInput without a reason or while a request waits.
    """
    why = reason.replace("\0", "").strip()[:500]
    if len(why) < 5:
        raise InvalidInput({"reason": [_("Write the reason.")]})
    found = locked(actor, partner_id)
    waiting = found.category_requests.filter(category=category, status=RequestStatus.WAITING)
    if waiting.exists():
        raise Conflict(_("The partner asked about this category: answer the request."))
    end_category(
        actor=actor, now=now, partner_id=partner_id, category=category, from_date=from_date,
        reason=why,
    )  # fmt: skip
    _settle_today(from_date, now)
    category_mails.tell_ended(found, category, from_date, why, now)


def _settle_today(from_date: date, now: datetime) -> None:
    """Let what ends today end at once, once this is committed; a later day has its job."""
    if from_date == local_date(now):
        app.configure_task(SETTLE).defer()


def _waiting(actor: Actor, request_id: int) -> CategoryRequest:
    """Lock the partner of a request that is waiting, then read it. Raises NotPermitted, Conflict."""
    if actor.user_id is None or not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")
    rows = CategoryRequest.objects.select_related("partner")
    found = rows.filter(pk=request_id).first()
    if found is None:
        raise NotPermitted("")
    locked(actor, found.partner_id)
    found.refresh_from_db()
    if found.status != RequestStatus.WAITING:
        raise Conflict(_("Somebody else did it a moment ago."))
    return found

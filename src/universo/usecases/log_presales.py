"""Logging the introduction of the key people and joint pre-sales actions (R-4, R-6)."""

import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from universo.audit.operations import record
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.notifications.operations import enqueue_mail
from universo.opportunities.models import Notice, PresalesActivity
from universo.opportunities.presales import add_activity
from universo.routing.recipients import executive_of, sponsor_of

BUENOS_AIRES = ZoneInfo("America/Argentina/Buenos_Aires")


@transaction.atomic
def log_presales(
    *,
    actor: Actor,
    now: datetime,
    uid: uuid.UUID,
    notice_id: int,
    kind: str,
    on_date: date,
    people: str,
    note: str,
) -> PresalesActivity:
    """Add an activity to the joint log, tell the timeline and write to the other side.

    The same client id again gives the first entry back and tells nobody twice (protocol 5). Raises
    NotPermitted, UnableToLog (`field`), Conflict.
    """
    entry, is_new = add_activity(
        actor=actor,
        now=now,
        today=now.astimezone(BUENOS_AIRES).date(),
        uid=uid,
        notice_id=notice_id,
        kind=kind,
        on_date=on_date,
        people=people,
        note=note,
    )
    if is_new:
        record(
            actor=actor,
            now=now,
            name="opportunities.presales.logged",
            subject_kind="notice",
            subject_id=notice_id,
            partner_may_read=True,
            kind=kind,
            on_date=on_date.isoformat(),
            people=entry.people,
        )
        _write_to_the_other_side(actor, entry, now)
    return entry


def _write_to_the_other_side(actor: Actor, entry: PresalesActivity, now: datetime) -> None:
    notice = entry.notice
    by_sponsor = actor.partner_id is not None
    people: list[User] = executive_of(notice) if by_sponsor else sponsor_of(notice)
    for person in people:
        enqueue_mail(
            key=f"opportunities.presales.{entry.pk}.logged",
            to=person.email,
            template="presales_logged",
            context={
                "name": person.full_name,
                "author": actor.name,
                "customer": _customer(notice),
                "reference": notice.reference,
                "kind": entry.get_kind_display(),
                "on_date": entry.on_date,
                "people": entry.people,
                "note": entry.note,
                "notice_id": notice.pk,
                "for_partner": not by_sponsor,
            },
            now=now,
            language=person.language,
        )


def _customer(notice: Notice) -> str:
    prospect = notice.prospect
    return (prospect.trade_name or prospect.legal_name) if prospect else ""

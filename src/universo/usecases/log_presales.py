"""Logging the introduction of the key people and joint pre-sales actions (R-4, R-6)."""

import uuid
from datetime import date, datetime

from django.db import transaction

from universo.audit.operations import record
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.notifications.operations import enqueue_mail
from universo.opportunities.models import Notice, PresalesActivity
from universo.opportunities.presales import add_activity
from universo.routing.mails import one_line
from universo.routing.recipients import executive_of, sponsor_of


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
        today=local_date(now),
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
                "customer": one_line(_customer(notice)),
                "reference": notice.reference,
                "kind": entry.get_kind_display(),
                "on_date": entry.on_date,
                "people": one_line(entry.people),
                "note": one_line(entry.note),
                "notice_id": notice.pk,
                "for_partner": not by_sponsor,
            },
            now=now,
            language=person.language,
        )


def _customer(notice: Notice) -> str:
    prospect = notice.prospect
    return (prospect.trade_name or prospect.legal_name) if prospect else ""

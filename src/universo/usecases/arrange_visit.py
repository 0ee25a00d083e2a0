"""A partner asks its executive to come along to a customer; the executive chooses an instant (R-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.choices import Service
from universo.benefits.queries import require_benefit
from universo.benefits.support import mails, queries
from universo.benefits.support.choices import VisitStatus
from universo.benefits.support.visit_models import ProposedTime, Visit
from universo.domain.decision_clock import BUENOS_AIRES, local_date
from universo.domain.sales_support import VISIT
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.partners.models import Partner
from universo.usecases.ask_support import one_line
from universo.usecases.decide_support import reason_of

MOST_TIMES = 3
AHEAD = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class VisitData:
    """What a partner asks for: whom to visit, where, what for, how long, and when it could."""

    customer: str
    place: str
    purpose: str
    minutes: int
    times: Sequence[datetime]
    notice_id: int | None = None


@transaction.atomic
def ask_visit(*, actor: Actor, now: datetime, uid: UUID, data: VisitData) -> Visit:
    """Ask the partner's executive; the same `uid` with the same body gives the first again.

    Raises NotPermitted without the benefit, DomainError without an executive, InvalidInput (fields of
    VisitData, `time_1` …), Conflict for another body under `uid`.
    """
    require_benefit(actor, Service.SUPPORT, local_date(now))
    partner = Partner.objects.select_for_update(of=("self",)).get(pk=actor.partner_id or 0)
    tidy = VisitData(
        one_line(data.customer, 121), one_line(data.place, 161), one_line(data.purpose, 401),
        data.minutes, sorted(data.times), data.notice_id,
    )  # fmt: skip
    known = Visit.objects.filter(uid=uid).first()
    if known is not None:
        return _same(known, partner, tidy)
    if partner.account_executive_id is None:
        raise DomainError(_("Your company has no executive yet: ask us for one."))
    _check(actor, tidy, now)
    made = Visit.objects.create(
        uid=uid, partner=partner, author_id=actor.user_id or 0,
        executive_id=partner.account_executive_id, notice_id=tidy.notice_id,
        customer=tidy.customer, place=tidy.place, purpose=tidy.purpose, minutes=tidy.minutes,
        status=VisitStatus.ASKED, asked_at=now,
    )  # fmt: skip
    ProposedTime.objects.bulk_create(ProposedTime(visit=made, at=at) for at in tidy.times)
    _note(actor, now, "benefits.visit.asked", made)
    mails.tell_of_visit(made, "asked", now, to_executive=True)
    return made


@transaction.atomic
def confirm_visit(*, actor: Actor, now: datetime, visit_id: int, begins_at: datetime) -> Visit:
    """The executive confirms an instant of those proposed, or another one to come.

    Raises NotPermitted for others, InvalidInput (field `begins_at`), Conflict.
    """
    found = _locked(visit_id, executive_id=actor.user_id or 0)
    if not now < begins_at <= now + AHEAD:
        raise InvalidInput(
            {"begins_at": [_("Choose an instant to come, half a year ahead at most.")]}
        )
    _move(found, VisitStatus.CONFIRMED, begins_at=begins_at, decided_at=now)
    when = f"{begins_at.astimezone(BUENOS_AIRES):%d/%m/%Y %H:%M}"
    _note(actor, now, "benefits.visit.confirmed", found, when=when)
    mails.tell_of_visit(found, "confirmed", now, to_executive=False)
    return found


@transaction.atomic
def decline_visit(*, actor: Actor, now: datetime, visit_id: int, reason: str) -> Visit:
    """The executive cannot, and says why. Raises NotPermitted, InvalidInput, Conflict."""
    found, why = _locked(visit_id, executive_id=actor.user_id or 0), reason_of(reason)
    _move(found, VisitStatus.DECLINED, reason=why, decided_at=now)
    _note(actor, now, "benefits.visit.declined", found, reason=why)
    mails.tell_of_visit(found, "declined", now, to_executive=False)
    return found


@transaction.atomic
def cancel_visit(*, actor: Actor, now: datetime, visit_id: int) -> Visit:
    """The partner or the executive calls a visit off. Raises NotPermitted, Conflict."""
    if actor.partner_id is not None:
        found = _locked(visit_id, partner_id=actor.partner_id)
    else:
        found = _locked(visit_id, executive_id=actor.user_id or 0)
    _move(found, VisitStatus.CANCELLED, changes=found.changes + 1)
    _note(actor, now, "benefits.visit.cancelled", found)
    mails.tell_of_visit(found, "cancelled", now, to_executive=actor.partner_id is not None)
    return found


def _locked(visit_id: int, **own: int) -> Visit:
    rows = Visit.objects.select_for_update(of=("self",)).select_related("partner", "executive")
    found = rows.filter(pk=visit_id, **own).first()
    if found is None:
        raise NotPermitted("")
    return found


def _move(found: Visit, new: str, **values: Any) -> None:
    if new not in VISIT.moves.get(found.status, frozenset()):
        raise Conflict(_("Somebody else did it a moment ago."))
    Visit.objects.filter(pk=found.pk, status=found.status).update(status=new, **values)
    found.refresh_from_db()


def _note(actor: Actor, now: datetime, name: str, found: Visit, **data: Any) -> None:
    for kind, subject in (("visit", found.pk), ("partner", found.partner_id)):
        record(
            actor=actor, now=now, name=name, subject_kind=kind, subject_id=subject,
            partner_may_read=True, reference=found.reference, **data,
        )  # fmt: skip


def _same(known: Visit, partner: Partner, data: VisitData) -> Visit:
    stored = VisitData(
        known.customer, known.place, known.purpose, known.minutes,
        list(known.proposed.values_list("at", flat=True)), known.notice_id,
    )  # fmt: skip
    if known.partner_id != partner.pk or stored != data:
        raise Conflict(_("From this page something else was already recorded."))
    return known


def _check(actor: Actor, data: VisitData, now: datetime) -> None:
    errors: dict[str, list[Any]] = {}
    if not 3 <= len(data.customer) <= 120:
        errors["customer"] = [_("Write whom to visit.")]
    if not 3 <= len(data.place) <= 160:
        errors["place"] = [_("Write where.")]
    if not 10 <= len(data.purpose) <= 400:
        errors["purpose"] = [_("Say what for, in 10 to 400 characters.")]
    if not 15 <= data.minutes <= 600:
        errors["minutes"] = [
            _("Type a number from %(least)s to %(most)s.") % {"least": 15, "most": 600}
        ]
    if data.notice_id is not None and data.notice_id not in {
        row.pk for row in queries.linkable_notices(actor)
    }:
        errors["notice"] = [_("Choose one of the list.")]
    if not 1 <= len(data.times) <= MOST_TIMES or len(set(data.times)) != len(data.times):
        errors["time_1"] = [_("Propose one to three different instants.")]
    elif not all(now < at <= now + AHEAD for at in data.times):
        errors["time_1"] = [_("Choose an instant to come, half a year ahead at most.")]
    if errors:
        raise InvalidInput(errors)

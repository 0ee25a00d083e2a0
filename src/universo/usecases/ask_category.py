"""A partner asks to join another category or to leave one: the same account, a person answers (R-1)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.partners import category_mails
from universo.partners.category_models import CategoryRequest, RequestKind, RequestStatus
from universo.partners.enrolling import running
from universo.partners.models import Partner
from universo.program.choices import Category, SponsorLevel
from universo.program.queries import terms_on

AHEAD_DAYS = 365


@dataclass(frozen=True, slots=True)
class CategoryAsked:
    """What a partner asks; `terms_version` is that of the terms it read, to join."""

    kind: str
    category: str
    about: str
    level: str = ""
    from_date: date | None = None  # of a leaving: the first day without it
    accepts_terms: bool = False
    terms_version: int | None = None


@transaction.atomic
def ask_category(*, actor: Actor, now: datetime, uid: UUID, data: CategoryAsked) -> CategoryRequest:
    """Store a request of the actor's organisation; the same `uid` gives the first one again.

    Raises NotPermitted unless an administrator of a partner asks, InvalidInput (fields of
    CategoryAsked), Conflict when another request about this category waits, the category is held
    (or not held) already, or something else came under this `uid`.
    """
    if actor.partner_id is None or not actor.is_partner_admin:
        raise NotPermitted("")
    home = Partner.objects.select_for_update().get(pk=actor.partner_id)
    about = " ".join(data.about.replace("\0", "").split())
    values = _values(data, about)
    known = CategoryRequest.objects.filter(uid=uid).first()
    if known is not None:
        if known.partner_id != home.pk or any(getattr(known, n) != v for n, v in values.items()):
            raise Conflict(_("From this page something else was already recorded."))
        return known
    _check(home, data, about, local_date(now))
    made = CategoryRequest.objects.create(
        uid=uid, partner=home, status=RequestStatus.WAITING, asked_at=now,
        asked_by_id=actor.user_id or 0, **values,
    )  # fmt: skip
    note(actor, now, "asked_to_join" if made.joins else "asked_to_leave", made)
    category_mails.tell_programme(made, now)
    return made


@transaction.atomic
def withdraw_category_request(*, actor: Actor, now: datetime, request_id: int) -> CategoryRequest:
    """The partner takes its request back. Raises NotPermitted, Conflict when it was answered."""
    rows = CategoryRequest.objects.filter(pk=request_id, partner_id=actor.partner_id or 0)
    found = rows.first()
    if found is None or not actor.is_partner_admin:
        raise NotPermitted("")
    move(found, RequestStatus.WITHDRAWN, decided_at=now)
    note(actor, now, "withdrawn", found)
    return found


def move(found: CategoryRequest, status: str, **values: Any) -> None:
    """Answer a request that waits, by a compare-and-set. Raises Conflict when the race was lost."""
    rows = CategoryRequest.objects.filter(pk=found.pk, status=RequestStatus.WAITING)
    if not rows.update(status=status, **values):
        raise Conflict(_("Somebody else did it a moment ago."))
    found.status = status
    for name, value in values.items():
        setattr(found, name, value)


def note(actor: Actor, now: datetime, verb: str, found: CategoryRequest, **data: Any) -> None:
    """Tell the timeline of the partner, who may read it."""
    record(
        actor=actor, now=now, name=f"partners.category_request.{verb}",
        subject_kind="partner", subject_id=found.partner_id, partner_may_read=True,
        reference=found.reference, category=found.category, **data,
    )  # fmt: skip


def _values(data: CategoryAsked, about: str) -> dict[str, Any]:
    joins = data.kind == RequestKind.JOIN
    return {
        "kind": data.kind,
        "category": data.category,
        "level": data.level if joins and data.category == Category.SPONSOR else "",
        "from_date": None if joins else data.from_date,
        "about": about,
        "terms_version": data.terms_version if joins else None,
    }


def _check(home: Partner, data: CategoryAsked, about: str, today: date) -> None:
    errors: dict[str, list[Any]] = {}
    if not 10 <= len(about) <= 1000:
        errors["about"] = [_("Write it in 10 to 1000 characters.")]
    if data.category not in Category.values:
        errors["category"] = [_("Choose a category.")]
    elif data.kind == RequestKind.JOIN:
        errors |= _check_joining(data, today)
    elif data.from_date is None or data.from_date < today:
        errors["from_date"] = [_("Choose today or a later day.")]
    elif (data.from_date - today).days > AHEAD_DAYS:
        errors["from_date"] = [_("Choose a day within a year.")]
    if errors:
        raise InvalidInput(errors)
    _refuse(home, data, today)


def _check_joining(data: CategoryAsked, today: date) -> dict[str, list[Any]]:
    errors: dict[str, list[Any]] = {}
    if data.category == Category.SPONSOR and data.level not in SponsorLevel.values:
        errors["level"] = [_("Choose the level of sponsor.")]
    if not data.accepts_terms:
        errors["accepts_terms"] = [_("To join, the terms of the programme must be accepted.")]
    elif data.terms_version != terms_on(today).version:
        errors["accepts_terms"] = [
            _("The terms changed meanwhile: please read and accept them again.")
        ]
    return errors


def _refuse(home: Partner, data: CategoryAsked, today: date) -> None:
    held = running(home, data.category, today)
    if data.kind == RequestKind.JOIN and held.exists():
        raise Conflict(_("Your company is in this category already."), field="category")
    if data.kind == RequestKind.LEAVE and not held.filter(until_date__isnull=True).exists():
        raise Conflict(
            _("Your company is not in this category, or its end is fixed already."),
            field="category",
        )
    waiting = home.category_requests.filter(category=data.category, status=RequestStatus.WAITING)
    if waiting.exists():
        raise Conflict(_("A request about this category waits for its answer."), field="category")

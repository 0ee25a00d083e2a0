"""Writing organisations that were admitted: executive, categories, level, people."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.identity.queries import executives
from universo.identity.roles import StaffRole
from universo.notifications.operations import enqueue_mail
from universo.partners import enrolling
from universo.partners.models import Enrolment, Member, Partner


@transaction.atomic
def change_executive(*, actor: Actor, now: datetime, partner_id: int, executive_id: int) -> Partner:
    """Assign another account executive, who is told (R-7). Raises NotPermitted, DomainError."""
    found = locked(actor, partner_id)
    person = executives(actor).filter(pk=executive_id).first()
    if person is None:
        raise DomainError(_("Choose an account executive."), field="executive")
    if found.account_executive_id == person.pk:
        return found
    before = found.account_executive.full_name if found.account_executive else ""
    Partner.objects.filter(pk=found.pk).update(account_executive=person)
    _record(
        actor,
        now,
        "partners.partner.executive_changed",
        found,
        before=before,
        after=person.full_name,
    )
    enqueue_mail(
        key=f"partner.assigned.{found.pk}.{person.pk}.{now.isoformat()}",
        to=person.email,
        template="partner_assigned",
        context={"name": person.full_name, "partner": found},
        now=now,
    )
    found.account_executive = person
    return found


@transaction.atomic
def add_category(
    *,
    actor: Actor,
    now: datetime,
    partner_id: int,
    category: str,
    level: str = "",
    from_date: date | None = None,
) -> Enrolment:
    """Enrol a partner in a category from a day on, by default today (R-1).

    Raises NotPermitted, Conflict, DomainError.
    """
    found, today = locked(actor, partner_id), local_date(now)
    made = enrolling.begin(
        found, category=category, level=level, from_date=from_date or today, today=today
    )
    _record(
        actor, now, "partners.enrolment.added", found,
        category=category, level=made.level, from_date=made.since_date.isoformat(),
    )  # fmt: skip
    return made


@transaction.atomic
def end_category(
    *,
    actor: Actor,
    now: datetime,
    partner_id: int,
    category: str,
    from_date: date | None = None,
    reason: str = "",
) -> None:
    """End an enrolment: `from_date`, by default today, is the first day without it.

    What was notified before keeps its terms (P-7), and what is owed still settles. Raises NotPermitted,
    DomainError for an earlier day, Conflict when it is not in the category.
    """
    found, today = locked(actor, partner_id), local_date(now)
    first = from_date or today
    enrolling.end(found, category=category, from_date=first, today=today)
    verb = "ended" if first == today and not reason else "end_fixed"
    _record(
        actor, now, f"partners.enrolment.{verb}", found,
        category=category, from_date=first.isoformat(), reason=reason,
    )  # fmt: skip


@transaction.atomic
def keep_category(*, actor: Actor, now: datetime, partner_id: int, category: str) -> None:
    """Forget an end that is fixed for a later day. Raises NotPermitted, Conflict when there is none."""
    found = locked(actor, partner_id)
    enrolling.keep(found, category=category, today=local_date(now))
    _record(actor, now, "partners.enrolment.kept", found, category=category)


@transaction.atomic
def change_level(
    *, actor: Actor, now: datetime, partner_id: int, level: str, from_date: date | None = None
) -> Enrolment:
    """Change a sponsor's level from a day on, by default today; earlier notices keep theirs (P-12).

    Raises NotPermitted, DomainError for an unknown level or an earlier day, Conflict when it is not a
    sponsor then.
    """
    found, today = locked(actor, partner_id), local_date(now)
    first = from_date or today
    before, made = enrolling.move_level(found, level=level, from_date=first, today=today)
    if before != made.level:
        _record(
            actor, now, "partners.enrolment.level_changed", found,
            before=before, after=level, from_date=first.isoformat(),
        )  # fmt: skip
    return made


@transaction.atomic
def set_active(
    *, actor: Actor, now: datetime, partner_id: int, active: bool, reason: str = ""
) -> None:
    """Suspend a partner (its people cannot work any more) or take it back. A reason is kept.

    Raises NotPermitted, DomainError without a reason to suspend, Conflict when it already is so.
    """
    found = locked(actor, partner_id)
    reason = reason.strip()[:500]
    if not active and len(reason) < 5:
        raise DomainError(_("Write the reason."), field="reason")
    if not Partner.objects.filter(pk=found.pk, is_active=not active).update(is_active=active):
        raise Conflict(_("Somebody else did it a moment ago."))
    verb = "reinstated" if active else "suspended"
    _record(actor, now, f"partners.partner.{verb}", found, readable=False, reason=reason)


@transaction.atomic
def set_member_active(*, actor: Actor, now: datetime, member_id: int, active: bool) -> None:
    """Take a colleague's access away, or give it back. Only the organisation's administrators.

    Raises NotPermitted, or Conflict for oneself or for the last administrator.
    """
    if actor.partner_id is None or not actor.is_partner_admin:
        raise NotPermitted("")
    home = Partner.objects.select_for_update().get(pk=actor.partner_id)
    member = Member.objects.select_related("user").filter(pk=member_id, partner=home).first()
    if member is None:
        raise NotPermitted("")
    if not active:
        _may_leave(actor, home, member)
    if Member.objects.filter(pk=member.pk, is_active=not active).update(is_active=active):
        verb = "reactivated" if active else "deactivated"
        _record(actor, now, f"partners.member.{verb}", home, who=member.user.full_name)


def _may_leave(actor: Actor, home: Partner, member: Member) -> None:
    if member.user_id == actor.user_id:
        raise Conflict(_("You cannot take your own access away: ask another administrator."))
    others = Member.objects.filter(partner=home, is_admin=True, is_active=True).exclude(
        pk=member.pk
    )
    if member.is_admin and not others.exists():
        raise Conflict(_("The organisation needs at least one administrator."))


def locked(actor: Actor, partner_id: int) -> Partner:
    """Lock a partner for an administrator of the programme. Raises NotPermitted."""
    if not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")
    found = Partner.objects.select_for_update().filter(pk=partner_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def _record(
    actor: Actor, now: datetime, name: str, found: Partner, *, readable: bool = True, **data: Any
) -> Any:
    return record(
        actor=actor,
        now=now,
        name=name,
        subject_kind="partner",
        subject_id=found.pk,
        partner_may_read=readable,
        **data,
    )

"""Writing organisations that were admitted: executive, categories, level, people."""

from datetime import datetime
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
from universo.partners.models import Enrolment, Member, Partner
from universo.program.choices import Category, SponsorLevel


@transaction.atomic
def change_executive(*, actor: Actor, now: datetime, partner_id: int, executive_id: int) -> Partner:
    """Assign another account executive, who is told (R-7). Raises NotPermitted, DomainError."""
    found = _locked(actor, partner_id)
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
    *, actor: Actor, now: datetime, partner_id: int, category: str, level: str = ""
) -> Enrolment:
    """Enrol a partner in a category from today on (R-1). Raises NotPermitted, Conflict, DomainError."""
    found = _locked(actor, partner_id)
    if category not in Category.values:
        raise DomainError(_("Choose a category."), field="category")
    if category == Category.SPONSOR and level not in SponsorLevel.values:
        raise DomainError(_("Choose the level of sponsor."), field="level")
    if _open(found, category) is not None:
        raise Conflict(_("The partner is already in this category."), field="category")
    made = Enrolment.objects.create(
        partner=found,
        category=category,
        level=level if category == Category.SPONSOR else "",
        since_date=local_date(now),
    )
    _record(actor, now, "partners.enrolment.added", found, category=category, level=made.level)
    return made


@transaction.atomic
def end_category(*, actor: Actor, now: datetime, partner_id: int, category: str) -> None:
    """End an enrolment today; what was notified before keeps its terms (P-7).

    Raises NotPermitted, or Conflict when it is not in the category or has no other.
    """
    found = _locked(actor, partner_id)
    row = _open(found, category)
    if row is None:
        raise Conflict(_("The partner is not in this category."), field="category")
    if not found.enrolments.filter(until_date__isnull=True).exclude(pk=row.pk).exists():
        raise Conflict(_("It is the only category: suspend the partner instead."), field="category")
    Enrolment.objects.filter(pk=row.pk).update(until_date=local_date(now))
    _record(actor, now, "partners.enrolment.ended", found, category=category)


@transaction.atomic
def change_level(*, actor: Actor, now: datetime, partner_id: int, level: str) -> Enrolment:
    """Change a sponsor's level from today on; notices sent before keep theirs (R-4, P-12).

    Raises NotPermitted, DomainError for an unknown level, Conflict when it is not a sponsor.
    """
    found = _locked(actor, partner_id)
    if level not in SponsorLevel.values:
        raise DomainError(_("Choose the level of sponsor."), field="level")
    row = _open(found, Category.SPONSOR)
    if row is None:
        raise Conflict(_("The partner is not a sponsor."), field="level")
    if row.level == level:
        return row
    before, today = row.level, local_date(now)
    Enrolment.objects.filter(pk=row.pk).update(until_date=today)
    made = Enrolment.objects.create(
        partner=found, category=Category.SPONSOR, level=level, since_date=today
    )
    _record(actor, now, "partners.enrolment.level_changed", found, before=before, after=level)
    return made


@transaction.atomic
def set_active(
    *, actor: Actor, now: datetime, partner_id: int, active: bool, reason: str = ""
) -> None:
    """Suspend a partner (its people cannot work any more) or take it back. A reason is kept.

    Raises NotPermitted, DomainError without a reason to suspend, Conflict when it already is so.
    """
    found = _locked(actor, partner_id)
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


def _locked(actor: Actor, partner_id: int) -> Partner:
    if not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")
    found = Partner.objects.select_for_update().filter(pk=partner_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def _open(found: Partner, category: str) -> Enrolment | None:
    return found.enrolments.filter(category=category, until_date__isnull=True).first()


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

"""An administrator of the programme admits an applicant, or declines with a reason."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.identity.operations import create_person, first_password_key
from universo.identity.queries import executives
from universo.identity.roles import StaffRole
from universo.notifications.operations import enqueue_mail
from universo.partners.models import Application, ApplicationState, Enrolment, Member, Partner
from universo.program.choices import Category, ProductKind, SponsorLevel
from universo.routing.models import ExecutingChannel


@transaction.atomic
def approve_application(
    *,
    actor: Actor,
    now: datetime,
    application_id: int,
    executive_id: int,
    categories: Iterable[str] | None = None,
    sponsor_level: str | None = None,
) -> Partner:
    """Admit the applicant: partner, enrolments, first person, channel if it resells; mail him.

    `categories` and `sponsor_level` replace what was asked for. Raises NotPermitted, Conflict when
    somebody decided first or the company or address is taken, DomainError for a wrong choice.
    """
    found = _waiting(actor, application_id)
    executive = executives(actor).filter(pk=executive_id).first()
    if executive is None:
        raise DomainError(_("Choose an account executive."), field="executive")
    chosen = _chosen(found, categories, sponsor_level)
    partner = _admit(found, executive, now)
    for category, level in chosen.items():
        Enrolment.objects.create(
            partner=partner, category=category, level=level, since_date=local_date(now)
        )
    person = create_person(email=found.email, full_name=found.contact_name, phone=found.phone)
    Member.objects.create(partner=partner, user=person, is_admin=True, created_at=now)
    if Category.RESELLER in chosen:
        _open_channel(partner)
    _close(found, actor, now, ApplicationState.APPROVED, partner=partner)
    _record(actor, now, found, "approved", partner, executive.full_name)
    _tell_admitted(found, partner, person, executive, now)
    return partner


@transaction.atomic
def decline_application(
    *, actor: Actor, now: datetime, application_id: int, reason: str
) -> Application:
    """Decline with a reason that the applicant reads. Raises NotPermitted, Conflict, DomainError."""
    found = _waiting(actor, application_id)
    reason = reason.strip()
    if len(reason) < 10:
        raise DomainError(_("Write the reason: the applicant will read it."), field="reason")
    _close(found, actor, now, ApplicationState.DECLINED, decline_reason=reason[:2000])
    record(
        actor=actor,
        now=now,
        name="partners.application.declined",
        subject_kind="application",
        subject_id=found.pk,
        reason=reason[:2000],
    )
    enqueue_mail(
        key=f"application.declined.{found.pk}",
        to=found.email,
        template="application_declined",
        context={"name": found.contact_name, "company": found.legal_name, "reason": reason[:2000]},
        now=now,
    )
    return found


def _waiting(actor: Actor, application_id: int) -> Application:
    """Lock the application; whoever comes second reads who decided."""
    if not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")
    found = Application.objects.select_for_update().filter(pk=application_id).first()
    if found is None:
        raise NotPermitted("")
    if found.state == ApplicationState.RECEIVED:
        raise Conflict(_("The applicant has not confirmed the e-mail address yet."))
    if found.state != ApplicationState.CONFIRMED:
        who = found.decided_by.full_name if found.decided_by else ""
        sentence = (
            _("%(who)s had already approved this application.")
            if found.state == ApplicationState.APPROVED
            else _("%(who)s had already declined this application.")
        )
        raise Conflict(sentence % {"who": who})
    return found


def _chosen(
    found: Application, categories: Iterable[str] | None, sponsor_level: str | None
) -> dict[str, str]:
    """Return the level ("" but for sponsors) by category (R-1, R-4)."""
    wanted = list(found.categories if categories is None else categories)
    level = found.sponsor_level if sponsor_level is None else sponsor_level
    if not wanted or set(wanted) - set(Category.values):
        raise DomainError(_("Choose at least one category."), field="categories")
    if Category.SPONSOR in wanted and level not in SponsorLevel.values:
        raise DomainError(_("Choose the level of sponsor."), field="sponsor_level")
    return {name: level if name == Category.SPONSOR else "" for name in dict.fromkeys(wanted)}


def _admit(found: Application, executive: User, now: datetime) -> Partner:
    try:
        with transaction.atomic():
            return Partner.objects.create(
                legal_name=found.legal_name,
                cuit=found.cuit,
                province_id=found.province_id,
                email=found.email,
                phone=found.phone,
                account_executive=executive,
                joined_at=now,
            )
    except IntegrityError as error:
        raise Conflict(_("There is already a partner with this CUIT.")) from error


def _open_channel(partner: Partner) -> None:
    """A reseller may execute sales in its province; profiles are set by the channel manager (R-11)."""
    ExecutingChannel.objects.create(
        name=str(partner)[:160],
        partner=partner,
        provinces=[partner.province_id],
        profiles=[],
        kinds=list(ProductKind.values),
    )


def _close(
    found: Application, actor: Actor, now: datetime, state: ApplicationState, **values: object
) -> None:
    rows = Application.objects.filter(pk=found.pk, state=ApplicationState.CONFIRMED)
    if not rows.update(state=state, decided_at=now, decided_by_id=actor.user_id, **values):
        raise Conflict(_("Somebody else decided this application a moment ago."))
    found.refresh_from_db()


def _record(
    actor: Actor, now: datetime, found: Application, verb: str, partner: Partner, executive: str
) -> None:
    record(
        actor=actor,
        now=now,
        name=f"partners.application.{verb}",
        subject_kind="application",
        subject_id=found.pk,
        executive=executive,
        partner_id=partner.pk,
    )
    record(
        actor=actor,
        now=now,
        name="partners.partner.joined",
        subject_kind="partner",
        subject_id=partner.pk,
        partner_may_read=True,
        company=partner.legal_name,
        executive=executive,
    )


def _tell_admitted(
    found: Application, partner: Partner, person: User, executive: User, now: datetime
) -> None:
    uid, key = first_password_key(person)
    enqueue_mail(
        key=f"application.approved.{found.pk}",
        to=found.email,
        template="application_approved",
        context={
            "name": found.contact_name,
            "company": partner.legal_name,
            "executive": executive,
            "uid": uid,
            "key": key,
            "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        },
        now=now,
    )
    enqueue_mail(
        key=f"partner.assigned.{partner.pk}.{found.pk}",
        to=executive.email,
        template="partner_assigned",
        context={"name": executive.full_name, "partner": partner},
        now=now,
    )

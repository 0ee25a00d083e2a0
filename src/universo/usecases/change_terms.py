"""An administrator publishes the next version of the programme's terms (PROGRAMME.md §2)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.domain.business_days import CalendarError, Policy
from universo.domain.decision_clock import local_date
from universo.errors import DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.choices import RewardBasis
from universo.program.models import Terms
from universo.program.operations import TermsData, store_terms

LIMITS = {
    "decision_days": (1, 90),
    "internal_target_days": (1, 90),
    "protection_days": (1, 3650),
    "renewal_wait_days": (0, 3650),
    "minimum_payment_ars_minor": (0, 10**14),
    "minimum_payment_usd_minor": (0, 10**14),
}


@transaction.atomic
def publish_terms(*, actor: Actor, now: datetime, valid_from: date, data: TermsData) -> Terms:
    """Publish a version in force from today or a later day on. What was received, accepted or
    settled before keeps its own (P-3, P-7). Raises NotPermitted, InvalidInput, DomainError."""
    if not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")
    _check(data)
    if valid_from < local_date(now):
        raise DomainError(_("Terms begin today or later, never backwards."), field="valid_from")
    made = store_terms(actor=actor, now=now, valid_from=valid_from, data=data)
    record(
        actor=actor,
        now=now,
        name="program.terms.published",
        subject_kind="program",
        subject_id=made.pk,
        version=made.version,
        from_date=valid_from.isoformat(),
        changed=_changed(made),
    )
    return made


def _changed(made: Terms) -> list[str]:
    """Return the names of the policies that differ from the version before."""
    before = Terms.objects.filter(version__lt=made.version).order_by("-version").first()
    if before is None:
        return []
    names = TermsData.__slots__
    return [name for name in names if getattr(made, name) != getattr(before, name)]


def _check(data: TermsData) -> None:
    errors: dict[str, list[object]] = {}
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(data, name) <= most:
            errors[name] = [
                _("Type a number from %(least)s to %(most)s.") % {"least": least, "most": most}
            ]
    if data.internal_target_days > data.decision_days:
        errors["internal_target_days"] = [_("It cannot be longer than the term to answer.")]
    try:
        Policy.parse(data.day_policy)
    except CalendarError:
        errors["day_policy"] = [_("Choose one of the list.")]
    if data.receipt_rule not in {"A", "B"}:
        errors["receipt_rule"] = [_("Choose one of the list.")]
    if data.reward_basis not in RewardBasis.values:
        errors["reward_basis"] = [_("Choose one of the list.")]
    if errors:
        raise InvalidInput(errors)

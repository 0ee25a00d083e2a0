"""The rules of each executing channel: its zones, its profiles and what it sells (R-11)."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners.models import Enrolment, Partner
from universo.program.choices import Category, CustomerProfile, ProductKind
from universo.program.models import Province
from universo.routing.models import ExecutingChannel
from universo.routing.queries import channels


def channel(actor: Actor, channel_id: int) -> ExecutingChannel:
    """Return one channel. Raises NotPermitted if the actor reads none, or there is no such."""
    found = channels(actor).filter(pk=channel_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def resellers_without_channel(actor: Actor) -> QuerySet[Partner]:
    """Return the enrolled resellers that cannot get leads yet, since nobody gave them a channel."""
    if not (actor.sees_everything or actor.has(StaffRole.CHANNEL_MANAGER)):
        return Partner.objects.none()
    enrolled = Enrolment.objects.filter(
        partner=OuterRef("pk"), category=Category.RESELLER, until_date__isnull=True
    )
    taken = ExecutingChannel.objects.filter(partner=OuterRef("pk"))
    rows = Partner.objects.filter(Exists(enrolled), ~Exists(taken), is_active=True)
    return rows.select_related("province")


def store_new(*, partner: Partner, rules: dict[str, Any]) -> ExecutingChannel:
    """Store a reseller's channel. Raises Conflict when it has one, InvalidInput for bad rules."""
    clean = checked(rules)
    try:
        with transaction.atomic():
            return ExecutingChannel.objects.create(name=str(partner), partner=partner, **clean)
    except IntegrityError as error:
        raise Conflict(_("This reseller already has its channel.")) from error


def store_rules(*, found: ExecutingChannel, rules: dict[str, Any]) -> dict[str, list[Any]]:
    """Change the rules of a channel and return what changed, {field: [before, after]}."""
    clean = checked(rules)
    changes = {
        name: [getattr(found, name), value]
        for name, value in clean.items()
        if getattr(found, name) != value
    }
    if changes:
        ExecutingChannel.objects.filter(pk=found.pk).update(**clean)
        found.refresh_from_db()
    return changes


def checked(rules: dict[str, Any]) -> dict[str, Any]:
    """Return {provinces, profiles, kinds, is_active}, sorted. Raises InvalidInput."""
    allowed = {
        "provinces": set(Province.objects.values_list("letter", flat=True)),
        "profiles": set(CustomerProfile.values),
        "kinds": set(ProductKind.values),
    }
    clean: dict[str, Any] = {"is_active": bool(rules.get("is_active"))}
    errors: dict[str, list[Any]] = {}
    for name, known in allowed.items():
        chosen = sorted(set(rules.get(name) or []))
        if not known.issuperset(chosen):
            errors[name] = [_("Choose among the options of the list.")]
        clean[name] = chosen
    if not clean["kinds"]:
        errors["kinds"] = [_("Say what it sells: software, hardware or both.")]
    if errors:
        raise InvalidInput(errors)
    return clean

"""A partner says what the directory may tell of it; nothing is shown before Hasar approves it (R-2)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.choices import Service
from universo.benefits.directory import logos, mails
from universo.benefits.directory.choices import PageStatus
from universo.benefits.directory.models import Consent, Listing, Logo, Place, Skill, Version
from universo.benefits.directory.queries import mine, version_by_uid
from universo.benefits.directory.reading import PageData, Reach, read_page
from universo.benefits.queries import require_benefit
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor
from universo.partners.models import Partner
from universo.program.models import ProductFamily

WORDING = _(
    "We want our company to be mentioned in the public directory of the programme with what our page"
    " says, once it is approved, and we may withdraw this at any moment."
)

RESERVED = {"localidades"}  # addresses of the directory itself


def send_page(
    *, actor: Actor, now: datetime, uid: UUID, data: PageData, logo: bytes | None = None
) -> Version:
    """Send a version of the partner's page for review; the same `uid` and body give the first again.

    What is published stays; what waited is superseded. The picture is made anew before the transaction
    and dropped if it fails. Raises NotPermitted, InvalidInput and DomainError (fields of the form),
    Conflict for another body under the same id.
    """
    _require_admin(actor)
    require_benefit(actor, Service.DIRECTORY, local_date(now))
    sha256 = _digest(data, logo)
    known = version_by_uid(uid)
    if known is not None:
        return _same(actor, known, sha256)
    has_logo = logo is not None or (data.keeps_logo and _kept_logo(actor) is not None)
    read = read_page(data, has_logo=has_logo)
    kept = logos.keep_logo(logo) if logo is not None else None
    try:
        with transaction.atomic():
            listing = _listing(actor, now)
            known = version_by_uid(uid)  # a second click waited for the first
            if known is None:
                values = {"uid": uid, "content_sha256": sha256, **read.values}
                return _add(actor, now, listing, data, kept, read.reach, values)
    except BaseException:
        logos.drop_logo(kept)
        raise
    logos.drop_logo(kept)
    return _same(actor, known, sha256)


@transaction.atomic
def give_consent(*, actor: Actor, now: datetime) -> Consent:
    """Record that the partner wants to be mentioned, and in which words. Twice is once.

    Raises NotPermitted.
    """
    _require_admin(actor)
    require_benefit(actor, Service.DIRECTORY, local_date(now))
    listing = _listing(actor, now)
    known = listing.consents.filter(until_at__isnull=True).first()
    if known is not None:
        return known
    made = Consent.objects.create(
        listing=listing, wording=str(WORDING), from_at=now, from_by_id=actor.user_id or 0
    )
    _say(actor, now, "benefits.listing.consented", listing)
    return made


@transaction.atomic
def withdraw_consent(*, actor: Actor, now: datetime) -> None:
    """Take the partner out of the directory at once, whatever else holds. Twice is once.

    It needs no benefit: whoever lost it may still not want to be mentioned. Raises NotPermitted.
    """
    _require_admin(actor)
    listing = Listing.objects.filter(partner_id=actor.partner_id or 0).first()
    if listing is None:
        return
    ended = listing.consents.filter(until_at__isnull=True).update(
        until_at=now, until_by_id=actor.user_id
    )
    if ended:
        _say(actor, now, "benefits.listing.consent_withdrawn", listing)


def _require_admin(actor: Actor) -> None:
    if actor.partner_id is None or actor.user_id is None or not actor.is_partner_admin:
        raise NotPermitted("")


def _digest(data: PageData, logo: bytes | None) -> str:
    picture = hashlib.sha256(logo).hexdigest() if logo is not None else ""
    return hashlib.sha256((json.dumps(asdict(data)) + picture).encode()).hexdigest()


def _same(actor: Actor, known: Version, sha256: str) -> Version:
    if known.listing.partner_id != actor.partner_id or known.content_sha256 != sha256:
        raise Conflict(_("From this page something else was already recorded."))
    return known


def _kept_logo(actor: Actor) -> Logo | None:
    latest = mine(actor).latest
    return latest.logo if latest else None


def _listing(actor: Actor, now: datetime) -> Listing:
    """Return the partner's place, locked; made under a free address if it has none yet."""
    partner = Partner.objects.select_for_update().get(pk=actor.partner_id or 0)
    found = Listing.objects.filter(partner=partner).first()
    if found is not None:
        return found
    return Listing.objects.create(partner=partner, slug=_free_slug(str(partner)), created_at=now)


def _free_slug(name: str) -> str:
    """Return a free address; two partners of one name at one instant are told apart by the database."""
    base = slugify(name)[:60].strip("-") or "partner"
    taken = set(Listing.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED
    names = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _add(
    actor: Actor, now: datetime, listing: Listing, data: PageData, kept: logos.Kept | None,
    reach: Sequence[Reach], values: dict[str, Any],
) -> Version:  # fmt: skip
    """Store the next version, which is the only one that waits."""
    picture = _logo(actor, now, listing, kept) if kept else None
    if picture is None and data.keeps_logo:
        picture = _kept_logo(actor)
    own = Version.objects.filter(listing=listing)
    own.filter(status=PageStatus.WAITING).update(status=PageStatus.SUPERSEDED)
    last = own.aggregate(last=Max("number"))["last"] or 0
    made = Version.objects.create(
        listing=listing, number=last + 1, status=PageStatus.WAITING, logo=picture,
        sent_at=now, sent_by_id=actor.user_id or 0, **values,
    )  # fmt: skip
    made.families.set(ProductFamily.objects.filter(pk__in=data.family_ids, is_active=True))
    made.skills.set(Skill.objects.filter(pk__in=data.skill_ids, is_active=True))
    Place.objects.bulk_create(
        Place(version=made, province_id=one.province, locality=one.locality) for one in reach
    )
    _say(actor, now, "benefits.listing.sent", listing, number=made.number)
    mails.tell_reviewers(made, now)
    return made


def _logo(actor: Actor, now: datetime, listing: Listing, kept: logos.Kept) -> Logo:
    return Logo.objects.create(
        listing=listing, added_at=now, added_by_id=actor.user_id or 0, **asdict(kept)
    )


def _say(actor: Actor, now: datetime, name: str, listing: Listing, **data: Any) -> None:
    record(
        actor=actor, now=now, name=name, subject_kind="partner", subject_id=listing.partner_id,
        partner_may_read=True, **data,
    )  # fmt: skip

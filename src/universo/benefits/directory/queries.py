"""Reading the pages of the directory behind it: a partner its own, Hasar all that wait and all that were."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from universo.benefits.directory.choices import PageStatus
from universo.benefits.directory.models import Badge, Consent, Listing, Logo, Skill, Version
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole


@dataclass(frozen=True, slots=True)
class Mine:
    """Where a partner stands with the directory; a `returned` one is its latest, if nothing came after."""

    listing: Listing | None = None
    consent: Consent | None = None
    published: Version | None = None
    waiting: Version | None = None
    returned: Version | None = None

    @property
    def latest(self) -> Version | None:
        """What an edit begins from: the newest that was sent."""
        return self.waiting or self.returned or self.published


def may_review(actor: Actor) -> bool:
    """Tell whether the actor approves pages and keeps the skills."""
    return actor.user_id is not None and actor.has(StaffRole.PROGRAM_ADMIN)


def reads_all(actor: Actor) -> bool:
    """Tell whether the actor reads every page, shown or not."""
    return actor.sees_everything or may_review(actor)


def visible_to(actor: Actor) -> QuerySet[Version]:
    """Return the versions of the actor's partner; all of them for administrators and auditors."""
    rows = Version.objects.select_related("listing__partner", "logo", "sent_by", "decided_by")
    if reads_all(actor):
        return rows
    return rows.filter(listing__partner_id=actor.partner_id or 0)


def find_version(actor: Actor, version_id: int) -> Version:
    """Return one version with its parts. Raises NotPermitted if out of sight."""
    rows = visible_to(actor).prefetch_related("families", "skills", "places__province")
    found = rows.filter(pk=version_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def find_logo(actor: Actor, logo_id: int) -> Logo:
    """Return a logo of a visible partner's. Raises NotPermitted if out of sight."""
    found = Logo.objects.filter(pk=logo_id)
    if not reads_all(actor):
        found = found.filter(listing__partner_id=actor.partner_id or 0)
    row = found.first()
    if row is None:
        raise NotPermitted("")
    return row


def mine(actor: Actor) -> Mine:
    """Return where the actor's partner stands; nothing for people of none."""
    listing = Listing.objects.filter(partner_id=actor.partner_id or 0).first()
    if listing is None:
        return Mine()
    rows = visible_to(actor).filter(listing=listing)
    rows = rows.prefetch_related("families", "skills", "places__province")
    newest = rows.exclude(status=PageStatus.SUPERSEDED).first()
    return Mine(
        listing=listing,
        consent=listing.consents.filter(until_at__isnull=True).first(),
        published=rows.filter(status=PageStatus.PUBLISHED).first(),
        waiting=rows.filter(status=PageStatus.WAITING).first(),
        returned=newest if newest and _was_refused(newest) else None,
    )


def _was_refused(version: Version) -> bool:
    return version.status in {PageStatus.RETURNED, PageStatus.TAKEN_DOWN}


def published_beside(version: Version) -> Version | None:
    """Return what is shown of the same partner while this one waits; None without."""
    rows = Version.objects.filter(listing=version.listing_id, status=PageStatus.PUBLISHED)
    found = rows.exclude(pk=version.pk).select_related("logo")
    return found.prefetch_related("families", "skills", "places__province").first()


def history(actor: Actor, listing_id: int) -> QuerySet[Version]:
    """Return all visible versions of one partner's page, the newest first."""
    return visible_to(actor).filter(listing_id=listing_id)


def search(actor: Actor, *, state: str = "", text: str = "") -> QuerySet[Version]:
    """Return visible versions in a state (empty: any) by the partner's name; what waits, first in first out."""
    rows = visible_to(actor)
    if state in PageStatus.values:
        rows = rows.filter(status=state)
    text = text.replace("\0", "").strip()
    if text:
        rows = rows.filter(listing__partner__legal_name__unaccent__icontains=text) | rows.filter(
            listing__partner__trade_name__unaccent__icontains=text
        )
    waiting_first = "sent_at" if state == PageStatus.WAITING else "-sent_at"
    return rows.order_by(waiting_first, "pk")


def counts(actor: Actor) -> dict[str, int]:
    """Return how many visible versions there are in each state."""
    return dict(visible_to(actor).order_by().values_list("status").annotate(Count("pk")))


def badge_of(actor: Actor) -> Badge | None:
    """Return the live badge of the actor's partner."""
    return Badge.objects.filter(partner_id=actor.partner_id or 0, ended_at__isnull=True).first()


def version_by_uid(uid: UUID) -> Version | None:
    """Return what was sent under a client-made id, whoever sent it."""
    return Version.objects.select_related("listing").filter(uid=uid).first()


def all_skills(actor: Actor) -> QuerySet[Skill]:
    """Return the skills, those in use first; none for others than administrators and auditors."""
    rows = Skill.objects.order_by("-is_active", "name")
    return rows if reads_all(actor) else rows.none()

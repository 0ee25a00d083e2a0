"""Reading organisations, their people and the applications to join."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.identity.queries import executives
from universo.identity.roles import StaffRole
from universo.partners.days import held_on
from universo.partners.models import Application, Enrolment, Invitation, Member, Partner

# People of Hasar whose work reaches every partner; an executive reaches his own.
_ALL_PARTNERS = (StaffRole.PROGRAM_ADMIN, StaffRole.FINANCE, StaffRole.CHANNEL_MANAGER)


def visible_to(actor: Actor) -> QuerySet[Partner]:
    """Return the partners this actor may know of (PROGRAMME.md §4)."""
    rows = Partner.objects.select_related("province", "account_executive")
    if actor.sees_everything or actor.has(*_ALL_PARTNERS):
        return rows
    if actor.has(StaffRole.ACCOUNT_EXECUTIVE):
        return rows.filter(account_executive_id=actor.user_id)
    return rows.filter(pk=actor.partner_id or 0)


def partner(actor: Actor, partner_id: int, day: date | None = None) -> Partner:
    """Return one partner with `current` as `with_current` fills it; NotPermitted if out of sight."""
    found = with_current(visible_to(actor), day).filter(pk=partner_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def with_current(rows: QuerySet[Partner], day: date | None = None) -> QuerySet[Partner]:
    """Add `current`: the enrolments of each partner on a local day; without one, those that have no
    end (R-1)."""
    open_rows = Enrolment.objects.filter(_held(day)).order_by("since_date", "pk")
    return rows.prefetch_related(Prefetch("enrolments", open_rows, to_attr="current"))  # type: ignore[no-redef]


def _held(day: date | None) -> Q:
    return Q(until_date__isnull=True) if day is None else held_on(day)


def search(
    actor: Actor,
    *,
    text: str = "",
    category: str = "",
    executive: str = "",
    state: str = "",
    day: date | None = None,
) -> QuerySet[Partner]:
    """Return visible partners by name, CUIT or mail; `state` is active, suspended or empty (all).

    `category` is held on `day`, as `with_current` says.
    """
    rows = with_current(visible_to(actor), day)
    text = text.replace("\0", "").strip()
    if text:
        by_text = Q(legal_name__icontains=text) | Q(trade_name__icontains=text)
        by_text |= Q(email__icontains=text)
        digits = "".join(filter(str.isdigit, text))
        if len(digits) >= 3 and not any(map(str.isalpha, text)):
            by_text |= Q(cuit__contains=digits)
        rows = rows.filter(by_text)
    if category:
        held = Enrolment.objects.filter(_held(day), partner=OuterRef("pk"), category=category)
        rows = rows.filter(Exists(held))
    if executive.isdecimal():
        rows = rows.filter(account_executive_id=int(executive[:9]))
    if state in {"active", "suspended"}:
        rows = rows.filter(is_active=state == "active")
    return rows.order_by("legal_name", "pk")


def enrolment_history(actor: Actor, partner_id: int) -> QuerySet[Enrolment]:
    """Return all enrolments of a visible partner, the open ones first, then the latest."""
    return Enrolment.objects.filter(partner__in=visible_to(actor), partner_id=partner_id).order_by(
        "until_date", "-since_date", "-pk"
    )


def people(actor: Actor, partner_id: int) -> QuerySet[Member]:
    """Return the people of a visible partner, active ones first."""
    return (
        Member.objects.select_related("user")
        .filter(partner__in=visible_to(actor), partner_id=partner_id)
        .order_by("-is_active", "-is_admin", "user__full_name", "pk")
    )


def pending_invitations(actor: Actor, partner_id: int) -> QuerySet[Invitation]:
    """Return the invitations of a visible partner that nobody has accepted, newest first."""
    return Invitation.objects.filter(
        partner__in=visible_to(actor), partner_id=partner_id, accepted_at__isnull=True
    ).order_by("-created_at")


def executives_with_load(actor: Actor) -> list[tuple[User, int]]:
    """Return each account executive with how many active partners he attends."""
    rows = list(executives(actor))
    counted = dict(
        Partner.objects.filter(is_active=True, account_executive__in=rows)
        .values_list("account_executive")
        .annotate(Count("pk"))
    )
    return [(person, counted.get(person.pk, 0)) for person in rows]


def administrators_of(partner_id: int) -> Iterable[str]:
    """Return the mail addresses of a partner's administrators, for telling them something."""
    return Member.objects.filter(
        partner_id=partner_id, is_admin=True, is_active=True, user__is_active=True
    ).values_list("user__email", flat=True)


def addresses_of(partner_id: int, user_id: int | None) -> set[str]:
    """Return where a partner is told of what one of its people did: there, and its administrators.

    Who is not of the partner any more is told nothing of it.
    """
    people = Q(user_id=user_id) | Q(is_admin=True)
    rows = Member.objects.filter(
        people, partner_id=partner_id, is_active=True, user__is_active=True
    )
    return set(rows.values_list("user__email", flat=True))


def applications_visible_to(actor: Actor) -> QuerySet[Application]:
    """Return the applications: for the programme's administrators and auditors only."""
    rows = Application.objects.select_related("province", "decided_by", "partner")
    if actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN):
        return rows
    return rows.none()


def applications(actor: Actor, *, state: str = "", text: str = "") -> QuerySet[Application]:
    """Return visible applications; those that wait come first in, first out."""
    rows = applications_visible_to(actor)
    if state:
        rows = rows.filter(state=state)
    text = text.replace("\0", "").strip()
    if text:
        by_text = Q(legal_name__icontains=text) | Q(contact_name__icontains=text)
        digits = "".join(filter(str.isdigit, text))
        if len(digits) >= 3 and not any(map(str.isalpha, text)):
            by_text |= Q(cuit__contains=digits)
        rows = rows.filter(by_text | Q(email__icontains=text))
    return rows.order_by("confirmed_at") if state == "CONFIRMED" else rows


def application_counts(actor: Actor) -> dict[str, int]:
    """Return how many visible applications there are in each state."""
    rows = applications_visible_to(actor).order_by().values_list("state").annotate(Count("pk"))
    return dict(rows)


def application(actor: Actor, application_id: int) -> Application:
    """Return one application; NotPermitted if out of sight."""
    found = applications_visible_to(actor).filter(pk=application_id).first()
    if found is None:
        raise NotPermitted("")
    return found

"""A lead as its reseller sees it: before accepting, no contact data leaves this room."""

from dataclasses import dataclass, field

from universo.customers.models import Prospect
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.opportunities.models import Notice, PresalesActivity
from universo.routing.models import Assignment, Progress
from universo.routing.queries import channel_is_known, visible_to


@dataclass(frozen=True, slots=True)
class Contact:
    """Who and where the customer is, and with whom to work; told once the lead is accepted."""

    name: str
    role: str
    phone: str
    email: str
    web: str
    cuit: str
    legal_name: str
    street: str
    sponsor: str
    sponsor_person: str
    executive: str


@dataclass(frozen=True, slots=True)
class Lead:
    """What its reader may know of an assignment; `contact` is None until it is accepted."""

    id: int
    status: str
    reference: str
    customer: str
    province: str
    locality: str
    profile: str
    need: str
    families: tuple[str, ...]
    budget_minor: int | None
    budget_currency: str
    timeframe: str
    note: str
    assignment: Assignment
    contact: Contact | None = None
    progress: tuple[Progress, ...] = ()
    presales: tuple[PresalesActivity, ...] = field(default=())


def lead(actor: Actor, assignment_id: int) -> Lead:
    """Return one lead as this actor may see it. Raises NotPermitted (for another's, or none)."""
    found = visible_to(actor).filter(pk=assignment_id).first()
    if found is None:
        raise NotPermitted("")
    return _lead(found, whole=actor.is_staff or channel_is_known(found))


def _lead(found: Assignment, whole: bool) -> Lead:
    notice = found.notice
    prospect = _prospect(notice)
    items = notice.items.select_related("family", "product")
    return Lead(
        id=found.pk,
        status=found.status,
        reference=notice.reference,
        customer=prospect.trade_name or prospect.legal_name,
        province=str(prospect.province or ""),
        locality=prospect.locality,
        profile=found.get_profile_display(),
        need=notice.need,
        families=tuple(str(item.product or item.family) for item in items),
        budget_minor=notice.budget_minor,
        budget_currency=notice.budget_currency,
        timeframe=notice.get_estimated_timeframe_display(),
        note=found.note,
        assignment=found,
        contact=_contact(notice) if whole else None,
        progress=tuple(found.progress.select_related("author")),
        presales=tuple(notice.presales.select_related("author")) if whole else (),
    )


def _prospect(notice: Notice) -> Prospect:
    if notice.prospect is None:
        raise RuntimeError("a notice that was accepted has a prospect")
    return notice.prospect


def _contact(notice: Notice) -> Contact:
    prospect = _prospect(notice)
    return Contact(
        name=prospect.contact_name,
        role=prospect.contact_role,
        phone=prospect.phone,
        email=prospect.email,
        web=prospect.web,
        cuit=prospect.cuit,
        legal_name=prospect.legal_name,
        street=prospect.street,
        sponsor=str(notice.partner),
        sponsor_person=notice.author.full_name,
        executive=notice.executive.full_name if notice.executive else "",
    )

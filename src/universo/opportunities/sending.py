"""The moment a draft becomes a notice: who may send it, and what is fixed for ever (R-7, R-9)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.audit.operations import append_to_journal
from universo.customers.models import Prospect
from universo.domain.decision_clock import Due, local_date
from universo.domain.lifecycle import NOTICE, check_move
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.opportunities import receipt
from universo.opportunities.intake import NoticeContent
from universo.opportunities.models import Notice, NoticeItem, NoticeStatus
from universo.opportunities.operations import ALREADY_SENT, require_sponsor
from universo.partners.days import held_on
from universo.partners.models import Enrolment, Partner
from universo.program.choices import Category
from universo.program.clock import current_calendar, due_for
from universo.program.models import CalendarVersion, Product, ProductFamily, Terms
from universo.program.queries import terms_on

CONTACT = ("contact_name", "contact_role", "phone", "email", "web")
COMPANY = ("legal_name", "trade_name", "cuit", "province", "locality")


@dataclass(frozen=True, slots=True)
class Sender:
    """A sponsor in order: the partner with its executive, and its level at this moment (P-12)."""

    partner: Partner
    level: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the journal and the programme give a notice: its place, its instant and its term."""

    number: int
    at: datetime
    terms: Terms
    calendar: CalendarVersion
    due: Due

    @property
    def reference(self) -> str:
        return f"OP-{self.number:06d}"


def find_sender(actor: Actor, content: NoticeContent, day: date) -> Sender:
    """Return who sends. Raises NotPermitted unless he is a sponsor on that local day, DomainError when nobody
    at Hasar would receive the notice, InvalidInput when the customer is the sponsor himself."""
    partner_id, _user_id = require_sponsor(actor)
    enrolment = (
        Enrolment.objects.select_related("partner__account_executive")
        .filter(
            partner_id=partner_id,
            partner__is_active=True,
            category=Category.SPONSOR,
        )
        .filter(held_on(day))
        .first()
    )
    if enrolment is None:
        raise NotPermitted(_("Only sponsors notify opportunities."))
    partner = enrolment.partner
    executive = partner.account_executive
    if executive is None or not executive.is_active:
        raise DomainError(
            _(
                "Your company has no account executive assigned yet, so nobody would receive the"
                " notice. Your draft is kept: ask the programme to assign one, and send it then."
            ),
            code="no_executive",
        )
    if content.cuit and content.cuit == partner.cuit:
        own = _("This is the CUIT of your own company: notify another customer.")
        raise InvalidInput({"cuit": [own]})
    return Sender(partner, enrolment.level)


def stamp_for(number: int, at: datetime) -> Stamp:
    """Return the stamp of a receipt: terms in force on its local day, newest calendar, term."""
    terms = terms_on(local_date(at))
    version, calendar = current_calendar(terms)
    return Stamp(number, at, terms, version, due_for(at, terms, calendar))


def fix_notice(
    *, notice: Notice, actor: Actor, sender: Sender, content: NoticeContent, stamp: Stamp
) -> Notice:
    """Turn a draft into a sent notice with its receipt, and append it to the journal.

    Raises Conflict when it is no draft any more.
    """
    check_move(NOTICE, NoticeStatus.DRAFT, NoticeStatus.SUBMITTED)
    salt = receipt.new_salt()
    text = _canonical(sender, content, stamp, salt)
    sha = receipt.sha256_of(text)
    key, signature = receipt.sign(stamp.reference, stamp.at, sha)
    moved = Notice.objects.filter(pk=notice.pk, status=NoticeStatus.DRAFT).update(
        status=NoticeStatus.SUBMITTED,
        author_id=actor.user_id,
        executive=sender.partner.account_executive,
        level=sender.level,
        prospect=_store_prospect(content),
        need=content.need,
        budget_minor=content.budget_minor,
        budget_currency=content.currency,
        estimated_timeframe=content.timeframe,
        number=stamp.number,
        received_at=stamp.at,
        updated_at=stamp.at,
        content=text,
        content_salt=salt,
        content_sha256=sha,
        signature=signature,
        signing_key=key,
        **_term_columns(stamp),
    )
    if not moved:
        raise Conflict(ALREADY_SENT)
    _store_items(notice, content)
    append_to_journal(
        sequence=stamp.number,
        at=stamp.at,
        kind=receipt.JOURNAL_KIND,
        subject_id=notice.pk,
        content_sha256=sha,
    )
    notice.refresh_from_db()
    return notice


def _term_columns(stamp: Stamp) -> dict[str, Any]:
    due = stamp.due
    return {
        "terms": stamp.terms,
        "calendar": stamp.calendar,
        "due_at": due.due_at,
        "due_date": due.due_date,
        "counted_dates": [day.isoformat() for day in due.counted],
        "skipped_dates": [{"date": s.day.isoformat(), "reason": s.reason} for s in due.skipped],
        "due_is_provisional": due.provisional,
    }


def _store_prospect(content: NoticeContent) -> Prospect:
    facts = asdict(content)
    company = {name: facts[name] for name in (*COMPANY, *CONTACT) if name != "province"}
    return Prospect.objects.create(**company, province_id=content.province)


def _store_items(notice: Notice, content: NoticeContent) -> None:
    families = {f.code: f for f in ProductFamily.objects.filter(code__in=content.families)}
    products = Product.objects.filter(code__in=content.products).select_related("family")
    rows = [NoticeItem(notice=notice, family=p.family, product=p) for p in products]
    rows += [NoticeItem(notice=notice, family=f) for f in families.values()]
    NoticeItem.objects.bulk_create(rows)


def _canonical(sender: Sender, content: NoticeContent, stamp: Stamp, salt: str) -> str:
    """Return what the hash covers: all of the notice, its contact only as a salted commitment."""
    facts = asdict(content)
    executive = sender.partner.account_executive
    assert executive is not None
    return receipt.canonical(
        {
            "schema": "universo.notice/1",
            "number": stamp.number,
            "reference": stamp.reference,
            "received_at": receipt.exact(stamp.at),
            "due_at": receipt.exact(stamp.due.due_at),
            "due_date": stamp.due.due_date.isoformat(),
            "terms_version": stamp.terms.version,
            "calendar_version": stamp.calendar.number,
            "sponsor": {
                "cuit": sender.partner.cuit,
                "legal_name": sender.partner.legal_name,
                "level": sender.level,
            },
            "executive": executive.full_name,
            "prospect": {name: facts[name] for name in COMPANY},
            "contact_commitment": receipt.commitment(salt, {n: facts[n] for n in CONTACT}),
            "need": content.need,
            "families": list(content.families),
            "products": list(content.products),
            "budget": {"minor": content.budget_minor, "currency": content.currency},
            "timeframe": content.timeframe,
        }
    )

"""A partner writes a quote for his customer: a draft of articles of his list and words of his own (R-2 b)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from universo.benefits.choices import Service
from universo.benefits.prices import queries, quote_queries
from universo.benefits.prices.choices import QuoteStatus
from universo.benefits.prices.models import Quote, QuoteLine
from universo.benefits.queries import require_benefit
from universo.domain import quotes as domain
from universo.domain.decision_clock import local_date
from universo.domain.money import MAX_MINOR
from universo.domain.tax_ids import check_cuit
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.program.choices import Currency

MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class QuoteData:
    """For whom a quote is, how many calendar days it counts, and what is said below it."""

    customer_name: str
    validity_days: int
    customer_cuit: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class LineData:
    """A line as typed; of an article (`code`) the words and the VAT are those of the list."""

    quantity: int
    unit_minor: int
    text: str = ""
    vat_bp: int = 2100
    code: str = ""


def may_quote(actor: Actor, now: datetime) -> tuple[int, int]:
    """Return the actor's partner and user. Raises NotPermitted unless it may use prices today."""
    require_benefit(actor, Service.PRICES, local_date(now))
    if actor.partner_id is None or actor.user_id is None:
        raise NotPermitted("")
    return actor.partner_id, actor.user_id


def start_quote(*, actor: Actor, now: datetime, uid: UUID, currency: str, data: QuoteData) -> Quote:
    """Begin a draft; the same id again is the first one. Raises NotPermitted, InvalidInput, Conflict."""
    partner_id, user_id = may_quote(actor, now)
    if currency not in Currency.values:
        raise DomainError(_("Choose one of the list."), field="currency")
    values = tidy(data, now)
    same = Quote.objects.filter(uid=uid).first()
    if same is None:
        try:
            with transaction.atomic():
                return Quote.objects.create(
                    uid=uid, partner_id=partner_id, author_id=user_id, currency=currency,
                    created_at=now, changed_at=now, **values,
                )  # fmt: skip
        except IntegrityError:  # a second click was faster
            same = Quote.objects.get(uid=uid)
    if same.partner_id != partner_id:
        raise Conflict(_("This form was sent already. Begin a new one."))
    return same


@transaction.atomic
def save_quote(
    *,
    actor: Actor,
    now: datetime,
    quote_id: int,
    revision: int,
    data: QuoteData,
    lines: Sequence[LineData],
    add_code: str = "",
) -> Quote:
    """Store a draft as it was typed; `add_code` adds one of an article, at its public price.

    Raises NotPermitted, InvalidInput, DomainError (`lines`, `add`), Conflict when somebody changed it
    meanwhile or it was issued.
    """
    may_quote(actor, now)
    values = tidy(data, now)
    found = lock_draft(actor, quote_id, revision)
    wanted = _added(list(lines), add_code.replace("\0", "")[:40])
    rows = _rows(actor, now, found, wanted)
    sums = sums_of(rows)
    found.lines.all().delete()
    QuoteLine.objects.bulk_create(rows)
    for name, value in values.items():
        setattr(found, name, value)
    found.net_minor, found.vat_minor = sums.net_minor, sums.vat_minor
    found.revision, found.changed_at = revision + 1, now
    found.save()
    return found


@transaction.atomic
def discard_quote(*, actor: Actor, now: datetime, quote_id: int) -> None:
    """Throw a draft away. Raises NotPermitted, Conflict when it was issued."""
    may_quote(actor, now)
    found = (
        quote_queries.visible_to(actor).filter(pk=quote_id).select_for_update(of=("self",)).first()
    )
    if found is None:
        raise NotPermitted("")
    if found.status != QuoteStatus.DRAFT:
        raise Conflict(_("It was issued: it can be withdrawn, not discarded."))
    found.delete()


def lock_draft(actor: Actor, quote_id: int, revision: int) -> Quote:
    """Return a draft, locked. Raises NotPermitted, Conflict as `save_quote`."""
    found = (
        quote_queries.visible_to(actor).filter(pk=quote_id).select_for_update(of=("self",)).first()
    )
    if found is None:
        raise NotPermitted("")
    if found.status != QuoteStatus.DRAFT:
        raise Conflict(_("It was issued: copy it to change something."))
    if found.revision != revision:
        raise Conflict(
            _("Somebody changed this draft meanwhile. Look at it again; what you typed is below.")
        )
    return found


def sums_of(rows: Sequence[QuoteLine]) -> domain.Totals:
    """Return the sums of some lines. Raises DomainError at `lines` when they are beyond any invoice."""
    try:
        return quote_queries.totals_of(list(rows))
    except domain.QuoteTooLarge as error:
        raise DomainError(_("The amount is too large."), field="lines") from error


def tidy(data: QuoteData, now: datetime) -> dict[str, Any]:
    """Return what is stored of a quote's head. Raises InvalidInput."""
    errors: dict[str, list[Any]] = {}
    name = " ".join(data.customer_name.replace("\0", "").split())[:160]
    if len(name) < 3:
        errors["customer_name"] = [_("Write the customer's name.")]
    if data.customer_cuit and not check_cuit(data.customer_cuit).ok:
        errors["customer_cuit"] = [_("A CUIT has eleven digits.")]
    most = queries.rules_on(local_date(now)).longest_validity_days
    if not 1 <= data.validity_days <= most:
        errors["validity_days"] = [
            _("Type a number from %(least)s to %(most)s.") % {"least": 1, "most": most}
        ]
    if errors:
        raise InvalidInput(errors)
    return {
        "customer_name": name,
        "customer_cuit": check_cuit(data.customer_cuit).normalised if data.customer_cuit else "",
        "validity_days": data.validity_days,
        "notes": data.notes.replace("\0", "").strip()[:1000],
    }


def _added(lines: list[LineData], code: str) -> list[LineData]:
    if not code:
        return lines
    for at, line in enumerate(lines):
        if line.code == code and line.quantity < domain.MAX_QUANTITY:
            lines[at] = replace(line, quantity=line.quantity + 1)
            return lines
    return [*lines, LineData(1, -1, code=code)]


def _rows(actor: Actor, now: datetime, found: Quote, wanted: list[LineData]) -> list[QuoteLine]:
    if len(wanted) > MOST_LINES:
        said = _("A quote has at most %(n)d lines.") % {"n": MOST_LINES}
        raise DomainError(said, field="lines")
    known = {row.code: row for row in found.lines.all() if row.code}
    codes = [line.code for line in wanted if line.code]
    own = queries.own_by_code(actor, codes, found.currency, local_date(now))
    rows = []
    for at, line in enumerate(wanted, start=1):
        listed = own.get(line.code) if line.code else None
        before = known.get(line.code) if line.code else None
        source = listed or before
        if line.code and source is None:
            raise DomainError(_("The article is not on your price list."), field="add")
        text = source.text if source else " ".join(line.text.replace("\0", "").split())[:200]
        unit = line.unit_minor
        if unit < 0 and listed is not None:  # newly added
            unit = listed.public_minor
        _check(text, line, unit)
        rows.append(
            QuoteLine(
                quote=found, position=at, code=line.code, text=text, quantity=line.quantity,
                unit_minor=unit, vat_bp=source.vat_bp if source else line.vat_bp,
                own_minor=listed.partner_minor if listed else None,
                public_minor=listed.public_minor if listed else None,
            )
        )  # fmt: skip
    return rows


def _check(text: str, line: LineData, unit: int) -> None:
    if len(text) < 2:
        raise DomainError(_("Write what the line is."), field="lines")
    if not 1 <= line.quantity <= domain.MAX_QUANTITY or not 0 <= unit <= MAX_MINOR:
        raise DomainError(_("A quantity or a price of the lines cannot be."), field="lines")
    if line.vat_bp not in domain.VAT_RATES_BP:
        raise DomainError(_("Choose one of the list."), field="lines")

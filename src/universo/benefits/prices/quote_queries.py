"""Reading quotes: a partner's people those of their company, nobody else; Hasar reads sums (figures)."""

from datetime import date

from django.db.models import Q, QuerySet

from universo.benefits.prices.models import Quote, QuoteLine
from universo.domain.quotes import QuoteState, Totals, totals
from universo.errors import NotPermitted
from universo.identity.actor import Actor


def visible_to(actor: Actor) -> QuerySet[Quote]:
    """Return the quotes of the actor's partner: what it asks of its customers is its own business."""
    return Quote.objects.select_related("author", "issued_by", "partner").filter(
        partner_id=actor.partner_id or 0
    )


def quote(actor: Actor, quote_id: int) -> Quote:
    """Return one quote. Raises NotPermitted if out of sight."""
    found = visible_to(actor).filter(pk=quote_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def search(actor: Actor, today: date, *, state: str = "", text: str = "") -> QuerySet[Quote]:
    """Return visible quotes by state on a local day, and by number, customer or CUIT."""
    rows = visible_to(actor)
    if state == QuoteState.EXPIRED:
        rows = rows.filter(status=QuoteState.ISSUED, valid_until__lt=today)
    elif state == QuoteState.ISSUED:
        rows = rows.filter(status=QuoteState.ISSUED, valid_until__gte=today)
    elif state:
        rows = rows.filter(status=state)
    text = text.replace("\0", "").strip()
    if text:
        found = Q(customer_name__icontains=text)
        digits = "".join(filter(str.isdecimal, text))
        if digits.isascii() and 0 < len(digits) < 12:
            found |= Q(customer_cuit__contains=digits)
            if len(digits) < 10:
                found |= Q(number=int(digits))
        rows = rows.filter(found)
    return rows


def lines_of(found: Quote) -> list[QuoteLine]:
    """Return the lines of a quote in their order."""
    return list(QuoteLine.objects.filter(quote=found))


def totals_of(lines: list[QuoteLine]) -> Totals:
    """Return the sums of some lines. Raises QuoteTooLarge."""
    return totals(line.sums for line in lines)

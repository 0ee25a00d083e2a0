"""A quote is issued under the partner's next number and frozen; withdrawn with a reason; copied to a new."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.prices import queries, quote_queries
from universo.benefits.prices.choices import QuoteStatus
from universo.benefits.prices.models import Quote, QuoteCounter, QuoteLine
from universo.domain.decision_clock import local_date
from universo.domain.quotes import last_day
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.usecases.write_quote import (
    QuoteData,
    lock_draft,
    may_quote,
    start_quote,
    sums_of,
    tidy,
)


@transaction.atomic
def issue_quote(*, actor: Actor, now: datetime, quote_id: int, revision: int) -> Quote:
    """Give a draft its number and its last day, and freeze it. Twice is once.

    The partner's own prices are looked up again, for his warnings and for the figures. Raises
    NotPermitted, Conflict, DomainError at `lines` or the fields of the draft.
    """
    partner_id, user_id = may_quote(actor, now)
    seen = (
        quote_queries.visible_to(actor).filter(pk=quote_id).select_for_update(of=("self",)).first()
    )
    if seen is not None and seen.status == QuoteStatus.ISSUED:
        return seen
    found = lock_draft(actor, quote_id, revision)
    tidy(data_of(found), now)
    rows = quote_queries.lines_of(found)
    if not rows:
        raise DomainError(_("Add at least one line."), field="lines")
    _refresh(actor, now, found, rows)
    sums = sums_of(rows)
    found.net_minor, found.vat_minor = sums.net_minor, sums.vat_minor
    found.number = _next_number(partner_id)
    found.status, found.issued_at, found.issued_by_id = QuoteStatus.ISSUED, now, user_id
    found.issued_date = local_date(now)
    found.valid_until = last_day(found.issued_date, found.validity_days)
    found.revision, found.changed_at = found.revision + 1, now
    found.save()
    _say(
        actor,
        now,
        "benefits.quote.issued",
        found,
        total_minor=found.total_minor,
        currency=found.currency,
    )
    return found


@transaction.atomic
def withdraw_quote(*, actor: Actor, now: datetime, quote_id: int, reason: str) -> Quote:
    """Withdraw an issued quote, expired or not; its paper stays to be read. Twice is once.

    Raises NotPermitted, DomainError at `reason`, Conflict for a draft.
    """
    may_quote(actor, now)
    found = (
        quote_queries.visible_to(actor).filter(pk=quote_id).select_for_update(of=("self",)).first()
    )
    if found is None:
        raise NotPermitted("")
    why = " ".join(reason.replace("\0", "").split())[:240]
    if len(why) < 5:
        raise DomainError(_("Write the reason."), field="reason")
    if found.status == QuoteStatus.WITHDRAWN:
        return found
    if found.status == QuoteStatus.DRAFT:
        raise Conflict(_("It was not issued yet: discard it."))
    found.status, found.withdrawn_at, found.withdrawn_reason = QuoteStatus.WITHDRAWN, now, why
    found.withdrawn_by_id = actor.user_id
    found.save(update_fields=["status", "withdrawn_at", "withdrawn_reason", "withdrawn_by"])
    _say(actor, now, "benefits.quote.withdrawn", found, reason=why)
    return found


@transaction.atomic
def copy_quote(*, actor: Actor, now: datetime, uid: UUID, quote_id: int) -> Quote:
    """Begin a draft with the customer and the lines of another quote; the same id again is the first one.

    Prices are those of the other one. Raises NotPermitted, InvalidInput, Conflict.
    """
    may_quote(actor, now)
    other = quote_queries.quote(actor, quote_id)
    made = start_quote(actor=actor, now=now, uid=uid, currency=other.currency, data=data_of(other))
    if made.revision > 1 or made.lines.exists():
        return made
    rows = quote_queries.lines_of(other)
    for row in rows:
        row.pk, row.quote = None, made
    _own(actor, now, made, rows)
    QuoteLine.objects.bulk_create(rows)
    made.net_minor, made.vat_minor = other.net_minor, other.vat_minor
    made.save(update_fields=["net_minor", "vat_minor"])
    return made


def data_of(found: Quote) -> QuoteData:
    """Return the head of a stored quote."""
    return QuoteData(found.customer_name, found.validity_days, found.customer_cuit, found.notes)


def _refresh(actor: Actor, now: datetime, found: Quote, rows: list[QuoteLine]) -> None:
    _own(actor, now, found, rows)
    QuoteLine.objects.bulk_update(rows, ["own_minor", "public_minor"])


def _own(actor: Actor, now: datetime, found: Quote, rows: list[QuoteLine]) -> None:
    """Set what the list of today says of each article."""
    codes = [row.code for row in rows if row.code]
    own = queries.own_by_code(actor, codes, found.currency, local_date(now))
    for row in rows:
        listed = own.get(row.code) if row.code else None
        row.own_minor = listed.partner_minor if listed else None
        row.public_minor = listed.public_minor if listed else None


def _next_number(partner_id: int) -> int:
    """Return the partner's next number; whoever comes at the same time waits."""
    QuoteCounter.objects.get_or_create(partner_id=partner_id)
    counter = QuoteCounter.objects.select_for_update().get(partner_id=partner_id)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _say(actor: Actor, now: datetime, name: str, found: Quote, **data: Any) -> None:
    record(
        actor=actor, now=now, name=name, subject_kind="quote", subject_id=found.pk,
        partner_may_read=True, reference=found.reference, **data,
    )  # fmt: skip

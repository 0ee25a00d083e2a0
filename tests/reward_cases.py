"""Sales documents and their facts, stored directly, for tests of rewards and settlements."""

from datetime import date, datetime
from itertools import count
from typing import Any

from django.db.models import Max

import builders
import routing_cases
from builders import NOON
from cast import Cast
from universo.identity.actor import Actor
from universo.opportunities.models import FrozenRate, Notice
from universo.rewards.models import Accrual, Entry
from universo.routing.models import Assignment
from universo.sales.models import (
    Collection,
    Document,
    DocumentLine,
    OpportunityLink,
    Reversal,
)

_serial = count(1001)
TYPES = {"INVOICE": 1, "DEBIT_NOTE": 2, "CREDIT_NOTE": 3}


def opportunity(
    cast: Cast, *, won: bool = True, rates: dict[str, int] | None = None, **changes: Any
) -> Notice:
    """Store an accepted notice of the sponsor with its frozen rates (P-7), won unless told otherwise."""
    notice = routing_cases.notice(cast, **{"frozen_basis": "net", **changes})
    for code, rate_bp in (rates or {"POS-SOFT": 500}).items():
        FrozenRate.objects.create(notice=notice, family=cast.families[code], rate_bp=rate_bp)
    if won:
        win(cast, notice)
    return notice


def win(cast: Cast, notice: Notice) -> Assignment:
    """Store a won assignment of the notice to the cast's reseller."""
    return Assignment.objects.create(
        notice=notice,
        channel=routing_cases.channel_of(cast.reseller_partner),
        status="WON",
        offered_at=NOON,
        offered_by_id=cast.channel_manager.user_id,
        answered_at=NOON,
        closed_at=NOON,
    )


def invoice(
    cast: Cast,
    *lines: tuple[str, int, int],
    notice: Notice | None = None,
    kind: str = "INVOICE",
    on: date = date(2026, 10, 5),
    other_taxes: int = 0,
    **changes: Any,
) -> Document:
    """Store a document with (family, net, gross) lines; with `notice` it is linked too."""
    number = next(_serial)
    rows = lines or (("POS-SOFT", 10_000_000, 12_100_000),)
    net, gross = sum(row[1] for row in rows), sum(row[2] for row in rows)
    values: dict[str, Any] = {
        "issuer_cuit": "30610400562",
        "type_code": TYPES[kind],
        "point_of_sale": 3,
        "number": number,
        "kind": kind,
        "issue_date": on,
        "receiver_doc": "30712345671",
        "receiver_name": "Ferretería El Tornillo S.R.L.",
        "currency": "ARS",
        "net_minor": net,
        "vat_minor": gross - net,
        "other_taxes_minor": other_taxes,
        "total_minor": gross + other_taxes,
        "content_sha256": f"{number:064d}",
        "recorded_at": NOON,
        "recorded_by_id": cast.finance.user_id,
        **changes,
    }
    made = Document.objects.create(**values)
    for position, (family, line_net, line_gross) in enumerate(rows, start=1):
        DocumentLine.objects.create(
            document=made,
            position=position,
            description=f"Renglón {position}",
            family=cast.families.get(family),
            net_minor=line_net,
            gross_minor=line_gross,
        )
    if notice is not None:
        link(cast, made, notice)
    return made


def link(cast: Cast, document: Document, notice: Notice) -> OpportunityLink:
    """Link an invoice to an opportunity."""
    return OpportunityLink.objects.create(
        document=document, notice=notice, linked_at=NOON, linked_by_id=cast.finance.user_id
    )


def note(
    cast: Cast,
    of: Document,
    net: int,
    gross: int,
    *,
    kind: str = "CREDIT_NOTE",
    on: date = date(2026, 10, 20),
    changes: DocumentLine | None = None,
) -> Document:
    """Store a note that corrects `of`: a credit note of its first line, a debit note with a new one."""
    made = invoice(cast, ("POS-SOFT", net, gross), kind=kind, on=on, corrects=of)
    if kind == "CREDIT_NOTE" or changes is not None:
        line = made.lines.get()
        line.changes = changes or of.lines.order_by("position")[0]
        line.save()
    return made


def collection(
    cast: Cast, of: Document, amount_minor: int, *, on: date = date(2026, 10, 12), **changes: Any
) -> Collection:
    """Store a transfer that pays off part of an invoice."""
    values = {
        "uid": builders.new_uid(),
        "document": of,
        "receipt_number": f"0001-{next(_serial):08d}",
        "means": "TRANSFER",
        "amount_minor": amount_minor,
        "received_date": on,
        "recorded_at": NOON,
        "recorded_by_id": cast.finance.user_id,
        **changes,
    }
    return Collection.objects.create(**values)


def reversal(cast: Cast, of: Collection, *, on: date = date(2026, 10, 25)) -> Reversal:
    """Store that a collection bounced."""
    return Reversal.objects.create(
        uid=builders.new_uid(),
        collection=of,
        on_date=on,
        reason="Cheque rechazado",
        recorded_at=NOON,
        recorded_by_id=cast.finance.user_id,
    )


def accrue(actor: Actor, *documents: Document, now: datetime = NOON) -> list[int]:
    """Bring the rewards of these documents up to date; return the amounts booked, in minor units."""
    from universo.rewards.operations import accrue_documents

    last = Accrual.objects.aggregate(last=Max("id"))["last"] or 0
    ids = [document.pk for document in documents]
    booked = accrue_documents(actor=actor, now=now, document_ids=ids)
    made = accrued_amounts(after=last)
    assert len(made) == booked
    return made


def balance(account: str, partner: Any = None, currency: str = "ARS") -> int:
    """Return the balance of an account, of all partners or of one, in minor units."""
    rows = Entry.objects.filter(account=account, posting__currency=currency)
    if partner is not None:
        rows = rows.filter(posting__partner=partner)
    return sum(rows.values_list("amount_minor", flat=True))


def accrued_amounts(after: int = 0) -> list[int]:
    """Return every accrual's amount in the order of booking; of those after an id."""
    rows = Accrual.objects.filter(pk__gt=after).order_by("id")
    return list(rows.values_list("amount_minor", flat=True))

"""Invoices, collections and linked opportunities, made the short way."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

import builders
import routing_cases
from cast import Cast
from universo.identity.actor import Actor
from universo.opportunities.models import FrozenRate, Notice
from universo.sales.models import Collection, Document
from universo.usecases.link_document import link_document
from universo.usecases.record_collection import record_collection
from universo.usecases.record_document import DocumentData, LineData, record_document
from universo.usecases.work_lead import win_lead

NOON = builders.NOON
DAY = date(2026, 11, 10)
ISSUER = "30000000007"
INVOICE_A, DEBIT_A, CREDIT_A = 1, 2, 3
_numbers = iter(range(1_000, 10_000_000))


def line(net: int = 10_000_000, family: str = "POS-SOFT", **changes: Any) -> LineData:
    """Return a line with 21 % VAT, by default of $ 100.000,00 net."""
    values: dict[str, Any] = {
        "description": "Licencia anual",
        "family_code": family,
        "net_minor": net,
        "gross_minor": net + net * 21 // 100,
        **changes,
    }
    return LineData(**values)


def data(*lines: LineData, **changes: Any) -> DocumentData:
    """Return an invoice A whose amounts are those of its lines."""
    rows = lines or (line(),)
    net = sum(row.net_minor for row in rows)
    gross = sum(row.gross_minor for row in rows)
    values: dict[str, Any] = {
        "issuer_cuit": ISSUER,
        "type_code": INVOICE_A,
        "point_of_sale": 3,
        "number": next(_numbers),
        "issue_date": DAY,
        "receiver_doc": builders.cuit(4_417),
        "receiver_name": "Ferretería El Tornillo S.R.L.",
        "currency": "ARS",
        "net_minor": net,
        "vat_minor": gross - net,
        "other_taxes_minor": 0,
        "total_minor": gross,
        "lines": rows,
        **changes,
    }
    return DocumentData(**values)


def invoice(cast: Cast, *lines: LineData, **changes: Any) -> Document:
    """Store an invoice: by default $ 100.000,00 and VAT, total $ 121.000,00 (the example of §3)."""
    return record_document(actor=cast.finance, now=NOON, data=data(*lines, **changes))


def collect(cast: Cast, document: Document, amount: int, **changes: Any) -> Collection:
    """Register a transfer on an invoice."""
    values: dict[str, Any] = {
        "uid": builders.new_uid(),
        "document_id": document.pk,
        "receipt_number": f"R-{next(_numbers)}",
        "means": "TRANSFER",
        "amount_minor": amount,
        "received_date": DAY + timedelta(days=2),
        **changes,
    }
    return record_collection(actor=cast.finance, now=NOON, **values)


def accepted(cast: Cast, *, won: bool = False, rate_bp: int = 500, **changes: Any) -> Notice:
    """Store an accepted notice with one frozen rate for POS-SOFT; won by the reseller if so asked."""
    prospect = routing_cases.prospect(cuit=builders.cuit(4_417))
    values = {
        "prospect": prospect,
        "frozen_basis": "net",
        "protected_until_date": date(2027, 11, 23),
        "decided_at": NOON - timedelta(days=30),
        **changes,
    }
    made = routing_cases.notice(cast, **values)
    FrozenRate.objects.create(notice=made, family=cast.families["POS-SOFT"], rate_bp=rate_bp)
    if won:
        lead = routing_cases.active(cast, made)
        win_lead(actor=cast.reseller, now=NOON, assignment_id=lead.pk)
    return made


def linked(cast: Cast, *lines: LineData, won: bool = True) -> tuple[Document, Notice]:
    """Return an invoice that belongs to an opportunity, won unless told otherwise."""
    notice, document = accepted(cast, won=won), invoice(cast, *lines)
    link_document(actor=cast.finance, now=NOON, document_id=document.pk, notice_id=notice.pk)
    return document, notice


def sign_in(client: Client, actor: Actor) -> Client:
    """Sign an actor in without the pages of the sign-in."""
    client.force_login(get_user_model().objects.get(pk=actor.user_id))
    return client

"""Invoices and collections of the demo; their closing and payment are in `settling`."""

from collections.abc import Callable
from datetime import datetime

from universo.demo import notices as do
from universo.demo.calendar import Moments
from universo.demo.companies import CASES, Case
from universo.demo.settling import settling_steps
from universo.domain.decision_clock import local_date
from universo.sales.models import Collection, Document
from universo.usecases.link_document import link_document
from universo.usecases.record_collection import record_collection, reverse_collection
from universo.usecases.record_document import DocumentData, LineData, record_document

CASE = {case.key: case for case in CASES}
ISSUER = "30000009004"  # a synthetic issuer, not the real company's number
INVOICE_A, CREDIT_NOTE_A = 1, 3
Act = Callable[[datetime], object]
Add = Callable[[datetime, Act], None]


def sales_steps(add: Add, moments: Moments) -> None:
    """Add the steps of the two won opportunities and the month's settlement."""
    add(moments.at(46, 10), invoice("andina", 3101, "ARS", 100_000_000, 21_000_000, "SW-GESTION"))
    add(moments.at(46, 10, 30), link("andina", 3101))
    add(moments.at(41, 11), collect(3101, "R-0001", "TRANSFER", 40_000_000))
    add(moments.at(33, 11), collect(3101, "R-0002", "TRANSFER", 81_000_000))
    add(moments.at(30, 10), invoice("andina", 3140, "ARS", 240_000_000, 50_400_000, "HW-LECTORES"))
    add(moments.at(30, 10, 30), link("andina", 3140))
    add(moments.at(6, 11), collect(3140, "R-0009", "TRANSFER", 145_200_000))
    add(moments.at(42, 12), invoice("bazar", 3109, "USD", 800_000, 168_000, "SW-GESTION"))
    add(moments.at(42, 12, 30), link("bazar", 3109))
    add(moments.at(38, 12), collect(3109, "R-0003", "TRANSFER", 200_000))
    add(moments.at(5, 12), collect(3109, "R-0010", "CHEQUE", 484_000, cleared=True))
    add(moments.at(3, 12), bounce(3109, "R-0010"))
    add(moments.at(4, 12), invoice("kiosco", 3177, "ARS", 120_000_000, 25_200_000, "SW-PDV"))
    settling_steps(add, moments)


def invoice(
    key: str, number: int, currency: str, net_minor: int, vat_minor: int, family: str
) -> Act:
    """Return the act of recording an invoice A of one line for the case's customer."""
    case: Case = CASE[key]

    def act(now: datetime) -> Document:
        total = net_minor + vat_minor
        return record_document(
            actor=do.colleague("felipe"),
            now=now,
            data=DocumentData(
                issuer_cuit=ISSUER,
                type_code=INVOICE_A,
                point_of_sale=3,
                number=number,
                issue_date=local_date(now),
                receiver_doc=case.cuit,
                receiver_name=case.legal_name,
                currency=currency,
                net_minor=net_minor,
                vat_minor=vat_minor,
                other_taxes_minor=0,
                total_minor=total,
                lines=(
                    LineData(
                        description="Provisión según orden de compra",
                        family_code=family,
                        net_minor=net_minor,
                        gross_minor=total,
                    ),
                ),
            ),
        )

    return act


def _document(number: int) -> Document:
    return Document.objects.get(issuer_cuit=ISSUER, type_code=INVOICE_A, number=number)


def link(key: str, number: int) -> Act:
    """Return the act of saying which opportunity an invoice belongs to."""
    return lambda now: link_document(
        actor=do.colleague("felipe"),
        now=now,
        document_id=_document(number).pk,
        notice_id=do.find(CASE[key]).pk,
    )


def collect(
    number: int, receipt: str, means: str, amount_minor: int, *, cleared: bool = False
) -> Act:
    """Return the act of recording a receipt applied to one invoice."""
    return lambda now: record_collection(
        actor=do.colleague("felipe"),
        now=now,
        uid=do.uid("collection", receipt),
        document_id=_document(number).pk,
        receipt_number=receipt,
        means=means,
        amount_minor=amount_minor,
        received_date=local_date(now),
        cleared_date=local_date(now) if cleared else None,
    )


def bounce(number: int, receipt: str) -> Act:
    """Return the act of recording that the bank refused a cheque."""
    return lambda now: reverse_collection(
        actor=do.colleague("felipe"),
        now=now,
        uid=do.uid("reversal", receipt),
        collection_id=Collection.objects.get(document=_document(number), receipt_number=receipt).pk,
        on_date=local_date(now),
        reason="Cheque rechazado por falta de fondos.",
    )

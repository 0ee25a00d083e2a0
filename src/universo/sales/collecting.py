"""Writes of collections: receipts, cheques that clear, certificates that come, reversals (P-9)."""

import uuid
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from universo.domain.decision_clock import local_date
from universo.domain.money import MAX_MINOR
from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor
from universo.sales.checks import EARLIEST, Problems
from universo.sales.models import Collection, DocumentKind, Means, Reversal
from universo.sales.operations import document_for_change, require_finance

MOST_ITEMS = 999
_BODY = (
    "document_id", "receipt_number", "item", "means", "amount_minor", "received_date",
    "cleared_date", "certificate",
)  # fmt: skip


def store_collection(
    *, actor: Actor, now: datetime, uid: uuid.UUID, document_id: int, receipt_number: str,
    means: str, amount_minor: int, received_date: date, cleared_date: date | None = None,
    certificate: str = "", item: int = 1,
) -> tuple[Collection, bool]:  # fmt: skip
    """Store a receipt's part on an invoice by one means; tell whether it is new (protocol 5).

    More than the debt may be collected: it is the customer's credit (§3). Raises NotPermitted,
    InvalidInput by field, Conflict when the id, or the receipt's item, came with other data.
    """
    document = document_for_change(actor, document_id)
    stated = stated_body(
        receipt_number=receipt_number, means=means, amount_minor=amount_minor,
        received_date=received_date, cleared_date=cleared_date, certificate=certificate, item=item,
    )  # fmt: skip
    body = {"document_id": document.pk, **stated}
    check_body(document.kind, body, local_date(now))
    made = Collection(
        uid=uid, recorded_at=now, recorded_by_id=require_finance(actor), document=document, **body
    )
    if _insert(made):
        return made, True
    known = _already(uid, body)
    if known is not None:
        return known, False
    raise Conflict(
        _("Item %(item)s of receipt %(receipt)s is already registered on this invoice.")
        % {"item": item, "receipt": body["receipt_number"]},
        field="receipt_number",
    )


def stated_body(
    *, receipt_number: str, means: str, amount_minor: int, received_date: date,
    cleared_date: date | None = None, certificate: str = "", item: int = 1,
) -> dict[str, object]:  # fmt: skip
    """Return what is stated of a collection, tidied, without what its means does not have."""
    return {
        "receipt_number": " ".join(receipt_number.split()),
        "item": item,
        "means": means,
        "amount_minor": amount_minor,
        "received_date": received_date,
        "cleared_date": cleared_date if means == Means.CHEQUE else None,
        "certificate": " ".join(certificate.split()) if means == Means.WITHHOLDING else "",
    }


def _insert(made: Collection) -> bool:
    """Store it unless its id or its receipt's item is there already; one question and no savepoint."""
    values = [getattr(made, name) for name in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        row = cursor.fetchone()
    if row is not None:
        made.pk, made._state.adding = row[0], False
    return row is not None


_COLUMNS = (
    "uid", "document_id", "receipt_number", "item", "means", "amount_minor", "received_date",
    "cleared_date", "certificate", "recorded_at", "recorded_by_id",
)  # fmt: skip
_INSERT = """
INSERT INTO sales_collection (uid, document_id, receipt_number, item, means, amount_minor,
  received_date, cleared_date, certificate, recorded_at, recorded_by_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id"""


def _already(uid: uuid.UUID, body: dict[str, object]) -> Collection | None:
    found = Collection.objects.filter(uid=uid).first()
    if found is None:
        return None
    mine = {name: getattr(found, name) for name in _BODY}
    if body["cleared_date"] is None:
        mine["cleared_date"] = None  # it cleared since
    if mine != body:
        raise Conflict(_("From this page another collection was already registered."))
    return found


def check_body(kind: str, body: dict[str, object], today: date) -> None:
    """Refuse what cannot be on a document of this kind. Raises InvalidInput by field."""
    problems = Problems()
    if kind != DocumentKind.INVOICE:
        problems.add("document_id", _("Collections are registered on invoices, not on notes."))
    if not body["receipt_number"] or len(str(body["receipt_number"])) > 40:
        problems.add("receipt_number", _("State the receipt's number, of 40 characters at most."))
    if body["means"] not in Means.values:
        problems.add("means", _("Choose the means of payment."))
    if not 0 < int(str(body["amount_minor"])) <= MAX_MINOR:
        problems.add("amount", _("The amount must be greater than zero."))
    if not 1 <= int(str(body["item"])) <= MOST_ITEMS:
        problems.add("item", _("The item is a number from 1 to 999."))
    if body["means"] == Means.WITHHOLDING and not body["certificate"]:
        problems.add("certificate", _("A withholding counts with the number of its certificate."))
    if len(str(body["certificate"])) > 40:
        problems.add("certificate", _("It has more than 40 characters."))
    _check_days(body["received_date"], body["cleared_date"], today, problems)
    problems.refuse()


def _check_days(received: object, cleared: object, today: date, problems: Problems) -> None:
    assert isinstance(received, date)
    if received > today:
        problems.add("received_date", _("The date is in the future."))
    if received < EARLIEST:
        problems.add("received_date", _("The date is too long ago. Check the year."))
    if isinstance(cleared, date):
        check_day(cleared, received, today, "cleared_date", problems)


def check_day(day: date, received: date, today: date, name: str, problems: Problems) -> None:
    """A cheque clears, or a receipt is taken back, from its receipt to today."""
    if day > today:
        problems.add(name, _("The date is in the future."))
    elif day < received:
        problems.add(name, _("The date is before the receipt's."))


def check_reason(text: str, problems: Problems) -> None:
    """Why a collection is taken back, in words of a person."""
    if not text or len(text) > 240:
        problems.add("reason", _("Write the reason, in 240 characters at most."))


def collection_for_change(actor: Actor, collection_id: int) -> Collection:
    """Return a collection with its invoice, both locked. Raises NotPermitted."""
    require_finance(actor)
    document_id = (
        Collection.objects.filter(pk=collection_id).values_list("document_id", flat=True).first()
    )
    if document_id is None:
        raise NotPermitted(_("That collection does not exist."))
    document_for_change(actor, document_id)
    return Collection.objects.select_related("document").get(pk=collection_id)


def clear(
    *, actor: Actor, now: datetime, collection_id: int, cleared_date: date
) -> tuple[Collection, bool]:
    """Say from which day a cheque counts; tell whether it changed (P-9).

    Raises NotPermitted, InvalidInput, Conflict when it cleared on another day or was taken back.
    """
    found = collection_for_change(actor, collection_id)
    if found.means != Means.CHEQUE:
        raise Conflict(_("Only a cheque clears."))
    if found.cleared_date == cleared_date:
        return found, False
    _refuse_reversed(found)
    if found.cleared_date is not None:
        raise Conflict(_("The cheque already cleared, on another day."))
    problems = Problems()
    check_day(cleared_date, found.received_date, local_date(now), "cleared_date", problems)
    problems.refuse()
    found.cleared_date = cleared_date
    found.save(update_fields=["cleared_date"])
    return found, True


def certify(
    *, actor: Actor, now: datetime, collection_id: int, certificate: str
) -> tuple[Collection, bool]:
    """Register the certificate of a withholding, which counts from today (P-9).

    Raises NotPermitted, InvalidInput, Conflict when it has another one or was taken back.
    """
    found = collection_for_change(actor, collection_id)
    number = checked_certificate(certificate)
    if found.certificate == number:
        return found, False
    _refuse_reversed(found)
    if found.means != Means.WITHHOLDING or found.certificate:
        raise Conflict(_("This collection does not wait for a certificate."))
    found.certificate = number
    found.cleared_date = max(found.received_date, local_date(now))
    found.save(update_fields=["certificate", "cleared_date"])
    return found, True


def checked_certificate(text: str) -> str:
    """Return the number of a certificate, tidied. Raises InvalidInput (`certificate`)."""
    number = " ".join(text.split())
    problems = Problems()
    if not number or len(number) > 40:
        problems.add("certificate", _("State the certificate's number."))
    problems.refuse()
    return number


def _refuse_reversed(collection: Collection) -> None:
    if Reversal.objects.filter(collection=collection).exists():
        raise Conflict(_("This collection was already taken back."))


def store_reversal(
    *, actor: Actor, now: datetime, uid: uuid.UUID, collection_id: int, on_date: date, reason: str
) -> tuple[Reversal, bool]:
    """Take back one whole collection: a bounced cheque, a voided receipt (P-9, protocol 5).

    Raises NotPermitted, InvalidInput (`on_date`, `reason`), Conflict when it was taken back before.
    """
    found = collection_for_change(actor, collection_id)
    text = " ".join(reason.split())
    known = Reversal.objects.filter(uid=uid).first()
    if known is not None:
        if (known.collection_id, known.on_date, known.reason) != (found.pk, on_date, text):
            raise Conflict(_("From this page another collection was already taken back."))
        return known, False
    _refuse_reversed(found)
    problems = Problems()
    check_reason(text, problems)
    check_day(on_date, found.received_date, local_date(now), "on_date", problems)
    problems.refuse()
    try:
        with transaction.atomic():
            made = Reversal.objects.create(
                uid=uid, collection=found, on_date=on_date, reason=text,
                recorded_at=now, recorded_by_id=require_finance(actor),
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("This collection was already taken back.")) from None
    return made, True

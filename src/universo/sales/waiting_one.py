"""One collection before its invoice, as a program sends it: kept, cleared and taken back (R-12, protocol 5).

What a file brings waits in `import_waiting`, many at a time; both are registered by `waiting`.
"""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.sales.checks import Problems, kind_of
from universo.sales.collecting import check_body, check_day, check_reason, checked_certificate
from universo.sales.feeds.references import issuer_digits
from universo.sales.models import Collection, Means, Reversal, WaitingCollection, WaitingStatus
from universo.sales.operations import require_finance
from universo.sales.waiting import lock_waiting
from universo.sales.waiting_models import KEY, OPEN

SUBJECT = "waiting_collection"  # of its lines of the timeline
_FACTS = ("means", "amount_minor", "received_date")


def known(
    uid: uuid.UUID, invoice: Mapping[str, Any], body: Mapping[str, Any]
) -> WaitingCollection | None:
    """Return what came with this id and waits or waited, or what a person cancelled of the same receipt.

    Raises Conflict when the id came with other data. A cheque may have cleared since.
    """
    stated = {**invoice, **body}
    found = WaitingCollection.objects.filter(uid=uid).first()
    if found is None:
        same = {name: stated[name] for name in (*KEY, *_FACTS)}
        ended = WaitingCollection.objects.filter(status=WaitingStatus.CANCELLED, **same)
        return ended.order_by("-pk").first()
    if stated["cleared_date"] is None:
        stated["cleared_date"] = found.cleared_date
    if any(getattr(found, name) != value for name, value in stated.items()):
        raise Conflict(_("From this page another collection was already registered."))
    return found


def keep(
    *, actor: Actor, now: datetime, uid: uuid.UUID, invoice: Mapping[str, Any],
    body: dict[str, Any],
) -> WaitingCollection:  # fmt: skip
    """Keep a collection until its invoice comes, whose currency is its own; under `lock_waiting`.

    Raises NotPermitted, InvalidInput (`document_id`: what it names can be no invoice of ours), Conflict
    when the id is of another collection, or the receipt's item waits already.
    """
    user_id = require_finance(actor)
    _check_named(invoice)
    check_body(kind_of(invoice["type_code"]), body, local_date(now))
    if Collection.objects.filter(uid=uid).exists():
        raise Conflict(_("From this page another collection was already registered."))
    same = {**invoice, "receipt_number": body["receipt_number"], "item": body["item"]}
    if WaitingCollection.objects.filter(status__in=OPEN, **same).exists():
        raise Conflict(
            _("Item %(item)s of receipt %(receipt)s already waits for this invoice.")
            % {"item": body["item"], "receipt": body["receipt_number"]},
            field="receipt_number",
        )
    return WaitingCollection.objects.create(
        uid=uid, position=0, currency="", status=WaitingStatus.WAITING, recorded_at=now,
        recorded_by_id=user_id, **invoice, **body,
    )  # fmt: skip


def _check_named(invoice: Mapping[str, Any]) -> None:
    cuit = invoice["issuer_cuit"]
    if not cuit or issuer_digits(cuit) != cuit:
        raise InvalidInput({"document_id": [_("A CUIT has eleven digits.")]})


def locked(actor: Actor, waiting_id: int) -> WaitingCollection:
    """Return one for a change; nothing is registered meanwhile. Raises NotPermitted, Conflict if cancelled."""
    require_finance(actor)
    lock_waiting()
    rows = WaitingCollection.objects.select_for_update(of=("self",)).filter(pk=waiting_id)
    found = rows.first()
    if found is None:
        raise NotPermitted(_("That collection does not exist."))
    if found.status == WaitingStatus.CANCELLED:
        raise Conflict(_("The collection was cancelled: it never counts."))
    return found


def clear(found: WaitingCollection, *, now: datetime, cleared_date: date) -> bool:
    """Say from which day a cheque that waits counts; tell whether it changed (P-9).

    Raises InvalidInput, Conflict when it cleared on another day or was taken back.
    """
    if found.means != Means.CHEQUE:
        raise Conflict(_("Only a cheque clears."))
    if found.cleared_date == cleared_date:
        return False
    if found.taken_back_date is not None:
        raise Conflict(_("This collection was already taken back."))
    if found.cleared_date is not None:
        raise Conflict(_("The cheque already cleared, on another day."))
    problems = Problems()
    check_day(cleared_date, found.received_date, local_date(now), "cleared_date", problems)
    problems.refuse()
    found.cleared_date = cleared_date
    found.save(update_fields=["cleared_date"])
    return True


def certify(found: WaitingCollection, *, certificate: str) -> bool:
    """Say the certificate of a withholding that waits; tell whether it changed (P-9).

    It counts as one that came with its certificate. Raises InvalidInput, Conflict when it has another
    one or was taken back.
    """
    number = checked_certificate(certificate)
    if found.certificate == number:
        return False
    if found.taken_back_date is not None:
        raise Conflict(_("This collection was already taken back."))
    if found.means != Means.WITHHOLDING or found.certificate:
        raise Conflict(_("This collection does not wait for a certificate."))
    found.certificate = number
    found.save(update_fields=["certificate"])
    return True


def take_back(
    found: WaitingCollection, *, now: datetime, uid: uuid.UUID, on_date: date, reason: str
) -> bool:
    """Take back what waits: it is registered with its invoice, and taken back; tell whether it changed.

    The same `uid` is the same reversal. Raises InvalidInput (`on_date`, `reason`), Conflict.
    """
    text = " ".join(reason.split())
    if found.taken_back_date is not None:
        stored = (found.taken_back_uid, found.taken_back_date, found.taken_back_reason)
        if stored == (uid, on_date, text):
            return False
        raise Conflict(_("This collection was already taken back."))
    used = WaitingCollection.objects.filter(taken_back_uid=uid).exists()
    if used or Reversal.objects.filter(uid=uid).exists():
        raise Conflict(_("From this page another collection was already taken back."))
    problems = Problems()
    check_reason(text, problems)
    check_day(on_date, found.received_date, local_date(now), "on_date", problems)
    problems.refuse()
    found.taken_back_uid, found.taken_back_date, found.taken_back_reason = uid, on_date, text
    found.save(update_fields=["taken_back_uid", "taken_back_date", "taken_back_reason"])
    return True

"""Invoices and notes over the API, for programs of finance: one by one or many at a time (R-12)."""

import json
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Router, Status
from ninja.params.functions import Path, Query
from pydantic import ValidationError

from universo.domain.tax_ids import normalise_cuit
from universo.errors import DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import Scope, StaffRole
from universo.sales import queries
from universo.usecases.record_document import (
    DocumentData,
    DocumentDiffers,
    LineData,
    Origin,
    take_document,
)
from universo.web.api import cursors, faults, problems, rows
from universo.web.api.bearer import JSON, BearerKey
from universo.web.api.parameters import CURSOR, LIMIT
from universo.web.api.sales_schemas import DocumentIn, DocumentOut, DocumentPage, StoredBatch
from universo.web.shared.access import actor_of, staff

MOST_ROWS = 200  # documents or collections at a time: each is a transaction of its own
MOST_ID = 2**63 - 1
FINANCE = staff(StaffRole.FINANCE)
READ = BearerKey(Scope.SALES_READ, FINANCE)
WRITE_JSON = BearerKey(Scope.SALES_WRITE, FINANCE, JSON)
WRITE_ROWS = BearerKey(Scope.SALES_WRITE, FINANCE, rows.MEDIA)
DOCUMENT: Any = Path(..., ge=1, le=MOST_ID, description=_("The number that it has here."))
SINCE_DAY: Any = Query(None, description=_("Issued on this day or later."))
UNTIL_DAY: Any = Query(None, description=_("Issued on this day or before."))
RECEIVER: Any = Query("", max_length=20, description=_("Only of the customer with this document."))
GROUP: Any = Query("all", description=_("Only those that wait for this."))
GROUPS = {"all": "", "unlinked": queries.UNLINKED, "owed": queries.OWED, "notes": queries.NOTES,
          "incomplete": queries.INCOMPLETE, "differing": queries.DIFFERING}  # fmt: skip
router = Router(tags=["documents"])


@router.get(
    "/documents",
    auth=READ,
    response=DocumentPage,
    operation_id="list_documents",
    summary=_("List documents"),
    description=_("Invoices and notes, in the order in which they were registered."),
)
def list_documents(
    request: HttpRequest,
    receiver_doc: str = RECEIVER,
    since: date | None = SINCE_DAY,
    until: date | None = UNTIL_DAY,
    state: Literal["all", "unlinked", "owed", "notes", "incomplete", "differing"] = GROUP,
    limit: int = LIMIT,
    cursor: str = CURSOR,
) -> dict[str, Any]:
    """Some documents."""
    actor = actor_of(request)
    found = queries.with_amounts(queries.in_group(actor, GROUPS[state]))
    found = queries.Period(since, until).of(found).filter(pk__gt=cursors.read(cursor))
    if receiver_doc:
        found = found.filter(receiver_doc=normalise_cuit(receiver_doc) or receiver_doc)
    page = list(queries.with_parts(found).order_by("pk")[: limit + 1])
    more = page[limit - 1].pk if len(page) > limit else None
    return {
        "items": [told(row) for row in page[:limit]],
        "next_cursor": cursors.write(more) if more is not None else None,
    }


@router.post(
    "/documents",
    auth=WRITE_JSON,
    response={200: DocumentOut, 201: DocumentOut},
    operation_id="create_document",
    summary=_("Register one"),
    description=_(
        "Its issuer, type, point of sale and number make it one: the same again changes nothing (200)."
        " Other content is refused (409) and kept for a person to decide."
    ),
)
def create_document(request: HttpRequest, document: DocumentIn) -> Any:
    """Store a document; 201 when it is new."""
    actor = actor_of(request)
    taken = take_document(
        actor=actor, now=timezone.now(), data=data_of(actor, document), origin=Origin.API
    )
    if taken.conflict is not None:
        raise DocumentDiffers(taken)
    return Status(201 if taken.is_new else 200, told(_found(actor, taken.document.pk)))


@router.post(
    "/documents/batch",
    auth=WRITE_ROWS,
    response=StoredBatch,
    operation_id="create_documents",
    summary=_("Register many"),
    description=_(
        "Each row is judged and stored by itself: new, same, conflict or rejected with the reasons. At"
        " most 200 at a time; larger lists go as a file on the screen."
    ),
    openapi_extra=rows.body_of("DocumentIn", MOST_ROWS),
)
def create_documents(request: HttpRequest) -> HttpResponse:
    """Store a batch, a row in its own transaction."""
    actor = actor_of(request)
    given = rows.items_of(request, MOST_ROWS)
    return batch_answer([_stored(actor, row) for row in given])


@router.get(
    "/documents/{int:document_id}",
    auth=READ,
    response=DocumentOut,
    operation_id="get_document",
    summary=_("Read one"),
    description=_("A document with its lines, what was collected and the opportunities it has."),
)
def get_document(request: HttpRequest, document_id: int = DOCUMENT) -> dict[str, Any]:
    """One document."""
    return told(_found(actor_of(request), document_id))


def _found(actor: Actor, document_id: int) -> Any:
    found = queries.with_parts(queries.with_amounts(queries.visible_to(actor)))
    document = found.filter(pk=document_id).first()
    if document is None:
        raise NotPermitted("")
    return document


def data_of(actor: Actor, given: DocumentIn) -> DocumentData:
    """Return a document as the use case takes it. Raises InvalidInput (`corrects`, `lines`)."""
    places: dict[int, int] = {}
    corrects_id = None
    if given.corrects is not None:
        invoice = queries.by_identity(actor, key_of(given.corrects))
        if invoice is None:
            raise InvalidInput(
                {"corrects": [gettext("The invoice that it names is not registered.")]}
            )
        corrects_id = invoice.pk
        places = dict(invoice.lines.values_list("position", "pk"))
    lines = []
    for line in given.lines:
        if line.changes is not None and line.changes not in places:
            raise InvalidInput({"lines": [gettext("It changes a line that the invoice has not.")]})
        lines.append(
            LineData(
                description=" ".join(line.description.split()),
                family_code=line.family,
                net_minor=line.net_minor,
                gross_minor=line.gross_minor,
                product_code=line.product,
                changes_line_id=None if line.changes is None else places[line.changes],
            )
        )
    plain = given.model_dump(exclude={"lines", "corrects", "issuer_cuit", "receiver_doc"})
    doc = given.receiver_doc
    return DocumentData(
        **plain,
        issuer_cuit=normalise_cuit(given.issuer_cuit),
        receiver_doc=normalise_cuit(doc) if given.receiver_doc_type == 80 else doc[:20],
        corrects_id=corrects_id,
        lines=tuple(lines),
    )


def key_of(given: Any) -> dict[str, Any]:
    """Return the identity that a key names."""
    named = ("type_code", "point_of_sale", "number")
    return {
        "issuer_cuit": normalise_cuit(given.issuer_cuit),
        **{name: getattr(given, name) for name in named},
    }


def _stored(actor: Actor, row: Any) -> dict[str, Any]:
    try:
        data = data_of(actor, DocumentIn.model_validate(row))
        taken = take_document(actor=actor, now=timezone.now(), data=data, origin=Origin.API)
    except (ValidationError, DomainError) as error:
        return rejected(error)
    outcome = "new" if taken.is_new else "same"
    errors: list[dict[str, str]] = []
    if taken.conflict is not None:
        outcome, differs = "conflict", DocumentDiffers(taken)
        errors = [{"pointer": "/number", "detail": str(differs.message)}]
    return {"id": taken.document.pk, "outcome": outcome, "errors": errors}


def rejected(error: ValidationError | DomainError) -> dict[str, Any]:
    """Return what is said of a row that was not stored."""
    if isinstance(error, ValidationError):
        found = faults.located(
            [{**each, "loc": ("body", "", *each["loc"])} for each in error.errors()]
        )
        errors = [{**each, "pointer": each["pointer"].removeprefix("/body")} for each in found]
    else:
        errors = problems.located(error) or [{"pointer": "", "detail": str(error.message)}]
    return {"id": None, "outcome": "rejected", "errors": errors}


def batch_answer(made: list[dict[str, Any]]) -> HttpResponse:
    """Return what happened to each row, with the counts."""
    outcomes = ("new", "same", "waiting", "conflict", "rejected")
    counts = {name: sum(row["outcome"] == name for row in made) for name in outcomes}
    told_rows = [
        {"row": place, "waiting_id": None, **row} for place, row in enumerate(made, start=1)
    ]
    text = json.dumps({"counts": counts, "rows": told_rows}, ensure_ascii=False)
    return HttpResponse(text, content_type="application/json; charset=utf-8")


def told(document: Any) -> dict[str, Any]:
    """Return a document of `queries.with_parts` as the API tells it."""
    rate = document.exchange_rate
    names = (
        "id", "issuer_cuit", "type_code", "point_of_sale", "number", "title", "kind", "issue_date",
        "receiver_doc_type", "receiver_doc", "receiver_name", "currency", "net_minor", "exempt_minor",
        "non_taxed_minor", "vat_minor", "other_taxes_minor", "total_minor", "authorisation_code",
        "corrects_id", "version", "origin", "recorded_at", "after_notes_minor", "collected_minor",
    )  # fmt: skip
    return {
        **{name: getattr(document, name) for name in names},
        "exchange_rate": None if rate is None else f"{rate.normalize():f}",
        "opportunities": [link.notice.reference for link in document.shown_links],
        "lines": [
            {
                "position": line.position,
                "description": line.description,
                "family": line.family.code if line.family else "",
                "product": line.product.code if line.product else "",
                "net_minor": line.net_minor,
                "gross_minor": line.gross_minor,
            }
            for line in document.lines.all()
        ],
    }

"""Rows of customers between JSON and the use cases."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import ValidationError

from universo.usecases.store_customers import Row
from universo.web.api import faults
from universo.web.api.problems import Problem
from universo.web.api.schemas import CustomerRow

MOST_ROWS = 5_000
LINES = ("application/x-ndjson", "application/jsonl", "application/jsonlines")
MEDIA = ("application/json", *LINES)


def body_of(model: str, most: int) -> dict[str, Any]:
    """Return how the OpenAPI document tells a body of rows of a schema."""
    row = {"$ref": f"#/components/schemas/{model}"}
    rows = {"type": "array", "items": row, "maxItems": most, "minItems": 1}
    return {
        "requestBody": {
            "required": True,
            "description": gettext_noop("An array of rows, or one row in each line (JSON lines)."),
            "content": {
                "application/json": {"schema": rows},
                "application/x-ndjson": {"schema": row},
            },
        }
    }


REQUEST_BODY = body_of("CustomerRow", MOST_ROWS)


def told(customer: Any) -> dict[str, Any]:
    """Return a stored customer as the API tells it."""
    plain = ("legal_name", "trade_name", "cuit", "locality", "street", "phone", "email", "web")
    return {
        "external_id": customer.external_id,
        "owner": str(customer.owner_id) if customer.owner_id else "hasar",
        "source": customer.source.name if customer.source else "",
        **{name: getattr(customer, name) for name in plain},
        "province": customer.province_id or "",
        "contact_name": customer.contact_name,
        "recorded_at": customer.recorded_at,
        "retired_at": customer.retired_at,
    }


def read(request: HttpRequest) -> list[Row]:
    """Return the rows of a body, each with its facts or its faults. Raises Problem."""
    return [_row(each) for each in items_of(request, MOST_ROWS)]


def items_of(request: HttpRequest, most: int) -> list[Any]:
    """Return the items of a body, an array or JSON lines, from 1 to `most`. Raises Problem."""
    found = _lines(request) if request.content_type in LINES else _array(request)
    if not found:
        raise Problem("malformed", _("There is no row."))
    if len(found) > most:
        said = _("There are %(count)d rows: send at most %(most)d at a time.")
        raise Problem("too-large", said % {"count": len(found), "most": most})
    return found


def _array(request: HttpRequest) -> list[Any]:
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Problem("malformed", _("The body is not JSON.")) from None
    if not isinstance(found, list):
        raise Problem("malformed", _("The body is not an array of rows."))
    return found


def _lines(request: HttpRequest) -> list[Any]:
    found = []
    for number, line in enumerate(request.body.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError):
            said = _("Line %(line)d is not JSON.") % {"line": number}
            raise Problem("malformed", said) from None
    return found


def _row(given: Any) -> Row:
    try:
        return Row(CustomerRow.model_validate(given).model_dump(), {})
    except ValidationError as error:
        kept = given.get("external_id") if isinstance(given, dict) else ""
        code = kept if isinstance(kept, str) and faults.is_text(kept) else ""
        return Row({"external_id": code}, faults.by_field(error.errors(include_url=False)))

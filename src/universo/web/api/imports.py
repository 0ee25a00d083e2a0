"""Whole files of customers over the API: sent once, worked on behind, asked after."""

import json
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Router, Status
from ninja.params.functions import Query

from universo.customers import by_code, import_queries
from universo.errors import DomainError, NotPermitted
from universo.identity.roles import Scope
from universo.tabular.refusals import FileRefused, fault_text
from universo.usecases.import_customers import is_small, receive_file
from universo.usecases.work_on_import import work_on_import
from universo.web.api import uploads
from universo.web.api.bearer import BearerKey
from universo.web.api.faults import is_text
from universo.web.api.lists import LISTS, READ
from universo.web.api.parameters import IMPORT, OWNER
from universo.web.api.problems import Problem
from universo.web.api.schemas import ImportOut
from universo.web.shared.access import actor_of

WRITE_FILE = BearerKey(Scope.CUSTOMERS_WRITE, LISTS, uploads.MEDIA)
OVER = {"applied", "stopped", "discarded", "failed"}
COUNTS = ("rows", "new", "changed", "same", "rejected", "warned", "missing", "retired")
SOURCE: Any = Query(
    "",
    max_length=80,
    description=_("The source of the file. Without it: that whose files have these columns."),
)
MAPPING: Any = Query(
    "",
    max_length=4_000,
    description=_(
        "Which field each column is, as a JSON object from titles to fields. Without it: what the source"
        " remembers, or a guess by titles and content."
    ),
)
NAME: Any = Query("", max_length=200, description=_("What the file is called."))
WHOLE: Any = Query(
    False,
    description=_("The file is the whole list: who is missing in it is no customer any more."),
)
router = Router(tags=["imports"])


@router.post(
    "/imports",
    auth=WRITE_FILE,
    response={202: ImportOut},
    operation_id="create_import",
    summary=_("Load a file"),
    description=_(
        "Takes the file and answers where to ask how it goes; the rows are checked and stored behind."
        " The same file again changes nothing."
    ),
    openapi_extra=uploads.REQUEST_BODY,
)
def create_import(
    request: HttpRequest,
    owner: str = OWNER,
    source: str = SOURCE,
    mapping: str = MAPPING,
    file_name: str = NAME,
    whole_list: bool = WHOLE,
) -> Any:
    """Receive a file; a small one is worked on before the answer."""
    actor, now = actor_of(request), timezone.now()
    owner_id = by_code.list_owner(actor, owner)
    wish = {"source": source, "mapping": _mapping(mapping), "whole_list": whole_list}
    file, name = uploads.uploaded(request)
    try:
        made = receive_file(
            actor=actor,
            now=now,
            owner_id=owner_id,
            file_name=file_name or name or "api",
            uploaded=file,
            wish=wish,
        )
    except DomainError as error:
        if isinstance(error.__cause__, FileRefused) and error.__cause__.code == "too_large":
            raise Problem("too-large", error.message) from error
        raise
    if is_small(made):
        work_on_import(actor=actor, clock=timezone.now, import_id=made.pk, is_awaited=True)
    return Status(202, _told(import_queries.find_import(actor, made.pk)))


@router.get(
    "/imports/{int:import_id}",
    auth=READ,
    response=ImportOut,
    operation_id="get_import",
    summary=_("How a file goes"),
    description=_("Ask again every few seconds until «is_over»."),
)
def get_import(request: HttpRequest, import_id: int = IMPORT) -> Any:
    """One import with its progress and counts."""
    return _told(import_queries.find_import(actor_of(request), import_id))


@router.get(
    "/imports/{int:import_id}/rejected",
    auth=READ,
    response=None,
    operation_id="get_rejected_rows",
    summary=_("The rows left out"),
    description=_(
        "The file's own columns with «fila» and «motivo»: correct them and send them again."
    ),
    openapi_extra={
        "responses": {
            200: {
                "content": {"text/csv": {"schema": {"type": "string"}}},
            }
        }
    },
)
def get_rejected_rows(request: HttpRequest, import_id: int = IMPORT) -> HttpResponse:
    """A CSV with `;`; formulas are text."""
    path = import_queries.rejects_of(import_queries.find_import(actor_of(request), import_id))
    if path is None:
        raise NotPermitted("")
    kind = "text/csv; charset=utf-8"
    name = f"rechazadas-{import_id}.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=kind)  # type: ignore[return-value]


def _mapping(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(
        isinstance(each, str) and is_text(title + each) for title, each in found.items()
    ):
        raise DomainError(
            gettext("It must be a JSON object from titles to fields."), field="mapping"
        )
    return found


def _told(found: Any) -> dict[str, Any]:
    url = reverse("api:get_import", args=[found.pk])
    status = str(found.status).lower()
    return {
        "id": found.pk,
        "url": url,
        "status": status,
        "is_over": status in OVER,
        "file_name": found.file_name,
        "sha256": found.file_sha256,
        "bytes": found.file_bytes,
        "owner": str(found.owner_id) if found.owner_id else "hasar",
        "source": found.source.name if found.source else "",
        "whole_list": found.is_whole_list,
        "uploaded_at": found.uploaded_at,
        "ended_at": found.ended_at,
        "done_rows": found.done_rows,
        "all_rows": found.all_rows,
        "counts": {name: found.counts.get(name, 0) for name in COUNTS},
        "fault": fault_text(found.fault),
        "rejected_url": f"{url}/rejected" if import_queries.rejects_of(found) else None,
    }

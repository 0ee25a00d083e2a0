"""Every refusal of the API is a problem document (RFC 9457), in the language that was asked for."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from universo.errors import DomainError, InvalidInput

MEDIA_TYPE = "application/problem+json"
# By kind: status, title. The kind is the last part of `type` and never changes.
KINDS: Mapping[str, tuple[HTTPStatus, Any]] = {
    "malformed": (HTTPStatus.BAD_REQUEST, _("The request cannot be read.")),
    "unauthenticated": (HTTPStatus.UNAUTHORIZED, _("The key is missing or does not work.")),
    "scope": (HTTPStatus.FORBIDDEN, _("The key was not made for this.")),
    "not-found": (HTTPStatus.NOT_FOUND, _("There is nothing here.")),
    "method": (HTTPStatus.METHOD_NOT_ALLOWED, _("This address does not take that method.")),
    "conflict": (HTTPStatus.CONFLICT, _("It clashes with what is stored.")),
    "key-reused": (HTTPStatus.CONFLICT, _("This Idempotency-Key was used for another request.")),
    "too-large": (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("It is too large.")),
    "media-type": (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _("It is not in a format taken here.")),
    "invalid": (HTTPStatus.UNPROCESSABLE_ENTITY, _("Some data are wrong.")),
    "rate": (HTTPStatus.TOO_MANY_REQUESTS, _("Too many requests: wait a little.")),
    "failure": (HTTPStatus.INTERNAL_SERVER_ERROR, _("Something failed here. It was noted.")),
    "busy": (HTTPStatus.SERVICE_UNAVAILABLE, _("The system is busy: try again in a moment.")),
}
_BY_STATUS: Mapping[int, str] = {
    int(status): kind for kind, (status, _title) in reversed(tuple(KINDS.items()))
}
TYPE = "/api/v1/docs#problema-{kind}"


class Problem(Exception):
    """A refusal with its kind; raised where an answer cannot be returned."""

    def __init__(self, kind: str, detail: Any = "", *, wait: int | None = None) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.wait = kind, detail, wait


def response(
    kind: str,
    detail: Any = "",
    *,
    errors: Iterable[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return the problem document of this kind; `errors` say at which place what is wrong."""
    status, title = KINDS[kind]
    body: dict[str, Any] = {
        "type": TYPE.format(kind=kind),
        "title": str(title),
        "status": int(status),
    }
    if detail:
        body["detail"] = str(detail)
    found = list(errors)
    if found:
        body["errors"] = found
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=int(status), content_type=MEDIA_TYPE, headers=headers)


def kind_of(status: int) -> str:
    """Return the kind for a status that somebody else answered."""
    return _BY_STATUS.get(status, "failure" if status >= 500 else "malformed")


def located(error: DomainError, *place: str) -> list[dict[str, str]]:
    """Return the sentences of a refusal, each with its place as a JSON pointer below `place`."""
    if isinstance(error, InvalidInput):
        return [
            {"pointer": pointer(*place, name), "detail": str(sentence)}
            for name, sentences in error.errors.items()
            for sentence in sentences
        ]
    if error.field:
        return [{"pointer": pointer(*place, error.field), "detail": str(error.message)}]
    return []


def pointer(*parts: object) -> str:
    """Return a JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)

"""From what is raised inside an operation to a problem document."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from universo.errors import Conflict, DomainError, NotPermitted
from universo.web.api import faults, problems
from universo.web.api.problems import Problem

RETRY = {"Retry-After": "5"}


def listen(api: NinjaAPI) -> None:
    """Register all of them; what is not here is a fault of ours, and the middleware says so."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Problem: _problem,
        AuthenticationError: _unauthenticated,
        HttpError: lambda request, error: problems.response(problems.kind_of(error.status_code)),
        ValidationError: _invalid,
        NotPermitted: lambda request, error: problems.response("not-found"),
        Http404: lambda request, error: problems.response("not-found"),
        Conflict: _conflict,
        DomainError: _refused,
        OperationalError: lambda request, error: problems.response("busy", headers=RETRY),
        RequestDataTooBig: lambda request, error: problems.response("too-large"),
        UnreadablePostError: lambda request, error: problems.response("malformed"),
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    headers = {} if error.wait is None else {"Retry-After": str(error.wait)}
    if error.kind == "scope":
        headers["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{error.detail}"'
    return problems.response(error.kind, error.detail, headers=headers)


def _unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    detail = _("Send a key that works: «Authorization: Bearer universo_…».")
    headers = {"WWW-Authenticate": 'Bearer realm="universo"'}
    return problems.response("unauthenticated", detail, headers=headers)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.response("invalid", errors=faults.located(error.errors))


def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    source = "query" if error.field in {"cursor", "source", "owner", "mapping"} else "body"
    return problems.response("invalid", error.message, errors=problems.located(error, source))


def _conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    kind = "key-reused" if error.code == "key_reused" else "conflict"
    return problems.response(kind, error.message)

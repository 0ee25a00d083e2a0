"""The OpenAPI document, in the language that was asked for, with the refusals common to all."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from universo.web.api import problems
from universo.web.api.api import api
from universo.web.api.bearer import key_of
from universo.web.api.sales_schemas import CollectionIn, DocumentIn
from universo.web.api.schemas import CustomerRow, ProblemOut

ROOT = "/api/v1"
SAID = ("description", "summary")
REF = "#/components/schemas/{model}"
SCHEME = "BearerKey"
ANY_REFUSAL = ("unauthenticated", "scope", "not-found", "invalid", "rate", "busy")
WITH_BODY = ("malformed", "conflict", "too-large", "media-type")
KEY = gettext_noop(
    "A key of the API, made by an administrator: «Authorization: Bearer universo_…»."
)


def openapi() -> dict[str, Any]:
    """Return the document; its sentences are translated to the active language."""
    made = dict(api.get_openapi_schema(path_prefix=f"{ROOT}/"))
    made["components"]["schemas"].update(
        _schema(CustomerRow) | _schema(ProblemOut) | _schema(DocumentIn) | _schema(CollectionIn)
    )
    for name, schema in made["components"]["schemas"].items():
        schema.pop("description", None)  # the docstring of the class, for programmers of ours
        schema.setdefault("title", name)
    made["components"]["responses"] = {kind: _refusal(kind) for kind in (*ANY_REFUSAL, *WITH_BODY)}
    made["components"]["securitySchemes"] = {
        SCHEME: {"type": "http", "scheme": "bearer", "description": KEY}
    }
    for method, path, operation in _operations():
        _complete(made["paths"][path][method], operation)
    made["servers"] = [{"url": "/"}]
    return _translated(made)  # type: ignore[no-any-return]


def _operations() -> list[tuple[str, str, Any]]:
    """Return (method, path, operation) of all that the document shows."""
    found = []
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            shown = ROOT + re.sub(r"{\w+:", "{", path)
            found += [
                (method.lower(), shown, operation)
                for operation in view.operations
                if operation.include_in_schema
                for method in operation.methods
            ]
    return found


def _complete(told: dict[str, Any], operation: Any) -> None:
    """Add the refusals and the scope that the key needs."""
    kinds = ANY_REFUSAL + (WITH_BODY if "requestBody" in told else ())
    for kind in kinds:
        status = str(int(problems.KINDS[kind][0]))
        told["responses"][status] = {"$ref": f"#/components/responses/{kind}"}
    told["responses"] = {str(status): told["responses"][status] for status in told["responses"]}
    key = key_of(operation)
    told["security"] = [{SCHEME: [str(key.scope)] if key else []}]


def _refusal(kind: str) -> dict[str, Any]:
    schema = {"$ref": REF.format(model="ProblemOut")}
    answer: dict[str, Any] = {
        "description": str(problems.KINDS[kind][1]),
        "content": {problems.MEDIA_TYPE: {"schema": schema}},
    }
    if kind in {"rate", "busy"}:
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    return answer


def _schema(model: Any) -> dict[str, Any]:
    made = model.model_json_schema(ref_template=REF)
    inner: dict[str, Any] = made.pop("$defs", {})
    return {**inner, model.__name__: made}


def _translated(node: Any) -> Any:
    """Return a copy in which the sentences for people are in the active language."""
    if isinstance(node, Mapping):
        return {
            name: _(value)
            if name in SAID and isinstance(value, str) and value
            else _translated(value)
            for name, value in node.items()
        }
    if isinstance(node, list | tuple):
        return [_translated(each) for each in node]
    return node

"""The OpenAPI document as rows for the page: nothing is said twice."""

from typing import Any

from django.utils.translation import gettext as _

from universo.web.api import problems
from universo.web.api.document import ROOT, openapi
from universo.web.api.sales_examples import sales_examples


def reference(origin: str) -> dict[str, Any]:
    """Return what the page shows; `origin` is the address under which it was asked for."""
    made = openapi()
    commands = examples(origin)
    return {
        "about": made["info"]["description"],
        "start": commands[""],
        "operations": [
            {
                "method": method.upper(),
                "path": path,
                "title": f"{told['summary']}, {method.upper()} {path}",
                "example": commands.get(told["operationId"], ""),
                **_operation(told),
            }
            for path, methods in made["paths"].items()
            for method, told in methods.items()
        ],
        "schemas": [
            {"name": name, "id": f"object-{name}", "fields": _fields(schema)}
            for name, schema in sorted(made["components"]["schemas"].items())
        ],
        "problems": [
            {"kind": kind, "status": int(status), "title": title}
            for kind, (status, title) in problems.KINDS.items()
        ],
    }


def _operation(told: dict[str, Any]) -> dict[str, Any]:
    answers = sorted(told["responses"].items())
    body = told.get("requestBody", {})
    return {
        "id": told["operationId"],
        "summary": told["summary"],
        "about": told.get("description", ""),
        "scope": ", ".join(next(iter(told["security"][0].values()))),
        "parameters": [_parameter(each) for each in told["parameters"]],
        "body": [
            {"media": media, **_type(content["schema"])}
            for media, content in body.get("content", {}).items()
        ],
        "body_about": body.get("description", ""),
        "answers": [
            {"status": status, **_type(_schema(answer))}
            for status, answer in answers
            if "$ref" not in answer
        ],
        "refusals": [
            {"status": status, "kind": answer["$ref"].rpartition("/")[2]}
            for status, answer in answers
            if "$ref" in answer
        ],
    }


def _parameter(told: dict[str, Any]) -> dict[str, Any]:
    places = {"path": _("address"), "query": _("query"), "header": _("header")}
    return {
        "name": told["name"],
        "where": places[told["in"]],
        "about": told.get("description", ""),
        "required": told["required"],
        "kind": _kind(told["schema"]),
    }


def _fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "kind": _kind(each),
            "about": each.get("description", ""),
            "required": name in required,
        }
        for name, each in schema.get("properties", {}).items()
    ]


def _schema(answer: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = next(iter(answer.get("content", {}).values()), {})
    found: dict[str, Any] = content.get("schema", {})
    return found


def _type(schema: dict[str, Any]) -> dict[str, str]:
    """Return the type in words and the object of ours that it names, if any."""
    inner = schema.get("items", schema)
    return {"kind": _kind(schema), "object": inner.get("$ref", "").rpartition("/")[2]}


def _kind(schema: dict[str, Any]) -> str:
    """Return the type of a value in a few words: `CustomerOut[]`, `string | null`."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_kind(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    if schema.get("type") == "array":
        return f"{_kind(schema['items'])}[]"
    return str(schema.get("format") or schema.get("type", ""))


def examples(origin: str) -> dict[str, str]:
    """Return a command for each operation, as docs/api.md has them; "" is the first one of all."""
    key = '-H "Authorization: Bearer $UNIVERSO_KEY"'
    url = f"{origin}{ROOT}"
    row = '{"legal_name": "Ferretería El Tornillo S.R.L.", "phone": "011 4555-1234"}'
    return {
        **sales_examples(key, url),
        "": f"export UNIVERSO_KEY=universo_…\ncurl {key} {url}/customers",
        "list_customers": f'curl {key} "{url}/customers?limit=50"',
        "store_customers": (
            f'curl {key} -H "Content-Type: application/x-ndjson" \\\n'
            f'  -H "Idempotency-Key: 2026-11-23-1" \\\n'
            f"  --data-binary @clientes.jsonl {url}/customers/batch"
        ),
        "get_customer": f"curl {key} {url}/customers/C-1",
        "put_customer": (
            f'curl -X PUT {key} -H "Content-Type: application/json" \\\n'
            f"  -d '{row}' {url}/customers/C-1"
        ),
        "retire_customer": f"curl -X DELETE {key} {url}/customers/C-1",
        "create_import": f'curl {key} -F file=@clientes.csv "{url}/imports?source=Tango"',
        "get_import": f"curl {key} {url}/imports/1",
        "get_rejected_rows": f"curl -o rechazadas.csv {key} {url}/imports/1/rejected",
    }
